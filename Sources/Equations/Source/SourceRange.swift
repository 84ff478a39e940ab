/// A half-open range of UTF-8 offsets in a text: `lower` is in it, `upper` is not.
public struct SourceRange: Hashable, Sendable, Codable {
  /// The offset of the first byte.
  public var lower: Int
  /// The offset one past the last byte.
  public var upper: Int

  /// Makes the range `lower..<upper`; an `upper` below `lower` is raised to it.
  public init(_ lower: Int, _ upper: Int) {
    self.lower = lower
    self.upper = max(lower, upper)
  }

  /// The smallest range that holds both.
  public func joined(with other: SourceRange) -> SourceRange {
    SourceRange(min(lower, other.lower), max(upper, other.upper))
  }

  /// The same range in a text that has `offset` more bytes in front.
  public func shifted(by offset: Int) -> SourceRange {
    SourceRange(lower + offset, upper + offset)
  }
}

/// A word of the source and where it stands.
public struct Name: Hashable, Sendable {
  /// The word.
  public var text: String
  /// Where it stands.
  public var range: SourceRange

  /// Makes a name at a place.
  public init(_ text: String, _ range: SourceRange) {
    self.text = text
    self.range = range
  }
}
