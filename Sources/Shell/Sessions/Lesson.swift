import Equations
import Plots

/// A session file as a lesson: shows its prose, asks its questions, runs its commands, and scores
/// the predictions.
public struct Lesson: Sendable {
  /// What the reader says to a question.
  public enum Reply: Hashable, Sendable {
    /// A line, which may be empty.
    case line(String)
    /// There are no more lines; the lesson goes on without asking.
    case end
    /// The reader leaves.
    case leave
  }

  /// How a lesson ended.
  public enum Ending: Hashable, Sendable {
    /// It was shown to its end.
    case finished
    /// The reader left.
    case left
    /// A command went otherwise than the file expects.
    case failed
  }

  /// How many predictions were right.
  public private(set) var right = 0
  /// How many were asked.
  public private(set) var asked = 0

  private let file: SessionFile
  private let host: Host
  private var printer: ReportText
  private var workbench = Workbench()
  private var hasEnded = false

  /// Prepares a lesson.
  ///
  /// - Parameters:
  ///   - file: the lesson.
  ///   - host: how files are read; its width gives way to the header's.
  ///   - printer: how answers are printed, at the header's width.
  public init(_ file: SessionFile, host: Host, printer: ReportText) {
    self.file = file
    var host = host
    host.screen.width = file.header.width
    host.allowsShortVerbs = false
    self.host = host
    self.printer = printer
    self.printer.width = file.header.width
  }

  /// Shows the lesson.
  ///
  /// - Parameters:
  ///   - asksAgain: whether what is no answer at all is asked for again, as somebody at a terminal
  ///     wants it; lines of a pipe are answers each.
  ///   - show: prints a line.
  ///   - ask: prints a prompt and returns what the reader types.
  public mutating func run(
    asksAgain: Bool = false, show: (String) -> Void, ask: (String) -> Reply
  ) -> Ending {
    if let seed = file.header.seed { _ = try? workbench.perform("seed \(seed)", host: host) }
    var isAfterBlank = true
    for part in file.parts {
      switch part {
      case .prose(let text):
        show(text)
        isAfterBlank = text.isEmpty
      case .step(let step):
        var predictions: [(question: Question, typed: String?)] = []
        for question in step.questions {
          if !isAfterBlank { show("") }
          for line in wrapped("? \(question.text)".spacedWords, at: host.screen.width) {
            show(line)
          }
          switch reply(to: question, asksAgain: asksAgain, show: show, ask: ask) {
          case .line(let typed): predictions.append((question, typed))
          case .end:
            hasEnded = true
            predictions.append((question, nil))
          case .leave:
            score(show)
            return .left
          }
        }
        guard perform(step, show: show) else { return .failed }
        for (question, typed) in predictions { judge(question, typed, show: show) }
        isAfterBlank = false
      }
    }
    score(show)
    return .finished
  }

  private func reply(
    to question: Question, asksAgain: Bool, show: (String) -> Void, ask: (String) -> Reply
  ) -> Reply {
    guard !hasEnded else { return .end }
    guard question.term != nil else { return ask(pause) }
    while true {
      let reply = ask(question.prompt)
      guard asksAgain, case .line(let typed) = reply, !typed.trimmed.isEmpty,
        !question.isAnswer(typed)
      else { return reply }
      let wanted = question.isYesOrNo ? "yes or no" : "a number"
      show("'\(typed.trimmed.shortened)' is not \(wanted); Return alone shows the answer")
    }
  }

  private mutating func perform(_ step: SessionFile.Step, show: (String) -> Void) -> Bool {
    // Expectations are for those who check the file.
    let isShown = !step.statements.allSatisfy(\.isExpectation)
    if isShown {
      let text = step.statements.map(\.text).joined(separator: "; ")
      for (index, line) in text.textLines.enumerated() {
        show((index == 0 ? "neurosh> " : "...> ") + line.text)
      }
    }
    for statement in step.statements {
      do throws(Diagnostic) {
        let report = try workbench.perform(statement.text, host: host)
        if isShown, let text = printer.text(of: report) { show(text) }
        if let problem = report.problem {
          show("error: \(problem.diagnostic.sentence)")
          return false
        }
      } catch {
        show(error.text(in: statement, file: nil, width: host.screen.width))
        if step.error == nil { return false }
      }
    }
    return true
  }

  // The reason is for all: who guessed right knows no more than who guessed wrong.
  private mutating func judge(_ question: Question, _ typed: String?, show: (String) -> Void) {
    guard question.term != nil else {
      if !question.reason.isEmpty { show(indented("! \(question.reason)")) }
      return
    }
    guard let answer = try? question.answer(in: workbench.session) else { return }
    asked += 1
    let verdict: String
    if let typed = typed?.trimmed, !typed.isEmpty {
      switch question.accepts(typed, for: answer) {
      case true?:
        right += 1
        verdict = "Right: \(answer.text)."
      case false?: verdict = "Not so: you said \(typed), it is \(answer.text)."
      case nil:
        let wanted = answer.isYesOrNo ? "yes or no" : "a number"
        verdict = "'\(typed.shortened)' is not \(wanted); it is \(answer.text)."
      }
    } else {
      verdict = "\(question.text) It is \(answer.text)."
    }
    show(indented("! \(verdict)"))
    if !question.reason.isEmpty { show(indented("  \(question.reason)")) }
  }

  private func indented(_ text: String) -> String {
    wrapped(text.spacedWords, at: host.screen.width, rest: 2).joined(separator: "\n")
  }

  private func score(_ show: (String) -> Void) {
    guard asked > 0 else { return }
    show("")
    show("\(right) of \(asked.counted("prediction")) right")
  }
}

private let pause = "(think, then press Enter) "

extension Question {
  fileprivate var prompt: String { isYesOrNo ? "yes or no> " : "your answer> " }
}
