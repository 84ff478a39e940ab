import Neurons
import OrderedCollections

/// The way back through the steps that a network took, from the last to the first (backpropagation
/// through time: Werbos 1990, with surrogate slopes as in Neftci, Mostafa & Zenke 2019).
///
/// It takes stretches of steps from their tapes, the last stretch first.
struct Backpropagation {
  /// d loss / d weight of each link.
  private(set) var weights: [[Double]]
  /// d loss / d input, by node and input: a row of the population a step.
  private(set) var inputs: [[[Double]]]
  /// What is known of each node, and of each link's synapses.
  private(set) var nodes: [Adjoints]
  private(set) var synapses: [Adjoints?]
  // How the loss changes with what each node sent, spikes or potentials: rows of its population, for
  // the steps of the stretch and as many before it as a spike is on its way at most.
  private var sent: [(spikes: [Double], potentials: [Double])]
  private let lead: Int
  // The node that each link begins at.
  private let sources: [Int?]
  // For each gap junction the sum of the weights that end on each target; empty for other connections.
  private let conductances: [[Double]]

  /// Begins after the last step.
  ///
  /// - Parameters:
  ///   - run: the run in which it was taken.
  ///   - steps: how many steps there are in all.
  ///   - random: where noise came from.
  init(_ run: Plan, steps: Int, random: RandomSource) {
    nodes = run.populations.map { Adjoints(of: $0.node, random: random) }
    synapses = run.synapses.map { link in
      link.connection.synapse.map { Adjoints(of: $0, random: random) }
    }
    weights = run.synapses.map { $0.connection.weights.values.map { _ in 0 } }
    inputs = run.populations.map { part in
      part.node.program.inputSlots.map { _ in
        Array(repeating: 0, count: steps * part.node.population)
      }
    }
    lead = run.synapses.reduce(0) { max($0, $1.connection.latency) }
    sent = run.populations.map { _ in ([], []) }
    let places = Dictionary(
      uniqueKeysWithValues: run.populations.enumerated().map { ($1.node.name, $0) })
    sources = run.synapses.map { places[$0.connection.source] }
    conductances = run.synapses.map { $0.carried == .membrane ? $0.connection.weights.sums : [] }
  }

  /// Goes back through a stretch.
  ///
  /// - Parameters:
  ///   - run: the run that took it, with its tape.
  ///   - steps: which steps they are, counted from 0.
  ///   - output: the node that the loss is about, and which of its states.
  ///   - slopes: how the loss changes with that state, a row for each step of all.
  mutating func goBack(
    through run: Plan, steps: Range<Int>, from output: (part: Int, state: Int),
    slopes: [Double]
  ) {
    for (index, part) in run.populations.enumerated() {
      // What the steps after the stretch found out about steps before them is kept.
      let size = (lead + steps.count) * part.node.population
      let isGap = part.outgoing.contains { run.synapses[$0].carried == .membrane }
      let kept = lead * part.node.population
      sent[index].spikes.moveOn(keeping: kept, to: part.outgoing.isEmpty ? 0 : size)
      sent[index].potentials.moveOn(keeping: kept, to: isGap ? size : 0)
    }
    for group in run.groups.reversed() {
      let first = group.members.lowerBound
      let node = run.populations[first].node
      // What depends on whole windows is known once they are gone through; such nodes are in no loop.
      guard group.isLoop || (run.seesState(of: first) && !node.seesWindow) else {
        goBack(through: run.populations[first], first, 0..<steps.count, steps, output, slopes)
        if node.seesWindow { spreadWindows(first, node, steps) }
        arrive(at: first, run, 0..<steps.count, steps)
        continue
      }
      for index in (0..<steps.count).reversed() {
        for member in group.members.reversed() {
          goBack(through: run.populations[member], member, index..<index + 1, steps, output, slopes)
          arrive(at: member, run, index..<index + 1, steps)
        }
      }
    }
    guard steps.lowerBound == 0 else { return }
    for member in nodes.indices { nodes[member].cut() }
    // Potentials of before the first step are on their way when it is taken.
    for (index, part) in run.populations.enumerated() where !sent[index].potentials.isEmpty {
      let population = part.node.population
      for row in stride(from: 0, to: lead * population, by: population) {
        nodes[index].add(
          Array(sent[index].potentials[row..<row + population]), toState: part.node.program.mem)
      }
    }
  }

  private mutating func goBack(
    through part: Population, _ member: Int, _ range: Range<Int>, _ steps: Range<Int>,
    _ output: (part: Int, state: Int), _ slopes: [Double]
  ) {
    var way = Adjoints.Steps(range: range, time: part.node.time, tape: part.tape)
    let program = part.node.program
    if !sent[member].spikes.isEmpty {
      way.seeds.append(.init(state: program.spike, rows: sent[member].spikes, first: lead))
    }
    if !sent[member].potentials.isEmpty {
      way.seeds.append(.init(state: program.mem, rows: sent[member].potentials, first: lead))
    }
    if member == output.part {
      way.seeds.append(.init(state: output.state, rows: slopes, first: steps.lowerBound))
    }
    nodes[member].goBack(through: way, inputs: &inputs[member], at: steps.lowerBound)
  }

  private mutating func spreadWindows(_ member: Int, _ node: Node, _ steps: Range<Int>) {
    let rows = steps.lowerBound * node.population..<steps.upperBound * node.population
    let spread = node.currentAdjoints(inputs[member].map { Array($0[rows]) })
    for (input, values) in spread.enumerated() {
      inputs[member][input].replaceSubrange(rows, with: values)
    }
  }

  // Passes what reaches a node at some steps on to the synapses and to who sent it.
  private mutating func arrive(
    at member: Int, _ run: Plan, _ range: Range<Int>, _ steps: Range<Int>
  ) {
    let part = run.populations[member]
    // Through gap junctions and synapses that see it; as it was before anything arrived.
    var potentials: [[Double]] = []
    for index in part.incoming {
      let link = run.synapses[index]
      guard let source = sources[index] else { continue }
      let weights = link.connection.weights
      for step in range.reversed() {
        var reached = adjoints(of: link.port, member, part, step: step, first: steps.lowerBound)
        for neuron in reached.indices { reached[neuron] *= link.connection.scale }
        if let synapse = link.connection.synapse {
          let way = Adjoints.Steps(
            range: 0..<1, time: synapse.time + step, tape: link.tape[step].synapse)
          synapses[index]?.add(reached, toState: synapse.program.mem)
          var adjoints = way.tape.suffix(synapse.program.inputSlots.count).map(\.self)
          synapses[index]?.goBack(through: way, inputs: &adjoints, at: 0)
          reached = adjoints[0]
          potentials += adjoints.dropFirst()
        }
        guard reached.contains(where: { $0 != 0 }) else { continue }
        weigh(index, link, link.tape[step], reached)
        let row = (lead + step - link.connection.latency) * weights.sources
        switch link.carried {
        case .spikes: weights.passBack(reached, to: &sent[source].spikes, at: row)
        case .membrane:
          weights.passBack(reached, to: &sent[source].potentials, at: row)
          potentials.append(zip(conductances[index], reached).map { -$0 * $1 })
        }
      }
    }
    for potential in potentials {
      nodes[member].add(potential, toState: part.node.program.mem)
    }
  }

  // How the loss changes with what reaches a port at a step, one number a neuron.
  private func adjoints(
    of port: Connection.Port, _ member: Int, _ part: Population, step: Int, first: Int
  ) -> [Double] {
    let population = part.node.population
    switch port {
    case .input(let name):
      guard let input = part.node.model.inputs.index(forKey: name) else { return [] }
      let row = (first + step) * population
      return Array(inputs[member][input][row..<row + population])
    case .state(let name):
      guard let state = part.node.model.states.index(forKey: name) else { return [] }
      var reached = nodes[member].state(state)
      let program = part.node.program
      guard let refractory = program.refractory, program.held.contains(state) else {
        return reached
      }
      // Refractory neurons did not take what arrived.
      for neuron in reached.indices
      where part.tape[refractory][step * population + neuron] > part.node.dt / 2 {
        reached[neuron] = 0
      }
      return reached
    }
  }

  // Adds how the loss changes with the weights through which something arrived.
  private mutating func weigh(
    _ index: Int, _ link: Synapses, _ arrival: Synapses.Arrival, _ reached: [Double]
  ) {
    let connection = link.connection
    let own = connection.weights.values.count > 1 ? 1 : 0
    let isGap = connection.carried == .membrane
    for (neuron, value) in arrival.spikes {
      for synapse in connection.weights.row(neuron) {
        let target = Int(connection.weights.columns[synapse])
        weights[index][synapse * own] +=
          reached[target] * (isGap ? value - arrival.membrane[target] : value)
      }
    }
  }
}

extension Plan {
  /// Whether what arrives at a node acts on its states, or depends on them.
  fileprivate func seesState(of part: Int) -> Bool {
    populations[part].incoming.contains { link in
      if case .state = synapses[link].port { true } else { synapses[link].seesMembrane }
    }
  }
}

extension [Double] {
  // Rows of the stretch before: its last ones are what was known of steps before the last stretch.
  fileprivate mutating func moveOn(keeping count: Int, to size: Int) {
    let kept = prefix(Swift.min(count, size))
    self = Array(repeating: 0, count: size - kept.count) + kept
  }
}

extension SparseWeights {
  /// Adds to a row of the sources what reaches their targets, each times its weight.
  fileprivate func passBack(_ reached: [Double], to rows: inout [Double], at row: Int) {
    switch values.storage {
    case .shared(let weight): passBack(reached, to: &rows, at: row) { _ in weight }
    case .single(let weights):
      weights.withUnsafeBufferPointer { weights in
        passBack(reached, to: &rows, at: row) { Double(weights[$0]) }
      }
    case .double(let weights):
      weights.withUnsafeBufferPointer { weights in
        passBack(reached, to: &rows, at: row) { weights[$0] }
      }
    }
  }

  @inline(__always)
  private func passBack(
    _ reached: [Double], to rows: inout [Double], at row: Int,
    weight: (_ synapse: Int) -> Double
  ) {
    rows.withUnsafeMutableBufferPointer { rows in
      columns.withUnsafeBufferPointer { columns in
        for source in 0..<sources {
          var sum = 0.0
          for synapse in self.row(source) {
            sum += weight(synapse) * reached[Int(columns[synapse])]
          }
          rows[row + source] += sum
        }
      }
    }
  }

  /// The sum of the weights that end on each target.
  fileprivate var sums: [Double] {
    var sums = Array(repeating: 0.0, count: targets)
    for (synapse, target) in columns.enumerated() { sums[Int(target)] += weight(synapse) }
    return sums
  }
}
