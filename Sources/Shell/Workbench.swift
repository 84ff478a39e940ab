import DequeModule
public import Equations
import OrderedCollections
import Simulation

/// A session with its past and future: does commands, takes them back, does them again.
public struct Workbench: Sendable {
  /// The session as it stands.
  public private(set) var session = Session()
  /// How often the session has become another one, by undo and redo as well.
  public private(set) var changes = 0
  private var past: Deque<Change> = []
  /// The commands that led to the session, as far as undo reaches.
  var commands: [String] { past.map { $0.command.statement } }
  private var future: Deque<Change> = []
  private var transcript: Transcript?
  /// The file that `record` writes; nil where nothing is recorded.
  public var transcriptFile: String? { transcript?.path }
  /// Whether the commands of `past` lead from an empty session to the present one.
  private var knowsItsBeginning = true
  private let sourceDepth: Int
  /// How many numbers all past sessions together may hold.
  private let heaviestPast: Int

  // What undo returns to, and the command that it takes back.
  private struct Change: Sendable {
    let session: Session
    let command: RepeatedCommand
    /// How many numbers the session holds; counted once, since every commit adds them all up.
    let size: Int

    init(session: Session, command: RepeatedCommand) {
      self.session = session
      self.command = command
      size = session.size
    }
  }

  /// Starts with an empty session.
  ///
  /// - Parameter heaviestPast: how many numbers all past sessions together may hold; the default
  ///   is 4 GB if none are shared.
  public init(heaviestPast: Int = 500_000_000) {
    sourceDepth = 0
    self.heaviestPast = heaviestPast
  }

  /// Starts where another one stands, for a file that it sources.
  init(_ session: Session, sourceDepth: Int) {
    self.session = session
    knowsItsBeginning = false
    self.sourceDepth = sourceDepth
    heaviestPast = .max
  }

  /// Does one statement.
  ///
  /// - Returns: what the command answers. A report may hold a problem met on the way, such as an
  ///   expectation that failed or a run that was stopped; what was done until then stays.
  /// - Throws: `Diagnostic` for a statement that cannot be done; the session is then as before.
  public mutating func perform(_ statement: String, host: Host) throws(Diagnostic) -> Report {
    // A statement may be long, its verb is not.
    let words = statement.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    host.screen.atWork(words.first.map(String.init))
    defer {
      host.screen.progress(1, 1, "")
      host.screen.atWork(nil)
    }
    let transcript = transcript
    var host = host
    // What is recorded looks the same wherever it is replayed, whatever the screen has room for.
    if transcript != nil { host.screen.rows = nil }
    let text = Command.spelledOut(statement, allowsShort: host.allowsShortVerbs)
    var result = Result { () throws(Diagnostic) in try carryOut(statement, as: text, host: host) }
    // What begins or ends a recording is no part of it.
    guard let transcript, self.transcript == transcript else { return try result.get() }
    do throws(FileFailure) { try transcript.add(text, result, files: host.files) } catch {
      self.transcript = nil
      result = result.map { report in
        var report = report
        report.add(.note("the recording ends: '\(transcript.path)': \(error.reason)"))
        return report
      }
    }
    return try result.get()
  }

  /// Puts a line that is no command into what is recorded: prose, a question, or what belongs to one.
  ///
  /// So a lesson is made by doing it. Nothing else changes.
  ///
  /// - Parameters:
  ///   - line: the line as it was typed, `#` included; any other is not recorded here.
  ///   - host: how files are written.
  /// - Throws: `Diagnostic` where the line would have no meaning in a session file, or cannot be
  ///   written, which ends the recording.
  public mutating func keep(prose line: String, host: Host) throws(Diagnostic) {
    guard let transcript, line.isOfLesson else { return }
    try Question.check(line)
    do throws(FileFailure) { try transcript.add(prose: line, files: host.files) } catch {
      self.transcript = nil
      throw Diagnostic(
        "the recording ends: '\(transcript.path)': \(error.reason)",
        at: SourceRange(0, line.utf8.count))
    }
  }

  /// Does several statements as one, which undo takes back together.
  ///
  /// - Throws: `Diagnostic` for the first that cannot be done; the session is then as before.
  mutating func perform(allOf statements: String, host: Host) throws(Diagnostic) {
    var context = Context(session: session, host: host, sourceDepth: sourceDepth)
    for statement in CommandReader.statements(of: statements) {
      _ = try context.perform(statement.text)
    }
    commit(context.session, RepeatedCommand(statement: statements))
  }

  // `text` is the statement with its verb in full.
  private mutating func carryOut(
    _ statement: String, as text: String, host: Host
  ) throws(Diagnostic) -> Report {
    var context = Context(session: session, host: host, sourceDepth: sourceDepth)
    context.earlierRun = { [past, session] name in
      past.lazy.map(\.session).earlierRun(of: name, before: session)
    }
    var report = try context.perform(statement)
    // Let go of the past, which would be copied as a whole where it is still held.
    context.earlierRun = { _ in nil }
    if report.problem?.kind == .interrupted, report.repetition == nil {
      report.doneUntilStopped = context.session.equivalent(of: text, since: session)
    }
    switch report.effect {
    case .none, .quit, .lesson:
      var done = RepeatedCommand(statement: report.equivalent ?? text)
      if let problem = report.problem, report.equivalent == nil {
        done.error = problem.diagnostic.sentence
        done.isCutShort = problem.kind == .interrupted
      }
      commit(context.session, done)
    case .undo(let count):
      let undone = move(count, from: \.past, to: \.future)
      report.add(.note(undone.note(saying: "undone", otherwise: "nothing to undo")))
      let lines = undone.map(\.undo)
      if lines.contains(where: { $0 != "undo 1" }) { report.repetition = lines }
    case .redo(let count):
      let redone = move(count, from: \.future, to: \.past)
      report.add(.note(redone.note(saying: "done again", otherwise: "nothing to redo")))
      // What was undone before a recording is not in it.
      if !redone.isEmpty { report.repetition = redone.flatMap(\.lines) }
    case .tellTranscript:
      report.add(.note(transcript.map { "recording to \($0.path)" } ?? "nothing is recorded"))
    case .endTranscript:
      report.add(.note(transcript.map { "recorded to \($0.path)" } ?? "nothing is recorded"))
      transcript = nil
    case .beginTranscript(let file, let replaces):
      try beginTranscript(file, replaces: replaces, host)
      report.add(.note("recording to \(file.text)"))
    }
    return report
  }

  private mutating func beginTranscript(
    _ file: Name, replaces: Bool, _ host: Host
  ) throws(Diagnostic) {
    guard knowsItsBeginning else {
      throw Diagnostic(
        "the beginning of this session is forgotten", at: file.range,
        expected: "'record' earlier, or 'save' and 'load' in a new one")
    }
    if let cut = past.first(where: \.command.isCutShort)?.command {
      throw Diagnostic(
        "'\(cut.statement.oneLine.shortened)' was stopped by Ctrl-C, and done again it would not be",
        at: file.range, expected: "'save' and 'load' in a new session before 'record'")
    }
    do throws(FileFailure) {
      transcript = try Transcript(
        path: file.text, width: host.screen.width, earlier: past.map(\.command),
        replaces: replaces, files: host.files)
    } catch { throw error.diagnostic(writing: file) }
  }

  private mutating func commit(_ next: Session, _ command: RepeatedCommand) {
    guard next != session else { return }
    past.append(Change(session: session, command: command))
    session = next
    changes += 1
    forgetOldest()
    future = []
  }

  // Recordings and large populations make a past heavy. What sessions share counts each time, so
  // this forgets rather too early than too late.
  private mutating func forgetOldest() {
    var values = past.reduce(0) { $0 + $1.size }
    while past.count > deepestPast || (values > heaviestPast && past.count > 1) {
      values -= past.removeFirst().size
      knowsItsBeginning = false
    }
  }

  // Takes up to `count` commands from one side of the present to the other, the nearest first.
  private mutating func move(
    _ count: Int, from: WritableKeyPath<Workbench, Deque<Change>>,
    to: WritableKeyPath<Workbench, Deque<Change>>
  ) -> [RepeatedCommand] {
    var moved: [RepeatedCommand] = []
    while moved.count < count, let change = self[keyPath: from].popLast() {
      self[keyPath: to].append(Change(session: session, command: change.command))
      session = change.session
      changes += 1
      moved.append(change.command)
    }
    return moved
  }
}

extension [RepeatedCommand] {
  fileprivate func note(saying verb: String, otherwise: String) -> String {
    isEmpty ? otherwise : "\(verb): " + map(\.statement.oneLine).joined(separator: "; ")
  }
}

private let deepestPast = 1000

extension Context {
  /// Does one statement in this context.
  mutating func perform(_ statement: String) throws(Diagnostic) -> Report {
    let words = try Word.split(statement)
    guard let verb = words.first, let last = words.last else { return Report() }
    let end = statement.utf8.count
    guard last.range.upper < end || statement.utf8.last != UInt8(ascii: "\\") else {
      throw Diagnostic(
        "a line is to follow '\\', but none does", at: SourceRange(end - 1, end),
        expected: "the rest of the command in a next line, or no '\\'", kind: .incomplete)
    }
    // A verb with `=` behind, as in `tau = 3`, is no verb at all.
    var name = verb.key ?? verb.value
    var arguments = Array(words.dropFirst())
    // Unless a node's quantity is meant: `n.tau = 3` sets it, and `n.tau` shows it.
    let reference = Reference(name)
    let isQuantity = session.nodes[reference.name.text] != nil && reference.quantity != nil
    if isQuantity {
      arguments = words
      name = Name((verb.key == nil ? Command.show : .set).name, SourceRange(0, 0))
    }
    let command = try Command.named(name, allowsShort: host.allowsShortVerbs)
    guard verb.key == nil || isQuantity else {
      throw Diagnostic(
        "'\(name.text)' is followed by '='", at: verb.range, expected: command.usage,
        kind: .unexpected)
    }
    let before = session
    // A unit may also be the name of a node: `10 ms` is `10ms` where it could be nothing else. Where
    // the reading fails at a name that has its value behind it, `tau 5` is `tau=5`.
    var readings = [arguments, arguments.withUnitsJoined].compactMap(\.self)
    while true {
      let words = readings.removeFirst()
      do throws(Diagnostic) {
        return try perform(command, words, of: statement, verb: name)
      } catch {
        session = before
        readings += [command.joining(words, at: error.range, in: self)].compactMap(\.self)
        if readings.isEmpty { throw error }
      }
    }
  }

  private mutating func perform(
    _ command: Command, _ arguments: [Word], of statement: String, verb: Name
  ) throws(Diagnostic) -> Report {
    self.verb = verb
    var reader = ArgumentReader(text: statement, verb: verb, words: arguments)
    return try command.perform(&reader, &self)
  }
}

extension BidirectionalCollection<Session> {
  /// The latest state of a node that has more steps behind it than the same node one session later.
  fileprivate func earlierRun(of name: String, before present: Session) -> Node? {
    var steps = present.nodes[name]?.recording.steps ?? 0
    for session in reversed() {
      guard let node = session.nodes[name] else {
        steps = 0
        continue
      }
      if node.recording.steps > steps { return node }
      steps = node.recording.steps
    }
    return nil
  }
}

extension String {
  /// The text with line breaks and runs of spaces as one space each.
  public var oneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
