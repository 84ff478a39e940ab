public import Equations
public import Neurons
import OrderedCollections

extension Network {
  /// As many networks side by side, in the same populations, as there are samples: each with the same
  /// parameters and weights, and without connections to the others.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - random: where states that are drawn come from.
  ///   - range: where errors point.
  /// - Throws: `Diagnostic` at `range` where a state would begin at no finite number.
  public func repeated(
    _ count: Int, random: RandomSource, at range: SourceRange
  ) throws(Diagnostic) -> Network {
    guard count > 1 else { return self }
    var result = Network()
    for (name, node) in nodes {
      result.nodes[name] = try node.repeated(count, random: random, at: range)
    }
    for (name, connection) in connections {
      var wide = connection
      wide.weights = connection.weights.repeated(count)
      wide.synapse = try connection.synapse?.repeated(count, random: random, at: range)
      result.connections[name] = wide
    }
    return result
  }
}

extension Node {
  fileprivate func repeated(
    _ count: Int, random: RandomSource, at range: SourceRange
  ) throws(Diagnostic) -> Node {
    let settings = setup.settings.mapValues { $0.count == 1 ? $0 : $0.repeated(count) }
    let feeds = (0..<count).flatMap { sample in
      self.feeds.map { feed in
        let first = sample * population
        return Feed(
          feed.signal.moved(by: first),
          neurons: first + feed.neurons.lowerBound..<first + feed.neurons.upperBound,
          input: feed.input)
      }
    }
    var wide = self
    try wide.become(
      count * population, settings: settings, feeds: feeds, random: random, at: range)
    return wide
  }
}

extension SparseWeights {
  fileprivate func repeated(_ count: Int) -> SparseWeights {
    let synapses = self.count
    let repeated = SparseWeights(
      sources: sources * count, targets: targets * count,
      starts: [0]
        + (0..<count).flatMap { sample in starts.dropFirst().map { $0 + sample * synapses } },
      columns: (0..<count).flatMap { sample in
        columns.map { $0 + UInt32(truncatingIfNeeded: sample * targets) }
      },
      values: [0])
    guard var repeated else { return self }
    repeated.values = values.repeated(count)
    return repeated
  }
}

extension [Double] {
  /// As many copies behind each other.
  func repeated(_ count: Int) -> [Double] { Array(repeatElement(self, count: count).joined()) }
}

extension Gradient {
  /// The gradient by the weights of one network, where it was taken of several side by side.
  ///
  /// - Parameter count: how many there were.
  public func joined(_ count: Int) -> Gradient {
    var result = self
    for (name, values) in weights where values.count > 1 {
      let size = values.count / count
      var sums = Array(values.prefix(size))
      for index in size..<values.count { sums[index % size] += values[index] }
      result.weights[name] = sums
    }
    return result
  }
}
