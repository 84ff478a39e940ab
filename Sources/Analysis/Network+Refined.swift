public import Equations
public import Neurons
import OrderedCollections
public import Simulation

extension Network {
  /// Nodes that take their steps together, and the connections between them, in their reset state with time
  /// steps a whole number of times shorter and the same input currents over time.
  ///
  /// Delays stay as long as they are. What a spike makes flow into an input for the length of a step flows as
  /// many times stronger for a shorter one into equations in continuous time, so that the charge is the same.
  ///
  /// - Parameters:
  ///   - names: all nodes of a component.
  ///   - factor: how many times shorter.
  ///   - longest: the longest delay that there may be, in steps.
  ///   - random: where states that are drawn come from.
  ///   - range: where errors point.
  /// - Returns: nil for an input that is told in steps, which has no finer version.
  /// - Throws: `Diagnostic` at `range` where the shorter step breaks the limits of dt or of delays.
  public func refined(
    _ names: [String], by factor: Int, longestDelay longest: Int, random: RandomSource,
    at range: SourceRange
  ) throws(Diagnostic) -> Network? {
    var copy = Network()
    for name in names {
      guard let node = try nodes[name]?.refined(by: factor, random: random, at: range) else {
        return nil
      }
      copy.nodes[name] = node
    }
    for var connection in connections.values {
      guard copy.nodes[connection.source] != nil, let target = copy.nodes[connection.target] else {
        continue
      }
      try connection.reset(random: random, at: range)
      if factor > 1 {
        try connection.rescale(
          toStep: target.dt, factor: Double(factor), longest: longest, at: range)
        if case .input = connection.port, connection.carried == .spikes, connection.synapse == nil,
          target.isContinuous
        {
          connection.scale *= Double(factor)
        }
      }
      copy.connections[connection.name] = connection
    }
    return copy
  }
}
