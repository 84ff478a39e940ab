import Equations

extension Question {
  /// What a session says to a question.
  struct Answer: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
      case number(Double, UnitOfMeasure)
      case yesOrNo(Bool)
      case words([String])
      /// The numbers of the right choices, counted from 0.
      case choices([Int])
    }

    var kind: Kind
    /// As people read it.
    var text: String

    /// What an answer has to be.
    var wanted: String {
      switch kind {
      case .number: "a number"
      case .yesOrNo: "yes or no"
      case .words: "a word"
      case .choices: "one of the letters"
      }
    }
  }

  /// The answer that a session gives; nil where the reader only has to think.
  ///
  /// - Throws: `Diagnostic` where the term has no value in it.
  func answer(in session: Session) throws(Diagnostic) -> Answer? {
    if !choices.isEmpty {
      let right = choices.indices.filter { choices[$0].isRight }
      let text = right.map { "\(letter(of: $0))) \(choices[$0].text)" }.joined(separator: ", or ")
      return Answer(kind: .choices(right), text: text)
    }
    switch key {
    case .thought: return nil
    case .words(let words): return Answer(kind: .words(words), text: words[0])
    case .term(let term):
      let measured = try session.measured(term)
      let value = try session.value(of: measured.expression)
      guard term.isTruth else {
        return Answer(
          kind: .number(value, measured.unit), text: value.readable + measured.unit.text.spaced)
      }
      return Answer(kind: .yesOrNo(value != 0), text: value != 0 ? "yes" : "no")
    }
  }

  /// The letter of a choice, counted from 0.
  func letter(of choice: Int) -> String {
    UnicodeScalar(UInt8(ascii: "a") + UInt8(clamping: min(choice, 25))).description
  }

  /// The prompt for an answer.
  var prompt: String {
    if !choices.isEmpty { return "\(letter(of: 0))..\(letter(of: choices.count - 1))> " }
    if case .term(let term) = key, term.isTruth { return "yes or no> " }
    return isScored ? "your answer> " : "(think, then press Enter) "
  }

  /// Whether what was typed is the answer; nil where it is no answer at all.
  func accepts(_ typed: String, for answer: Answer) -> Bool? {
    switch answer.kind {
    case .yesOrNo(let truth): return yesOrNo(typed).map { $0 == truth }
    case .words(let words): return words.contains { $0.plainWords == typed.plainWords }
    case .choices(let right): return choice(typed).map { right.contains($0) }
    case .number(let value, let unit):
      return quantity(typed)
        .flatMap { try? $0.number(in: unit, what: "the answer") }
        .map { isClose($0, to: value) }
    }
  }

  /// What is said to a wrong answer; nil where nothing is known of it.
  ///
  /// - Parameters:
  ///   - typed: the answer.
  ///   - answer: the right one.
  ///   - session: where terms of replies are worked out.
  func reply(to typed: String, insteadOf answer: Answer, in session: Session) -> String? {
    let fitting =
      replies.first { reply in
        reply.answers.contains { means(typed, the: $0, insteadOf: answer, in: session) }
      } ?? replies.first { $0.answers.contains("*") }
    return fitting?.text
  }

  /// What is wrong with its replies in a session, as a sentence; nil where nothing is.
  ///
  /// A reply to the right answer is, and one to what is no answer.
  func problemOfReplies(_ answer: Answer, in session: Session) -> String? {
    for wrong in replies.flatMap(\.answers) where wrong != "*" {
      switch accepts(value(wrong, for: answer, in: session), for: answer) {
      case true?: return "'#~ \(wrong)' is a reply to the right answer, which is \(answer.text)"
      case nil: return "'#~ \(wrong)' is no answer; expected \(answer.wanted)"
      case false?: continue
      }
    }
    return nil
  }

  private func means(
    _ typed: String, the wrong: String, insteadOf answer: Answer, in session: Session
  ) -> Bool {
    switch answer.kind {
    case .yesOrNo: yesOrNo(typed) != nil && yesOrNo(typed) == yesOrNo(wrong)
    case .words: typed.plainWords == wrong.plainWords
    case .choices: choice(typed) != nil && choice(typed) == choice(wrong)
    case .number(_, let unit):
      if let typed = try? quantity(typed)?.number(in: unit, what: "the answer"),
        let wrong = try? quantity(value(wrong, for: answer, in: session))?
          .number(in: unit, what: "the answer")
      {
        isClose(typed, to: wrong)
      } else {
        false
      }
    }
  }

  // A wrong number may be a term of the session, such as `2 * n.tau`.
  private func value(_ wrong: String, for answer: Answer, in session: Session) -> String {
    guard case .number(_, let unit) = answer.kind, quantity(wrong) == nil,
      let term = try? Expression(parsing: wrong), let measured = try? session.measured(term),
      measured.isBare || measured.unit.isSameKind(as: unit),
      let term = try? measured.isBare
        ? measured.expression : measured.converted(to: unit, what: "a reply"),
      let value = try? session.value(of: term)
    else { return wrong }
    return value.canonicalText
  }

  private func isClose(_ value: Double, to wanted: Double) -> Bool {
    if wanted == wanted.rounded(), tolerance == nil { return value == wanted }
    let size = isRelative || tolerance == nil ? abs(wanted) : 1
    return abs(value - wanted) <= (tolerance ?? 0.05) * size * (1 + 1e-12)
  }

  private func yesOrNo(_ typed: String) -> Bool? {
    switch typed.plainWords {
    case "yes", "y", "true", "1": true
    case "no", "n", "false", "0": false
    default: nil
    }
  }

  private func choice(_ typed: String) -> Int? {
    let plain = typed.plainWords
    return choices.indices.first { letter(of: $0) == plain || choices[$0].text.plainWords == plain }
  }

  // `3`, `3 ms`, `1/3`, `50 %` and `3 spikes`: what is counted may be named.
  private func quantity(_ typed: String) -> Quantity? {
    func read(_ text: String) -> Quantity? {
      try? Name(text, SourceRange(0, text.utf8.count)).quantity(for: "the answer")
    }
    // Steps are a number here, and not what a run can be as long as.
    let text = typed.trimmed.replacing(/\ +steps?$/, with: "")
    if let found = read(text) ?? read(text.filter { $0 != " " }) { return found }
    if text.hasSuffix("%"), var share = read(String(text.dropLast()).trimmed), share.unit == nil {
      share.value /= 100
      return share
    }
    let words = text.split(separator: " ")
    guard words.count == 2, words[1].allSatisfy(\.isLetter) else { return nil }
    return read(String(words[0]))
  }
}

extension Expression {
  /// Whether its value is yes or no.
  fileprivate var isTruth: Bool {
    switch kind {
    case .binary(let op, _, _): op.isComparison || op.isLogical
    case .unary(.not, _): true
    default: false
    }
  }
}

extension String {
  /// The words in small letters, without articles and without what stands around them.
  fileprivate var plainWords: String {
    let words = lowercased().split { $0.isWhitespace || ".,;:!?'\"()".contains($0) }
    let others = words.filter { !["a", "an", "the"].contains($0) }
    return (others.isEmpty ? words : others).joined(separator: " ")
  }
}
