public import Equations
public import Neurons
import OrderedCollections
public import Simulation

/// What every format is told of nodes that run together: each of them, and the connections between
/// them.
public struct ExportedNetwork: Sendable {
  /// The nodes, each behind those whose spikes it gets in the same step.
  public let neurons: [ExportedNeuron]
  /// The connections between them.
  public let connections: [Connection]
  /// For how many steps they run.
  public let steps: Int

  /// Describes a node by itself.
  ///
  /// - Parameter neuron: the node.
  public init(_ neuron: ExportedNeuron) {
    (neurons, connections, steps) = ([neuron], [], neuron.steps)
  }

  /// Describes nodes with the connections between them, as they began.
  ///
  /// - Parameters:
  ///   - names: the nodes.
  ///   - network: where they are.
  ///   - steps: for how many steps the other program is to run.
  ///   - random: where random currents come from.
  /// - Throws: `ExportRefusal` where a node gets spikes from one that is not among them, or where it is
  ///   not known any more how a node began.
  public init(
    _ names: [String], of network: Network, steps: Int, random: RandomSource
  ) throws(ExportRefusal) {
    self.steps = steps
    var neurons: [ExportedNeuron] = []
    for name in network.groups(of: names).joined() {
      guard let node = network.nodes[name] else { continue }
      neurons.append(try ExportedNeuron(node, steps: steps, random: random))
    }
    self.neurons = neurons
    var connections: [Connection] = []
    for var connection in network.connections.values where names.contains(connection.target) {
      guard names.contains(connection.source) else {
        throw ExportRefusal(
          "'\(connection.target)' gets spikes from '\(connection.source)': a module of both can go out"
        )
      }
      // Where a reset of its synapses is refused, there are equations, which no format has.
      try? connection.reset(random: random)
      connections.append(connection)
    }
    self.connections = connections
  }

  /// The one node.
  ///
  /// - Parameter format: what the file is for.
  /// - Throws: `ExportRefusal` where there are several, or connections.
  func alone(for format: String) throws(ExportRefusal) -> ExportedNeuron {
    guard neurons.count == 1, connections.isEmpty else {
      throw ExportRefusal("a file of \(format) has one node without connections to itself")
    }
    return neurons[0]
  }

  /// The same nodes, solved by another method.
  ///
  /// - Parameter method: the method.
  public func solved(by method: Equations.Method) -> ExportedNetwork {
    ExportedNetwork(neurons.map { $0.solved(by: method) }, connections, steps: steps)
  }

  private init(_ neurons: [ExportedNeuron], _ connections: [Connection], steps: Int) {
    (self.neurons, self.connections, self.steps) = (neurons, connections, steps)
  }

  /// What this program itself makes of it: spikes of all neurons, then mem of all of them, a row a
  /// neuron and a column a step.
  ///
  /// - Parameter isInterrupted: asked now and then.
  /// - Returns: nil where it was stopped, or a number ran away.
  public func ownTable(isInterrupted: () -> Bool) -> [[Double]]? {
    var network = Network()
    for neuron in neurons {
      network.nodes[neuron.node.name] = neuron.node
      network.nodes[neuron.node.name]?.record = .all
    }
    for connection in connections { network.connections[connection.name] = connection }
    let names = neurons.map(\.node.name)
    let random = neurons[0].random
    let ending = network.advance(
      names, by: steps, order: .stepByStep, random: random, isInterrupted: isInterrupted)
    guard ending == .finished else { return nil }
    func rows(_ quantity: String) -> [[Double]] {
      names.flatMap { name in
        let node = network.nodes[name]
        return (0..<(node?.population ?? 0)).map { neuron in
          (0..<steps).map {
            node?.recording.sample(of: quantity, neuron: neuron, step: $0 + 1) ?? .nan
          }
        }
      }
    }
    return rows("spike") + rows("mem")
  }
}
