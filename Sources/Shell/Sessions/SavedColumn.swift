import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Doubles as the base64 text of their bytes, lowest byte first.
struct Column: Codable {
  private enum Numbers {
    case any([Double])
    case whole([UInt32])
  }

  private let numbers: Numbers

  init(_ values: [Double]) { numbers = .any(values) }

  /// Whole numbers, which are written as doubles as well.
  init(_ values: [UInt32]) { numbers = .whole(values) }

  var values: [Double] { doubles(0..<count) }

  fileprivate var count: Int {
    switch numbers {
    case .any(let values): values.count
    case .whole(let values): values.count
    }
  }

  private func doubles(_ range: Range<Int>) -> [Double] {
    switch numbers {
    case .any(let values): range.count == values.count ? values : Array(values[range])
    case .whole(let values): values[range].map { Double($0) }
    }
  }

  /// Its numbers as whole ones; nil where one is not, or not below a limit.
  func whole(below limit: Int = 1 << 32) -> [UInt32]? {
    let values = values
    let whole = values.compactMap { UInt32(exactly: $0) }
    return whole.count == values.count && whole.allSatisfy { $0 < limit } ? whole : nil
  }

  /// Some of its numbers as text.
  fileprivate func base64(_ range: Range<Int>) -> String {
    // A key path of two steps would be walked at run time, number by number.
    let bits = doubles(range).map { $0.bitPattern.littleEndian }
    return bits.withUnsafeBytes { Data($0) }.base64EncodedString()
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let data = Data(base64Encoded: try container.decode(String.self)), data.count % 8 == 0
    else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a column of numbers is damaged")
    }
    self.init(
      data.withUnsafeBytes { bytes in
        (0..<bytes.count / 8).map { index in
          Double(
            bitPattern: UInt64(
              littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)))
        }
      })
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let shelf = CodingUserInfoKey.shelf.flatMap { encoder.userInfo[$0] as? ColumnShelf }
    try container.encode(shelf?.mark(for: self) ?? base64(0..<count))
  }
}

/// Columns that are left out of the JSON around them, which has a mark in the place of each.
private final class ColumnShelf: Sendable {
  // No other text in a session has it in it.
  let mark = UUID().uuidString
  private let kept = Mutex<[Column]>([])

  var columns: [Column] { kept.withLock(\.self) }

  func mark(for column: Column) -> String {
    kept.withLock { columns in
      columns.append(column)
      return mark + String(columns.count - 1)
    }
  }
}

extension CodingUserInfoKey {
  fileprivate static let shelf = CodingUserInfoKey(rawValue: "columns")
}

/// A session's JSON piece by piece: the text of its columns, which is nearly all of it, is only made
/// when it is asked for.
struct SavedParts: Sequence, IteratorProtocol {
  private struct Piece {
    /// The column in front of the text.
    var column: Column?
    var text: String
  }

  private var pieces: ArraySlice<Piece>
  /// How many numbers of the first piece's column are done.
  private var done = 0

  // Without padding but at the end, a column's pieces together are the text of the whole.
  private static let most = 3 << 14

  init(_ session: SavedSession) throws {
    let shelf = ColumnShelf()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    if let key = CodingUserInfoKey.shelf { encoder.userInfo[key] = shelf }
    let text = String(decoding: try encoder.encode(session), as: UTF8.self) + "\n"
    let columns = shelf.columns
    pieces =
      text.split(separator: shelf.mark, omittingEmptySubsequences: false).enumerated().map {
        index, text in
        guard index > 0 else { return Piece(column: nil, text: String(text)) }
        let number = text.prefix { $0 != "\"" }
        return Piece(
          column: Int(number).map { columns[$0] }, text: String(text.dropFirst(number.count)))
      }[...]
  }

  mutating func next() -> [UInt8]? {
    guard let piece = pieces.first else { return nil }
    guard let column = piece.column, done < column.count else {
      done = 0
      pieces.removeFirst()
      return Array(piece.text.utf8)
    }
    let end = Swift.min(done + Self.most, column.count)
    defer { done = end }
    // JSONEncoder writes a slash with a backslash.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(12 * (end - done))
    var text = column.base64(done..<end)
    text.withUTF8 { text in
      for byte in text {
        if byte == UInt8(ascii: "/") { bytes.append(UInt8(ascii: "\\")) }
        bytes.append(byte)
      }
    }
    return bytes
  }
}
