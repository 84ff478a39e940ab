import Neurons

/// Who is connected with whom.
public enum ConnectionPattern: Hashable, Sendable, Codable {
  /// Everyone with everyone; within a population also with itself where `includesSelf`.
  case all(includesSelf: Bool)
  /// Each neuron with the one of the same number.
  case oneToOne
  /// Each pair with a probability.
  case probability(Double, includesSelf: Bool)
  /// Pairs that were chosen one by one, which `SparseWeights` is made of by itself.
  case chosen

  /// Whether a neuron may end on itself.
  public var includesSelf: Bool {
    switch self {
    case .all(let includesSelf), .probability(_, let includesSelf): includesSelf
    case .oneToOne, .chosen: true
    }
  }

  /// How many synapses it makes between two populations: exactly so many, or where chance decides
  /// so many on average.
  ///
  /// - Parameters:
  ///   - sources: how many neurons send spikes.
  ///   - targets: how many get them.
  ///   - isWithin: whether source and target are the same population.
  public func expectedCount(sources: Int, targets: Int, isWithin: Bool) -> Double {
    let pairs = Double(sources) * Double(targets)
    let between = isWithin && !includesSelf ? pairs - Double(sources) : pairs
    return switch self {
    case .all: between
    case .oneToOne: Double(min(sources, targets))
    case .probability(let probability, _): between * probability
    case .chosen: 0
    }
  }

  func appendTargets(
    of source: Int, count: Int, except own: Int?, to columns: inout [UInt32],
    random: RandomSource, stream: UInt32
  ) {
    switch self {
    case .chosen: return
    case .all:
      for target in 0..<count where target != own {
        columns.append(UInt32(truncatingIfNeeded: target))
      }
    case .oneToOne:
      if source < count { columns.append(UInt32(truncatingIfNeeded: source)) }
    case .probability(let probability, _):
      guard probability > 0 else { return }
      guard probability < 1 else {
        return Self.all(includesSelf: own == nil).appendTargets(
          of: source, count: count, except: own, to: &columns, random: random, stream: stream)
      }
      random.appendSuccesses(
        of: count, probability: probability, except: own,
        at: RandomSource.Place(stream: stream, neuron: source, step: 0), to: &columns)
    }
  }
}
