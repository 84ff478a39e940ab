import Equations

/// `tau=3`: a name, and the text that it is set to.
struct Setting: Hashable, Sendable {
  var name: Name
  var value: Name

  /// What it sets, as it is said: `mem -65 mV`.
  ///
  /// - Parameter unit: what a number without a unit is in.
  func news(in unit: UnitOfMeasure) -> String {
    guard let quantity = try? value.quantity(for: "") else { return "\(name.text) \(value.text)" }
    return "\(name.text) \(quantity.value.canonicalText)\((quantity.unit ?? unit).text.spaced)"
  }
}
