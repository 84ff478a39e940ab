import Equations
import OrderedCollections
import Simulation

/// What `expect` may ask of a connection: `ab.weight`, `ab.weight[3]`, `ab.synapses`.
struct ConnectionMeasure {
  var connection: Connection
  var quantity: Name
  var index: Expression?

  private static let quantities = ["weight", "synapses"]

  /// The measure that a part of a term names; nil where it names no connection.
  init?(_ part: Expression, in session: Session) {
    var path = part
    if case .element(let base, let index) = part.kind { (path, self.index) = (base, index) }
    guard case .name(let text) = path.kind, let dot = text.firstIndex(of: ".") else { return nil }
    let name = String(text[..<dot])
    guard let connection = session.network.connections[name] else { return nil }
    self.connection = connection
    quantity = Name(
      String(text[text.index(after: dot)...]),
      SourceRange(path.range.lower + name.utf8.count + 1, path.range.upper))
  }

  /// What it is measured in.
  func unit(in session: Session) -> UnitOfMeasure {
    quantity.text == "weight" ? session.weightUnit(of: connection) : .none
  }

  /// Its value: without an index the mean over the synapses.
  ///
  /// - Throws: `Diagnostic` where there is no such quantity or synapse.
  func value(index number: Double?) throws(Diagnostic) -> Double {
    let weights = connection.weights
    switch (quantity.text, number) {
    case ("synapses", nil): return Double(weights.count)
    case ("weight", nil):
      // One weight for all is exactly that, whatever a sum would round to.
      if weights.values.count == 1 { return weights.values[0] }
      return weights.values.reduce(0, +) / Double(max(1, weights.values.count))
    case ("weight", let number?):
      guard let whole = Int(exactly: number), (1...max(1, weights.count)).contains(whole),
        weights.count > 0
      else {
        throw Diagnostic(
          "'\(connection.name)' has no synapse \(number.canonicalText)",
          at: index?.range ?? quantity.range,
          expected: "a whole number from 1 to \(weights.count)")
      }
      return weights.weight(whole - 1)
    default:
      throw .unknown(
        "quantity", quantity, among: Self.quantities,
        expected: "one of \(Self.quantities.joined(separator: ", "))")
    }
  }
}
