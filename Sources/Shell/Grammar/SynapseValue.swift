import Equations
import Neurons
import Simulation

/// The synapses of a connection with what a formula can ask of each.
struct SynapsePlaces {
  var weights: SparseWeights
  var layout: Connection.Layout

  /// Calls `body` with the source and the target of each synapse, counted from 0, in their order.
  func forEach(_ body: (_ source: Int, _ target: Int) -> Void) {
    for source in 0..<weights.sources {
      for synapse in weights.row(source) { body(source, Int(weights.columns[synapse])) }
    }
  }

  /// `i`, `j`, `N` and `distance` of a pair of neurons, counted from 0.
  func numbers(_ source: Int, _ target: Int) -> [Double] {
    layout.numbers(source, of: weights.sources, target, of: weights.targets)
  }
}

extension Connection.Layout {
  /// `i`, `j`, `N` and `distance` of a pair of neurons, counted from 0.
  func numbers(_ source: Int, of sources: Int, _ target: Int, of targets: Int) -> [Double] {
    [
      Double(source + 1), Double(target + 1), Double(targets),
      distance(from: source, of: sources, to: target, of: targets),
    ]
  }
}

/// A value that all synapses of a connection have, or one of its own for each: `2nA`,
/// `uniform(1ms,5ms)`, `0.5*exp(-distance/10)`.
struct SynapseValue: Sendable {
  /// The word.
  let name: Name
  /// The value where it is one for all; nil where each has its own.
  let single: Quantity?
  /// What each has; nil where it is one for all.
  let spread: SpreadValue?

  /// Reads the value of an option or a setting.
  ///
  /// - Throws: `Diagnostic` at what is no number.
  init(_ setting: Setting) throws(Diagnostic) {
    name = setting.value
    spread = try SpreadValue(setting, of: .synapse)
    single =
      spread == nil ? try setting.value.quantity(for: "'\(setting.name.text)'") : nil
  }

  /// Whether it asks how far neurons are apart.
  var usesDistance: Bool { spread?.uses("distance") == true }
}

extension ValueSyntax where Value == SynapseValue {
  /// A number, or one for each synapse.
  ///
  /// - Parameter key: the option in front of it.
  static func ofSynapses(_ key: String) -> ValueSyntax {
    ValueSyntax(["VALUE"], candidates: { _ in SpreadValue.synapseCandidates }) {
      (word: Name, _: String, context: Context) throws(Diagnostic) in
      try SynapseValue(
        Setting(name: Name(key, word.range), value: word).reading(context.host))
    }
  }
}
