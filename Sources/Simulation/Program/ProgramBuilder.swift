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
  }

  private(set) var values: [Value] = []
  private(set) var isInvariant: [Bool] = []
  private(set) var terms: [String] = []
  private var known: [Value: Int] = [:]
  private var names: [String: Int] = [:]
  private(set) var membraneBeforeReset = 0
  /// The value that each state has at the end of the step.
  private(set) var finalStates: [Int] = []

  /// Builds the values of a model that has an integral.
  init(_ model: NeuronModel, integral: Block) {
    for (index, name) in model.parameters.keys.enumerated() {
      names[name] = insert(.parameter(index), term: name)
    }
    for (index, name) in model.inputs.enumerated() {
      names[name] = insert(.input(index), term: name)
    }
    for (index, name) in model.states.keys.enumerated() {
      names[name] = insert(.state(index), term: name)
    }
    let outside = names
    run(integral)
    keepStates(of: model, in: outside)
    membraneBeforeReset = names["mem", default: 0]
    run(model.spike)
    keepStates(of: model, in: outside)
    finalStates = model.states.keys.map { names[$0, default: 0] }
  }

  // What `let` names is known to the end of its block only.
  private mutating func keepStates(of model: NeuronModel, in outside: [String: Int]) {
    var kept = outside
    for state in model.states.keys { kept[state] = names[state] }
    names = kept
  }

  private mutating func insert(_ value: Value, term: String) -> Int {
    if let index = known[value] { return index }
    values.append(value)
    terms.append(term)
    switch value {
    case .constant, .parameter: isInvariant.append(true)
    case .state, .input: isInvariant.append(false)
    case .operation(_, let operands): isInvariant.append(operands.allSatisfy { isInvariant[$0] })
    }
    known[value] = values.count - 1
    return values.count - 1
  }

  private mutating func run(_ block: Block) {
    for statement in block.statements {
      var value = build(statement.value)
      if case .assignment(let op?) = statement.kind {
        let old = names[statement.target.text, default: 0]
        value = insert(
          .operation(Operation(op), [old, value]), term: statement.text)
      }
      names[statement.target.text] = value
    }
  }

  private mutating func build(_ expression: Expression) -> Int {
    let term = expression.text
    switch expression.kind {
    case .number(let number): return insert(.constant(number), term: term)
    case .name(let name):
      guard let value = names[name] else { preconditionFailure("'\(name)' was not checked") }
      return value
    case .unary(let op, let operand):
      let value = build(operand)
      // A sign before a number is part of the number.
      if op == .minus, case .constant(let number) = values[value] {
        return insert(.constant(-number), term: term)
      }
      return insert(.operation(op == .minus ? .negate : .not, [value]), term: term)
    case .binary(let op, let left, let right):
      let operands = [build(left), build(right)]
      // x > y is y < x, so the interpreter needs half the comparisons.
      let isSwapped = op == .greater || op == .greaterOrEqual
      return insert(
        .operation(Operation(op), isSwapped ? operands.reversed() : operands), term: term)
    case .conditional(let condition, let yes, let no):
      let operands = [build(condition), build(yes), build(no)]
      return insert(.operation(.select, operands), term: term)
    case .call(let name, let arguments):
      return call(name.text, arguments.map { build($0) }, term: term)
    case .element, .member:
      preconditionFailure("'\(term)' was not checked")
    }
  }

  private mutating func call(_ name: String, _ operands: [Int], term: String) -> Int {
    if name == "act" { return insert(.operation(.act, operands), term: term) }
    if name == "detach" { return insert(.operation(.detach, operands), term: term) }
    guard let function = Function(rawValue: name) else {
      preconditionFailure("'\(name)' was not checked")
    }
    guard function == .clamp else {
      return insert(.operation(Operation(function), operands), term: term)
    }
    let raised = insert(.operation(.max, [operands[0], operands[1]]), term: term)
    return insert(.operation(.min, [raised, operands[2]]), term: term)
  }
}

extension Operation {
  init(_ op: BinaryOperator) {
    switch op {
    case .or: self = .or
    case .and: self = .and
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    case .less, .greater: self = .less
    case .lessOrEqual, .greaterOrEqual: self = .lessOrEqual
    case .add: self = .add
    case .subtract: self = .subtract
    case .multiply: self = .multiply
    case .divide: self = .divide
    case .power: self = .power
    }
  }

  init(_ function: Function) {
    switch function {
    case .exp: self = .exp
    case .log: self = .log
    case .sqrt: self = .sqrt
    case .abs: self = .abs
    case .min, .clamp: self = .min
    case .max: self = .max
    case .sigmoid: self = .sigmoid
    case .tanh: self = .tanh
    case .relu: self = .relu
    case .sin: self = .sin
    case .cos: self = .cos
    case .floor: self = .floor
    case .ceil: self = .ceil
    case .round: self = .round
    }
  }
}
