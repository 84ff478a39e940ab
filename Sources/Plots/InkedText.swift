import TerminalText

/// What a mark stands for, which decides its colour where there are colours.
enum Ink: Hashable, Sendable {
  /// Text, axes and whatever else is not data.
  case plain
  /// What should stand back: thresholds, the previous run.
  case faint
  /// A spike.
  case spike
  /// One of several curves.
  case series(Int)
  /// A value between the lowest, 0, and the highest, 1.
  case shade(Double)

  /// The parameters of the escape code SGR; nil for the terminal's own colour.
  fileprivate var code: String? {
    switch self {
    case .plain: nil
    case .faint: "2"
    case .spike: "31"
    case .series(let index): seriesColors[index % seriesColors.count]
    // The mark on a ground of the colour, so that neighbours make an area.
    case .shade(let share):
      "\(share < 0.3 ? 97 : 30);48;5;"
        + "\(shadeColors[min(Int(share * Double(shadeColors.count)), shadeColors.count - 1)])"
    }
  }

  /// Whether it fills the character.
  fileprivate var isGround: Bool { if case .shade = self { true } else { false } }
}

private let seriesColors = ["36", "33", "35", "32", "34", "31", "96", "93"]
// From violet by green to yellow: readable on dark and light, and with red-green blindness.
private let shadeColors = [60, 61, 67, 73, 72, 71, 107, 149, 185]

/// A line of marks, each with what it stands for.
struct InkedText: Sendable {
  private struct Mark: Sendable {
    var character: Character
    var ink: Ink
  }

  private var marks: [Mark] = []
  /// A picture whose top left stands in this line, and in which column.
  private(set) var placed: (picture: Picture, column: Int)?
  /// A picture that begins where the line does.
  var picture: Picture? {
    get { placed?.picture }
    set { placed = newValue.map { ($0, 0) } }
  }

  init(_ text: String = "", _ ink: Ink = .plain) { append(text, ink) }

  var count: Int { marks.count }

  mutating func append(_ character: Character, _ ink: Ink) {
    marks.append(Mark(character: character, ink: ink))
  }

  /// Adds a text, made harmless: it may be a name from outside, and colours come later.
  mutating func append(_ text: String, _ ink: Ink = .plain) {
    for character in text.harmlessLine { append(character, ink) }
  }

  static func + (left: InkedText, right: InkedText) -> InkedText {
    var result = left
    result.marks += right.marks
    result.placed = left.placed ?? right.placed.map { ($0.picture, $0.column + left.count) }
    return result
  }

  static func += (left: inout InkedText, right: InkedText) { left = left + right }
  static func + (left: InkedText, right: String) -> InkedText { left + InkedText(right) }
  static func + (left: String, right: InkedText) -> InkedText { InkedText(left) + right }

  /// The line, cut at a width, without spaces at its end.
  func text(width: Int, style: PlotStyle) -> String {
    let end = marks.prefix(width).lastIndex { $0.character != " " }.map { $0 + 1 } ?? 0
    let shown = marks[..<end]
    guard style.isColored else { return String(shown.map(\.character)) }
    var text = ""
    var code: String?
    var isGround = false
    for mark in shown {
      // Spaces go on in the colour before them, which nobody sees unless it fills them.
      let wanted = mark.character == " " && !isGround ? code : mark.ink.code
      isGround = mark.ink.isGround
      if wanted != code {
        text += (code == nil ? "" : reset) + (wanted.map { "\u{1B}[\($0)m" } ?? "")
        code = wanted
      }
      text.append(mark.character)
    }
    return code == nil ? text : text + reset
  }
}

private let reset = "\u{1B}[0m"

extension [InkedText] {
  /// The lines as one text.
  func text(width: Int, style: PlotStyle) -> String {
    let text = map { $0.text(width: width, style: style) }.joined(separator: "\n")
    guard let pictures = style.pictures else { return text }
    // When all lines are there, the cursor goes back to where each picture stands.
    return enumerated().reduce(text) { text, line in
      guard let (picture, column) = line.element.placed else { return text }
      let up = count - 1 - line.offset
      return text + "\u{1B}7" + (up > 0 ? "\u{1B}[\(up)A" : "")
        + "\u{1B}[\(column + 1)G" + pictures.text(of: picture) + "\u{1B}8"
    }
  }
}
