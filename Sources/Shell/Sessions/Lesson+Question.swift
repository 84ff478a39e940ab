import Equations
import Plots
import TerminalText

// Questions: how they are asked, twice where need be, and judged.
extension Lesson {
  /// Asks a question.
  mutating func take(
    _ question: Question, _ answer: Question.Answer?, in session: Session,
    _ reader: inout LessonReader
  ) -> Move {
    if !reader.isAfterBlank { reader.show("") }
    show("? \(question.text)", &reader)
    for (index, choice) in question.choices.enumerated() {
      show("  \(question.letter(of: index))) \(choice.text)", rest: 5, &reader)
    }
    var result = LessonResult(question, answer?.text ?? "")
    let prompt = prompt(question.prompt, .question(question, answer))
    var last: String?
    tries: while !hasEnded {
      let typed: String
      switch reader.ask(prompt) {
      case .end:
        hasEnded = true
        break tries
      case .leave: return .leave
      case .line(let line): typed = line.trimmed
      }
      if typed == "back" { return .back }
      guard let answer, !typed.isEmpty else { break }
      if ["?", "hint"].contains(typed), answer.kind != .words([typed]) {
        result.isHinted = result.isHinted || !question.hint.isEmpty
        show(question.hint.isEmpty ? "there is no hint" : "  Hint: \(question.hint)", &reader)
        continue
      }
      let isRight = question.accepts(typed, for: answer)
      if isRight == nil, reader.isAttended {
        show(
          "'\(typed.shortened)' is not \(answer.wanted); Return alone shows the answer", &reader)
        continue
      }
      last = typed
      result.typed.append(typed)
      result.isRight = isRight ?? false
      if result.isRight || result.typed.count == 2 { break }
      let reply =
        isRight == nil
        ? "'\(typed.shortened)' is not \(answer.wanted)"
        : question.reply(to: typed, insteadOf: answer, in: session) ?? "Not so"
      result.replies.append(reply)
      show("! \(reply)\(reply.endsSentence ? "" : ".") Once more:", &reader)
      if !question.hint.isEmpty, !result.isHinted {
        result.isHinted = true
        show("  Hint: \(question.hint)", &reader)
      }
    }
    if question.isScored, !results.contains(where: { $0.line == question.line }) {
      results.append(result)
    }
    open.append((question, last))
    return .on
  }

  /// Tells what is right and why, of all that was asked and not told yet: the reason is for all,
  /// since who guessed right knows no more than who guessed wrong.
  mutating func judge(_ reader: inout LessonReader) {
    for (question, typed) in open {
      guard question.isScored else {
        if !question.reason.isEmpty { show("! \(question.reason)", &reader) }
        continue
      }
      guard let answer = try? question.answer(in: workbench.session) else { continue }
      show("! \(verdict(question, typed, answer))", &reader)
      if !question.reason.isEmpty { show("  \(question.reason)", &reader) }
    }
    open = []
  }

  private func verdict(
    _ question: Question, _ typed: String?, _ answer: Question.Answer
  ) -> String {
    guard let typed else {
      return "\(question.text) \(question.choices.isEmpty ? "It is " : "")\(answer.text)."
    }
    switch question.accepts(typed, for: answer) {
    case true?: return "Right: \(answer.text)."
    case false?:
      let reply = question.reply(to: typed, insteadOf: answer, in: workbench.session)
      return "Not so: you said \(typed), it is \(answer.text)."
        + (reply.map { " \($0)\($0.endsSentence ? "" : ".")" } ?? "")
    case nil: return "'\(typed.shortened)' is not \(answer.wanted); it is \(answer.text)."
    }
  }

  /// Shows a text that goes on below where it is too wide.
  func show(_ text: String, rest: Int = 2, _ reader: inout LessonReader) {
    reader.show(
      outside: wrapped(text.spacedWords, at: host.screen.width, rest: rest).joined(separator: "\n"))
  }

  /// Shows how much was right.
  func score(_ reader: inout LessonReader) {
    let tasks = results.filter(\.isTask)
    guard asked + tasks.count > 0 else { return }
    reader.show("")
    if asked > 0 {
      let second = results.count { !$0.isTask && $0.isRight && $0.typed.count > 1 }
      let atSecond = second > 0 ? ", \(second) of them at the second try" : ""
      reader.show("\(right) of \(asked.counted("prediction")) right\(atSecond)")
    }
    if !tasks.isEmpty {
      reader.show("\(tasks.count(where: \.isRight)) of \(tasks.count.counted("task")) done")
    }
  }
}

extension String {
  /// Whether it ends as a sentence does.
  fileprivate var endsSentence: Bool { last.map { ".!?".contains($0) } ?? false }
}
