import Equations
import Simulation

/// `tau=3`: a name, and the text that it is set to.
struct Setting: Hashable, Sendable {
  var name: Name
  var value: Name

  /// The setting with the name that a node has for it, where it was typed as Python libraries have it.
  func named(asIn node: Node) -> Setting {
    guard let own = otherNames[name.text], !node.isSettable(name.text), node.isSettable(own)
    else { return self }
    return Setting(name: Name(own, name.range), value: value)
  }

  /// What it sets, as it is said: `mem -65 mV`.
  ///
  /// - Parameter unit: what a number without a unit is in.
  func news(in unit: UnitOfMeasure) -> String {
    guard let quantity = try? value.quantity(for: "") else { return "\(name.text) \(value.text)" }
    return "\(name.text) \(quantity.value.canonicalText)\((quantity.unit ?? unit).text.spaced)"
  }
}

// BrainCog's, SpikingJelly's and snnTorch's.
private let otherNames = [
  "act_fun": "act", "surrogate_function": "act", "spike_grad": "act", "v_threshold": "threshold",
  "detach_reset": "mem_detach",
]
