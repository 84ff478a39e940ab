/// A term of an equation, every part with its place in the text.
public struct Expression: Hashable, Sendable {
  /// The forms a term can have.
  public indirect enum Kind: Hashable, Sendable {
    /// A number as written.
    case number(Double)
    /// A number with a unit: `10ms`, or `ms` alone for one of it.
    case quantity(Double, UnitOfMeasure)
    /// A parameter, a state, an input or a `let` name.
    case name(String)
    /// `-x`, `not x`.
    case unary(UnaryOperator, Expression)
    /// `x + y` and so on.
    case binary(BinaryOperator, Expression, Expression)
    /// `exp(x)`; the name with its place, then the arguments.
    case call(Name, [Expression])
    /// `if condition then x else y`.
    case conditional(Expression, Expression, Expression)
    /// `x[i]`: sample or neuron `i`, counted from 1; only in `expect`.
    case element(Expression, Expression)
    /// `x.name` after a bracket; only in `expect`.
    case member(Expression, Name)
  }

  /// Its form.
  public var kind: Kind
  /// Where it stands.
  public var range: SourceRange

  /// Makes a term.
  public init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// An operator with one operand.
public enum UnaryOperator: String, Hashable, Sendable {
  /// Arithmetic negation.
  case minus = "-"
  /// Logical negation.
  case not
}

/// An operator with two operands, named as it is written.
public enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
  /// Logical.
  case or, and
  /// Comparisons.
  case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">",
    greaterOrEqual = ">="
  /// `a crosses b`: below it, or at it, when the step began, and above it, or at it, now.
  case crosses
  /// Arithmetic.
  case add = "+", subtract = "-", multiply = "*", divide = "/", power = "^"

  /// How tightly it binds; larger is tighter.
  public var precedence: Int {
    switch self {
    case .or: 1
    case .and: 2
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .crosses: 4
    case .add, .subtract: 5
    case .multiply, .divide: 6
    case .power: 8
    }
  }

  /// Whether it compares two numbers and answers yes or no.
  public var isComparison: Bool { precedence == 4 }

  /// Whether it joins two conditions.
  public var isLogical: Bool { precedence <= 2 }
}

/// How tightly the prefix operators bind: `not` looser than a comparison, `-` looser than `^`.
enum PrefixPrecedence {
  static let not = 3
  static let minus = 7
}
