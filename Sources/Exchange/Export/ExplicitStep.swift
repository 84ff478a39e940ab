import Equations
import Neurons
import OrderedCollections

/// One step of a model as assignments in their order: what the statements, the method, the events
/// and the refractory time mean, written out in the names of the model.
struct ExplicitStep {
  /// What a line belongs to.
  enum Part { case beginning, integral, event, spike }

  /// `name = value`.
  struct Line {
    var part: Part
    var name: String
    var value: Expression
  }

  /// The assignments.
  private(set) var lines: [Line] = []
  let model: NeuronModel
  /// How differential equations are solved.
  let method: Equations.Method
  /// The states of which the value at the step's begin is needed later.
  private(set) var statesBefore: [String] = []
  private var part = Part.integral
  /// Where in the step the present statements look, in steps from its begin.
  var timeInStep = 0.0
  private var mayFire: Expression?
  private var draws: [Draw] = []
  private let taken: Set<String>

  // The stages of one step share what is drawn in one place of the text.
  private struct Draw: Equatable {
    var part: Part
    var range: SourceRange
    var function: Function
  }

  /// Writes out a step.
  ///
  /// - Parameter neuron: whose.
  /// - Throws: `ExportRefusal` for what no list of assignments says.
  init(_ neuron: ExportedNeuron) throws(ExportRefusal) {
    (model, method) = (neuron.model, neuron.method)
    try neuron.checkFiresAtSteps()
    taken = Set(
      Array(model.parameters.keys) + model.states.keys + model.inputs.keys
        + model.measuredTerms.flatMap(\.names))
    guard let integral = model.measuredIntegral else {
      throw ExportRefusal("'\(model.name)' has no integral: it only serves to be inherited")
    }
    try neuron.checkSeesOneStep()
    try run(integral)
    timeInStep = 1
    part = .event
    for (index, event) in model.events.enumerated() {
      let happens = fresh("event_\(index + 1)")
      add(happens, condition(of: event.measured.occasion))
      for statement in event.measured.block.statements {
        happen(statement, if: .named(happens))
      }
    }
    part = .spike
    let remaining = refractoryTime()
    try run(model.measuredSpike)
    if let remaining, let time = model.refractory {
      add("refractory", .choice(.named("spike"), time, .named(remaining)))
    }
    let first =
      statesBefore.map { Line(part: .beginning, name: before($0), value: .named($0)) }
      + draws.enumerated().map {
        Line(part: .beginning, name: name(ofDraw: $0), value: .call($1.function))
      }
    lines = first + lines
  }

  /// The name under which a state is kept as it was when the step began.
  ///
  /// - Parameter state: its name.
  func before(_ state: String) -> String { fresh("\(state)_before") }

  /// The name by which terms refer to the number of steps done before this one.
  static let stepsBefore = "steps before"

  private func name(ofDraw index: Int) -> String { fresh("draw_\(index + 1)") }

  // A name that the model has not taken.
  func fresh(_ name: String) -> String { taken.contains(name) ? fresh(name + "_") : name }

  mutating func add(_ name: String, _ value: Expression) {
    lines.append(Line(part: part, name: name, value: value))
  }

  // MARK: - Statements

  private mutating func run(_ block: Block) throws(ExportRefusal) {
    var isSolved = false
    for statement in block.statements {
      let name = statement.target.text
      switch statement.kind {
      case .definition: add(name, written(statement.value))
      case .assignment(let op): add(name, fired(assigned(statement, op), name))
      case .derivative:
        if !isSolved { try solve(block) }
        isSolved = true
      case .spikeWhen:
        let test = written(statement.value)
        let condition = mayFire.map { $0.joined(.and, test) } ?? test
        add(name, .choice(condition, .number(1), .number(0)))
      case .reset(let op):
        add(name, .choice(.named("spike"), assigned(statement, op), .named(name)))
      }
    }
  }

  private mutating func happen(_ statement: Statement, if happens: Expression) {
    let name = statement.target.text
    let old = Expression.named(name)
    switch statement.kind {
    case .definition: add(name, written(statement.value))
    case .reset(let op):
      add(name, .choice(happens.joined(.and, .named("spike")), assigned(statement, op), old))
    case .assignment(let op): add(name, .choice(happens, assigned(statement, op), old))
    case .spikeWhen, .derivative: add(name, .choice(happens, written(statement.value), old))
    }
  }

  private mutating func assigned(_ statement: Statement, _ op: BinaryOperator?) -> Expression {
    let value = written(statement.value)
    return op.map { Expression.named(statement.target.text).joined($0, value) } ?? value
  }

  private func fired(_ value: Expression, _ name: String) -> Expression {
    guard name == "spike", let mayFire else { return value }
    return .choice(mayFire, value, .number(0))
  }

  private mutating func refractoryTime() -> String? {
    guard model.refractory != nil else { return nil }
    remember("refractory")
    let left = fresh("refractory_left")
    let may = fresh("may_fire")
    let was = Expression.named("refractory")
    let dt = Expression.named("dt")
    add(left, .call(.max, was - dt, .number(0)))
    // Half a step is allowed for, since the time left is a sum of rounded numbers.
    add(may, was.joined(.lessOrEqual, dt * .number(0.5)))
    mayFire = .named(may)
    // What the spike block reads is what is left.
    add("refractory", .named(left))
    for state in model.held {
      remember(state)
      add(state, .choice(.named(may), .named(state), .named(before(state))))
    }
    return left
  }

  private mutating func remember(_ state: String) {
    if !statesBefore.contains(state) { statesBefore.append(state) }
  }

  // A term in which what is asked of the step's begin has names, and time is counted from there.
  mutating func written(_ term: Expression) -> Expression {
    let states = Set(model.states.keys)
    for part in term.allParts {
      switch part.kind {
      case .call(let name, let arguments) where name.text == "previous":
        for state in arguments[0].names where states.contains(state) { remember(state) }
      case .binary(.crosses, let left, let right):
        for state in left.names.union(right.names) where states.contains(state) { remember(state) }
      case .call(let name, _):
        if let draw = draw(name, part.range), !draws.contains(draw) { draws.append(draw) }
      default: break
      }
    }
    let kept = Dictionary(uniqueKeysWithValues: statesBefore.map { ($0, before($0)) })
    func replaced(_ part: Expression) -> Expression? {
      switch part.kind {
      case .call(let name, let arguments) where name.text == "previous":
        return arguments[0].renaming(kept)
      case .binary(.crosses, let left, let right):
        let now = right.replacing(replaced).joined(.lessOrEqual, left.replacing(replaced))
        return left.renaming(kept).joined(.less, right.renaming(kept)).joined(.and, now)
      case .call(let name, _):
        guard let draw = draw(name, part.range), let index = draws.firstIndex(of: draw) else {
          return nil
        }
        let drawn = Expression.named(self.name(ofDraw: index))
        // So that a step of d x/dt adds a change of variance dt (Euler & Maruyama).
        return name.text == Function.xi.rawValue ? drawn / .call(.sqrt, .named("dt")) : drawn
      case .name("t") where !taken.contains("t") || model.parameters["t"] == nil:
        return timeInStep == 0
          ? nil
          : .named("t") + (timeInStep == 1 ? .named("dt") : .number(timeInStep) * .named("dt"))
      default: return nil
      }
    }
    return term.replacing(replaced)
  }

  private func draw(_ name: Name, _ range: SourceRange) -> Draw? {
    switch Function(rawValue: name.text) {
    case .uniform: Draw(part: part, range: range, function: .uniform)
    case .normal, .xi: Draw(part: part, range: range, function: .normal)
    default: nil
    }
  }

  // MARK: - Events

  private mutating func condition(of occasion: EventSyntax.Occasion) -> Expression {
    let step = Expression.named(Self.stepsBefore) + .number(1)
    func steps(_ time: Expression) -> Expression { time / .named("dt") }
    switch occasion {
    case .condition(let condition): return written(condition)
    case .times(let times):
      let each = times.map { time in
        Expression.number(0).joined(.lessOrEqual, steps(time))
          .joined(.and, step.joined(.equal, stepOf(steps(time))))
      }
      return each.dropFirst().reduce(each[0]) { $0.joined(.or, $1) }
    case .period(let period, let from, let until):
      let length = steps(period)
      let first = from.map { .call(.max, steps($0), .number(0)) } ?? length
      // The number of the last one that came, or is about to, counted from 0.
      let number = Expression.call(.floor, (step - first) / length + .number(leastShare))
      let time = first + number * length
      let happens = Expression.number(0).joined(.lessOrEqual, number)
        .joined(.and, step.joined(.equal, stepOf(time)))
      guard let until else { return happens }
      return happens.joined(.and, time.joined(.lessOrEqual, steps(until) + .number(leastShare)))
    }
  }

  // The step at whose end, or before whose end, a time in steps lies.
  private func stepOf(_ time: Expression) -> Expression {
    let allowance = Expression.call(.min, time * .number(5e-7), .number(leastShare))
    return .call(.max, .call(.ceil, time - allowance), .number(1))
  }
}

// What is less than this share of a step behind its end is taken to be there.
private let leastShare = 1e-3

extension ExportedNeuron {
  /// Checks that a step needs no other step of a forward pass.
  ///
  /// - Throws: `ExportRefusal` that names what looks at a whole pass.
  func checkSeesOneStep() throws(ExportRefusal) {
    if let call = model.measuredTerms.lazy.flatMap(\.allParts).first(where: \.seesWindow) {
      throw ExportRefusal(
        "'\(call.text)' in line \(line(of: call.range)) looks at a whole forward pass, and"
          + " a step of another program sees no other")
    }
    if let window = model.windows.keys.first {
      throw ExportRefusal(
        "'\(window)' has an entry for every step of a forward pass, which other programs do not"
          + " count")
    }
  }
}

extension Expression {
  fileprivate var seesWindow: Bool {
    if case .call(let name, _) = kind {
      name.text == "window" || name.text == "causal"
    } else {
      false
    }
  }
}
