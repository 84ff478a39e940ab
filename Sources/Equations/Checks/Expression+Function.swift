extension Expression {
  /// The term as a function of some numbers, for where it is evaluated very often.
  ///
  /// - Parameter names: what the numbers are called, in their order.
  /// - Returns: nil where the term has a name that is none of these, or a call that has no value here.
  public func function(of names: [String]) -> (@Sendable ([Double]) -> Double)? {
    let operands = parts.compactMap { $0.function(of: names) }
    guard operands.count == parts.count else { return nil }
    switch kind {
    case .number(let number), .quantity(let number, _): return { _ in number }
    case .name(let name):
      guard let index = names.firstIndex(of: name) else { return nil }
      return { $0[index] }
    case .element, .member: return nil
    case .unary(let op, _):
      let inner = operands[0]
      guard op == .minus else { return { inner($0) == 0 ? 1 : 0 } }
      return { -inner($0) }
    case .binary(let op, _, _):
      let (left, right) = (operands[0], operands[1])
      switch op {
      case .add: return { left($0) + right($0) }
      case .subtract: return { left($0) - right($0) }
      case .multiply: return { left($0) * right($0) }
      case .divide: return { left($0) / right($0) }
      default: return { op.apply(left($0), right($0)) }
      }
    case .conditional:
      let (condition, yes, no) = (operands[0], operands[1], operands[2])
      return { condition($0) != 0 ? yes($0) : no($0) }
    case .call(let name, let arguments):
      guard let function = Function(rawValue: name.text), arguments.count == function.arity,
        !function.isRandom
      else { return nil }
      return { numbers in function.apply(operands.map { $0(numbers) }) }
    }
  }
}
