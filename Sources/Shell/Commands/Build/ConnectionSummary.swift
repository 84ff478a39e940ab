import Equations
import Neurons
import OrderedCollections
import Simulation

extension Session {
  /// The names of the models that stand between a spike and a neuron.
  var synapseModels: [String] {
    models.all.filter { $0.integral != nil && $0.family.contains("Synapse") }
      .map(\.name)
  }

  /// A connection in a line.
  func summary(of connection: Connection) -> String {
    let weights = connection.weights
    let unit = weightUnit(of: connection).text.spaced
    let bounds = weights.values.bounds ?? 0...0
    let (low, high) = (bounds.lowerBound.readable, bounds.upperBound.readable)
    let size = bounds.lowerBound == bounds.upperBound ? low : "\(low)..\(high)"
    let delay = delayText(of: connection)
    let kind = connection.carried == .membrane ? "gap junction" : connection.synapse?.model.name
    return "\(connection.source) -> \(connection.target).\(connection.port.name)"
      + (kind.map { " through \($0)" } ?? "")
      + ", \(weights.count.counted("synapse")), weight \(size)\(unit), delay \(delay)"
  }

  /// How long spikes are on their way, or between which times where that differs between synapses.
  func delayText(of connection: Connection) -> String {
    guard let node = nodes[connection.target] else { return "" }
    let delays = connection.delays
    let steps =
      delays.isEmpty
      ? [connection.exactDelay ?? Double(connection.delay)]
      : [delays.min() ?? 0, delays.max() ?? 0]
    let unit = node.timeUnit?.text ?? (steps == [1] ? "step" : "steps")
    return Set(steps).sorted().map { ($0 * node.stepLength).readable }.joined(separator: "..")
      + " \(unit)"
  }

  /// What a connection's weights are measured in.
  func weightUnit(of connection: Connection) -> UnitOfMeasure {
    guard let target = nodes[connection.target] else { return .none }
    let port = target.unit(of: connection.port.name)
    if connection.carried == .membrane { return port / target.membraneUnit }
    if let synapse = connection.synapse {
      let arrived = synapse.unit(of: synapse.model.inputs.keys[0])
      if arrived != .none { return arrived }
    }
    return port
  }
}
