import DequeModule
import Neurons
import OrderedCollections

/// The synapses of a connection at work.
final class Synapses {
  /// The connection as it was when the stretch began.
  private(set) var connection: Connection
  /// Where it ends.
  let landing: Landing
  // Those with equations of their own.
  private let synapse: Population?
  /// What arrived at each step of the stretch, for who goes back through it; empty where nobody does.
  private(set) var tape: [Arrival] = []
  private let keepsTape: Bool
  // Where delays differ between synapses, those of a source that share one are a sender by themselves.
  let branches: Branches?
  private let rows: [Int]?

  /// What arrived at a step.
  struct Arrival {
    /// What the sources gave.
    var spikes: SpikeList
    /// The membrane potential of the target's neurons, where the connection `seesMembrane`.
    var membrane: [Double]
    /// What the synapses' step began with: their states and then their inputs.
    var synapse: [[Double]] = []
  }
  private var plasticity: PlasticityRun?
  // What arrived at each step of which it has not learnt yet.
  private var unlearnt: Deque<SpikeList> = []
  // Whether what arrives acts at once.
  private let isDirect: Bool
  // Whether nothing else comes of it.
  private let isPlain: Bool
  /// What is on its way, with the step of the stretch at which it arrives.
  private var queue: Deque<(step: Int, spikes: SpikeList)> = []
  /// Whether spikes arrive between steps, at neurons that take notice of it.
  let isTimed: Bool
  // What is on its way then.
  var timed: TimedSpikes
  // What arrives at each neuron of the target, 0 between steps, and where it is not 0.
  private var arrived: [Double]
  private var reached: [Int] = []
  let dt: Double
  private let latency: Int
  let scale: Double

  /// Begins where a connection stands.
  ///
  /// - Parameters:
  ///   - connection: the connection.
  ///   - membrane: the membrane potential of its source, of before the run.
  ///   - target: the node on which it ends.
  ///   - landing: where in it; where its port says so where nil.
  ///   - isTimed: whether spikes may arrive there between steps.
  ///   - steps: how many steps are to be taken.
  ///   - engine: what takes those of the synapses.
  ///   - random: where noise comes from.
  ///   - keepsTape: whether it is kept what arrives at each step.
  init(
    _ connection: Connection, source membrane: [Double], target: Node, landing: Landing?,
    isTimed: Bool, steps: Int, engine: Engine, random: RandomSource, keepsTape: Bool = false
  ) {
    self.connection = connection
    (carried, latency, scale) = (connection.carried, connection.latency, connection.scale)
    delay = connection.leastDelay
    branches = Branches(connection)
    rows = branches.map { _ in connection.weights.starts }
    if let branches { self.connection.weights = branches.weights }
    self.keepsTape = keepsTape
    dt = target.dt
    self.isTimed =
      isTimed && connection.carried == .spikes && connection.synapse == nil
      && connection.plasticity == nil && connection.shortTerm == nil
    self.landing = landing ?? Landing(connection.port, of: target)
    isDirect = connection.carried == .spikes && connection.synapse == nil
    isPlain =
      isDirect && connection.plasticity == nil && connection.shortTerm == nil && !keepsTape
    synapse = connection.synapse.map { node in
      var node = node
      node.record = .none
      return Population(
        node, ports: node.model.inputs.keys.map { .input($0) }, pace: Population.Pace(steps: 1),
        steps: steps, engine: engine, random: random,
        view: Population.View(seesStates: keepsTape))
    }
    if let rule = connection.plasticity, let state = connection.learning {
      plasticity = PlasticityRun(
        PlasticityTerms(rule: rule, limits: connection.limits, dt: dt), state: state,
        weights: &self.connection.weights)
    }
    arrived = Array(repeating: 0, count: isDirect ? 0 : connection.weights.targets)
    timed = TimedSpikes(self.isTimed ? connection.pending : [])
    for emission in connection.pending where !self.isTimed && emission.isEnd != true {
      let spikes = zip(emission.neurons, emission.values).map { (Int($0), $1) }
      if branches == nil {
        queue.append((emission.stepsLeft, spikes))
      } else {
        for spike in spikes { enqueue(spike, at: emission.stepsLeft) }
      }
    }
    // A membrane potential of before the run goes to the steps that it still reaches.
    if carried == .membrane, queue.isEmpty {
      for step in 0..<connection.latency { queue.append((step, SpikeList(row: membrane))) }
    }
  }

  /// The native code of the synapses that is compiled while the interpreter takes their steps; nil where
  /// none is.
  var awaited: NativeSource? { synapse?.awaited }

  /// Its name.
  var name: String { connection.name }

  /// Where it ends.
  var port: Connection.Port { connection.port }

  /// What goes through.
  let carried: Connection.Carried

  /// Whether what arrives depends on the membrane potential of the target.
  var seesMembrane: Bool { carried == .membrane || synapse != nil }

  /// Sends what the source gave at a step.
  func send(_ spikes: SpikeList, at step: Int) {
    guard let branches else {
      if !spikes.isEmpty { queue.append((step + latency, spikes)) }
      return
    }
    for (neuron, value) in spikes {
      for branch in branches.row(neuron) {
        let delay = branches.delays[branch]
        enqueue((branch, value), at: step + max(delay > 0 ? 1 : 0, Int(delay.rounded())))
      }
    }
  }

  // What arrives at a step stands there in the order in which it was sent.
  private func enqueue(_ spike: (neuron: Int, value: Double), at step: Int) {
    if queue.isEmpty { queue.append((step, [])) }
    while let first = queue.first, step < first.step { queue.prepend((first.step - 1, [])) }
    while let last = queue.last, last.step < step { queue.append((last.step + 1, [])) }
    queue[step - queue[0].step].spikes.append(spike)
  }

  /// The node from which spikes come.
  var source: String { connection.source }

  /// How many steps a spike is on its way at least, which may be no whole number.
  let delay: Double

  /// Adds what arrives at a step to the inputs or states of the target.
  func deliver(at step: Int, to part: Population) {
    if queue.isEmpty, isPlain { return }
    var spikes: SpikeList = []
    while let first = queue.first, first.step <= step {
      spikes = spikes.isEmpty ? first.spikes : spikes + first.spikes
      queue.removeFirst()
    }
    if isPlain {
      if !spikes.isEmpty {
        part.add(spikes, through: connection.weights, times: scale, to: landing, at: step)
      }
      return
    }
    if plasticity != nil {
      plasticity?.prepare(for: spikes, weights: &connection.weights)
      unlearnt.append(spikes)
    }
    if let shortTerm = connection.shortTerm {
      for index in connection.fatigue.indices { connection.fatigue[index].wait(dt) }
      for index in spikes.indices {
        let factor = shortTerm.spike(&connection.fatigue[spikes[index].neuron])
        spikes[index].value *= factor
      }
    }
    if keepsTape {
      tape.append(Arrival(spikes: spikes, membrane: seesMembrane ? part.membrane : []))
    }
    if isDirect {
      if !spikes.isEmpty {
        part.add(
          spikes, through: connection.weights, times: scale, to: landing, at: step)
      }
    } else {
      if !spikes.isEmpty { collect(spikes, membrane: part.membrane) }
      part.add(
        synapse == nil ? differences() : response(to: part.membrane, at: step), to: landing,
        at: step)
    }
  }

  // What synapses with equations give at a step.
  private func response(to membrane: [Double], at step: Int) -> SpikeList {
    guard let synapse else { return [] }
    let inputs = [arrived, membrane].prefix(synapse.node.model.inputs.count)
    for (input, row) in inputs.enumerated() { synapse.load(row, into: input, at: step) }
    if keepsTape {
      tape[tape.count - 1].synapse = synapse.node.program.stateSlots.map(synapse.column) + inputs
    }
    for neuron in reached { arrived[neuron] = 0 }
    reached.removeAll(keepingCapacity: true)
    _ = synapse.take(step..<step + 1)
    synapse.readMembrane()
    var result: SpikeList = []
    for (neuron, value) in synapse.membrane.enumerated() where value != 0 {
      result.append((neuron, value * scale))
    }
    return result
  }

  // What flows through gap junctions at a step.
  private func differences() -> SpikeList {
    var result: SpikeList = []
    result.reserveCapacity(reached.count)
    for neuron in reached {
      let value = arrived[neuron] * scale
      // Where sums were 0 on the way, a neuron is there twice.
      arrived[neuron] = 0
      if value != 0 { result.append((neuron, value)) }
    }
    reached.removeAll(keepingCapacity: true)
    return result
  }

  private func collect(_ spikes: SpikeList, membrane: [Double]) {
    let isGap = carried == .membrane
    arrived.withUnsafeMutableBufferPointer { arrived in
      connection.weights.forEachSynapse(of: spikes) { target, weight, value in
        if arrived[target] == 0 { reached.append(target) }
        arrived[target] += weight * (isGap ? value - membrane[target] : value)
      }
    }
  }

  /// Takes what the target's neurons gave at the same step.
  func learn(from spikes: SpikeList) {
    guard let arrived = unlearnt.popFirst() else { return }
    plasticity?.learn(arrived: arrived, given: spikes, weights: &connection.weights)
  }

  /// What is infinite or undefined after a step; only what lasts from step to step is looked at.
  var quantityNotFinite: String? {
    var quantities = plasticity?.traces ?? []
    if plasticity != nil { quantities.append(("a weight", connection.weights.values.doubles)) }
    if let synapse {
      let node = synapse.node
      for (slot, name) in zip(node.program.stateSlots, node.states.keys) {
        quantities.append(("\(name) of \(node.model.name)", synapse.column(slot)))
      }
    }
    return quantities.first { $0.values.firstNotFinite != nil }?.name
  }

  /// Begins another stretch of `count` steps.
  func begin(_ count: Int) {
    tape = []
    synapse?.begin(count)
  }

  /// The connection after the `count` steps of the stretch.
  func finish(_ count: Int, random: RandomSource) -> Connection {
    for index in queue.indices { queue[index].step -= count }
    connection.pending = queue.filter { !$0.spikes.isEmpty }.map { step, spikes in
      Connection.Emission(
        stepsLeft: step, neurons: spikes.map { UInt32($0.neuron) }, values: spikes.map(\.value))
    }
    timed.move(by: count)
    connection.pending += timed.pending
    if let synapse, var node = connection.synapse {
      connection.synapse = nil
      node.goOn(count, to: node.states.values.indices.map(synapse.state), random: random)
      connection.synapse = node
    }
    var result = connection
    if let plasticity {
      let learnt = plasticity.finish(connection.weights)
      (result.learning, result.weights) = (learnt.state, learnt.weights)
    }
    if let rows { result.weights = SparseWeights(result.weights, rowsFrom: rows) }
    return result
  }
}
