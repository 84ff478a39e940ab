import Equations
import Neurons
import OrderedCollections

// What changes states without a spike: behind the integral and before the spike block, which sees what
// became of it.
extension ProgramBuilder {
  /// Lets the states be what an event makes of them, where it happens.
  mutating func happen(_ event: EventSyntax, of model: NeuronModel) {
    let happens = happens(event.occasion)
    let before = names
    run(event.block, of: model)
    for state in model.states.keys where value(of: state) != before[state] {
      guard let old = before[state] else { continue }
      term = event.heading
      names[state] = apply(.select, [happens, value(of: state), old])
    }
  }

  // Whether an event happens at this step.
  private mutating func happens(_ occasion: EventSyntax.Occasion) -> Int {
    switch occasion {
    case .condition(let condition): return build(condition)
    case .times(let times):
      let step = stepsDone()
      let each = times.map { time in
        let steps = steps(build(time))
        // A negative time never comes.
        let comes = apply(.lessOrEqual, [constant(0), steps])
        let target = apply(.select, [comes, stepOf(steps), constant(0)])
        return apply(.equal, [step, target])
      }
      return each.dropFirst().reduce(each[0]) { apply(.or, [$0, $1]) }
    case .period(let period, let from, let until):
      let length = steps(build(period))
      let first = from.map { apply(.max, [steps(build($0)), constant(0)]) } ?? length
      let step = stepsDone()
      // The number of the last one that came, or is about to, counted from 0.
      let elapsed = apply(.divide, [apply(.subtract, [step, first]), length])
      var number = apply(.floor, [apply(.add, [elapsed, constant(leastShare)])])
      if let until {
        // Of several in a step the last one that still comes.
        let rest = apply(.divide, [apply(.subtract, [steps(build(until)), first]), length])
        number = apply(.min, [number, apply(.floor, [apply(.add, [rest, constant(leastShare)])])])
      }
      // Multiplied, since a sum of rounded periods would drift.
      let time = apply(.add, [first, apply(.multiply, [number, length])])
      let isBegun = apply(.lessOrEqual, [constant(0), number])
      return apply(.and, [isBegun, apply(.equal, [step, stepOf(time)])])
    }
  }

  private mutating func stepsDone() -> Int { apply(.add, [apply(.stepsBefore, []), constant(1)]) }

  private mutating func steps(_ time: Int) -> Int {
    names["dt"].map { apply(.divide, [time, $0]) } ?? time
  }

  // The step at whose end, or before whose end, a time in steps lies; the first one has its begin as
  // well. 10 / 0.1 is step 100, in single precision too.
  private mutating func stepOf(_ time: Int) -> Int {
    let allowance = apply(.min, [apply(.multiply, [time, constant(5e-7)]), constant(leastShare)])
    let step = apply(.ceil, [apply(.subtract, [time, allowance])])
    return apply(.max, [step, constant(1)])
  }
}

// What is less than this share of a step behind its end is taken to be there.
private let leastShare = 1e-3
