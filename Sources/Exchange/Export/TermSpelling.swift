import Equations
import Neurons

/// How a format spells terms; what it does not say otherwise is as in Python.
protocol TermSpelling {
  /// Whether a sign needs brackets wherever it stands.
  var bracketsSigns: Bool { get }
  /// A parameter, a state, an input or what was defined.
  func name(_ name: String) -> String
  /// A number.
  func number(_ value: Double) -> String
  /// A number with the unit that it was written with; terms that were checked have it without.
  func quantity(_ value: Double, _ unit: UnitOfMeasure, above level: Int) -> String
  /// A call of what is no function of every term: one of the model's own, or of a running neuron.
  func modelCall(_ name: Name, _ arguments: [Expression]) throws(ExportRefusal) -> String
  /// A call of a function, its arguments spelled.
  func call(_ function: Function, _ arguments: [String]) throws(ExportRefusal) -> String
  /// The spike that the surrogate makes of a term.
  func act(_ term: Expression) throws(ExportRefusal) -> String
  /// A value through which no gradient flows, where the format has gradients.
  func detached(_ term: Expression, above level: Int) throws(ExportRefusal) -> String
  /// One of two values.
  func choice(_ test: String, _ yes: String, _ no: String) -> String
  /// 1 where a condition holds, else 0.
  func number(of condition: String) -> String
  /// An operator between two terms.
  func join(_ op: BinaryOperator, _ left: Expression, _ right: Expression, above level: Int)
    throws(ExportRefusal) -> String
  /// What is the case where a condition is not.
  func negation(_ condition: Expression, above level: Int) throws(ExportRefusal) -> String
}

extension TermSpelling {
  /// A term as the format spells it.
  ///
  /// - Parameters:
  ///   - term: the term, which stands for a number.
  ///   - level: how tightly it has to bind where it stands.
  /// - Throws: `ExportRefusal` for what the format does not say.
  func spelled(_ term: Expression, above level: Int = 0) throws(ExportRefusal) -> String {
    if term.isCondition { return number(of: try condition(term)) }
    switch term.kind {
    case .quantity(let value, let unit) where value.sign == .plus:
      return quantity(value, unit, above: level)
    case .number(let value), .quantity(let value, _):
      let text = number(value)
      return value.sign == .minus && level > 5 ? "(\(text))" : text
    case .name(let name): return self.name(name)
    case .unary(_, let operand):
      let text = "-" + (try spelled(operand, above: Precedence.minus + 1))
      return level > Precedence.minus || bracketsSigns ? "(\(text))" : text
    case .binary(let op, let left, let right):
      return try join(op, left, right, above: level)
    case .conditional(let test, let yes, let no):
      return choice(try condition(test), try spelled(yes), try spelled(no))
    case .call(let name, let arguments):
      if name.text == "act" { return try act(arguments[0]) }
      if name.text == "detach" { return try detached(arguments[0], above: level) }
      guard let function = Function(rawValue: name.text) else {
        return try modelCall(name, arguments)
      }
      var spelled: [String] = []
      for argument in arguments { spelled.append(try self.spelled(argument)) }
      return try call(function, spelled)
    case .element, .member:
      throw ExportRefusal("'\(term.text)' has no meaning in another program")
    }
  }

  /// A condition as the format spells it: what is a number holds where it is not 0.
  ///
  /// - Parameters:
  ///   - term: the condition.
  ///   - level: how tightly it has to bind where it stands.
  /// - Throws: `ExportRefusal` for what the format does not say.
  func condition(_ term: Expression, above level: Int = 0) throws(ExportRefusal) -> String {
    guard term.isCondition else {
      return try join(.notEqual, term, .number(0), above: level)
    }
    if case .unary(_, let operand) = term.kind { return try negation(operand, above: level) }
    guard case .binary(let op, let left, let right) = term.kind else { return "" }
    return try join(op, left, right, above: level)
  }

  /// Two terms around an operator, with the brackets that they need.
  ///
  /// - Parameters:
  ///   - op: the operator.
  ///   - symbol: how it is spelled.
  ///   - left: what stands before it.
  ///   - right: what stands behind it.
  ///   - level: how tightly the whole has to bind where it stands.
  /// - Throws: `ExportRefusal` for what the format does not say.
  func infix(
    _ op: BinaryOperator, _ symbol: String, _ left: Expression, _ right: Expression,
    above level: Int
  ) throws(ExportRefusal) -> String {
    let isPower = op == .power
    let (a, b) =
      op.isLogical
      ? (try condition(left, above: op.precedence), try condition(right, above: op.precedence + 1))
      : (
        try spelled(left, above: op.precedence + (isPower || op.isComparison ? 1 : 0)),
        try spelled(right, above: isPower ? Precedence.minus : op.precedence + 1)
      )
    let text = a + (isPower ? symbol : " \(symbol) ") + b
    return op.precedence < level ? "(\(text))" : text
  }

  var bracketsSigns: Bool { false }

  func number(_ value: Double) -> String { value.canonicalText }

  func quantity(_ value: Double, _ unit: UnitOfMeasure, above level: Int) -> String {
    number(value)
  }

  func modelCall(_ name: Name, _ arguments: [Expression]) throws(ExportRefusal) -> String {
    throw ExportRefusal("'\(name.text)' has no meaning in another program")
  }

  func detached(_ term: Expression, above level: Int) throws(ExportRefusal) -> String {
    try spelled(term, above: level)
  }

  func join(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, above level: Int
  ) throws(ExportRefusal) -> String {
    try infix(op, op == .power ? "**" : op.rawValue, left, right, above: level)
  }

  func negation(_ condition: Expression, above level: Int) throws(ExportRefusal) -> String {
    let text = "not " + (try self.condition(condition, above: Precedence.not))
    return level > Precedence.not ? "(\(text))" : text
  }
}

/// How tightly the prefix operators bind, as in the language itself.
enum Precedence {
  static let not = 3
  static let minus = 7
}

extension Surrogate {
  /// The spike that it makes of a term, as a term.
  ///
  /// - Parameter x: mem less the threshold.
  func forward(_ x: Expression) -> Expression {
    switch self {
    case .sign: .call(.sign, x)
    case .round: .call(.ceil, .call(.clamp, x, .number(-0.5), .number(4.5)))
    default:
      .choice(
        x.joined(firesAtThreshold ? .greaterOrEqual : .greater, .number(0)), .number(1), .number(0))
    }
  }

  /// Whether a neuron fires at its threshold already, and not only above it.
  var firesAtThreshold: Bool { forward(0.0) == 1 }
}

/// How a format without surrogate gradients spells terms: the spike is written out.
protocol SurrogateSpelling: TermSpelling {
  /// What makes a spike of a term.
  var surrogate: Surrogate { get }
}

extension SurrogateSpelling {
  func act(_ term: Expression) throws(ExportRefusal) -> String {
    try spelled(surrogate.forward(term))
  }
}

extension Double {
  /// Where a number without a point is a whole number, and a quotient of two is one as well.
  var textWithPoint: String {
    let text = canonicalText
    return text.contains { ".ein".contains($0) } ? text : text + ".0"
  }
}
