import Equations

/// A question of a session file: `#? TEXT`, or with a prediction to be scored `#? TEXT = TERM`.
///
/// The term is worked out once the next line of commands is done, so that the answer always comes
/// from the session itself. `+- 10%` behind it says how far off an answer may be; else a whole
/// number has to be the same, and another one within 5 %. A term that is a comparison asks for yes
/// or no. `#! TEXT` in the lines below is the reason, told whatever was answered.
public struct Question: Hashable, Sendable {
  /// What is asked.
  public var text: String
  /// Why the answer is what it is; empty for none.
  public var reason = ""
  /// The line it stands on, counted from 1.
  public var line: Int
  /// The answer as a term; nil where the reader only has to think.
  var term: Expression?
  /// How far off an answer may be.
  private var tolerance: Double?
  private var isRelative = false

  /// Reads what stands behind `#?`.
  ///
  /// - Throws: `Diagnostic` at a term that has no meaning, as an offset in `content`.
  init(_ content: String, line: Int) throws(Diagnostic) {
    self.line = line
    guard let sign = content.ranges(of: " = ").last else {
      text = content.trimmed
      return
    }
    text = String(content[..<sign.lowerBound]).trimmed
    var rest = String(content[sign.upperBound...])
    let offset = content.utf8.count - rest.utf8.count
    do throws(Diagnostic) {
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
      term = try Expression(parsing: rest)
    } catch { throw error.shifted(by: offset) }
  }

  /// Whether it asks for yes or no.
  var isYesOrNo: Bool {
    switch term?.kind {
    case .binary(let op, _, _): op.isComparison || op.isLogical
    case .unary(.not, _): true
    default: false
    }
  }

  /// The answer that a session gives.
  ///
  /// - Throws: `Diagnostic` where the term has no value in it.
  func answer(in session: Session) throws(Diagnostic) -> Answer? {
    guard let term else { return nil }
    let measured = try session.measured(term)
    return Answer(
      value: try session.value(of: measured.expression), unit: measured.unit,
      isYesOrNo: isYesOrNo)
  }

  /// Whether what was typed could be the answer: yes or no, or a number in whatever unit.
  func isAnswer(_ typed: String) -> Bool {
    isYesOrNo ? yesOrNo(typed) != nil : quantity(typed) != nil
  }

  private func yesOrNo(_ typed: String) -> Bool? {
    switch typed.trimmed.lowercased() {
    case "yes", "y", "true", "1": true
    case "no", "n", "false", "0": false
    default: nil
    }
  }

  private func quantity(_ typed: String) -> Quantity? {
    let word = typed.trimmed
    return try? Name(word, SourceRange(0, word.utf8.count)).quantity(for: "the answer")
  }

  /// Whether what was typed is the answer; nil where it is no answer at all.
  func accepts(_ typed: String, for answer: Answer) -> Bool? {
    if answer.isYesOrNo { return yesOrNo(typed).map { $0 == (answer.value != 0) } }
    guard let value = try? quantity(typed)?.number(in: answer.unit, what: "the answer") else {
      return nil
    }
    if answer.value == answer.value.rounded(), tolerance == nil { return value == answer.value }
    let size = isRelative || tolerance == nil ? abs(answer.value) : 1
    return abs(value - answer.value) <= (tolerance ?? 0.05) * size * (1 + 1e-12)
  }

  /// What a session says to a question.
  struct Answer: Hashable, Sendable {
    var value: Double
    var unit: UnitOfMeasure
    var isYesOrNo: Bool

    /// As people read it.
    var text: String {
      isYesOrNo ? (value != 0 ? "yes" : "no") : value.readable + unit.text.spaced
    }
  }
}
