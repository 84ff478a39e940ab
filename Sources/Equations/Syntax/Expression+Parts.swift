extension Expression {
  /// Whether a condition holds for the term or for a part of it.
  public func contains(where condition: (Expression) -> Bool) -> Bool {
    if condition(self) { return true }
    switch kind {
    case .number, .quantity, .name: return false
    case .unary(_, let operand): return operand.contains(where: condition)
    case .binary(_, let left, let right):
      return left.contains(where: condition) || right.contains(where: condition)
    case .call(_, let arguments):
      return arguments.contains { $0.contains(where: condition) }
    case .conditional(let test, let yes, let no):
      return [test, yes, no].contains { $0.contains(where: condition) }
    case .element(let base, let index):
      return base.contains(where: condition) || index.contains(where: condition)
    case .member(let base, _): return base.contains(where: condition)
    }
  }

  /// Whether random numbers are drawn in it.
  public var isRandom: Bool {
    contains { part in
      if case .call(let name, _) = part.kind {
        Function(rawValue: name.text)?.isRandom == true
      } else {
        false
      }
    }
  }

  /// Whether a name stands in it.
  public func uses(_ name: String) -> Bool { contains { $0.kind == .name(name) } }

  /// Whether every name in it is one of some, and nothing in it is drawn.
  public func usesOnly(_ names: some Collection<String>) -> Bool {
    !isRandom
      && !contains { part in
        if case .name(let name) = part.kind { !names.contains(name) } else { false }
      }
  }
}
