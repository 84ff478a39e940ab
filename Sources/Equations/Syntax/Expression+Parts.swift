extension Expression {
  /// The terms that it joins, in the order in which they are written.
  public var parts: [Expression] {
    switch kind {
    case .number, .quantity, .name: []
    case .unary(_, let operand): [operand]
    case .binary(_, let left, let right): [left, right]
    case .call(_, let arguments): arguments
    case .conditional(let test, let yes, let no): [test, yes, no]
    case .element(let base, let index): [base, index]
    case .member(let base, _): [base]
    }
  }

  /// Itself and all that it is made of.
  public var allParts: [Expression] { [self] + parts.flatMap(\.allParts) }

  /// Whether a condition holds for the term or for a part of it.
  public func contains(where condition: (Expression) -> Bool) -> Bool {
    condition(self) || parts.contains { $0.contains(where: condition) }
  }

  /// The term with others in the place of some of its parts.
  ///
  /// - Parameter replacement: what stands for a part, which is not looked into then; nil where that
  ///   stays.
  public func replacing(_ replacement: (Expression) -> Expression?) -> Expression {
    if let other = replacement(self) { return other }
    func part(_ term: Expression) -> Expression { term.replacing(replacement) }
    var result = self
    switch kind {
    case .number, .quantity, .name: break
    case .unary(let op, let operand): result.kind = .unary(op, part(operand))
    case .binary(let op, let left, let right): result.kind = .binary(op, part(left), part(right))
    case .call(let name, let arguments): result.kind = .call(name, arguments.map(part))
    case .conditional(let test, let yes, let no):
      result.kind = .conditional(part(test), part(yes), part(no))
    case .element(let base, let index): result.kind = .element(part(base), part(index))
    case .member(let base, let name): result.kind = .member(part(base), name)
    }
    return result
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
