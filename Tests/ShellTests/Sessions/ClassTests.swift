import Equations
import Foundation
import TerminalText
import Testing

@testable import Shell

/// All lessons, as three pupils take them: what they are told, and what is kept of it.
@Suite struct ClassTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../sessions").standardized
  static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".nsh") }.sorted()

  static func file(_ name: String) throws -> SessionFile {
    try SessionFile(String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
  }

  /// How somebody answers.
  enum Pupil: String, CaseIterable {
    /// Knows everything, and does the tasks.
    case knows
    /// Falls for what is likely, and gets it right at the second try; does the tasks with the hint.
    case learns
    /// Is wrong twice, and skips the tasks.
    case errs

    /// How wide his terminal is.
    var columns: Int {
      switch self {
      case .knows: 60
      case .learns: 80
      case .errs: 120
      }
    }

    /// The lines that he types at a question or a task.
    func lines(_ prompt: Lesson.Prompt, number: Int) -> [String] {
      switch prompt.kind {
      case .pause: return [""]
      case .task(let task):
        let solution = task.solution.flatMap(\.statements).map(\.text)
        switch self {
        case .knows: return solution
        case .learns: return ["hint"] + solution
        case .errs: return ["lsit", "skip"]
        }
      case .question(let question, let answer):
        guard let answer else { return [""] }
        let wrong = question.wrongAnswers(answer)
        let one = wrong[number % wrong.count]
        switch self {
        case .knows: return [answer.typed(question)]
        case .learns: return [one, answer.typed(question)]
        case .errs: return [one, wrong[(number + 1) % wrong.count]]
        }
      }
    }
  }

  struct Taken {
    var lesson: Lesson
    var ending: Lesson.Ending
    var text: String
    /// Questions, what was typed as an answer, and what is wrong with it.
    var answers: [(question: Question, typed: [String])] = []
  }

  static func take(
    _ file: SessionFile, as pupil: Pupil, rows: Int = 24
  ) -> Taken {
    var host = Host()
    host.screen.width = pupil.columns
    host.screen.rows = rows
    var lesson = Lesson(file, host: host, printer: ReportText())
    var shown: [String] = []
    var waiting: [String] = []
    var place = 0
    var number = 0
    var answers: [(Question, [String])] = []
    let ending = lesson.run(
      isAttended: true, show: { shown.append($0.text) },
      ask: { prompt in
        let line =
          switch prompt.kind {
          case .pause: 0
          case .task(let task): task.line
          case .question(let question, _): question.line
          }
        if waiting.isEmpty || line != place {
          waiting = pupil.lines(prompt, number: number)
          number += 1
          if case .question(let question, _) = prompt.kind { answers.append((question, waiting)) }
        }
        place = line
        let typed = waiting.isEmpty ? "" : waiting.removeFirst()
        shown.append(prompt.text + typed)
        return .line(typed)
      })
    return Taken(
      lesson: lesson, ending: ending, text: shown.joined(separator: "\n"), answers: answers)
  }

  @Test(arguments: names)
  func threePupilsTakeALesson(name: String) throws {
    let file = try Self.file(name)
    for pupil in Pupil.allCases {
      let taken = Self.take(file, as: pupil)
      let (lesson, results) = (taken.lesson, taken.lesson.results)
      #expect(taken.ending == .finished, "\(name), \(pupil)")
      let questions = results.filter { !$0.isTask }
      let tasks = results.filter(\.isTask)
      #expect(lesson.asked == file.questions.count(where: \.isScored), "\(name), \(pupil)")
      #expect(tasks.count == file.tasks.count)
      for result in questions {
        switch pupil {
        case .knows: #expect(result.isRight && result.typed.count == 1, "\(name):\(result.line)")
        case .learns: #expect(result.isRight && result.typed.count == 2, "\(name):\(result.line)")
        case .errs: #expect(!result.isRight && result.typed.count == 2, "\(name):\(result.line)")
        }
        // Every wrong answer got its reply, which is shown.
        let wrong = result.typed.count - (result.isRight ? 1 : 0)
        #expect(result.replies.count == min(wrong, 1), "\(name):\(result.line)")
        for reply in result.replies { #expect(taken.text.unbroken.contains(reply.unbroken)) }
      }
      for (question, typed) in taken.answers where question.isScored {
        let replies = question.replies.filter { $0.answers.contains { typed.first == $0 } }
        for reply in replies where pupil != .knows {
          #expect(taken.text.unbroken.contains(reply.text.unbroken), "\(name):\(question.line)")
        }
      }
      #expect(tasks.allSatisfy { $0.isRight == (pupil != .errs) }, "\(name), \(pupil)")
      // Everybody is told why.
      for question in file.questions {
        #expect(taken.text.unbroken.contains(question.reason.unbroken), "\(name):\(question.line)")
      }
      try Self.checkScores(taken, name, pupil)
      Self.checkWidth(taken, file, name, pupil)
    }
  }

  // Lessons are drawn for the terminal's width.
  private static func checkWidth(
    _ taken: Taken, _ file: SessionFile, _ name: String, _ pupil: Pupil
  ) {
    let own = Set(file.steps.flatMap(\.statements).flatMap { $0.text.textLines.map(\.text) })
    for line in taken.text.textLines.map(\.text) where line.count > pupil.columns {
      // What was typed, and equations as they were written, are not broken.
      let isTyped =
        own.contains { line.hasSuffix($0) } || line.contains("> ") || line.hasPrefix("neuron ")
      #expect(isTyped || line.hasPrefix("  "), "\(name), \(pupil): \(line)")
    }
  }

  // The lines of a score file add up to their summary.
  private static func checkScores(_ taken: Taken, _ name: String, _ pupil: Pupil) throws {
    let lines =
      taken.lesson.results.map { $0.json(lesson: name, reader: pupil.rawValue) }
      + [taken.lesson.summaryJSON(lesson: name, reader: pupil.rawValue, ending: taken.ending)]
    let objects = try lines.map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
    let summary = try #require(objects.last)
    func count(_ kind: String, isRight: Bool? = nil) -> Int {
      objects.count { object in
        object["kind"] as? String == kind
          && (isRight == nil || object["right"] as? Bool == isRight)
      }
    }
    #expect(summary["kind"] as? String == "lesson" && summary["ending"] as? String == "finished")
    #expect(summary["asked"] as? Int == count("question"))
    #expect(summary["right"] as? Int == count("question", isRight: true))
    #expect(summary["tasks"] as? Int == count("task"))
    #expect(summary["done"] as? Int == count("task", isRight: true))
    #expect(objects.allSatisfy { $0["reader"] as? String == pupil.rawValue })
    #expect(objects.allSatisfy { $0["lesson"] as? String == name })
  }

  // Every scored question has a hint and a reply to a likely wrong answer, and every lesson a task or
  // a word to be typed.
  @Test(arguments: names)
  func everyQuestionHelps(name: String) throws {
    let file = try Self.file(name)
    // Every lesson lets its pupils type.
    #expect(!file.tasks.isEmpty, "\(name)")
    for question in file.questions {
      #expect(!question.reason.isEmpty, "\(name):\(question.line)")
      #expect(question.isScored, "\(name):\(question.line)")
      #expect(!question.hint.isEmpty, "\(name):\(question.line)")
      #expect(!question.replies.isEmpty, "\(name):\(question.line)")
    }
  }

  // A number with a point that prose or a reason claims is an expectation, or is printed.
  @Test(arguments: names)
  func everyNumberOfTheProseIsShown(name: String) throws {
    let text = try String(
      contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
    let lines = text.textLines.map(\.text)
    let claims = lines.filter { $0.hasPrefix("# ") || $0.hasPrefix("#! ") }
    let shown = lines.filter { !$0.hasPrefix("#") || $0.hasPrefix("#> ") || $0.hasPrefix("#? ") }
    let numbers = Set(shown.flatMap(\.decimals))
    for claim in claims {
      for number in claim.decimals where !numbers.contains(where: { $0.agrees(with: number) }) {
        Issue.record("\(name): \(number) of '\(claim)' is no expectation and not printed")
      }
    }
  }
}

extension SessionFile {
  fileprivate var questions: [Question] {
    parts.compactMap { if case .question(let question) = $0 { question } else { nil } }
  }
  fileprivate var tasks: [Task] {
    parts.compactMap { if case .task(let task) = $0 { task } else { nil } }
  }
}

extension Question {
  /// Wrong answers, the likely ones first; two at least.
  fileprivate func wrongAnswers(_ answer: Answer) -> [String] {
    let known = replies.flatMap(\.answers).filter {
      $0 != "*" && Double($0) != nil || key.isWord($0)
    }
    switch answer.kind {
    case .number(let value, _):
      return known.filter { accepts($0, for: answer) == false } + [
        "\(value + 1234.5)", "\(value - 777)",
      ]
    case .yesOrNo(let truth): return [truth ? "no" : "yes"]
    case .words: return known + ["nonsense", "more nonsense"]
    case .choices(let right):
      return choices.indices.filter { !right.contains($0) }.map { letter(of: $0) }
    }
  }
}

extension Question.Key {
  fileprivate func isWord(_ text: String) -> Bool { if case .words = self { true } else { false } }
}

extension Question.Answer {
  /// What to type.
  fileprivate func typed(_ question: Question) -> String {
    switch kind {
    case .number(let value, _): value.canonicalText
    case .yesOrNo(let truth): truth ? "yes" : "no"
    case .words(let words): words[0]
    case .choices(let right): question.letter(of: right[0])
    }
  }
}

extension String {
  /// The text with its lines joined: it may have been broken anywhere.
  fileprivate var unbroken: String { oneLine }

  /// The numbers with a decimal point in it, as they are written.
  fileprivate var decimals: [String] {
    var found: [String] = []
    var word = ""
    for character in self + " " {
      if character.isASCII, character.isNumber || character == "." {
        word.append(character)
      } else {
        let number = word.hasSuffix(".") ? String(word.dropLast()) : word
        if number.contains("."), Double(number) != nil { found.append(number) }
        word = ""
      }
    }
    return found
  }

  /// Whether it is the same number to the digits of another.
  fileprivate func agrees(with claim: String) -> Bool {
    guard let value = Double(self), let claimed = Double(claim) else { return false }
    let digits = claim.split(separator: ".").last.map(\.count) ?? 0
    let unit = (0..<digits).reduce(1.0) { size, _ in size / 10 }
    return abs(value - claimed) <= unit * 0.5000001
  }
}
