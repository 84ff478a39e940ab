import Equations
import Neurons
import OrderedCollections

/// What is asked of a model's equations between two steps.
enum FlowQuestion: Hashable, Sendable {
  /// The slope of every state that has an equation.
  case slopes
  /// How each slope changes with each such state, row after row, and then with time.
  case changes
  /// Where one step of the model's own method leads, and how far that is from being good enough: above 0
  /// where mem rises so steeply that it is not.
  case step(Equations.Method)
  /// What follows from the states that flow: those that the integral sets by `=`.
  case followers
  /// What the states become by a spike, and for how long it does not fire again.
  case reset
  /// What the states become by one of the model's events.
  case event(Int)
  /// How far above the conditions of the spike and of each event the states are; below 0 where they
  /// do not hold.
  case margins
  /// How fast each of these rises.
  case rises
}

extension Program {
  /// A model's answer at any time: its states stay as they are, and the answers follow behind them.
  ///
  /// Behind the model's inputs come the time, and how long a step is.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - integral: its equations.
  ///   - question: what is asked.
  ///   - held: the states that do not flow, as it is refractory.
  init(
    of model: NeuronModel, integral: Block, answering question: FlowQuestion,
    holding held: Set<String> = []
  ) {
    let flowing = model.flowing
    let answers =
      switch question {
      case .slopes: flowing.count
      case .step: flowing.count + 1
      case .changes: flowing.count * (flowing.count + 1)
      case .followers: model.followers.count
      case .reset: model.states.count + 1
      case .event: model.states.count
      case .margins, .rises: 1 + model.events.count
      }
    var builder = ProgramBuilder(
      flowOf: model, method: question.method, answers: answers)
    let states = model.states.keys.map { builder.value(of: $0) }
    let results = builder.answer(question, of: model, integral: integral, holding: held)
    builder.program.finalStates = states + results
    builder.program.membraneBeforeReset = states[model.membraneIndex]
    self = builder.program
  }
}

extension FlowQuestion {
  fileprivate var method: Equations.Method? {
    if case .step(let method) = self { method } else { nil }
  }
}

extension NeuronModel {
  /// The states that have a differential equation, in the order of the integral.
  var flowing: [String] {
    measuredIntegral?.statements.filter { $0.kind == .derivative }.map(\.target.text) ?? []
  }

  /// The states that the integral sets by `=`.
  var followers: [String] {
    var names: OrderedSet<String> = []
    for statement in measuredIntegral?.statements ?? [] {
      if case .assignment = statement.kind { names.append(statement.target.text) }
    }
    return Array(names)
  }

  /// Whether it fires as long as its condition holds, and not only where that begins to.
  var firesWhileAbove: Bool {
    !measuredSpike.statements.contains { statement in
      statement.value.contains { part in
        if case .binary(.crosses, _, _) = part.kind { true } else { false }
      }
    }
  }
}

extension ProgramBuilder {
  fileprivate init(flowOf model: NeuronModel, method: Equations.Method?, answers: Int) {
    let inputs = model.inputs.count
    self.init(
      namesOf: model, method: method,
      program: Program(
        parameters: model.parameters.count, states: model.states.count + answers,
        inputs: inputs + 2))
    clock = (insert(.input(inputs), term: "t"), insert(.input(inputs + 1), term: "dt"))
  }

  fileprivate mutating func answer(
    _ question: FlowQuestion, of model: NeuronModel, integral: Block, holding held: Set<String>
  ) -> [Int] {
    let flowing = model.flowing
    switch question {
    case .slopes: return slopes(of: model, integral, holding: held)
    case .changes:
      let slopes = slopes(of: model, integral, holding: held)
      let variables = flowing.map { value(of: $0) } + [clock?.start].compactMap(\.self)
      let columns = variables.map { variable in
        slopes.map { derivative(of: $0, by: variable) }
      }
      return slopes.indices.flatMap { row in columns.dropLast().map { $0[row] } }
        + (columns.last ?? [])
    case .step:
      let steepness = move(by: integral, holding: held)
      return flowing.map { value(of: $0) } + [steepness]
    case .followers: return followers(of: model, integral)
    case .reset:
      let refractory = model.refractory.map { build($0) } ?? constant(0)
      for statement in model.measuredSpike.statements {
        switch statement.kind {
        case .definition: names[statement.target.text] = build(statement.value)
        case .spikeWhen, .assignment: names["spike"] = constant(1)
        case .reset(let op): names[statement.target.text] = assigned(statement, op)
        case .derivative: break
        }
      }
      return model.states.keys.map { value(of: $0) } + [refractory]
    case .event(let index):
      run(model.events[index].measured.block, of: model)
      return model.states.keys.map { value(of: $0) }
    case .margins: return margins(of: model)
    case .rises: return rises(of: model, integral, holding: held)
    }
  }

  /// How fast the margins rise as the states flow.
  mutating func rises(
    of model: NeuronModel, _ integral: Block, holding held: Set<String> = []
  ) -> [Int] {
    let outside = names
    defer { names = outside }
    let variables = model.flowing.map { value(of: $0) } + [clock?.start].compactMap(\.self)
    let slopes = slopes(of: model, integral, holding: held) + [constant(1)]
    for (state, value) in zip(model.followers, followers(of: model, integral)) {
      names[state] = value
    }
    return margins(of: model).map { margin in
      zip(variables, slopes).reduce(constant(0)) { sum, part in
        let change = derivative(of: margin, by: part.0)
        if change == constant(0) { return sum }
        let share = change == constant(1) ? part.1 : apply(.multiply, [change, part.1])
        return sum == constant(0) ? share : apply(.add, [sum, share])
      }
    }
  }

  /// Takes a step of the method.
  ///
  /// - Returns: how far it is from being good enough.
  mutating func move(by integral: Block, holding held: Set<String> = []) -> Int {
    solve(integral, holding: held)["mem"].map { steepness($0) } ?? constant(-1)
  }

  /// What follows from the states that flow.
  mutating func followers(of model: NeuronModel, _ integral: Block) -> [Int] {
    let outside = names
    defer { names = outside }
    for statement in integral.statements {
      switch statement.kind {
      case .definition, .assignment: names[statement.target.text] = build(statement.value)
      case .derivative, .reset, .spikeWhen: break
      }
    }
    return model.followers.map { value(of: $0) }
  }

  /// How far above the conditions of the spike and of each event the states are.
  mutating func margins(of model: NeuronModel) -> [Int] {
    let outside = names
    defer { names = outside }
    let ofEvents = model.events.map { event in
      if case .condition(let condition) = event.measured.occasion {
        margin(condition)
      } else {
        constant(-1)
      }
    }
    names = outside
    var spike = constant(-1)
    for statement in model.measuredSpike.statements {
      switch statement.kind {
      case .definition: names[statement.target.text] = build(statement.value)
      case .spikeWhen: spike = margin(statement.value)
      case .assignment:
        if case .call(_, let arguments) = statement.value.kind { spike = build(arguments[0]) }
      case .reset, .derivative: break
      }
    }
    return [spike] + ofEvents
  }

  private mutating func slopes(
    of model: NeuronModel, _ integral: Block, holding held: Set<String>
  ) -> [Int] {
    let equations = integral.statements.filter {
      $0.kind == .derivative && !held.contains($0.target.text)
    }
    let start = equations.map { value(of: $0.target.text) }
    let slopes = slopes(of: equations, in: integral, at: start, followsAssignments: true)
    let known = Dictionary(
      zip(equations.map(\.target.text), slopes), uniquingKeysWith: { first, _ in first })
    return model.flowing.map { known[$0] ?? constant(0) }
  }

  // A membrane that runs off to its spike does so in a time that shrinks as it goes, so that steps of any
  // length are too long for it at last. Where its slope grows by a share s in a step, what all steps until then
  // lost of the time of the spike is about dt s^3 / 480: 1e-9 ms at the limit.
  private mutating func steepness(_ slopes: (first: Int, last: Int)) -> Int {
    let change = apply(.abs, [apply(.subtract, [slopes.last, slopes.first])])
    // Where mem hardly moves, its slope changes by many times itself without being steep.
    let size = apply(.add, [apply(.abs, [slopes.first]), constant(0.1)])
    func cube(_ value: Int) -> Int {
      apply(.multiply, [apply(.multiply, [value, value]), value])
    }
    let dt = clock?.length ?? value(of: "dt")
    return apply(
      .subtract,
      [
        apply(.multiply, [cube(change), dt]), apply(.multiply, [constant(480e-9), cube(size)]),
      ])
  }

  /// How far a condition is from not holding: 0 where it is about to change.
  mutating func margin(_ condition: Expression) -> Int {
    switch condition.kind {
    case .binary(.greater, let left, let right), .binary(.greaterOrEqual, let left, let right),
      .binary(.crosses, let left, let right):
      return apply(.subtract, [build(left), build(right)])
    case .binary(.less, let left, let right), .binary(.lessOrEqual, let left, let right):
      return apply(.subtract, [build(right), build(left)])
    case .binary(.and, let left, let right): return apply(.min, [margin(left), margin(right)])
    case .binary(.or, let left, let right): return apply(.max, [margin(left), margin(right)])
    case .unary(.not, let operand): return apply(.negate, [margin(operand)])
    default:
      // It jumps from -1 to 1.
      let holds = apply(.notEqual, [build(condition), constant(0)])
      return apply(.subtract, [apply(.multiply, [constant(2), holds]), constant(1)])
    }
  }
}
