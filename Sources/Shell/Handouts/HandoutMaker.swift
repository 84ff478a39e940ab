import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation

/// Goes through a session file and keeps what its handout has.
struct HandoutMaker {
  private(set) var blocks: [Handout.Block] = []
  private(set) var models: [NeuronModel] = []
  private(set) var failure: Handout.Failure?
  private let host: Host
  private let showsAnswers: Bool
  private var printer: ReportText
  private var workbench = Workbench()
  private var hasTitle = false
  private var isInParagraph = false
  private var isDone = false
  /// How many questions and tasks there were.
  private var counts = (questions: 0, tasks: 0)
  /// Questions whose commands are still to come, and where they stand in `blocks`.
  private var open: [(question: Question, block: Int)] = []

  init(host: Host, header: SessionFile.Header, showsAnswers: Bool) {
    var host = host
    (host.screen.width, host.screen.rows, host.screen.animate) = (header.width, nil, nil)
    host.allowsShortVerbs = false
    self.host = host
    self.showsAnswers = showsAnswers
    printer = ReportText(width: header.width)
    if let seed = header.seed { _ = try? workbench.perform("seed \(seed)", host: host) }
  }

  /// Takes up what a file has, up to what fails.
  mutating func take(_ file: SessionFile) {
    for part in file.parts where !isDone {
      switch part {
      case .prose(let line): take(line)
      case .question(let question): ask(question)
      case .task(let task): give(task)
      case .step(let step):
        add(commands: step.text)
        perform(step, isShown: true)
      }
      if part.isCommand, !isDone { answer(in: file) }
    }
    if failure == nil { answer(in: file) }
  }

  private mutating func take(_ line: String) {
    defer { isInParagraph = !line.trimmed.isEmpty }
    guard isInParagraph || !line.trimmed.isEmpty else { return }
    guard hasTitle else {
      hasTitle = true
      return
    }
    switch blocks.last {
    case .prose(let lines)? where isInParagraph && !line.hasPrefix(" "):
      if !line.isEmpty { blocks[blocks.count - 1] = .prose(lines + [line]) }
    case .laidOut(let lines)? where isInParagraph && line.hasPrefix(" "):
      blocks[blocks.count - 1] = .laidOut(lines + [line])
    default:
      if !line.isEmpty { blocks.append(line.hasPrefix(" ") ? .laidOut([line]) : .prose([line])) }
    }
  }

  private mutating func ask(_ question: Question) {
    counts.questions += 1
    var exercise = Handout.Exercise(heading: "Question \(counts.questions)", text: question.text)
    exercise.choices = question.choices.enumerated().map { index, choice in
      "\(question.letter(of: index))) \(choice.text)"
    }
    exercise.hint = question.hint
    if showsAnswers {
      exercise.reason = question.reason
      exercise.replies = question.replies.map { reply in
        (reply.answers.map { $0 == "*" ? "anything else" : $0 }.joined(separator: ", "), reply.text)
      }
    } else if question.choices.isEmpty {
      exercise.linesToWriteOn = question.isScored ? 2 : 3
    } else {
      exercise.linesToWriteOn = 1
    }
    open.append((question, blocks.count))
    blocks.append(.exercise(exercise))
  }

  private mutating func give(_ task: SessionFile.Task) {
    counts.tasks += 1
    var exercise = Handout.Exercise(heading: "Task \(counts.tasks)", text: task.text)
    exercise.hint = task.hint
    if showsAnswers {
      exercise.reason = task.reason
      exercise.commands = task.solution.flatMap(\.text)
    } else {
      exercise.linesToWriteOn = task.solution.count + 1
    }
    blocks.append(.exercise(exercise))
    // The prose that follows speaks of what these commands do.
    for step in task.steps where !isDone { perform(step, isShown: false) }
  }

  // The answers of all that was asked, since the commands that decide them are done.
  private mutating func answer(in file: SessionFile) {
    for (question, block) in open where failure == nil {
      do throws(Diagnostic) {
        let answer = try question.answer(in: workbench.session)
        guard showsAnswers, let answer, case .exercise(var exercise) = blocks[block] else {
          continue
        }
        exercise.answer = answer.text
        blocks[block] = .exercise(exercise)
      } catch {
        var diagnostic = error
        diagnostic.range = SourceRange(0, 2)
        let statement = CommandText(text: file.lines[question.line - 1], line: question.line)
        fail(with: diagnostic, in: statement, "error: line \(question.line): \(error.sentence)")
      }
    }
    open = []
  }

  private mutating func perform(_ step: SessionFile.Step, isShown: Bool) {
    for statement in step.statements where !isDone {
      do throws(Diagnostic) {
        let report = try workbench.perform(statement.text, host: host)
        noteModels()
        if isShown { add(report, of: statement) }
        if let mode = report.mode { printer.take(mode) }
        if report.isQuit { isDone = true }
        guard let problem = report.problem else { continue }
        let sentence = problem.diagnostic.sentence
        if step.error == sentence {
          if isShown { blocks.append(.error("error: \(sentence)")) }
        } else {
          fail(with: problem.diagnostic, in: statement, "error: \(sentence)")
        }
      } catch {
        let text = error.text(in: statement, file: nil, width: host.screen.width)
        guard step.error != nil else { return fail(with: error, in: statement, text) }
        if isShown { blocks.append(.error(text)) }
        return
      }
    }
  }

  private mutating func fail(
    with diagnostic: Diagnostic, in statement: CommandText, _ text: String
  ) {
    blocks.append(.error(text))
    failure = Handout.Failure(statement: statement, diagnostic: diagnostic)
    isDone = true
  }

  private mutating func noteModels() {
    let session = workbench.session
    let synapses = session.network.connections.values.compactMap { $0.synapse?.model }
    for model in session.nodes.values.map(\.model) + synapses where !models.contains(model) {
      models.append(model)
    }
  }

  // Commands that print nothing stand together.
  private mutating func add(commands lines: [String]) {
    if case .commands(let earlier)? = blocks.last {
      blocks[blocks.count - 1] = .commands(earlier + lines)
    } else {
      blocks.append(.commands(lines))
    }
  }

  private mutating func add(_ report: Report, of statement: CommandText) {
    var printed = Report()
    func print(_ blocks: inout [Handout.Block]) {
      guard let text = printer.text(of: printed) else { return }
      printed = Report()
      // What several commands of a line print stands together.
      if case .output(let earlier)? = blocks.last {
        blocks[blocks.count - 1] = .output("\(earlier)\n\(text)")
      } else {
        blocks.append(.output(text))
      }
    }
    for item in report.items {
      switch item {
      case .plot(let plot, _, _) where printer.isForPeople:
        print(&blocks)
        blocks.append(
          .plot(
            Handout.Picture(
              command: statement.text.oneLine, svg: svgPage([plot]),
              text: printer.readable(item) ?? "")))
      case .table(let table) where printer.isForPeople:
        print(&blocks)
        blocks.append(.table(table, text: printer.readable(item) ?? ""))
      default: printed.add(item)
      }
    }
    print(&blocks)
  }
}

extension SessionFile.Step {
  /// What was typed, line by line.
  fileprivate var text: [String] {
    statements.map(\.text).joined(separator: "; ").textLines.map(\.text)
  }
}

extension SessionFile.Part {
  /// Whether commands are done in its place.
  fileprivate var isCommand: Bool { !steps.isEmpty }
}
