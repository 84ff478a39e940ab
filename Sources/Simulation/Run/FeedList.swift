public import Neurons

/// The signals that flow into a node, in the order in which their currents are summed.
///
/// They lie in parts that copies share, so that feeding one neuron after another takes the same time
/// and memory for each.
public struct FeedList: Hashable, Sendable, Sequence {
  private struct Part: Hashable, Sendable {
    var feeds: [Feed]
    /// Neurons among which are all that are fed.
    var neurons: Range<Int>
  }

  private var parts: [Part] = []

  /// Takes feeds in their order.
  public init(_ feeds: some Sequence<Feed> = []) { for feed in feeds { append(feed) } }

  /// How many there are.
  public var count: Int { parts.reduce(0) { $0 + $1.feeds.count } }

  /// Whether there are none.
  public var isEmpty: Bool { parts.isEmpty }

  /// The feeds in their order.
  public func makeIterator() -> some IteratorProtocol<Feed> {
    parts.lazy.flatMap(\.feeds).makeIterator()
  }

  /// Adds a feed behind the others.
  public mutating func append(_ feed: Feed) {
    if let last = parts.indices.last, parts[last].feeds.count < longestPart {
      let known = parts[last].neurons
      parts[last].feeds.append(feed)
      parts[last].neurons =
        Swift.min(
          known.lowerBound, feed.neurons.lowerBound)..<Swift.max(
          known.upperBound, feed.neurons.upperBound)
    } else {
      parts.append(Part(feeds: [feed], neurons: feed.neurons))
    }
  }

  /// Takes away what flows into `neurons`, by one input or by all.
  public mutating func remove(_ neurons: Range<Int>, input: String?) {
    for index in parts.indices where parts[index].neurons.overlaps(neurons) {
      parts[index].feeds = parts[index].feeds.removing(neurons, input: input)
    }
    parts.removeAll { $0.feeds.isEmpty }
  }

  /// Changes every signal.
  ///
  /// - Parameter change: what is done to each of them.
  /// - Throws: what `change` throws; signals before that one are changed then.
  public mutating func changeSignals<Failure>(
    _ change: (inout Signal) throws(Failure) -> Void
  ) throws(Failure) {
    for part in parts.indices {
      for index in parts[part].feeds.indices { try change(&parts[part].feeds[index].signal) }
    }
  }

  /// Whether two lists have the same feeds in the same order.
  ///
  /// - Parameters:
  ///   - first: one list.
  ///   - second: the other.
  public static func == (first: Self, second: Self) -> Bool {
    // What both share is seen at once, and most often there is no more.
    let shared = zip(first.parts, second.parts).prefix { $0 == $1 }.count
    return first.count == second.count
      && first.parts[shared...].lazy.flatMap(\.feeds)
        .elementsEqual(second.parts[shared...].lazy.flatMap(\.feeds))
  }

  /// Hashes the feeds in their order.
  ///
  /// - Parameter hasher: what takes them.
  public func hash(into hasher: inout Hasher) { for feed in self { hasher.combine(feed) } }
}

// Copied whenever one of them changes.
private let longestPart = 64
