import Equations

/// A part of a file, or what was made of one, every byte with the place in the file that it comes from.
struct PlacedText: Hashable, Sendable {
  /// The text as UTF-8.
  private(set) var bytes: [UInt8]
  /// For each byte its offset in the file.
  private(set) var places: [Int]
  /// The offset behind the last byte.
  private(set) var end: Int

  /// A whole file.
  init(_ text: String) {
    bytes = Array(text.utf8)
    places = Array(bytes.indices)
    end = bytes.count
  }

  /// A word of another text, whose quotes are no part of it.
  init(_ word: Name) {
    self.init(word.text)
    let start = word.range.lower + max(0, word.range.upper - word.range.lower - bytes.count) / 2
    places = places.map { $0 + start }
    end += start
  }

  /// Nothing, at an offset.
  init(emptyAt offset: Int) {
    bytes = []
    places = []
    end = offset
  }

  /// The text.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  var isEmpty: Bool { bytes.isEmpty }

  /// Where it stands.
  var range: SourceRange { SourceRange(places.first ?? end, end) }

  /// A part of it.
  subscript(_ part: Range<Int>) -> PlacedText {
    var result = self
    let part = part.clamped(to: bytes.indices)
    result.bytes = Array(bytes[part])
    result.places = Array(places[part])
    if part.upperBound < bytes.count { result.end = place(of: part.upperBound) }
    if let last = result.places.last { result.end = last + 1 }
    return result
  }

  /// The offset in the file of a byte, or of the end.
  func place(of index: Int) -> Int { index < places.count ? places[index] : end }

  /// The place in the file of some bytes.
  func range(_ part: Range<Int>) -> SourceRange {
    guard !part.isEmpty else {
      return SourceRange(place(of: part.lowerBound), place(of: part.lowerBound))
    }
    return SourceRange(place(of: part.lowerBound), place(of: part.upperBound - 1) + 1)
  }

  /// Adds another part behind it.
  mutating func append(_ other: PlacedText) {
    bytes += other.bytes
    places += other.places
    if !other.isEmpty { end = other.end }
  }

  /// Adds text of our own, which stands for what is at an offset of the file.
  mutating func append(_ text: String, at place: Int) {
    bytes += text.utf8
    places += text.utf8.map { _ in place }
    end = max(end, place + 1)
  }

  /// The same without blanks at both ends.
  var trimmed: PlacedText {
    guard let first = bytes.firstIndex(where: { !$0.isBlank }),
      let last = bytes.lastIndex(where: { !$0.isBlank })
    else { return self[0..<0] }
    return self[first..<last + 1]
  }

  /// Its parts between bytes of a kind, without empty ones.
  func split(where isBetween: (UInt8) -> Bool) -> [PlacedText] {
    bytes.indices.split { isBetween(bytes[$0]) }.map { self[$0.startIndex..<$0.endIndex] }
  }

  /// The place of a byte's first occurrence.
  func index(of character: Character, from start: Int = 0) -> Int? {
    guard let byte = character.asciiValue, start < bytes.count else { return nil }
    return bytes[start...].firstIndex(of: byte)
  }

  /// It as a name with its place.
  var name: Name { Name(text, range) }
}

extension UInt8 {
  var isBlank: Bool { self == 32 || (self >= 9 && self <= 13) }
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  // Every byte of a character beyond ASCII counts as a letter, as in our own language.
  var isNameStart: Bool {
    let lower = self | 0x20
    return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")) || self == UInt8(ascii: "_")
      || self >= 128
  }
  var isNamePart: Bool { isNameStart || isDigit }
}
