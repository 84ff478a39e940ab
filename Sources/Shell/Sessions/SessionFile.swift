public import Equations

/// A `.nsh` file: lesson, script and test in one text.
///
/// `# ` prose; `#:` header; `#>` expected output; `#x` expected error; `#?` a question, below which
/// `#+`, `#-`, `#h`, `#~` and `#!` belong to it; `#task` what the reader is to do himself, with the
/// commands that do it and the `expect` that decides it below; any other line is a command.
public struct SessionFile: Hashable, Sendable {
  /// What `#:` lines set.
  public struct Header: Hashable, Sendable {
    /// Columns that output may take.
    public var width = 80
    /// The seed to begin with.
    public var seed: Int?
    /// How far numbers may lie apart, relative to the larger of 1 and the expected one; nil means
    /// that they have to agree to the digits written.
    public var tolerance: Double?
  }

  /// Commands of one line, and what is expected of them.
  public struct Step: Hashable, Sendable {
    /// The commands.
    public var statements: [CommandText]
    /// The expected output, a line each; nil where none is written.
    public var output: [String]?
    /// The expected error; nil where the commands should work.
    public var error: String?
    /// Where the expectations stand: indices of lines, counted from 0.
    public var expectedLines: Range<Int>
  }

  /// What the reader is to do himself.
  public struct Task: Hashable, Sendable {
    /// What it is.
    public var text: String
    /// What helps; empty for none.
    public var hint = ""
    /// What is said when it is done; empty for nothing.
    public var reason = ""
    /// The line it stands on, counted from 1.
    public var line: Int
    /// Commands that do it, and last the `expect` that decides whether it is done.
    public var steps: [Step] = []

    /// The commands that do it.
    public var solution: ArraySlice<Step> { steps.dropLast() }
    /// What decides whether it is done.
    public var goal: [CommandText] { steps.last?.statements ?? [] }
  }

  /// What stands in a file, in its order.
  public enum Part: Hashable, Sendable {
    /// A line of prose; an empty line is one as well.
    case prose(String)
    /// What is asked, before the commands that follow.
    case question(Question)
    /// What the reader is to do.
    case task(Task)
    /// Commands.
    case step(Step)
  }

  /// What the header says.
  public private(set) var header = Header()
  /// Prose and commands in order.
  public private(set) var parts: [Part] = []
  // A task whose `expect` has not come yet.
  private var task: Task?
  /// The commands in order.
  public var steps: [Step] { parts.flatMap(\.steps) }
  /// On which line each part stands, counted from 1.
  private(set) var partLines: [Int] = []
  /// All lines of the text.
  public let lines: [String]

  /// Reads a session file.
  ///
  /// - Throws: `Diagnostic` at a header that has no meaning, as an offset in `text`.
  public init(_ text: String) throws(Diagnostic) {
    var lines = text.textLines
    if lines.last?.text == "" { lines.removeLast() }
    self.lines = lines.map(\.text)
    var reader = CommandReader()
    for (index, line) in lines.enumerated() {
      try take(line.text, at: index, offset: line.offset, with: &reader)
      partLines += Array(repeating: index + 1, count: parts.count - partLines.count)
    }
    add(reader.finish(), endingAt: lines.count)
    partLines += Array(repeating: lines.count, count: parts.count - partLines.count)
    if let task {
      throw Diagnostic(
        "no 'expect' decides this task", at: place(of: task.line, in: lines),
        expected: "the commands that do it, and an 'expect' below them")
    }
    for (index, part) in parts.enumerated() {
      guard case .question(let question) = part else { continue }
      if var problem = question.problem {
        problem.range = place(of: question.line, in: lines)
        throw problem
      }
      if question.needsCommand, parts[index...].allSatisfy(\.steps.isEmpty) {
        throw Diagnostic(
          "no command decides this question", at: place(of: question.line, in: lines),
          expected: "a command below it")
      }
    }
  }

  private func place(of line: Int, in lines: [TextLine]) -> SourceRange {
    let offset = lines[line - 1].offset
    return SourceRange(offset, offset + 2)
  }

  private mutating func take(
    _ line: String, at index: Int, offset: Int, with reader: inout CommandReader
  ) throws(Diagnostic) {
    guard !reader.isIncomplete, line.hasPrefix("#") else {
      let statements = reader.take(line)
      if statements.isEmpty, !reader.isIncomplete { parts.append(.prose("")) }
      add(statements, endingAt: index + 1)
      return
    }
    _ = reader.take("")
    let content = String(line.dropFirst(2))
    let value = content.hasPrefix(" ") ? String(content.dropFirst()) : content
    if line.hasPrefix("#>") {
      expect(at: index) { $0.output = ($0.output ?? []) + [value] }
    } else if line.hasPrefix("#x") {
      expect(at: index) { $0.error = value }
    } else if line.hasPrefix("#:") {
      try readHeader(line, offset: offset)
    } else if let mark = line.questionMark {
      do throws(Diagnostic) { try take(mark, value, offset: offset) } catch {
        throw error.shifted(by: offset + line.utf8.count - value.utf8.count)
      }
    } else if line.hasPrefix("#?") || line.hasPrefix("#task ") || line == "#"
      || line.hasPrefix("# ")
    {
      guard task == nil || line == "#" else {
        throw Diagnostic(
          "a task is not decided yet", at: SourceRange(offset, offset + line.utf8.count),
          expected: "its commands and an 'expect'")
      }
      if line.hasPrefix("#?") {
        do throws(Diagnostic) {
          parts.append(
            .question(try Question(String(line.dropFirst(2)), line: index + 1)))
        } catch { throw error.shifted(by: offset + 2) }
      } else if line.hasPrefix("#task ") {
        task = Task(text: String(line.dropFirst(6)).trimmed, line: index + 1)
      } else {
        parts.append(.prose(content))
      }
    }
  }

  // What stands below a question or a task belongs to it.
  private mutating func take(
    _ mark: Character, _ text: String, offset: Int
  ) throws(Diagnostic) {
    if var task, task.steps.isEmpty, mark == "h" || mark == "!" {
      let part: WritableKeyPath<Task, String> = mark == "h" ? \.hint : \.reason
      task[keyPath: part] += task[keyPath: part].isEmpty ? text : " " + text
      self.task = task
      return
    }
    guard task == nil, case .question(var question)? = parts.last else {
      throw Diagnostic(
        "'#\(mark)' stands below no question", at: SourceRange(0, text.utf8.count),
        expected: "'#? TEXT' in front of it")
    }
    try question.take(mark, text)
    parts[parts.count - 1] = .question(question)
  }

  private mutating func add(_ statements: [CommandText], endingAt line: Int) {
    guard !statements.isEmpty else { return }
    let step = Step(statements: statements, expectedLines: line..<line)
    guard var task else {
      parts.append(.step(step))
      return
    }
    task.steps.append(step)
    let isDecided = statements.allSatisfy(\.isExpectation)
    if isDecided { parts.append(.task(task)) }
    self.task = isDecided ? nil : task
  }

  private mutating func expect(at line: Int, _ change: (inout Step) -> Void) {
    func changed(_ step: inout Step) {
      if step.output == nil, step.error == nil { step.expectedLines = line..<line }
      change(&step)
      step.expectedLines = step.expectedLines.lowerBound..<line + 1
    }
    if let last = task?.steps.indices.last {
      if var step = task?.steps[last] {
        changed(&step)
        task?.steps[last] = step
      }
      return
    }
    guard task == nil, let index = parts.lastIndex(where: { !$0.steps.isEmpty }) else { return }
    switch parts[index] {
    case .step(var step):
      changed(&step)
      parts[index] = .step(step)
    case .task(var task):
      changed(&task.steps[task.steps.count - 1])
      parts[index] = .task(task)
    case .prose, .question: break
    }
  }

  private mutating func readHeader(_ line: String, offset: Int) throws(Diagnostic) {
    let words: [Word]
    do throws(Diagnostic) { words = try Word.split(String(line.dropFirst(2))) } catch {
      throw error.shifted(by: offset + 2)
    }
    for word in words {
      do throws(Diagnostic) {
        switch word.key?.text {
        case "width": header.width = try word.value.whole(in: ReportText.widths, what: "'width'")
        case "seed": header.seed = try word.value.whole(in: 0...Int(UInt32.max), what: "'seed'")
        case "tolerance":
          header.tolerance = abs(
            try word.value.quantity(for: "'tolerance'").number(in: .none, what: "'tolerance'"))
        default:
          throw .unknown(
            "header", word.key ?? word.value, among: ["width", "seed", "tolerance"],
            expected: "width=, seed= or tolerance=")
        }
      } catch {
        throw error.shifted(by: offset + 2)
      }
    }
  }
}

extension SessionFile.Part {
  /// The commands in it.
  var steps: [SessionFile.Step] {
    switch self {
    case .step(let step): [step]
    case .task(let task): task.steps
    case .prose, .question: []
    }
  }

  /// Whether it is a line of nothing.
  var isBlank: Bool { if case .prose(let text) = self { text.trimmed.isEmpty } else { false } }
}

extension String {
  /// What a line that belongs to a question is: the character between `#` and a space.
  fileprivate var questionMark: Character? {
    guard count > 3, hasPrefix("#"), dropFirst(2).first == " " else { return nil }
    return dropFirst().first.flatMap { "!h~+-".contains($0) ? $0 : nil }
  }
}
