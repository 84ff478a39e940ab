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
      ? [delay(of: connection)]
      : [delays.min() ?? 0, delays.max() ?? 0]
        .map { node.spikeTiming == .exact ? $0 : $0.rounded() }
    let unit = node.timeUnit?.text ?? (steps == [1] ? "step" : "steps")
    return Set(steps).sorted().map { ($0 * node.stepLength).readable }.joined(separator: "..")
      + " \(unit)"
  }

  /// How many steps spikes are on their way where that is the same for all synapses: no whole number only where
  /// they arrive between steps.
  func delay(of connection: Connection) -> Double {
    nodes[connection.target]?.spikeTiming == .exact
      ? connection.exactDelay ?? Double(connection.delay) : Double(connection.delay)
  }

  /// That the synapses of a connection keep to steps while their target has spikes between them; nil for
  /// others.
  func noteOnSteps(of connection: Connection) -> String? {
    guard let synapse = connection.synapse, let target = nodes[connection.target],
      target.spikeTiming == .exact, !target.solves(connection)
    else { return nil }
    return
      "\(connection.name): the equations of \(synapse.model.name) do not say what happens between"
      + " steps, so that spikes act on them at the ends of steps"
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
