public import Equations

extension Command {
  static let lesson = Command(
    "lesson", .session, "List the lessons, or take one.",
    traits: [.isUnrepeatable],
    details: """
      A lesson is taken in a session of its own; yours waits. It asks and has you try, and goes on
      where you left it: --again begins it anew. 'back' in it goes back, '?' gives a hint, Ctrl-D
      leaves it. 'next' is the lesson that you left, else the first that you have not finished.
      'neurosh lesson' does the same from the command line, and its --score keeps what was answered.
      'neurosh report' makes a handout of one.
      """,
    examples: ["lesson"],
    Argument<Name?>.place(
      .name("LESSON | next") { situation in
        situation.host.lessons().map { Candidate($0.name, $0.title) }
          + [Candidate("next", "the one that you left, or have not taken")]
          + situation.fileCandidates
      }, "its number, its name, or a file"),
    Argument<Bool>.flag("--again", "begin it anew")
  ) { (context: inout Context, name: Name?, isAnew: Bool) throws(Diagnostic) in
    let lessons = context.host.lessons()
    guard let name else { return lessons.report }
    guard context.host.takesLessons, context.sourceDepth == 0 else {
      throw Diagnostic(
        "a lesson asks its reader, and there is none here", at: name.range,
        expected: "the prompt at a terminal, or 'neurosh lesson \(name.text.shortened)'")
    }
    let path = try lessons.path(of: name)
    return .effect(.lesson(Report.LessonWish(path: path, isAnew: isAnew)))
  }
}

extension [Host.KnownLesson] {
  /// The lessons and how far the user came in them, as an answer.
  public var report: Report {
    guard !isEmpty else { return Report(.note("there are no lessons here")) }
    return Report(
      .table(
        ["lesson", "about", "so far"],
        enumerated().map { [.count($0 + 1), .text($1.title), .text($1.progress)] }),
      .note("'lesson 1' takes the first; one that you left goes on where you left it"))
  }

  /// The file that `3`, `leak`, `02-leak`, `next` or a path names.
  ///
  /// - Parameter name: the word.
  /// - Returns: its path.
  /// - Throws: `Diagnostic` at a word that names none.
  public func path(of name: Name) throws(Diagnostic) -> String {
    let word = name.text
    if word.contains("/") || word.hasSuffix(".nsh") { return word }
    if word == "next",
      let next = first(where: \.isOpen) ?? first(where: { $0.progress.isEmpty }) ?? first
    {
      return next.path
    }
    if let number = Int(word), indices ~= number - 1 { return self[number - 1].path }
    let found =
      first { $0.name == word } ?? first { $0.nameWithoutNumber == word }
    if let found { return found.path }
    throw .unknown(
      "lesson", name,
      among: map(\.name) + map(\.nameWithoutNumber),
      expected: isEmpty ? "the path of a session file" : "a number from 1 to \(count), or a name")
  }
}

extension Host.KnownLesson {
  // `leak` of `02-leak`.
  fileprivate var nameWithoutNumber: String {
    String(name.drop { $0.isNumber || $0 == "-" })
  }
}
