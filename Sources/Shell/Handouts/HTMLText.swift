import Plots

/// Markup of a page.
///
/// A literal is what the program itself says, its tags included. All that is put into it by `\(...)`,
/// such as prose, names and what commands print, is escaped; only an `HTMLText` is put in as it is.
struct HTMLText: Hashable, ExpressibleByStringInterpolation {
  /// The markup.
  let text: String

  init(stringLiteral literal: String) { text = literal }

  init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// Markup that escapes what is in it by itself, such as a picture.
  init(verbatim text: String) { self.text = text }

  /// Puts markup and escaped text together.
  struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ outside: some StringProtocol) {
      text += outside.escapedForXML
    }

    mutating func appendInterpolation(_ markup: HTMLText) { text += markup.text }

    mutating func appendInterpolation(_ lines: [HTMLText]) {
      text += lines.map(\.text).joined(separator: "\n")
    }
  }
}
