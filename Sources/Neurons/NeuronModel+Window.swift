public import Equations
public import OrderedCollections

extension NeuronModel {
  /// The entries that a matrix or vector has unless they are set: `step` of them, or for a matrix
  /// `step` rows of as many columns, one row after another.
  ///
  /// - Throws: `Diagnostic` at the term that has no value.
  public func entries(
    of window: Window, step: Int, parameters values: OrderedDictionary<String, Double>
  ) throws(Diagnostic) -> [Double] {
    var known = values
    var result: [Double] = []
    for row in 1...max(1, step) {
      known["row"] = Double(row)
      for column in 1...(window.isMatrix ? max(1, step) : 1) {
        known["column"] = Double(column)
        result.append(try constant(window.value, given: known))
      }
    }
    return result
  }

  /// Whether outputs depend on inputs that come later in the same forward pass.
  public var looksAhead: Bool { measuredIntegral.map { $0.calls("window") } ?? false }
}

extension Block {
  fileprivate func calls(_ name: String) -> Bool {
    statements.contains { $0.value.calls(name) }
  }
}

extension Expression {
  fileprivate func calls(_ name: String) -> Bool {
    switch kind {
    case .number, .quantity, .name: false
    case .unary(_, let operand): operand.calls(name)
    case .binary(_, let left, let right): left.calls(name) || right.calls(name)
    case .call(let called, let arguments):
      called.text == name || arguments.contains { $0.calls(name) }
    case .conditional(let condition, let yes, let no):
      condition.calls(name) || yes.calls(name) || no.calls(name)
    case .element(let base, let index): base.calls(name) || index.calls(name)
    case .member(let base, _): base.calls(name)
    }
  }
}
