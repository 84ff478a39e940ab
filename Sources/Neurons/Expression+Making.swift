package import Equations

// Terms that a model does not say itself: what its statements mean, written out.
extension Expression {
  package static func number(_ value: Double) -> Expression { Expression(.number(value), nowhere) }

  package static func named(_ name: String) -> Expression { Expression(.name(name), nowhere) }

  package static func call(_ function: Function, _ arguments: Expression...) -> Expression {
    Expression(.call(Name(function.rawValue, nowhere), arguments), nowhere)
  }

  package static func choice(_ test: Expression, _ yes: Expression, _ no: Expression) -> Expression
  {
    Expression(.conditional(test, yes, no), nowhere)
  }

  package func joined(_ op: BinaryOperator, _ other: Expression) -> Expression {
    Expression(.binary(op, self, other), nowhere)
  }

  package static func + (a: Expression, b: Expression) -> Expression { a.joined(.add, b) }
  package static func - (a: Expression, b: Expression) -> Expression { a.joined(.subtract, b) }
  package static func * (a: Expression, b: Expression) -> Expression { a.joined(.multiply, b) }
  package static func / (a: Expression, b: Expression) -> Expression { a.joined(.divide, b) }

  package static prefix func - (a: Expression) -> Expression {
    Expression(.unary(.minus, a), nowhere)
  }

  /// The term with names in the place of others.
  ///
  /// - Parameter names: for a name the one that stands for it.
  package func renaming(_ names: [String: String]) -> Expression {
    names.isEmpty
      ? self
      : replacing { part in
        if case .name(let name) = part.kind, let other = names[name] { .named(other) } else { nil }
      }
  }

  /// Whether its value is yes or no.
  package var isCondition: Bool {
    switch kind {
    case .binary(let op, _, _): op.isComparison || op.isLogical
    case .unary(.not, _): true
    default: false
    }
  }
}

// What is made here stands in no text.
private let nowhere = SourceRange(0, 0)
