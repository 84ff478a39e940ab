import Equations
import Exchange
import Neurons
import OrderedCollections
import Simulation
import Testing

/// A built-in model as a node that something flows into, so that most of them fire.
struct Driven {
  let node: Node
  let steps: Int

  /// Random numbers of all that is compared.
  static let random = RandomSource(seed: 1)

  /// A node of a built-in model.
  ///
  /// - Parameters:
  ///   - model: its name.
  ///   - settings: parameters with other values than the model's.
  ///   - isConstant: whether the same flows in at all times.
  init(
    _ name: String, model: NeuronModel? = nil, settings: [String: Double] = [:],
    isConstant: Bool = false
  ) throws {
    let nowhere = SourceRange(0, 0)
    let model = try model ?? #require(ModelLibrary.builtIn[name])
    var node = try Node(name: "n", model: model, at: nowhere)
    for (name, value) in settings {
      try node.set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
    }
    for (index, input) in model.inputs.keys.enumerated() {
      let amplitude = Self.amplitudes[name.lowercased()]?[index] ?? 1.1
      node.feed(
        Signal(.constant(amplitude * 0.75)), neurons: 0..<1, input: input, isAdded: false)
      if isConstant { continue }
      node.feed(
        Signal(.pulse(amplitude: amplitude * 0.5, onset: 7 + index, duration: 40, period: 100)),
        neurons: 0..<1, input: input, isAdded: true)
    }
    self.node = node
    let dt = node.parameters["dt"]?.first ?? 1
    // SimHH's numbers run away where it goes on.
    steps = name == "SimHH" ? 60 : min(2500, max(100, Int((50 / dt).rounded())))
  }

  // In the unit of each input.
  private static let amplitudes: [String: [Double]] = [
    "hh": [12], "wangbuzsaki": [4], "morrislecar": [120], "adex": [900], "eif": [40],
    "refractorylif": [4], "noisylif": [10], "qif": [300], "theta": [3], "izhikevich": [14],
    "izhikevich.net": [14], "fitzhughnagumo": [0.8], "hindmarshrose": [4], "resonatefire": [0.02],
    "mihalasniebur": [3], "poisson": [20], "spikes": [1], "braincog.hh": [15], "simhh": [8],
    "aeif": [6], "adth": [1], "ctizhikevich": [400], "expsynapse": [0.3, -60],
    "alphasynapse": [0.3, -60], "biexpsynapse": [0.3, -60], "expconductance": [0.3, -60],
    "alphaconductance": [0.3, -60], "nmda": [0.3, -60], "braincog.izhikevich": [0.5],
    "izhikevichmu": [0.5], "timed": [9], "peaks": [12], "falling": [25], "followed": [12],
  ]

  /// What formats are told of it.
  var exported: ExportedNeuron {
    get throws { try ExportedNeuron(node, steps: steps, random: Self.random) }
  }

  /// The current that makes a model fire.
  ///
  /// - Parameter model: its name.
  static func amplitude(of model: String) -> Double { amplitudes[model.lowercased()]?[0] ?? 1.1 }
}
