/// What a reader answered to a question of a lesson, or did for a task.
public struct LessonResult: Hashable, Sendable {
  /// The line of the file on which it stands, counted from 1.
  public let line: Int
  /// What was asked.
  public let text: String
  /// The right answer; empty for a task.
  public let answer: String
  /// Whether it is a task.
  public let isTask: Bool
  /// What was typed, in its order: one or two answers, or commands.
  public internal(set) var typed: [String] = []
  /// What was said to wrong answers.
  public internal(set) var replies: [String] = []
  /// Whether the hint was shown.
  public internal(set) var isHinted = false
  /// Whether the last answer was right, or the task was done.
  public internal(set) var isRight = false

  init(_ question: Question, _ answer: String) {
    line = question.line
    text = question.text
    self.answer = answer
    isTask = false
  }

  init(_ task: SessionFile.Task) {
    line = task.line
    text = task.text
    answer = ""
    isTask = true
  }

  /// Takes up what was answered another time.
  ///
  /// - Parameters:
  ///   - line: the line of the file on which it stands.
  ///   - isTask: whether it is a task.
  ///   - isRight: whether it was right.
  ///   - tries: how many answers there were.
  public init(line: Int, isTask: Bool, isRight: Bool, tries: Int) {
    self.line = line
    text = ""
    answer = ""
    self.isTask = isTask
    self.isRight = isRight
    typed = Array(repeating: "", count: min(max(0, tries), 2))
  }

  /// The result as one line of JSON.
  ///
  /// - Parameters:
  ///   - lesson: the name of the lesson.
  ///   - reader: who answered.
  /// - Returns: an object with `lesson`, `reader`, `kind` (question or task), `line`, `text`,
  ///   `answer`, `typed`, `replies`, `hint` and `right`.
  public func json(lesson: String, reader: String) -> String {
    let lists = [("typed", typed), ("replies", replies)].map { name, texts in
      "\(name.json):[\(texts.map(\.json).joined(separator: ","))]"
    }
    let texts = [
      ("lesson", lesson), ("reader", reader), ("kind", isTask ? "task" : "question"),
      ("text", text), ("answer", answer),
    ].map { "\($0.json):\($1.json)" }
    return "{\(texts.joined(separator: ",")),\"line\":\(line),\(lists.joined(separator: ",")),"
      + "\"hint\":\(isHinted),\"right\":\(isRight)}"
  }
}

extension Lesson {
  /// What came of it, as one line of JSON that stands behind the lines of its results.
  ///
  /// - Parameters:
  ///   - lesson: its name.
  ///   - reader: who answered.
  ///   - ending: how it ended.
  /// - Returns: an object with `lesson`, `reader`, `kind` (lesson), `ending` (finished, left or
  ///   failed), `right`, `asked`, `done` and `tasks`.
  public func summaryJSON(lesson: String, reader: String, ending: Ending) -> String {
    let tasks = results.filter(\.isTask)
    return "{\"lesson\":\(lesson.json),\"reader\":\(reader.json),\"kind\":\"lesson\","
      + "\"ending\":\"\(ending)\",\"right\":\(right),\"asked\":\(asked),"
      + "\"done\":\(tasks.count(where: \.isRight)),\"tasks\":\(tasks.count)}"
  }
}

extension SessionFile {
  /// A number that two files only share where their texts are the same, for all practical purposes.
  public var fingerprint: UInt64 {
    var hash = StableHash()
    for line in lines { hash.add(line) }
    return hash.value
  }

  /// What it is about: the first line of its prose.
  public var title: String {
    for case .prose(let text) in parts where !text.trimmed.isEmpty { return text.trimmed }
    return ""
  }

  /// The line on which a part stands, counted from 1.
  func line(ofPart part: Int) -> Int {
    partLines.indices ~= part ? partLines[part] : lines.count + 1
  }
}
