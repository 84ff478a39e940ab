import Equations
import Neurons
import OrderedCollections

extension Program {
  /// A step of a model's method in which nothing happens, and whether something does.
  ///
  /// Where something does, or the state of the spike was not 0 before, that state is 1 afterwards and the
  /// others stay as they were: such a neuron is solved by itself. What others come to is what
  /// `FlowSolution` would make of them, to the last bit.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - integral: its equations.
  ///   - method: one with steps of dt.
  ///   - isBelow: whether neurons are known not to be above the threshold at the begin.
  /// - Returns: nil for equations that read a state which follows behind them, and where nothing is known
  ///   since the condition of a spike depends on more than the states or is one that begins to hold.
  init?(
    quietStepOf model: NeuronModel, integral: Block, method: Equations.Method, isBelow: Bool
  ) {
    var builder = ProgramBuilder(namesOf: model, method: method)
    guard builder.buildQuietStep(of: model, integral, isBelow: isBelow) else { return nil }
    self = builder.program
  }
}

extension ProgramBuilder {
  // Whether that can be said of the model.
  fileprivate mutating func buildQuietStep(
    of model: NeuronModel, _ integral: Block, isBelow: Bool
  ) -> Bool {
    guard let dt = names["dt"] else { return false }
    let begin = apply(.multiply, [apply(.stepsBefore, []), dt])
    clock = (begin, dt)
    let isMarked = value(of: "spike")
    names["spike"] = constant(0)
    let start = names
    setFollowers(of: model, integral)
    let before = margins(of: model)
    let turns = model.mayTurn(by: method)
    let risesBefore = turns ? rises(of: model, integral) : []
    if isBelow, !model.firesWhileAbove || !dependsOnStates(before[0]) { return false }
    names = start
    let refractory = model.refractory == nil ? nil : start["refractory"]
    let isRefractory = refractory.map { apply(.less, [constant(0), $0]) }
    var steepness = move(by: integral)
    if let isRefractory, !model.held.isEmpty {
      let free = (names, steepness)
      names = start
      let held = move(by: integral, holding: Set(model.held))
      term = "refractory"
      for state in model.flowing {
        guard let free = free.0[state] else { continue }
        names[state] = apply(.select, [isRefractory, value(of: state), free])
      }
      steepness = apply(.select, [isRefractory, held, free.1])
    }
    let read = Set((model.flowing.map { value(of: $0) } + [steepness]).flatMap(program.sources))
    guard model.followers.allSatisfy({ !read.contains(start[$0] ?? -1) }) else { return false }

    clock = (apply(.add, [begin, dt]), dt)
    setFollowers(of: model, integral)
    let after = margins(of: model)
    let risesAfter = turns ? rises(of: model, integral) : []
    term = "spike"
    var happens = isMarked
    if program.values[steepness].operation != nil {
      happens = apply(.or, [happens, apply(.less, [constant(0), steepness])])
    }
    for (index, (before, after)) in zip(before, after).enumerated() {
      var begins = isReached(after)
      if index > 0 || !model.firesWhileAbove {
        begins = apply(.and, [apply(.less, [before, constant(0)]), begins])
      } else if !isBelow {
        begins = apply(.or, [isReached(before), begins])
      }
      if turns {
        begins = apply(
          .or, [begins, mayTurn(before, after, rises: risesBefore[index], risesAfter[index], dt)])
      }
      if index == 0, let refractory, let isRefractory {
        // Where the time ends within the step, it may fire in the rest of it.
        begins = apply(
          .select, [isRefractory, apply(.lessOrEqual, [refractory, dt]), begins])
      }
      happens = apply(.or, [happens, begins])
    }
    if let refractory {
      term = "refractory"
      names["refractory"] = apply(.max, [apply(.subtract, [refractory, dt]), constant(0)])
    }
    program.finalStates = model.states.keys.map { state in
      if state == "spike" { return happens }
      let new = value(of: state)
      guard let old = start[state], new != old else { return new }
      term = state
      return apply(.select, [happens, old, new])
    }
    program.membraneBeforeReset = program.finalStates[model.membraneIndex]
    return true
  }

  // Whether a margin that is below 0 at both ends of a step, or at neither, may be otherwise meanwhile.
  private mutating func mayTurn(
    _ before: Int, _ after: Int, rises riseBefore: Int, _ riseAfter: Int, _ dt: Int
  ) -> Int {
    let zero = constant(0)
    let reached = apply(.add, [before, apply(.multiply, [riseBefore, dt])])
    func all(_ conditions: [Int]) -> Int {
      conditions.dropFirst().reduce(conditions[0]) { apply(.and, [$0, $1]) }
    }
    let goesUp = all([
      apply(.less, [zero, riseBefore]), apply(.less, [riseAfter, zero]),
      apply(.less, [before, zero]), apply(.less, [after, zero]),
      apply(.lessOrEqual, [zero, reached]),
    ])
    let goesDown = all([
      apply(.less, [riseBefore, zero]), apply(.less, [zero, riseAfter]),
      apply(.lessOrEqual, [zero, before]), apply(.lessOrEqual, [zero, after]),
      apply(.lessOrEqual, [reached, zero]),
    ])
    return apply(.or, [goesUp, goesDown])
  }

  // Whether a margin is not below 0.
  private mutating func isReached(_ margin: Int) -> Int {
    if case .operation(.subtract, let operands) = program.values[margin].origin {
      return apply(.lessOrEqual, [operands[1], operands[0]])
    }
    return apply(.lessOrEqual, [constant(0), margin])
  }

  // Whether a value changes only as the states do.
  private func dependsOnStates(_ value: Int) -> Bool {
    program.sources(of: value).allSatisfy { source in
      switch program.values[source].origin {
      case .constant, .parameter, .state: true
      case .input: false
      case .operation(let operation, _): !operation.comesWithStep
      }
    }
  }

  private mutating func setFollowers(of model: NeuronModel, _ integral: Block) {
    for (state, value) in zip(model.followers, followers(of: model, integral)) {
      names[state] = value
    }
  }
}
