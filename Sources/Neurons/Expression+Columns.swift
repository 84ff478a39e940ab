import Equations

// Terms over many neurons at once. A column holds one number for all of them, or one for each.
extension Expression {
  /// The numbers that the term stands for.
  ///
  /// - Parameters:
  ///   - meaning: the column of a name.
  ///   - special: what a call gives, where it is not the function's own value.
  /// - Throws: what `meaning` throws, or `Diagnostic` at what has no value here.
  func column(
    _ meaning: (Expression) throws(Diagnostic) -> [Double]?,
    calling special: (Expression, [[Double]]) -> [Double]?
  ) throws(Diagnostic) -> [Double] {
    var operands: [[Double]] = []
    for part in parts { operands.append(try part.column(meaning, calling: special)) }
    switch kind {
    case .number(let number), .quantity(let number, _): return [number]
    case .unary(.minus, _): return operands[0].map { -$0 }
    case .unary(.not, _): return operands[0].map { $0 == 0 ? 1 : 0 }
    case .binary(let op, _, _): return operands.combined { op.apply($0[0], $0[1]) }
    case .conditional: return operands.combined { $0[0] != 0 ? $0[1] : $0[2] }
    case .name, .element, .member:
      if let column = try meaning(self) { return column }
    case .call(let name, let arguments):
      if let column = special(self, operands) { return column }
      if let function = Function(rawValue: name.text), arguments.count == function.arity {
        // What is drawn stands for its mean where nothing draws.
        guard function.isRandom else { return operands.combined(function.apply) }
        return operands.isEmpty
          ? [function == .uniform ? 0.5 : 0] : operands.combined { $0[0] / ($0[0] + $0[1]) }
      }
    }
    throw Diagnostic("'\(text)' has no value here", at: range, expected: "a number")
  }
}

extension [[Double]] {
  /// What a function makes of one number of each column after the other.
  func combined(_ function: ([Double]) -> Double) -> [Double] {
    (0..<(map(\.count).max() ?? 1)).map { index in
      function(self.map { $0.value(of: index) })
    }
  }
}
