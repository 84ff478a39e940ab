public import Equations

/// A text in which `«` and `»` mark the place where an error is due.
public struct MarkedText: Hashable, Sendable {
  /// The text without the marks.
  public let text: String
  /// Where the marks stood.
  public let range: SourceRange

  /// Takes the marks out of a text.
  public init(_ marked: String) {
    var bytes: [UInt8] = []
    var lower = 0
    var upper = 0
    for character in marked {
      switch character {
      case "«": lower = bytes.count
      case "»": upper = bytes.count
      default: bytes += Array(String(character).utf8)
      }
    }
    text = String(decoding: bytes, as: UTF8.self)
    range = SourceRange(lower, upper)
  }
}
