extension Signal {
  /// A current that is constant from one time to the next, and nothing before the first and behind
  /// the last of them.
  public struct Pieces: Hashable, Sendable, Codable {
    /// Where the pieces meet, in steps from the signal's start; one more than there are pieces.
    public let edges: [Double]
    /// The current of each piece.
    public let currents: [Double]

    /// Makes a current of pieces.
    ///
    /// - Parameters:
    ///   - edges: where the pieces meet, in steps, ascending from 0 or later; what lies on a step but
    ///     for rounding is put there.
    ///   - currents: the current of each piece, one fewer.
    public init(edges: [Double], currents: [Double]) {
      self.edges = edges.map { edge in
        let step = edge.rounded()
        return abs(edge - step) <= 1e-9 * max(1, abs(step)) ? step : edge
      }
      self.currents = currents
    }

    /// Whether there are as many pieces as the edges say, each of them of some length.
    var isMeaningful: Bool {
      edges.count == currents.count + 1 && edges.allSatisfy(\.isFinite) && edges[0] >= 0
        && zip(edges, edges.dropFirst()).allSatisfy(<) && currents.allSatisfy(\.isFinite)
    }

    /// The mean current over a step, counted from 1.
    func current(step: Int) -> Double {
      let (begin, end) = (Double(step - 1), Double(step))
      // The first piece that ends within the step or later.
      var (low, high) = (0, currents.count)
      while low < high {
        let middle = (low + high) / 2
        if edges[middle + 1] > begin { high = middle } else { low = middle + 1 }
      }
      var sum = 0.0
      while low < currents.count, edges[low] < end {
        let share = min(end, edges[low + 1]) - max(begin, edges[low])
        sum += share * currents[low]
        low += 1
      }
      return sum
    }

    /// The same current in steps of another length.
    ///
    /// - Parameter factor: how many of the new steps an old one is.
    public func rescaled(by factor: Double) -> Pieces {
      Pieces(edges: edges.map { $0 * factor }, currents: currents)
    }
  }
}

extension Signal.Pieces {
  /// The current at the begin of a step, counted from 1, and what is added to it within the step: when, as
  /// a share of the step, and how much.
  public func course(ofStep step: Int) -> (begin: Double, changes: [(at: Double, by: Double)]) {
    let begin = Double(step - 1)
    // The first edge behind the begin.
    var (low, high) = (0, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] > begin { high = middle } else { low = middle + 1 }
    }
    func current(after edge: Int) -> Double {
      currents.indices.contains(edge) ? currents[edge] : 0
    }
    let first = current(after: low - 1)
    var changes: [(at: Double, by: Double)] = []
    while low < edges.count, edges[low] < begin + 1 {
      changes.append((edges[low] - begin, current(after: low) - current(after: low - 1)))
      low += 1
    }
    return (first, changes)
  }
}
