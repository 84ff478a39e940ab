import Equations
import Neurons
import OrderedCollections
import Simulation

// What is kept of a run, as it is written: all, spikes, none, or names joined by commas.
extension Node {
  /// The quantities that a value of `record` names; nil where it is one of the words for all, spikes
  /// or none of them.
  ///
  /// - Throws: `Diagnostic` at a name that is no quantity, or of what cannot be kept.
  func quantitiesToRecord(_ word: Name) throws(Diagnostic) -> OrderedSet<String>? {
    let extents = Recording.Extent.allCases.map(\.rawValue)
    if extents.contains(where: { $0 == word.text.lowercased() }) { return nil }
    var quantities: OrderedSet<String> = []
    for part in word.parts(separator: ",") {
      guard !part.text.isEmpty else {
        throw Diagnostic(
          "a name is missing", at: part.range, expected: "QUANTITY,QUANTITY,...",
          kind: .incomplete)
      }
      if word.text.contains(","), extents.contains(part.text) {
        throw Diagnostic(
          "'\(part.text)' stands for itself", at: part.range,
          expected: "record=\(part.text), or names of quantities", kind: .unexpected)
      }
      let names = try model.compartments(of: part) ?? model.all(part.text)
      guard names.allSatisfy(self.quantities.contains) else {
        let known = declaredQuantities
        throw .unknown(
          "quantity", part, among: extents + known,
          expected: "\(extents.joined(separator: ", ")), or some of \(known.joined(separator: ","))"
        )
      }
      if let reason = names.lazy.compactMap(reasonNotComputed).first {
        throw Diagnostic("\(part.text) \(reason)", at: part.range, expected: "other quantities")
      }
      quantities.formUnion(names)
    }
    // Whether a neuron fired is known anyway.
    return quantities
  }

  /// Whether a quantity of the next steps is kept.
  func records(_ quantity: String) -> Bool {
    record == .all
      && (recordedQuantities.isEmpty || quantity == "spike"
        || recordedQuantities.contains(quantity))
  }

  /// What `record` has to be so that a quantity is kept as well.
  func recordToSet(for quantity: String) -> String {
    if !recordedQuantities.isEmpty { return "\(recordText),\(quantity)" }
    return (quantity == "spike" ? Recording.Extent.spikes : .all).rawValue
  }
}
