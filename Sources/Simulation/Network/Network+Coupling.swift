import Neurons
import OrderedCollections
import RealModule

// A gap junction's current is that of the potentials before the step, and constant during it. With
// A = d mem'/d mem and B = d mem'/d input of one step, taken where the neurons stand, differences
// between coupled neurons follow
//
//   mem_i' = A_i mem_i + B_i sum_j w_ij (mem_j - mem_i)
//
// whatever the method is. Euler's has A = 1 - dt gL / C and B = dt / C. Two alike neurons jump over
// their mean ever further from B w > (1 + A) / 2 on, which for Euler is dt (gL + 2 w) / C > 2.
extension Network {
  /// Checks that the gap junctions among nodes do not let potentials jump to and fro ever further.
  ///
  /// The equations are taken as linear where the neurons stand, so that what changes its conductances
  /// much later may still become unstable.
  ///
  /// - Parameters:
  ///   - names: the nodes; those that they are connected with count too.
  ///   - changed: the connections whose weights may be others; those of all where empty.
  /// - Throws: `Obstacle.unstableCoupling` with one of these connections, and the largest factor by
  ///   which their weights may be multiplied.
  public func checkCoupling(
    of names: some Sequence<String>, changing changed: [String] = []
  ) throws(Obstacle) {
    var gaps = connections.values.filter { $0.carried == .membrane }
    guard !gaps.isEmpty else { return }
    let members = Set(component(of: names))
    gaps.removeAll { !members.contains($0.target) }
    guard let shown = gaps.first(where: { changed.isEmpty || changed.contains($0.name) }) else {
      return
    }
    let coupling = Coupling(gaps, nodes: nodes) { changed.isEmpty || changed.contains($0) }
    guard !coupling.isStable else { return }
    throw .unstableCoupling(shown, largestFactor: coupling.largestStableFactor)
  }
}

/// Gap junctions as linear equations between the potentials of all neurons that they end on.
private struct Coupling {
  private struct Junction {
    var source, target: Int
    /// How much of a difference of potentials a step carries over: B times the weight.
    var share: Double
    var delay: Int
    /// Whether its weight may be another one.
    var isFree: Bool
  }

  /// A of every neuron.
  private var decay: [Double] = []
  private var junctions: [Junction] = []
  /// For every neuron the sums of the shares of the junctions that end on it, those that are free and
  /// the others.
  private var free: [Double] = []
  private var fixed: [Double] = []

  init(
    _ gaps: [Connection], nodes: OrderedDictionary<String, Node>, isFree: (String) -> Bool
  ) {
    var first: [String: Int] = [:]
    for name in Set(gaps.flatMap { [$0.source, $0.target] }).sorted() {
      guard let node = nodes[name] else { continue }
      first[name] = decay.count
      // What grows by itself does so without a junction too.
      decay += node.responses(at: nil).map { min(1, max(-1, $0)) }
    }
    free = Array(repeating: 0, count: decay.count)
    fixed = free
    for gap in gaps {
      guard let source = first[gap.source], let target = first[gap.target],
        let node = nodes[gap.target]
      else { continue }
      let gains = node.responses(at: gap.port)
      let isFree = isFree(gap.name)
      for neuron in 0..<gap.weights.sources {
        for synapse in gap.weights.row(neuron) {
          let own = Int(gap.weights.columns[synapse])
          let share = gains[own] * gap.scale * gap.weights.weight(synapse)
          // What drives potentials apart does so in short steps too.
          guard share > 0 else { continue }
          if isFree { free[target + own] += share } else { fixed[target + own] += share }
          junctions.append(
            Junction(
              source: source + neuron, target: target + own, share: share, delay: gap.latency,
              isFree: isFree))
        }
      }
    }
  }

  /// Whether no difference grows.
  var isStable: Bool {
    // By Gershgorin's circles, whatever the delays: |A - sum| + sum <= 1, but for rounding.
    let isCertain = decay.indices.allSatisfy {
      let sum = free[$0] + fixed[$0]
      return abs(decay[$0] - sum) + sum <= 1 + 1e-12
    }
    return isCertain || !grows(scaledBy: 1)
  }

  // The largest factor of those circles, and from there on by halves where there are not too many.
  var largestStableFactor: Double {
    let bounds = decay.indices.filter { free[$0] > 0 }
      .map { ((1 + decay[$0]) / 2 - fixed[$0]) / free[$0] }
    var low = min(1, max(0, bounds.min() ?? 1))
    guard junctions.count <= 10_000 else { return low }
    var high = 1.0
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if grows(scaledBy: middle) { high = middle } else { low = middle }
    }
    return low
  }

  // Takes steps from potentials that have a part in every mode, and sees whether what they change by
  // goes on growing.
  private func grows(scaledBy factor: Double) -> Bool {
    let longest = junctions.map(\.delay).max() ?? 1
    var past: [[Double]] = Array(
      repeating: decay.indices.map { .sin(1 + 1.7 * Double($0) * Double($0 + 1)) },
      count: longest)
    var sizes: [Double] = []
    let steps = min(4000, max(200, 2_000_000 / max(1, junctions.count))) + 4 * longest
    for step in 0..<2 * steps {
      // `past` is a ring: the potentials of `delay` steps ago, 1 being the present ones.
      let present = past[(step + longest - 1) % longest]
      var next = decay.indices.map {
        present[$0] * (decay[$0] - factor * free[$0] - fixed[$0])
      }
      for junction in junctions {
        let source = past[(step + longest - junction.delay) % longest][junction.source]
        next[junction.target] += (junction.isFree ? factor : 1) * junction.share * source
      }
      past[step % longest] = next
      let size = zip(next, present).reduce(0) { max($0, abs($1.0 - $1.1)) }
      guard size < 1e100 else { return true }
      sizes.append(size)
    }
    let early = sizes[..<steps].suffix(steps / 2).max() ?? 0
    return (sizes.suffix(steps / 2).max() ?? 0) > early * (1 + 1e-6)
  }
}

extension Node {
  /// How mem after one step depends on mem before it, or on what arrives at a port, for each neuron:
  /// the difference quotient where it stands, without a spike's reset.
  ///
  /// - Parameter port: where it arrives; at mem itself where nil.
  fileprivate func responses(at port: Connection.Port?) -> [Double] {
    let mem = states.keys[program.mem]
    var known: [[Double]: Double] = [:]
    return (0..<population).map { neuron in
      // Neurons of the same numbers answer alike.
      let numbers =
        parameters.values.filter { $0.count > 1 }.map { $0[neuron] }
        + states.values.map { $0[neuron] }
      if let response = known[numbers] { return response }
      var inputs = [0.0, 0]
      var columns: [String: [Double]] = [:]
      if states["refractory"] != nil { columns["refractory"] = [0, 0] }
      var distance = 1.0
      var place = 0
      if case .input(let name)? = port, let index = model.inputs.index(forKey: name) {
        place = index
        inputs = [-distance, distance]
      } else {
        let name = if case .state(let name)? = port { name } else { mem }
        let present = states[name]?[neuron] ?? 0
        distance = 1e-3 * max(1, abs(present))
        columns[name] = [present - distance, present + distance]
      }
      let after = membraneAfterOneStep(of: neuron, from: columns, input: place, inputs)
      let response = (after[1] - after[0]) / (2 * distance)
      known[numbers] = response.isFinite ? response : 0
      return known[numbers] ?? 0
    }
  }

  // With another input at each of two points.
  private func membraneAfterOneStep(
    of neuron: Int, from columns: [String: [Double]], input: Int, _ currents: [Double]
  ) -> [Double] {
    currents.indices.map { point in
      var inputs = Array(repeating: 0.0, count: model.inputs.count)
      inputs[input] = currents[point]
      return afterOneStep(
        of: neuron, from: columns.mapValues { [$0[point]] }, inputs: inputs, count: 1
      ).membraneBeforeReset[0]
    }
  }
}
