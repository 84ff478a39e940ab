public import Equations

/// A `.nsh` file: lesson, script and test in one text.
///
/// `# ` prose; `#:` header; `#>` expected output; `#x` expected error; `#?` a question and `#!` the
/// reason of its answer; any other line is a command.
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
    /// What is asked before they are done.
    public var questions: [Question]
    /// The expected output, a line each; nil where none is written.
    public var output: [String]?
    /// The expected error; nil where the commands should work.
    public var error: String?
    /// Where the expectations stand: indices of lines, counted from 0.
    public var expectedLines: Range<Int>
  }

  /// What stands in a file, in its order.
  public enum Part: Hashable, Sendable {
    /// A line of prose; an empty line is one as well.
    case prose(String)
    /// Commands.
    case step(Step)
  }

  /// What the header says.
  public private(set) var header = Header()
  /// Prose and commands in order.
  public private(set) var parts: [Part] = []
  private var questions: [Question] = []
  /// The commands in order.
  public var steps: [Step] {
    parts.compactMap { part in if case .step(let step) = part { step } else { nil } }
  }
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
    }
    add(reader.finish(), endingAt: lines.count)
    if let question = questions.first(where: { $0.term != nil }) {
      let line = lines[question.line - 1]
      throw Diagnostic(
        "no command decides this question", at: SourceRange(line.offset, line.offset + 2),
        expected: "a command below it")
    }
    // What is only to be thought about may stand at the end.
    parts += questions.map { .prose($0.text) }
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
    } else if line.hasPrefix("#?") {
      do throws(Diagnostic) {
        questions.append(try Question(String(line.dropFirst(2)), line: index + 1))
      } catch { throw error.shifted(by: offset + 2) }
    } else if line.hasPrefix("#! ") {
      explain(value)
    } else if line == "#" || line.hasPrefix("# ") {
      parts.append(.prose(content))
    }
  }

  // Several lines are one reason.
  private mutating func explain(_ reason: String) {
    guard var last = questions.popLast() else { return }
    last.reason += last.reason.isEmpty ? reason : " " + reason
    questions.append(last)
  }

  private mutating func add(_ statements: [CommandText], endingAt line: Int) {
    guard !statements.isEmpty else { return }
    parts.append(
      .step(Step(statements: statements, questions: questions, expectedLines: line..<line)))
    questions = []
  }

  private mutating func expect(at line: Int, _ change: (inout Step) -> Void) {
    guard let index = parts.lastIndex(where: \.isStep), case .step(var step) = parts[index] else {
      return
    }
    if step.output == nil, step.error == nil { step.expectedLines = line..<line }
    change(&step)
    step.expectedLines = step.expectedLines.lowerBound..<line + 1
    parts[index] = .step(step)
  }

  private mutating func readHeader(_ line: String, offset: Int) throws(Diagnostic) {
    let words: [Word]
    do throws(Diagnostic) { words = try Word.split(String(line.dropFirst(2))) } catch {
      throw error.shifted(by: offset + 2)
    }
    for word in words {
      do throws(Diagnostic) {
        switch word.key?.text {
        case "width": header.width = try word.value.whole(in: 40...240, what: "'width'")
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
  fileprivate var isStep: Bool { if case .step = self { true } else { false } }
}
