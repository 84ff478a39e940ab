import Equations

extension Command {
  static let source = Command(
    "source", .session, "Do the commands of a file.",
    details: """
      The file counts as one command: where one of its lines fails, nothing is changed, and undo
      takes all of it back. Paths in it begin at its own folder and have to stay below it, unless
      neurosh was started with --trust.
      """,
    examples: ["source sessions/01-first-spike.nsh"],
    Argument<Name>.file("a session file")
  ) { (context: inout Context, file: Name) throws(Diagnostic) in
    guard context.sourceDepth < deepestSource else {
      throw Diagnostic(
        "files source each other too deeply", at: file.range,
        expected: "at most \(deepestSource) levels", kind: .outOfRange)
    }
    let text = try context.host.text(of: file)
    var host = context.host
    host.allowsShortVerbs = false
    if !host.trustsFiles { host.programs = nil }
    host.files = host.files.seen(from: file.text.folder, isTrusted: host.trustsFiles)
    var workbench = Workbench(context.session, sourceDepth: context.sourceDepth + 1)
    var report = Report()
    var done: [String] = []
    for statement in CommandReader.statements(of: text) {
      do throws(Diagnostic) {
        let answer = try workbench.perform(statement.text, host: host)
        report.add(answer)
        if let problem = answer.problem {
          report.problem?.diagnostic = problem.diagnostic.about(statement, of: file)
          // What a stopped run did until then is kept; after anything else nothing is.
          guard problem.kind == .interrupted else { return report }
          done.append(answer.equivalent ?? statement.text)
          context.host.files.cut(file.text, done.joined(separator: "\n"))
          break
        }
        done.append(statement.text)
        if answer.isQuit { break }
      } catch {
        throw error.about(statement, of: file)
      }
    }
    context.session = workbench.session
    return report
  }
}

private let deepestSource = 16

extension Diagnostic {
  /// The diagnostic as one about the command that named the file.
  fileprivate func about(_ statement: CommandText, of file: Name) -> Diagnostic {
    let position = statement.position(of: range.lower)
    let place = "\(file.text):\(position.line):\(position.column): "
    // Files that source each other come by the same places again and again.
    let isRepeated = message.hasPrefix(place) || message.contains(" " + place)
    return Diagnostic(
      isRepeated ? message : place + message, at: file.range, expected: expected,
      suggestion: suggestion)
  }
}

extension CommandReader {
  /// All statements of a text.
  static func statements(of text: String) -> [CommandText] {
    var reader = CommandReader()
    var statements: [CommandText] = []
    for line in text.textLines { statements += reader.take(line.text) }
    return statements + reader.finish()
  }
}

extension Host {
  /// A file's text.
  ///
  /// - Throws: `Diagnostic` at the file's name where it cannot be read, or is no text.
  func text(of file: Name) throws(Diagnostic) -> String {
    switch files.read(file.text) {
    case .failure(let failure):
      throw Diagnostic(
        "cannot read '\(file.text)': \(failure.reason)", at: file.range,
        expected: failure.expected ?? "a file that exists",
        suggestion: nearestFile(to: file.text))
    case .success(let bytes):
      guard let text = String(contents: bytes) else {
        throw Diagnostic(
          "'\(file.text)' is not a text file", at: file.range, expected: "UTF-8 text")
      }
      return text
    }
  }

  // One that is there, but cannot be read, is no mistyped name of another.
  private func nearestFile(to path: String) -> String? {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) }
    let folder = slash.map { String(path[..<$0]) } ?? ""
    let names = files.list(folder.isEmpty ? "." : folder).map { folder + $0 }
    guard !names.contains(path), !names.contains(path + "/") else { return nil }
    return nearestWord(to: path, among: names.filter { !$0.hasSuffix("/") })
  }
}
