import Plots
import TerminalText

/// How much of a screen is filled since the reader was last waited for.
struct LessonPage: Sendable {
  /// Rows of the screen; nil where there is none.
  let rows: Int?
  private var used = 0
  private var hasPlot = false

  init(rows: Int?) { self.rows = rows }

  /// Whether the reader is to be waited for before texts are shown: a plot was, or they would push
  /// what he has not read off the screen.
  func isFull(before texts: [ScreenText]) -> Bool {
    guard let rows, used > 0, texts.contains(where: { !$0.text.isEmpty }) else { return false }
    return hasPlot || used + lines(of: texts) > rows - 2
  }

  /// Takes note of what was shown.
  mutating func add(_ texts: [ScreenText], hasPlot: Bool) {
    used += lines(of: texts)
    self.hasPlot = self.hasPlot || hasPlot
  }

  /// Begins anew, since the reader went on.
  mutating func turn() {
    used = 0
    hasPlot = false
  }

  private func lines(of texts: [ScreenText]) -> Int {
    texts.reduce(0) { $0 + 1 + $1.text.utf8.count { $0 == UInt8(ascii: "\n") } }
  }
}

/// Whoever reads a lesson: what is shown to him, and what he says.
struct LessonReader {
  let isAttended: Bool
  private let print: (ScreenText) -> Void
  private let read: (Lesson.Prompt) -> Lesson.Reply
  /// Whether the last line was empty.
  private(set) var isAfterBlank = true

  init(
    isAttended: Bool, show: @escaping (ScreenText) -> Void,
    ask: @escaping (Lesson.Prompt) -> Lesson.Reply
  ) {
    self.isAttended = isAttended
    print = show
    read = ask
  }

  /// Shows what the program says, plots in their colours included.
  mutating func show(_ text: ScreenText) {
    print(text)
    isAfterBlank = text.text.isEmpty
  }

  /// Shows what the file says, or the reader himself.
  mutating func show(outside text: String) { show("\(text)") }

  mutating func ask(_ prompt: Lesson.Prompt) -> Lesson.Reply {
    isAfterBlank = false
    return read(prompt)
  }
}

extension String {
  /// How many columns it takes where nothing in it acts on the terminal.
  var harmlessColumns: Int { harmless.columns }
}
