/// A line of a text, and where it begins.
public struct TextLine: Hashable, Sendable {
  /// The line without its line break.
  public var text: String
  /// The UTF-8 offset of its first byte.
  public var offset: Int
}

extension String {
  /// The text of a file, without the byte-order mark that some editors put in front of UTF-8; nil
  /// where the bytes are no UTF-8 text, or hold a zero.
  public init?(contents bytes: [UInt8]) {
    guard !bytes.contains(0) else { return nil }
    self.init(
      validating: bytes.starts(with: byteOrderMark) ? bytes[byteOrderMark.count...] : bytes[...],
      as: UTF8.self)
  }

  /// The lines of the text, which end in LF or CR LF; what follows the last line break is a line too.
  public var textLines: [TextLine] {
    let bytes = Array(utf8)
    var offset = 0
    return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      line in
      defer { offset += line.count + 1 }
      let content = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      return TextLine(text: String(decoding: content, as: UTF8.self), offset: offset)
    }
  }
}

private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
