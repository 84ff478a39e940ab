public import Equations
public import Neurons
import OrderedCollections

/// Synapses from one node to another: who ends on whom, how strongly, how late and by what equations.
///
/// A value: weights that are learnt, spikes on their way and the synapses' own states are in it.
public struct Connection: Hashable, Sendable {
  /// Where in the target's equations a synapse ends.
  public enum Port: Hashable, Sendable, Codable {
    /// What arrives is added to an input current.
    case input(String)
    /// What arrives is added to a state; to one that is held only outside of the refractory
    /// period.
    case state(String)

    /// The name of the input or state.
    public var name: String {
      switch self {
      case .input(let name), .state(let name): name
      }
    }
  }

  /// What goes through a synapse.
  public enum Carried: String, Hashable, Sendable, Codable {
    /// The output of the source, where it is not 0.
    case spikes
    /// The difference of the two membrane potentials, as through a gap junction.
    case membrane
  }

  /// Its name.
  public let name: String
  /// The two nodes.
  public let source: String, target: String
  /// Where it ends.
  public internal(set) var port: Port
  /// What goes through.
  public let carried: Carried
  /// How it was made.
  public let pattern: ConnectionPattern
  /// How many steps a spike is on its way, the shortest where that differs between synapses; with 0 the
  /// target gets it in the same step.
  public private(set) var delay: Int
  /// The same where it is no whole number and spikes arrive between steps, in steps; nil for `delay`.
  public var exactDelay: Double?
  /// How many steps a spike is on its way to each synapse, in their order; empty where `delay` is that of
  /// all of them.
  ///
  /// They ascend from synapse to synapse of one source. A number that is not whole acts as the nearest one
  /// where spikes keep to steps.
  public private(set) var delays: [Double] = []
  /// How many steps a spike is on its way at least, which need be no whole number where it arrives between
  /// steps.
  var leastDelay: Double { delays.min() ?? exactDelay ?? Double(delay) }
  /// How the neurons of both nodes lie beside each other.
  public var layout = Layout.line
  /// The synapses.
  public var weights: SparseWeights
  /// The factor from a synapse's output to the unit of its port.
  public var scale = 1.0
  /// The equations between arrival and port, a lane for each neuron of the target; nil where what
  /// arrives acts at once.
  public var synapse: Node?
  /// How weights change.
  public var plasticity: Plasticity? {
    didSet { learning = plasticity.map { PlasticityState($0, weights: branchedWeights) } }
  }
  /// What learnt weights keep to.
  public var limits = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  /// How use tires the synapses.
  public var shortTerm: ShortTermPlasticity? {
    didSet {
      fatigue =
        shortTerm.map { _ in Array(repeating: .rested, count: branchedWeights.sources) } ?? []
    }
  }
  /// What learning remembers; nil where nothing is learnt.
  public internal(set) var learning: PlasticityState?
  /// How tired the synapses of each source are; empty where they do not tire.
  public internal(set) var fatigue: [ShortTermPlasticity.State] = []
  /// Spikes on their way.
  public internal(set) var pending: [Emission] = []

  /// What one step of the source gave.
  public struct Emission: Hashable, Sendable, Codable {
    /// How many steps from now it arrives; 0 for the next step.
    public var stepsLeft: Int
    /// The neurons, counted from 0.
    public var neurons: [UInt32]
    /// What each of them gave.
    public var values: [Double]
    /// When in that step each arrives, as a share of it, where that is between steps.
    public var shares: [Double]?
    /// Whether it is the end of what they made flow in for a step, and not its begin.
    public var isEnd: Bool?

    // The same in steps of which there are so many times as many: what arrives between steps arrives in one of
    // several.
    fileprivate func rescaled(by factor: Double) -> [Self] {
      var parts: OrderedDictionary<Int, Self> = [:]
      for (index, share) in (shares ?? []).enumerated() {
        let time = (Double(stepsLeft) + share) * factor
        let step = time.rounded(.down)
        let none = Self(stepsLeft: Int(step), neurons: [], values: [], shares: [], isEnd: isEnd)
        parts[Int(step), default: none].neurons.append(neurons[index])
        parts[Int(step), default: none].values.append(values[index])
        parts[Int(step), default: none].shares?.append(time - step)
      }
      return Array(parts.values)
    }
  }

  /// Makes synapses.
  public init(
    name: String, from source: String, to target: String, port: Port, carried: Carried = .spikes,
    pattern: ConnectionPattern, delay: Int, weights: SparseWeights
  ) {
    self.name = name
    self.source = source
    self.target = target
    self.port = port
    self.carried = carried
    self.pattern = pattern
    self.delay = delay
    self.weights = weights
  }

  /// In how many steps a spike acts at the earliest: a membrane potential is known after its step.
  public var latency: Int { carried == .membrane ? max(1, delay) : delay }

  /// Gives every synapse a delay of its own, before anything was on its way or learnt; the synapses of each
  /// source are ordered by them.
  ///
  /// - Parameters:
  ///   - delays: how many steps a spike is on its way, in the order of the synapses.
  ///   - isExact: whether spikes arrive between steps, where numbers need not be whole.
  /// - Returns: whether there are as many as synapses, all at least 0.
  public mutating func set(delays: [Double], isExact: Bool) -> Bool {
    guard delays.count == weights.count, carried == .spikes,
      delays.allSatisfy({ $0 >= 0 && $0 <= 1e9 }), let shortest = delays.min()
    else { return false }
    var delays = isExact ? delays : delays.map { $0.rounded() }
    exactDelay = nil
    delay = shortest == 0 ? 0 : max(isExact ? 1 : 0, Int(shortest.rounded()))
    weights = weights.sorted(by: &delays)
    self.delays = delays
    return true
  }

  // With a row for all synapses of a source that have the same delay.
  private var branchedWeights: SparseWeights { Branches(self)?.weights ?? weights }

  /// Changes the numbers of the rule by which it learns, and keeps what learning remembers.
  public mutating func setReward(_ rule: Plasticity) {
    let kept = learning
    plasticity = rule
    learning = kept ?? learning
  }

  /// Takes over another length of a step: delays are times and stay the same, and synapses go with
  /// their neurons.
  ///
  /// - Parameters:
  ///   - dt: the new length of a step.
  ///   - factor: how many of the new steps an old one is.
  ///   - longest: the longest delay that there may be, in steps.
  ///   - range: where errors point.
  /// - Throws: `Diagnostic` at `range` where the delay would have too many steps.
  public mutating func rescale(
    toStep dt: Double, factor: Double, longest: Int, at range: SourceRange
  ) throws(Diagnostic) {
    let scaled = delay == 0 ? 0 : delay.rescaled(by: factor) ?? .max
    let longestScaled = delays.isEmpty ? Double(scaled) : (delays.max() ?? 0) * factor
    guard longestScaled <= Double(longest) else {
      throw Diagnostic(
        "the delay of '\(name)' would be more than \(longest) steps", at: range,
        expected: "a longer time step")
    }
    delay = scaled
    exactDelay = exactDelay.map { $0 * factor }
    delays = delays.map { $0 * factor }
    let last = Int(longestScaled.rounded(.up))
    pending = pending.flatMap { emission in
      if emission.shares != nil { return emission.rescaled(by: factor) }
      var emission = emission
      emission.stepsLeft = min(emission.stepsLeft.rescaled(by: factor, least: 0) ?? scaled, last)
      return [emission]
    }
    if let lanes = synapse?.population, synapse?.model.parameters["dt"] != nil {
      try synapse?.set(Name("dt", range), to: dt, neurons: 0..<lanes, at: range)
    }
  }

  /// Forgets spikes on their way, the synapses' states and what learning remembers; weights stay.
  ///
  /// - Parameters:
  ///   - random: where states that are drawn come from.
  ///   - range: where errors point.
  /// - Throws: `Diagnostic` at `range` where a state of the synapses would be no finite number.
  public mutating func reset(
    random: RandomSource = RandomSource(seed: 0), at range: SourceRange = SourceRange(0, 0)
  ) throws(Diagnostic) {
    pending = []
    try synapse?.reset(random: random, at: range)
    learning = plasticity.map { PlasticityState($0, weights: branchedWeights) }
    fatigue = fatigue.map { _ in .rested }
  }

  /// Puts back what was saved.
  ///
  /// - Returns: whether the parts fit.
  public mutating func restore(
    learning: PlasticityState?, fatigue: [ShortTermPlasticity.State], pending: [Emission]
  ) -> Bool {
    let senders = branchedWeights.sources
    let fits =
      (learning == nil) == (plasticity == nil) && fatigue.count == self.fatigue.count
      && learning.map { state in
        plasticity.map { state.fits($0, weights: branchedWeights) } ?? false
      } ?? true
      && pending.allSatisfy { emission in
        emission.stepsLeft >= 0 && emission.neurons.count == emission.values.count
          && (emission.shares.map { shares in
            shares.count == emission.values.count && shares.allSatisfy((0..<1).contains)
          } ?? true)
          && emission.neurons.allSatisfy { $0 < senders }
          && emission.values.allSatisfy(\.isFinite)
      }
    guard fits else { return false }
    self.learning = learning
    self.fatigue = fatigue
    self.pending = pending
    return true
  }
}

extension Node {
  /// Where a connection can end: the inputs, and the states that it may push.
  public var ports: [(name: String, note: String)] {
    model.inputs.values.map { ($0.name, $0.note) }
      + model.states.values.filter { $0.name != "spike" && $0.name != "refractory" }
      .map { ($0.name, $0.note) }
  }
}
