import OrderedCollections

extension Network {
  /// In which order nodes and steps go.
  public enum Order: Hashable, Sendable {
    /// Every node takes one step, then the next step begins.
    case stepByStep
    /// Every node takes that many steps, then the next node begins.
    case layerByLayer(window: Int)
  }

  /// Why nodes cannot be connected, or take their steps together.
  public enum Obstacle: Error, Sendable {
    /// A step of one node is not a step of the other: they differ in dt, or one only counts.
    case differentClocks(Node, Node)
    /// A node is to take a whole pass by itself and gets its own spikes back on this way.
    case loop(Node, way: [String])
    /// Two nodes that go layer by layer have passes of different lengths.
    case differentPasses(Node, Node)
    /// A pass of that many steps of that many neurons does not fit into memory.
    case passTooLarge(steps: Int, neurons: Int)
    /// A node that sees whole passes would begin or end within one.
    case withinPass(Node)
    /// A gap junction would join potentials that are measured in different units.
    case differentMembranes(Node, Node)
    /// One neuron would end on itself, which the pattern does not include.
    case onlyItself(Node)
    /// Populations of different sizes have no neurons of the same number.
    case differentSizes(Node, Node)
    /// A spike would come back to its node in the step in which it was given.
    case immediateLoop(Node)
    /// A node would have more potentials on their way than fit into memory; with this delay at most,
    /// in steps, they do.
    case tooManyInFlight(Node, longestDelay: Int)
    /// Gap junctions, of which this is one, would let potentials jump to and fro ever further; with
    /// the weights that may be others multiplied by this factor at most they do not.
    case unstableCoupling(Connection, largestFactor: Double)
    /// There would be about so many synapses more, and there may be so many in all.
    case tooManySynapses(expected: Double, most: Int)
  }

  /// Checks that nodes that take their steps together take equal ones.
  ///
  /// - Throws: the first node, and the first that differs from it.
  public static func checkClocks(of nodes: [Node]) throws(Obstacle) {
    guard let first = nodes.first else { return }
    for node in nodes.dropFirst()
    where node.timeUnit != first.timeUnit || node.stepLength != first.stepLength {
      throw .differentClocks(first, node)
    }
  }

  /// The order in which connected nodes take their next `steps` steps: layer by layer where one of
  /// them is set so, or where it sees the inputs of later steps.
  ///
  /// - Parameters:
  ///   - names: all nodes of one or more components.
  ///   - steps: how many steps each of them is to take.
  /// - Throws: why they cannot.
  public func order(of names: [String], steps: Int) throws(Obstacle) -> Order {
    let members = names.compactMap { nodes[$0] }
    try Self.checkClocks(of: members)
    let layered = members.filter { node in
      node.parameters["layer_by_layer"]?.first == 1
        || (node.seesWindow && connections.values.contains { $0.target == node.name })
    }
    guard let first = layered.first else { return .stepByStep }
    for group in groups(of: names) where isLoop(group) {
      guard let node = layered.first(where: { group.contains($0.name) }) else { continue }
      throw .loop(node, way: group + [group[0]])
    }
    let window = first.windowLength
    if let other = layered.first(where: { $0.windowLength != window }) {
      throw .differentPasses(first, other)
    }
    // Whatever all nodes give in a pass is kept until the last of them has taken it.
    let neurons = members.reduce(0) { $0 + $1.population }
    let (size, isTooLarge) = neurons.multipliedReportingOverflow(by: window)
    guard !isTooLarge, size <= Node.mostInFlight else {
      throw .passTooLarge(steps: window, neurons: neurons)
    }
    for node in layered where node.seesWindow {
      guard node.time.isMultiple(of: window), steps.isMultiple(of: window) else {
        throw .withinPass(node)
      }
    }
    return .layerByLayer(window: window)
  }
}
