/// A line of a text, and where it begins.
public struct TextLine: Hashable, Sendable {
  /// The line without its line break.
  public var text: String
  /// The UTF-8 offset of its first byte.
  public var offset: Int
}

extension String {
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
