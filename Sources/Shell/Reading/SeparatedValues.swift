/// The rows of a text of comma-separated values (RFC 4180).
///
/// A line may end in LF as well as in CR LF. Spaces belong to their fields, and rows need not be of
/// one length: what that means is up to whoever reads them.
struct SeparatedValues: Sendable {
  /// What is wrong with a text, and where.
  struct Failure: Error, Hashable, Sendable {
    /// The row, counted from 1; a line break within quotes begins none.
    var row: Int
    /// The field in the row, counted from 1.
    var column: Int
    /// What is wrong with the field.
    var problem: String
  }

  /// The fields, row by row, without the quotes around them.
  private(set) var rows: [[String]] = []

  /// Reads a text; an empty one has no rows.
  ///
  /// - Throws: the first field whose quotes are none.
  init(_ text: String) throws(Failure) {
    let bytes = Array(text.utf8)
    var place = 0
    while place < bytes.count {
      var row: [String] = []
      repeat {
        do throws(Problem) {
          row.append(try Self.field(of: bytes, at: &place))
        } catch {
          throw Failure(row: rows.count + 1, column: row.count + 1, problem: error.rawValue)
        }
      } while bytes.skip(.comma, at: &place)
      rows.append(row)
      _ = bytes.skip(.carriageReturn, at: &place)
      _ = bytes.skip(.lineFeed, at: &place)
    }
  }

  private enum Problem: String, Error {
    case unfinished = "opens a quote that is never closed"
    case continued = "goes on behind its closing quote"
    case misplaced = "has a quote in it, and none around it"
  }

  private static func field(of bytes: [UInt8], at place: inout Int) throws(Problem) -> String {
    guard bytes.skip(.quote, at: &place) else {
      let start = place
      while !bytes.isEndOfField(place) { place += 1 }
      guard !bytes[start..<place].contains(.quote) else { throw .misplaced }
      return String(decoding: bytes[start..<place], as: UTF8.self)
    }
    var field: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      // Two quotes are one.
      if byte == .quote, !bytes.skip(.quote, at: &place) {
        guard bytes.isEndOfField(place) else { throw .continued }
        return String(decoding: field, as: UTF8.self)
      }
      field.append(byte)
    }
    throw .unfinished
  }
}

extension [UInt8] {
  // Whether a field ends in front of a place. A carriage return alone belongs to it.
  fileprivate func isEndOfField(_ place: Int) -> Bool {
    guard place < count else { return true }
    let next = place + 1 < count ? self[place + 1] : .lineFeed
    return self[place] == .comma || self[place] == .lineFeed
      || (self[place] == .carriageReturn && next == .lineFeed)
  }

  fileprivate func skip(_ byte: UInt8, at place: inout Int) -> Bool {
    guard place < count, self[place] == byte else { return false }
    place += 1
    return true
  }
}

extension UInt8 {
  fileprivate static let comma = UInt8(ascii: ",")
  fileprivate static let quote = UInt8(ascii: "\"")
  fileprivate static let carriageReturn = UInt8(ascii: "\r")
  fileprivate static let lineFeed = UInt8(ascii: "\n")
}
