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
}
