import Equations
import Neurons
import OrderedCollections

/// Turns a model's equations into values, each computed once, in single-assignment form.
///
/// Equal terms share one value. A value that depends on parameters alone is invariant and will be
/// computed before the first step.
struct ProgramBuilder {
  /// A number that is computed or read.
  enum Value: Hashable {
    case constant(Double)
    case parameter(Int)
    case state(Int)
    case input(Int)
    case operation(Operation, [Int])
    /// A random number: which of the program's draws it is.
    case draw(Operation, [Int], Int)
  }

  private(set) var values: [Value] = []
  private(set) var isInvariant: [Bool] = []
  private(set) var terms: [String] = []
  private var known: [Value: Int] = [:]
  /// What each name stands for at this point of the step.
  private var names: [String: Int] = [:]
  /// What each state stood for when the step began.
  private var statesBefore: [String: Int] = [:]
  /// The draws by their places in the text: the stages of one step share them.
  private var draws: [DrawPlace: Int] = [:]
  private var block = ""
  /// What the program reads of the model's matrices and vectors.
  private(set) var windowInputs: [WindowInput] = []
  private let modelInputs: [String]
  /// Whether random numbers stand for their means, as in the deterministic part of an equation.
  var drawsMeans = false
  var membraneBeforeReset = 0
  /// The value that each state has at the end of the step.
  var finalStates: [Int] = []

  private struct DrawPlace: Hashable {
    var block: String
    var range: SourceRange
  }

  /// Begins with what a model's names stand for before its blocks run.
  init(namesOf model: NeuronModel) {
    modelInputs = Array(model.inputs.keys)
    for (index, name) in model.parameters.keys.enumerated() {
      names[name] = insert(.parameter(index), term: name)
    }
    for (index, name) in model.inputs.keys.enumerated() {
      names[name] = insert(.input(index), term: name)
    }
    for (index, name) in model.states.keys.enumerated() {
      names[name] = insert(.state(index), term: name)
    }
    for window in model.windows.values where !window.isMatrix {
      names[window.name] = read(WindowInput(window: window.name, input: nil, isCausal: true))
    }
    statesBefore = names.filter { model.states[$0.key] != nil }
  }

  /// Builds the values of a model that has an integral.
  init(_ model: NeuronModel, integral: Block) {
    self.init(namesOf: model)
    let outside = names
    block = "integral"
    run(integral, of: model)
    keepStates(of: model, in: outside)
    let remaining = refractoryTime(of: model)
    membraneBeforeReset = value(of: "mem")
    block = "spike"
    run(model.measuredSpike, of: model)
    keepStates(of: model, in: outside)
    if let remaining, let refractory = model.refractory {
      names["refractory"] = insert(
        .operation(.select, [value(of: "spike"), build(refractory), remaining]), term: "refractory")
    }
    finalStates = model.states.keys.map { value(of: $0) }
  }

  func value(of name: String) -> Int {
    guard let value = names[name] else { preconditionFailure("'\(name)' was not checked") }
    return value
  }

  // What `let` names is known to the end of its block only.
  private mutating func keepStates(of model: NeuronModel, in outside: [String: Int]) {
    var kept = outside
    for state in model.states.keys { kept[state] = names[state] }
    names = kept
  }

  mutating func insert(_ value: Value, term: String) -> Int {
    if let index = known[value] { return index }
    values.append(value)
    terms.append(term)
    switch value {
    case .constant, .parameter: isInvariant.append(true)
    case .state, .input, .draw: isInvariant.append(false)
    case .operation(_, let operands): isInvariant.append(operands.allSatisfy { isInvariant[$0] })
    }
    known[value] = values.count - 1
    return values.count - 1
  }

  // MARK: - Statements

  private mutating func run(_ block: Block, of model: NeuronModel) {
    var isSolved = false
    for statement in block.statements {
      let name = statement.target.text
      switch statement.kind {
      case .definition: names[name] = build(statement.value)
      case .assignment(let op): names[name] = assigned(statement, op)
      case .derivative:
        // All of a block's equations are one system, solved where the first of them stands.
        if !isSolved { solve(block, of: model) }
        isSolved = true
      case .spikeWhen: names[name] = build(statement.value)
      case .reset(let op):
        let new = assigned(statement, op)
        names[name] = insert(
          .operation(.select, [value(of: "spike"), new, value(of: name)]), term: statement.text)
      }
    }
  }

  private mutating func assigned(_ statement: Statement, _ op: BinaryOperator?) -> Int {
    let new = build(statement.value)
    guard let op else { return new }
    return insert(
      .operation(Operation(op), [value(of: statement.target.text), new]), term: statement.text)
  }

  // While a neuron is refractory its mem does not move, whatever the equations say; what is left
  // of the time is a state of its own.
  private mutating func refractoryTime(of model: NeuronModel) -> Int? {
    guard model.refractory != nil, let before = statesBefore["refractory"] else { return nil }
    let zero = insert(.constant(0), term: "0")
    let left = insert(.operation(.subtract, [before, value(of: "dt")]), term: "refractory")
    let now = insert(.operation(.max, [left, zero]), term: "refractory")
    names["refractory"] = now
    names["mem"] = insert(
      .operation(.select, [isRefractory(before), statesBefore["mem"] ?? 0, value(of: "mem")]),
      term: "refractory")
    return now
  }

  // Half a step is allowed for, since the time left is a sum of rounded numbers.
  private mutating func isRefractory(_ remaining: Int) -> Int {
    let half = insert(
      .operation(.multiply, [value(of: "dt"), insert(.constant(0.5), term: "0.5")]), term: "dt")
    return insert(.operation(.less, [half, remaining]), term: "refractory")
  }

  // MARK: - Differential equations

  private mutating func solve(_ block: Block, of model: NeuronModel) {
    let equations = block.statements.filter { $0.kind == .derivative }
    let start = equations.map { value(of: $0.target.text) }
    let dt = value(of: "dt")
    let ends: [Int]
    switch model.method {
    case .euler:
      let slopes = slopes(of: equations, in: block, at: start)
      ends = start.indices.map { move(start[$0], along: slopes[$0], by: dt) }
    case .exponentialEuler:
      let slopes = slopes(of: equations, in: block, at: start)
      ends = start.indices.map { index in
        let leak = derivative(of: slopes[index], by: start[index])
        let exponent = insert(.operation(.multiply, [leak, dt]), term: terms[slopes[index]])
        let share = insert(.operation(.exprel, [exponent]), term: terms[slopes[index]])
        let step = insert(.operation(.multiply, [dt, share]), term: terms[slopes[index]])
        return move(start[index], along: slopes[index], by: step)
      }
    case .rk4:
      let half = insert(
        .operation(.multiply, [dt, insert(.constant(0.5), term: "0.5")]), term: "dt")
      let first = slopes(of: equations, in: block, at: start)
      let second = slopes(of: equations, in: block, at: moved(start, along: first, by: half))
      let third = slopes(of: equations, in: block, at: moved(start, along: second, by: half))
      let fourth = slopes(of: equations, in: block, at: moved(start, along: third, by: dt))
      let sixth = insert(
        .operation(.divide, [dt, insert(.constant(6), term: "6")]), term: "dt")
      let two = insert(.constant(2), term: "2")
      ends = start.indices.map { index in
        let term = terms[first[index]]
        let middle = insert(.operation(.add, [second[index], third[index]]), term: term)
        let outer = insert(.operation(.add, [first[index], fourth[index]]), term: term)
        let doubled = insert(.operation(.multiply, [two, middle]), term: term)
        let sum = insert(.operation(.add, [outer, doubled]), term: term)
        return move(start[index], along: sum, by: sixth)
      }
    }
    for (equation, end) in zip(equations, ends) { names[equation.target.text] = end }
  }

  private mutating func moved(_ start: [Int], along slopes: [Int], by step: Int) -> [Int] {
    start.indices.map { move(start[$0], along: slopes[$0], by: step) }
  }

  private mutating func move(_ start: Int, along slope: Int, by step: Int) -> Int {
    let change = insert(.operation(.multiply, [step, slope]), term: terms[slope])
    return insert(.operation(.add, [start, change]), term: terms[slope])
  }

  // The right sides where the states have these values; `let` lines follow the states.
  mutating func slopes(
    of equations: [Statement], in block: Block, at states: [Int]
  ) -> [Int] {
    let outside = names
    defer { names = outside }
    for (equation, state) in zip(equations, states) { names[equation.target.text] = state }
    for statement in block.statements where statement.kind == .definition {
      names[statement.target.text] = build(statement.value)
    }
    return equations.map { build($0.value) }
  }

  // MARK: - Terms

  private mutating func build(_ expression: Expression) -> Int {
    let term = expression.text
    switch expression.kind {
    case .number(let number), .quantity(let number, _): return insert(.constant(number), term: term)
    case .name(let name): return value(of: name)
    case .unary(let op, let operand):
      let value = build(operand)
      // A sign before a number is part of the number.
      if op == .minus, case .constant(let number) = values[value] {
        return insert(.constant(-number), term: term)
      }
      return insert(.operation(op == .minus ? .negate : .not, [value]), term: term)
    case .binary(.crosses, let left, let right): return crossing(left, right, term: term)
    case .binary(let op, let left, let right):
      let operands = [build(left), build(right)]
      // x > y is y < x, so the interpreter needs half the comparisons.
      let isSwapped = op == .greater || op == .greaterOrEqual
      return insert(
        .operation(Operation(op), isSwapped ? operands.reversed() : operands), term: term)
    case .conditional(let condition, let yes, let no):
      let operands = [build(condition), build(yes), build(no)]
      return insert(.operation(.select, operands), term: term)
    case .call(let name, let arguments) where name.text == "window" || name.text == "causal":
      return read(
        WindowInput(
          window: arguments[0].text, input: modelInputs.firstIndex(of: arguments[1].text),
          isCausal: name.text == "causal"))
    case .call(let name, let arguments):
      return call(name, arguments.map { build($0) }, range: expression.range, term: term)
    case .element, .member:
      preconditionFailure("'\(term)' was not checked")
    }
  }

  // Below when the step began, and no longer below now.
  private mutating func crossing(_ left: Expression, _ right: Expression, term: String) -> Int {
    let now = insert(.operation(.lessOrEqual, [build(right), build(left)]), term: term)
    let present = names
    names.merge(statesBefore) { _, before in before }
    let before = insert(.operation(.less, [build(left), build(right)]), term: term)
    names = present
    return insert(.operation(.and, [before, now]), term: term)
  }

  private mutating func read(_ input: WindowInput) -> Int {
    let index = windowInputs.firstIndex(of: input) ?? windowInputs.count
    if index == windowInputs.count { windowInputs.append(input) }
    return insert(.input(modelInputs.count + index), term: input.window)
  }

  private mutating func call(
    _ name: Name, _ operands: [Int], range: SourceRange, term: String
  ) -> Int {
    if name.text == "act" { return insert(.operation(.act, operands), term: term) }
    if name.text == "detach" { return insert(.operation(.detach, operands), term: term) }
    guard let function = Function(rawValue: name.text) else {
      preconditionFailure("'\(name.text)' was not checked")
    }
    switch function {
    case .clamp:
      let raised = insert(.operation(.max, [operands[0], operands[1]]), term: term)
      return insert(.operation(.min, [raised, operands[2]]), term: term)
    case .uniform: return draw(.uniform, operands, range, term)
    case .normal: return draw(.normal, operands, range, term)
    case .beta: return draw(.beta, operands, range, term)
    case .xi:
      // So that a step of d x/dt adds a change of variance dt (Euler & Maruyama).
      let root = insert(.operation(.sqrt, [value(of: "dt")]), term: term)
      return insert(
        .operation(.divide, [draw(.normal, operands, range, term), root]), term: term)
    default: return insert(.operation(Operation(function), operands), term: term)
    }
  }

  private mutating func draw(
    _ operation: Operation, _ operands: [Int], _ range: SourceRange, _ term: String
  ) -> Int {
    if drawsMeans { return mean(operation, operands, term) }
    let place = DrawPlace(block: block, range: range)
    let number = draws[place] ?? draws.count
    draws[place] = number
    return insert(.draw(operation, operands, number), term: term)
  }
  private mutating func mean(_ operation: Operation, _ operands: [Int], _ term: String) -> Int {
    switch operation {
    case .uniform: return insert(.constant(0.5), term: term)
    case .beta:
      let sum = insert(.operation(.add, operands), term: term)
      return insert(.operation(.divide, [operands[0], sum]), term: term)
    default: return insert(.constant(0), term: term)
    }
  }
}
