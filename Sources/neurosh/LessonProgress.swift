import LineEditing
import Shell

/// How far the user came in lessons: a line each of a file of his own.
///
/// A line has, with tabs between: the lesson's name, the fingerprint of its text (of another text
/// nothing is known), the line to go on at, whether it was finished, and what was answered.
struct LessonProgress {
  /// How far the user came in one lesson.
  struct Entry {
    var fingerprint: UInt64
    /// The line to go on at, counted from 1.
    var line: Int
    var isFinished: Bool
    var results: [LessonResult]

    /// How far that is, in words.
    var text: String {
      let questions = results.filter { !$0.isTask }
      let score =
        questions.isEmpty
        ? "" : ", \(questions.count(where: \.isRight)) of \(questions.count) right"
      return (isFinished ? "finished" : "left at line \(line)") + score
    }
  }

  private var entries: [String: Entry] = [:]
  private let path: String?

  /// Reads what is known; nothing where there is no such file.
  init(path: String?) {
    self.path = path
    guard let path, case .success(let bytes) = Host.Files.local.read(path),
      let text = String(contents: bytes)
    else { return }
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 5, let fingerprint = UInt64(fields[1], radix: 16),
        let place = Int(fields[2])
      else { continue }
      let results = fields[4].split(separator: ",").compactMap { LessonResult(field: $0) }
      entries[String(fields[0])] = Entry(
        fingerprint: fingerprint, line: max(1, place), isFinished: fields[3] == "1",
        results: results)
    }
  }

  /// How far the user came in a lesson whose text is still the same.
  subscript(name: String, fingerprint: UInt64) -> Entry? {
    entries[name].flatMap { $0.fingerprint == fingerprint ? $0 : nil }
  }

  /// Takes note of how far the user came; what cannot be kept is not.
  mutating func keep(_ entry: Entry, of name: String) {
    guard let path, !name.contains(where: { $0 == "\t" || $0 == "\n" }) else { return }
    entries[name] = entry
    let lines = entries.sorted { $0.key < $1.key }.map { name, entry in
      let results = entry.results.map(\.field).joined(separator: ",")
      return "\(name)\t\(String(entry.fingerprint, radix: 16))\t\(entry.line)\t"
        + "\(entry.isFinished ? 1 : 0)\t\(results)\n"
    }
    HistoryFile.makeFolder(path.folder)
    _ = Host.Files.local.write(path, Array(lines.joined().utf8), true)
  }
}

extension LessonResult {
  /// `12qr2`: the line, question or task, right or wrong, and how many tries.
  fileprivate var field: String {
    "\(line)\(isTask ? "t" : "q")\(isRight ? "r" : "w")\(min(typed.count, 2))"
  }

  fileprivate init?(field: Substring) {
    let digits = field.prefix(while: \.isNumber)
    let rest = Array(field.dropFirst(digits.count))
    guard let line = Int(digits), rest.count == 3, let tries = rest[2].wholeNumberValue else {
      return nil
    }
    self.init(line: line, isTask: rest[0] == "t", isRight: rest[1] == "r", tries: tries)
  }
}
