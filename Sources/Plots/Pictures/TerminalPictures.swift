/// How a terminal shows pictures, as it said itself.
public struct TerminalPictures: Hashable, Sendable {
  /// The languages in which terminals are told pictures.
  public enum Language: String, Sendable {
    /// The graphics protocol of kitty, which others speak as well.
    case kitty
    /// Inline images of iTerm2.
    case iTerm2
    /// Rows of six pixels, as DEC's terminals had them.
    case sixel
  }

  /// The language.
  public var language: Language
  /// The pixels of a character from left to right.
  public var cellWidth: Int
  /// The pixels of a character from top to bottom.
  public var cellHeight: Int

  /// Makes a way to show pictures.
  ///
  /// - Parameters:
  ///   - language: the language.
  ///   - cellWidth: the pixels of a character from left to right, 4 to 64; what lies outside counts
  ///     as the nearest.
  ///   - cellHeight: the same from top to bottom, 8 to 128.
  public init(_ language: Language, cellWidth: Int, cellHeight: Int) {
    self.language = language
    self.cellWidth = min(max(cellWidth, 4), 64)
    self.cellHeight = min(max(cellHeight, 8), 128)
  }

  /// What shows a picture where the cursor is, which may move by that.
  func text(of picture: Picture) -> String {
    switch language {
    case .kitty:
      // Base64 in pieces of at most 4096 characters; q=2: without an answer.
      let data = Array(picture.png.base64.utf8)
      let starts = stride(from: 0, to: data.count, by: 4096)
      return starts.map { start in
        let end = min(start + 4096, data.count)
        let first = "a=T,f=100,q=2,C=1,c=\(picture.columns),r=\(picture.rows),"
        let head = (start == 0 ? first : "") + "m=\(end < data.count ? 1 : 0)"
        return "\u{1B}_G\(head);\(String(decoding: data[start..<end], as: UTF8.self))\u{1B}\\"
      }.joined()
    case .iTerm2:
      let size = "width=\(picture.columns);height=\(picture.rows)"
      return "\u{1B}]1337;File=inline=1;\(size);preserveAspectRatio=0;doNotMoveCursor=1:"
        + "\(picture.png.base64)\u{07}"
    case .sixel: return picture.sixel
    }
  }
}
