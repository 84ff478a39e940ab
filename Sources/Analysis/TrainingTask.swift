public import Equations
public import Neurons
import OrderedCollections
public import Simulation

/// What a network is to do: a loss of one of its nodes over a window, of one run from reset or of a
/// batch of samples, each with its own constant input.
public struct TrainingTask: Hashable, Sendable {
  /// What is made small.
  public var loss: Loss
  /// The node that it is about.
  public var output: String
  /// What flows into a node's neurons, a row a sample, instead of what is fed; nil for one run as it
  /// is fed.
  public var samples: Samples?
  /// How many steps a run has.
  public var steps: Int
  /// Where noise comes from.
  public var random: RandomSource
  /// Where errors point.
  public var range: SourceRange

  /// Constant currents of a batch.
  public struct Samples: Hashable, Sendable {
    /// The node into whose first input they flow.
    public var node: String
    /// For each sample one current a neuron.
    public var currents: [[Double]]

    /// Names them.
    public init(node: String, currents: [[Double]]) {
      self.node = node
      self.currents = currents
    }
  }

  /// Says what to do.
  public init(
    _ loss: Loss, at output: String, samples: Samples? = nil, steps: Int, random: RandomSource,
    at range: SourceRange
  ) {
    self.loss = loss
    self.output = output
    self.samples = samples
    self.steps = steps
    self.random = random
    self.range = range
  }

  /// The loss of a network, and how it changes with what is in it.
  ///
  /// - Parameters:
  ///   - network: the network, which stays as it is.
  ///   - isInterrupted: asked now and then.
  /// - Throws: `Diagnostic` as `Network.gradient` does.
  public func gradient(
    of network: Network, isInterrupted: () -> Bool = { false }
  ) throws(Diagnostic) -> Gradient {
    try repeated(network).gradient(
      of: loss, at: output, steps: steps, random: random, at: range, isInterrupted: isInterrupted
    ).joined(samples?.currents.count ?? 1)
  }

  /// The loss of a network alone, and what its output did.
  ///
  /// - Parameters:
  ///   - network: the network, which stays as it is.
  ///   - isInterrupted: asked now and then.
  /// - Throws: `Diagnostic` as `Network.value` does.
  public func value(
    of network: Network, isInterrupted: () -> Bool = { false }
  ) throws(Diagnostic) -> (loss: Double, output: [Double]) {
    try repeated(network).value(
      of: loss, at: output, steps: steps, random: random, at: range, isInterrupted: isInterrupted)
  }

  /// The loss of a network as it runs, with spikes between steps where these are exact: a gradient goes by those
  /// at the ends of steps.
  ///
  /// - Parameters:
  ///   - network: the network, which stays as it is.
  ///   - isInterrupted: asked now and then.
  /// - Throws: `Diagnostic` at the task's range where the run does not come to its end.
  public func valueOfRun(
    of network: Network, isInterrupted: () -> Bool = { false }
  ) throws(Diagnostic) -> Double {
    var copy = try repeated(network)
    let names = copy.component(of: [output])
    try copy.reset(names, random: random, at: range)
    for name in names { copy.nodes[name]?.record = name == output ? .all : .none }
    guard let order = try? copy.order(of: names, steps: steps),
      copy.advance(
        names, by: steps, order: order, random: random, isInterrupted: isInterrupted) == .finished,
      let node = copy.nodes[output]
    else {
      throw Diagnostic(
        "the run does not come to its end", at: range, expected: "what 'run' takes without an error"
      )
    }
    var rows = Array(repeating: 0.0, count: steps * node.population)
    for neuron in 0..<node.population {
      if loss.state == "spike" {
        for step in node.recording.spikeSteps(neuron: neuron) {
          rows[(step - 1) * node.population + neuron] += 1
        }
      } else {
        let samples = node.recording.samples(of: loss.state, neuron: neuron, steps: 1...steps)
        for (step, value) in samples.enumerated() { rows[step * node.population + neuron] = value }
      }
    }
    return loss.value(of: rows, population: node.population).loss
  }

  /// The same for so many samples each, all of them in an order by chance.
  ///
  /// - Parameters:
  ///   - size: how many samples a batch has; the last one has what is left.
  ///   - pass: how often all of them were gone through before; each time the order is another one.
  public func batches(of size: Int, pass: Int) -> [TrainingTask] {
    guard let samples, size < samples.currents.count else { return [self] }
    let stream = RandomSource.stream("batches")
    let order = samples.currents.indices.map { sample in
      let place = RandomSource.Place(stream: stream, neuron: sample, step: pass)
      return (draw: random.uniform(at: place), sample: sample)
    }.sorted { ($0.draw, $0.sample) < ($1.draw, $1.sample) }.map(\.sample)
    return stride(from: 0, to: order.count, by: size).map { first in
      only(order[first..<min(first + size, order.count)])
    }
  }

  // The same for some of the samples.
  private func only(_ places: ArraySlice<Int>) -> TrainingTask {
    var task = self
    if let samples { task.samples?.currents = places.map { samples.currents[$0] } }
    switch loss {
    case .crossEntropy(let classes): task.loss = .crossEntropy(places.map { classes[$0] })
    case .rate(let rates): task.loss = .rate(places.map { rates[$0] })
    case .sum, .spikeCount, .trace: break
    }
    return task
  }

  // A network for each sample side by side, into which its currents flow.
  private func repeated(_ network: Network) throws(Diagnostic) -> Network {
    guard let samples, var node = network.nodes[samples.node] else { return network }
    var network = network
    node.unfeed(neurons: 0..<node.population, input: node.model.inputs.keys[0])
    network.nodes[samples.node] = node
    network = try network.repeated(samples.currents.count, random: random, at: range)
    let size = node.population
    for (sample, currents) in samples.currents.enumerated() {
      for (neuron, current) in currents.enumerated() {
        let place = sample * size + neuron
        network.nodes[samples.node]?.feed(
          Signal(.constant(current)), neurons: place..<place + 1, isAdded: true)
      }
    }
    return network
  }

  /// How many samples an output that classes are read from gets right: those whose right neuron fired
  /// most often, the first where several did.
  ///
  /// - Parameter output: the spikes, as in `Gradient.output`.
  /// - Returns: nil for a loss without classes.
  public func rightCount(_ output: [Double]) -> Int? {
    guard case .crossEntropy(let classes) = loss, !classes.isEmpty, steps > 0 else { return nil }
    let population = output.count / steps
    let size = population / classes.count
    return classes.enumerated().count { sample, right in
      let counts = (sample * size..<(sample + 1) * size).map { neuron in
        stride(from: neuron, to: output.count, by: population).reduce(0) { $0 + output[$1] }
      }
      return counts.firstIndex(of: counts.max() ?? 0) == right
    }
  }
}
