public import Equations

/// A `.nsh` file: lesson, script and test in one text.
///
/// `# ` prose; `#:` header; `#>` expected output; `#x` expected error; `#?` a question; any other
/// line is a command.
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

  /// What the header says.
  public private(set) var header = Header()
  /// The commands in order.
  public private(set) var steps: [Step] = []
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
  }

  private mutating func take(
    _ line: String, at index: Int, offset: Int, with reader: inout CommandReader
  ) throws(Diagnostic) {
    guard !reader.isIncomplete, line.hasPrefix("#") else {
      add(reader.take(line), endingAt: index + 1)
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
    }
  }

  private mutating func add(_ statements: [CommandText], endingAt line: Int) {
    guard !statements.isEmpty else { return }
    steps.append(Step(statements: statements, expectedLines: line..<line))
  }

  private mutating func expect(at line: Int, _ change: (inout Step) -> Void) {
    guard var step = steps.popLast() else { return }
    if step.output == nil, step.error == nil { step.expectedLines = line..<line }
    change(&step)
    step.expectedLines = step.expectedLines.lowerBound..<line + 1
    steps.append(step)
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
