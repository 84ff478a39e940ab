import Equations
import Plots
public import TerminalText

/// A session file as a lesson: shows its prose, asks its questions, has its tasks done, runs its
/// commands, and scores what the reader answers.
///
/// The commands below a question are done before it is asked, so that a second try can be offered
/// before the answer is to be seen.
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

  /// Where the lesson waits for the reader.
  public struct Prompt: Sendable {
    /// What it waits for.
    enum Kind: Sendable {
      case question(Question, Question.Answer?)
      case task(SessionFile.Task)
      case pause
    }

    /// What stands before the cursor.
    public let text: String
    /// The line of the file at which the reader could go on another time, counted from 1.
    public let line: Int
    /// What was answered so far.
    public let results: [LessonResult]
    let kind: Kind
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

  /// What was answered, in the order in which it was asked: the first time counts.
  public var results: [LessonResult] = []
  /// How many predictions were right, at whichever try.
  public var right: Int { results.count { !$0.isTask && $0.isRight } }
  /// How many were asked.
  public var asked: Int { results.count { !$0.isTask } }

  let file: SessionFile
  let host: Host
  var printer: ReportText
  var workbench = Workbench()
  var hasEnded = false
  /// Questions whose commands are still to come, and what was answered.
  var open: [(question: Question, typed: String?)] = []
  /// Where the parts begin to which one may go back, the present one last.
  private var sections: [Section] = []
  private var page: LessonPage
  /// Commands that are done already but not shown.
  private var prepared: [Int: Prepared] = [:]

  private struct Section: Sendable {
    var part: Int
    var workbench: Workbench
    var open: [(question: Question, typed: String?)]
  }

  /// What commands came to.
  struct Prepared: Sendable {
    var texts: [ScreenText] = []
    var hasPlot = false
    var isFailed = false
    var workbench: Workbench
  }

  /// What comes after a stop.
  enum Move: Hashable, Sendable {
    case on, back, leave
  }

  /// Prepares a lesson.
  ///
  /// - Parameters:
  ///   - file: the lesson.
  ///   - host: how files are read, and the size of the screen; where there is none, the header says
  ///     how wide text may be.
  ///   - printer: how answers are printed, at that width.
  public init(_ file: SessionFile, host: Host, printer: ReportText) {
    self.file = file
    var host = host
    if host.screen.rows == nil { host.screen.width = file.header.width }
    host.screen.animate = nil
    host.allowsShortVerbs = false
    self.host = host
    self.printer = printer
    self.printer.width = host.screen.width
    self.printer.wraps = host.screen.rows != nil
    page = LessonPage(rows: host.screen.rows)
  }

  /// The part at which the reader could go on another time: one before which nothing is asked that
  /// is not told yet.
  private var resumption = 0

  /// Shows the lesson.
  ///
  /// - Parameters:
  ///   - first: the line to begin at, as a prompt's `line` was; what stands before it is done unseen.
  ///   - isAttended: whether somebody is at a terminal, who wants to be asked again where an answer
  ///     is none, and to see each page before the next.
  ///   - show: prints a line, or several.
  ///   - ask: prints a prompt and returns what the reader types.
  /// - Returns: how it ended.
  public mutating func run(
    from first: Int = 1, isAttended: Bool = false, show: @escaping (ScreenText) -> Void,
    ask: @escaping (Prompt) -> Reply
  ) -> Ending {
    if let seed = file.header.seed { _ = try? workbench.perform("seed \(seed)", host: host) }
    var part = skip(to: first)
    sections = [Section(part: part, workbench: workbench, open: [])]
    resumption = part
    var reader = LessonReader(isAttended: isAttended, show: show, ask: ask)
    while part < file.parts.count {
      let (texts, hasPlot, end) = whatComes(at: part)
      // A question is a pause by itself.
      if isAttended, !texts.isEmpty, page.isFull(before: texts) {
        switch pause(&reader) {
        case .on: enter(part)
        case .back:
          part = goBack(&reader)
          continue
        case .leave: return leave(&reader)
        }
      }
      for text in texts { reader.show(text) }
      page.add(texts, hasPlot: hasPlot)
      var move = Move.on
      switch file.parts[part] {
      case .prose: part = end
      case .step:
        guard finish(part, &reader) else { return .failed }
        part += 1
        resumption = part
      case .question(let question):
        guard let answer = answer(to: question, at: part, &reader) else { return .failed }
        move = take(question, answer.value, in: answer.session, &reader)
        if move == .on {
          part += 1
          if !isDecidedLater(question, from: part) { judge(&reader) }
          enter(part)
        }
      case .task(let task):
        move = take(task, &reader)
        if move == .on {
          guard finish(part, &reader) else { return .failed }
          part += 1
          enter(part)
        }
      }
      switch move {
      case .on: break
      case .back: part = goBack(&reader)
      case .leave: return leave(&reader)
      }
    }
    judge(&reader)
    score(&reader)
    return .finished
  }

  // A paragraph of prose, or what commands print; nothing for what asks. And where that ends.
  private mutating func whatComes(at part: Int) -> ([ScreenText], hasPlot: Bool, end: Int) {
    switch file.parts[part] {
    case .prose:
      let lines = file.parts[part...].prefix { if case .prose = $0 { true } else { false } }
      let text = lines.prefix { !$0.isBlank }.count
      let blank = lines.dropFirst(text).prefix(while: \.isBlank).count
      let end = part + text + blank
      return (paragraph(file.parts[part..<end]).map { "\($0)" }, false, end)
    case .step:
      let done = prepare(part)
      return (done.texts, done.hasPlot, part + 1)
    case .question, .task: return ([], false, part + 1)
    }
  }

  // Lines of the file as they are where there is room, else broken anew.
  private func paragraph(_ parts: ArraySlice<SessionFile.Part>) -> [String] {
    let lines = parts.map { if case .prose(let text) = $0 { text } else { "" } }
    let width = host.screen.width
    guard lines.contains(where: { $0.harmlessColumns > width }) else { return lines }
    var texts: [String] = []
    var words: [Substring] = []
    func close() {
      if !words.isEmpty { texts += wrapped(words, at: width) }
      words = []
    }
    for line in lines {
      if line.isEmpty || line.hasPrefix(" ") {
        close()
        texts.append(line)
      } else {
        words += line.spacedWords
      }
    }
    close()
    return texts
  }

  // Does the commands of a part once.
  mutating func prepare(_ part: Int) -> Prepared {
    if let done = prepared[part] { return done }
    var done = Prepared(workbench: workbench)
    let isTask = if case .task = file.parts[part] { true } else { false }
    for step in file.parts[part].steps where !done.isFailed {
      perform(step, &done, isShown: !isTask)
    }
    prepared[part] = done
    return done
  }

  private func perform(_ step: SessionFile.Step, _ done: inout Prepared, isShown: Bool) {
    if isShown {
      let text = step.statements.map(\.text).joined(separator: "; ")
      for (index, line) in text.textLines.enumerated() {
        done.texts.append("\(index == 0 ? "neurosh> " : "...> ")\(line.text)")
      }
    }
    for statement in step.statements {
      do throws(Diagnostic) {
        let report = try done.workbench.perform(statement.text, host: host)
        if isShown, let text = printer.screenText(of: report) { done.texts.append(text) }
        done.hasPlot = done.hasPlot || report.hasPlot
        if let problem = report.problem {
          done.texts.append("error: \(problem.diagnostic.sentence)")
          done.isFailed = true
          return
        }
      } catch {
        if isShown || step.error == nil {
          let text = error.text(in: statement, file: nil, width: host.screen.width)
          done.texts.append("\(text)")
        }
        if step.error == nil {
          done.isFailed = true
          return
        }
      }
    }
  }

  // Takes over what the commands of a part came to, and judges what was asked about them.
  private mutating func finish(_ part: Int, _ reader: inout LessonReader) -> Bool {
    let done = prepare(part)
    if case .task = file.parts[part], done.isFailed {
      for text in done.texts { reader.show(text) }
    }
    workbench = done.workbench
    prepared[part] = nil
    guard !done.isFailed else { return false }
    judge(&reader)
    return true
  }

  // The answer that the commands to come give, and the session that gives it; nil where they fail.
  private mutating func answer(
    to question: Question, at part: Int, _ reader: inout LessonReader
  ) -> (value: Question.Answer?, session: Session)? {
    var session = workbench.session
    if let decisive = file.parts[part...].firstIndex(where: { !$0.steps.isEmpty }) {
      let done = prepare(decisive)
      // What fails is shown in its place.
      session = done.workbench.session
    }
    do throws(Diagnostic) { return (try question.answer(in: session), session) } catch {
      reader.show(
        "error: line \(question.line): \(error.sentence)")
      return nil
    }
  }

  // Whether commands come before anything else is to be read.
  private func isDecidedLater(_ question: Question, from part: Int) -> Bool {
    if question.needsCommand { return true }
    for next in file.parts[part...] where !next.isBlank {
      switch next {
      case .question: continue
      case .step, .task: return true
      case .prose: return false
      }
    }
    return false
  }

  func prompt(_ text: String, _ kind: Prompt.Kind) -> Prompt {
    Prompt(
      text: text, line: file.line(ofPart: resumption), results: results, kind: kind)
  }

  private mutating func pause(_ reader: inout LessonReader) -> Move {
    switch reader.ask(prompt("-- Return goes on, 'back' goes back -- ", .pause)) {
    case .line(let typed): return typed.trimmed == "back" ? .back : .on
    case .end: return .on
    case .leave: return .leave
    }
  }

  // A new section begins here.
  private mutating func enter(_ part: Int) {
    page.turn()
    if open.isEmpty { resumption = part }
    sections.append(Section(part: part, workbench: workbench, open: open))
  }

  // The part to go on with: the beginning of the section before.
  private mutating func goBack(_ reader: inout LessonReader) -> Int {
    if sections.count > 1 {
      sections.removeLast()
    } else {
      reader.show("this is the beginning")
    }
    guard let section = sections.last else { return 0 }
    (workbench, open) = (section.workbench, section.open)
    if open.isEmpty { resumption = section.part }
    prepared = [:]
    page.turn()
    reader.show("")
    return section.part
  }

  private mutating func skip(to line: Int) -> Int {
    var part = 0
    while part < file.parts.count, file.line(ofPart: part) < line {
      if !file.parts[part].steps.isEmpty { workbench = prepare(part).workbench }
      part += 1
    }
    prepared = [:]
    return part
  }

  private mutating func leave(_ reader: inout LessonReader) -> Ending {
    score(&reader)
    return .left
  }
}
