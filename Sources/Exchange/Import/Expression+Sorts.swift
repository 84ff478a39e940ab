import Equations
import Neurons

// Other programs compute with conditions; our language keeps numbers and conditions apart.
extension Expression {
  /// It as a number, conditions in it counted as 1 and 0 where they stand for numbers.
  var asNumber: Expression {
    let term = withSorts
    guard term.isCondition else { return term }
    return Expression(
      .conditional(term, Expression(.number(1), range), Expression(.number(0), range)), range)
  }

  /// It as a condition; a number is one where it is not 0.
  var asCondition: Expression {
    let term = withSorts
    guard !term.isCondition else { return term }
    return Expression(.binary(.notEqual, term, Expression(.number(0), range)), range)
  }

  private var withSorts: Expression {
    var result = self
    switch kind {
    case .number, .quantity, .name, .element, .member: break
    case .unary(let op, let operand):
      result.kind = .unary(op, op == .not ? operand.asCondition : operand.asNumber)
    case .binary(let op, let left, let right):
      result.kind =
        op.isLogical
        ? .binary(op, left.asCondition, right.asCondition)
        : .binary(op, left.asNumber, right.asNumber)
    case .conditional(let test, let yes, let no):
      result.kind = .conditional(test.asCondition, yes.asNumber, no.asNumber)
    case .call(let name, let arguments): result.kind = .call(name, arguments.map(\.asNumber))
    }
    return result
  }

  /// How many names, numbers and operators it has, and how many levels.
  var extent: (parts: Int, height: Int) {
    let inner = parts.map(\.extent)
    return (
      inner.reduce(1) { $0 + $1.parts }, (inner.map(\.height).max() ?? 0) + 1
    )
  }

  /// The term with others in the place of some of its parts.
  ///
  /// - Parameter replacement: what stands for a part; nil where its own parts are looked at.
  /// - Throws: what `replacement` throws.
  func mapped(
    _ replacement: (Expression) throws(Diagnostic) -> Expression?
  ) throws(Diagnostic) -> Expression {
    if let other = try replacement(self) { return other }
    var result = self
    switch kind {
    case .number, .quantity, .name, .element, .member: break
    case .unary(let op, let operand): result.kind = .unary(op, try operand.mapped(replacement))
    case .binary(let op, let left, let right):
      result.kind = .binary(op, try left.mapped(replacement), try right.mapped(replacement))
    case .conditional(let test, let yes, let no):
      result.kind = .conditional(
        try test.mapped(replacement), try yes.mapped(replacement), try no.mapped(replacement))
    case .call(let name, let arguments):
      var inner: [Expression] = []
      for argument in arguments { inner.append(try argument.mapped(replacement)) }
      result.kind = .call(name, inner)
    }
    return result
  }
}
