import Equations

/// A question of a session file: `#? TEXT`, or with a prediction to be scored `#? TEXT = ANSWER`.
///
/// The answer is a term, which is worked out once the next line of commands is done, so that it
/// always comes from the session itself; or a word, several of which `|` separates where each will
/// do. `+- 10%` behind a term says how far off an answer may be; else a whole number has to be the
/// same, and another one within 5 %. A term that is a comparison asks for yes or no. Lines below it
/// begin with a mark: `#+` the right choice and `#-` a wrong one, `#h` a hint for the second try,
/// `#~ WRONG: REPLY` what to say to a wrong answer that is likely, `#!` the reason, which everybody
/// is told.
public struct Question: Hashable, Sendable {
  /// What decides an answer.
  enum Key: Hashable, Sendable {
    /// The reader only has to think.
    case thought
    /// What a term comes to in the session.
    case term(Expression)
    /// Words, each of which will do.
    case words([String])
  }

  /// One of several answers to choose from.
  struct Choice: Hashable, Sendable {
    var text: String
    var isRight: Bool
  }

  /// What is said to a wrong answer.
  struct Reply: Hashable, Sendable {
    /// The answers that it is for; `*` is any.
    var answers: [String]
    var text: String
  }

  /// What is asked.
  public var text: String
  /// Why the answer is what it is; empty for none.
  public var reason = ""
  /// What helps at the second try; empty for none.
  public var hint = ""
  /// The line it stands on, counted from 1.
  public var line: Int
  var key = Key.thought
  var choices: [Choice] = []
  var replies: [Reply] = []
  /// How far off an answer may be.
  private(set) var tolerance: Double?
  private(set) var isRelative = false

  /// Whether an answer is scored.
  public var isScored: Bool { key != .thought || !choices.isEmpty }

  /// Whether a command has to be done before the answer is known.
  var needsCommand: Bool { if case .term = key { true } else { false } }

  /// Reads what stands behind `#?`.
  ///
  /// - Throws: `Diagnostic` at an answer that has no meaning, as an offset in `content`.
  init(_ content: String, line: Int) throws(Diagnostic) {
    self.line = line
    guard let sign = content.ranges(of: " = ").last else {
      text = content.trimmed
      return
    }
    text = String(content[..<sign.lowerBound]).trimmed
    let answer = String(content[sign.upperBound...])
    let offset = content.utf8.count - answer.utf8.count
    do throws(Diagnostic) { try take(answer) } catch { throw error.shifted(by: offset) }
  }

  private mutating func take(_ answer: String) throws(Diagnostic) {
    let words = answer.split(separator: "|", omittingEmptySubsequences: false).map { part in
      String(part).trimmed
    }
    // A name by itself is no number of any node.
    if words.allSatisfy({ $0.isQuoted || $0.isName }) {
      key = .words(words.map { $0.isQuoted ? String($0.dropFirst().dropLast()) : $0 })
      return
    }
    var rest = answer
    if let spread = rest.firstRange(of: "+-") {
      var number = String(rest[spread.upperBound...]).trimmed
      isRelative = number.hasSuffix("%")
      if isRelative { number.removeLast() }
      let place = SourceRange(
        rest.utf8.count - rest[spread.upperBound...].utf8.count, rest.utf8.count)
      guard let value = Double(number.trimmed), value.isFinite, value >= 0 else {
        throw Diagnostic("'\(number)' is no tolerance", at: place, expected: "a number, or 10%")
      }
      tolerance = isRelative ? value / 100 : value
      rest = String(rest[..<spread.lowerBound])
    }
    key = .term(try Expression(parsing: rest))
  }

  /// Takes what stands below it behind a mark: `h`, `~`, `!`, `+` or `-`.
  ///
  /// - Throws: `Diagnostic` at a text that has no meaning there, as an offset in `text`.
  mutating func take(_ mark: Character, _ text: String) throws(Diagnostic) {
    switch mark {
    case "!": reason += reason.isEmpty ? text : " " + text
    case "h": hint += hint.isEmpty ? text : " " + text
    case "~":
      guard let colon = text.firstIndex(of: ":"), !text[..<colon].allSatisfy(\.isWhitespace) else {
        throw Diagnostic(
          "what this is a reply to is missing", at: SourceRange(0, text.utf8.count),
          expected: "a wrong answer, a colon and the reply, as in '#~ 12: you left out the leak'")
      }
      let answers = text[..<colon].split(separator: "|").map { String($0).trimmed }
      replies.append(
        Reply(answers: answers, text: String(text[text.index(after: colon)...]).trimmed))
    default: choices.append(Choice(text: text.trimmed, isRight: mark == "+"))
    }
  }

  /// What is wrong with it as a whole; nil where nothing is.
  var problem: Diagnostic? {
    let place = SourceRange(0, 2)
    if !choices.isEmpty, key != .thought {
      return Diagnostic(
        "this question has an answer as well as choices", at: place,
        expected: "'= ANSWER', or '#+' and '#-' below it")
    }
    if !choices.isEmpty, !choices.contains(where: \.isRight) || choices.count < 2 {
      return Diagnostic(
        "these are no choices", at: place, expected: "at least one '#+' and one '#-' below it")
    }
    guard isScored || replies.isEmpty else {
      return Diagnostic(
        "this question has replies, and no answer", at: place, expected: "'= ANSWER' behind it")
    }
    return nil
  }
}

extension Question {
  /// Checks a line that is typed while a lesson is recorded.
  ///
  /// - Throws: `Diagnostic` at what has no meaning there.
  static func check(_ line: String) throws(Diagnostic) {
    let isQuestion = line.hasPrefix("#?")
    guard isQuestion || line.hasPrefix("#~ ") else { return }
    let length = isQuestion ? 2 : 3
    do throws(Diagnostic) {
      let content = String(line.dropFirst(length))
      var question = try Question(isQuestion ? content : "", line: 1)
      if !isQuestion { try question.take("~", content) }
    } catch { throw error.shifted(by: length) }
  }
}

extension String {
  /// Whether it is a line of a session file that a reader of lessons gets to see, and no command.
  var isOfLesson: Bool {
    self == "#"
      || ["# ", "#? ", "#! ", "#h ", "#~ ", "#+ ", "#- ", "#task "].contains {
        hasPrefix($0)
      }
  }

  fileprivate var isQuoted: Bool { count >= 2 && hasPrefix("\"") && hasSuffix("\"") }
}
