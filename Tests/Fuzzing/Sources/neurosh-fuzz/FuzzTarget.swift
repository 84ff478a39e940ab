import ArgumentParser
import Equations
import Neurons
import Shell

/// What is fed with damaged input.
enum FuzzTarget: String, CaseIterable, ExpressibleByArgument {
  case line, equations, session, load, commands
  /// Files of other programs that are imported.
  case ode, nestml, python, brian

  /// Something that must not be.
  struct Finding: Error, CustomStringConvertible {
    var description: String
  }

  /// What libFuzzer calls; it can carry no target with it.
  var entry: FuzzEntry {
    switch self {
    case .line: { FuzzTarget.line.take($0, $1) }
    case .equations: { FuzzTarget.equations.take($0, $1) }
    case .session: { FuzzTarget.session.take($0, $1) }
    case .load: { FuzzTarget.load.take($0, $1) }
    case .commands: { FuzzTarget.commands.take($0, $1) }
    case .ode: { FuzzTarget.ode.take($0, $1) }
    case .nestml: { FuzzTarget.nestml.take($0, $1) }
    case .python: { FuzzTarget.python.take($0, $1) }
    case .brian: { FuzzTarget.brian.take($0, $1) }
    }
  }

  private func take(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
      try check(Array(UnsafeBufferPointer(start: bytes, count: count)))
      return 0
    } catch {
      // Ends as a crash does, so that the input is written down.
      fatalError("\(error)")
    }
  }

  private func check(_ bytes: [UInt8]) throws {
    switch self {
    case .line: try checkLine(String(decoding: bytes, as: UTF8.self))
    case .equations: try checkEquations(String(decoding: bytes, as: UTF8.self))
    case .session:
      if let file = try? SessionFile(String(decoding: bytes, as: UTF8.self)) {
        _ = Replay(file, path: "fuzz.nsh", host: .fuzzing(FuzzFiles()))
      }
    case .load: checkLoad(bytes)
    case .commands: try checkCommands(bytes)
    case .ode: try checkImport(bytes, "f.ode")
    case .nestml: try checkImport(bytes, "f.nestml")
    case .python: try checkImport(bytes, "f.py")
    case .brian: try checkImport(bytes, "f.txt")
    }
  }

  private func checkLine(_ text: String) throws {
    // More neurons than a small machine can hold are no finding.
    guard !text.contains(/n *= *[0-9]{6}/) else { return }
    var workbench = try Self.prepared.get()
    var reader = CommandReader()
    var statements = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
      reader.take(String($0))
    }
    statements += reader.finish()
    let files = FuzzFiles()
    for statement in statements.prefix(20) {
      try check(statement.text, in: &workbench, host: .fuzzing(files))
    }
  }

  private func checkCommands(_ bytes: [UInt8]) throws {
    var workbench = try Self.preparedForAnalysis.get()
    var maker = CommandMaker(bytes)
    let files = FuzzFiles()
    for _ in 0..<20 {
      let host = Host.fuzzing(files)
      guard let command = maker.command(in: workbench.session, host: host) else { return }
      try check(command, in: &workbench, host: host)
    }
  }

  private func check(_ statement: String, in workbench: inout Workbench, host: Host) throws {
    let before = workbench.session
    for cursor in [statement.utf8.count, statement.utf8.count / 2] {
      _ = Completion(statement, cursor: cursor, session: before, host: host)
    }
    _ = Hint(statement, session: before, host: host)
    do {
      let report = try workbench.perform(statement, host: host)
      for mode in ReportText.Mode.allCases {
        _ = ReportText(mode: mode, width: 40).text(of: report)
      }
    } catch {
      guard workbench.session == before else {
        throw Finding(description: "an error changed the session: \(statement)")
      }
      try check(error, in: statement)
    }
  }

  private func check(_ error: any Error, in text: String) throws {
    guard let diagnostic = error as? Diagnostic else { return }
    guard diagnostic.range.lower >= 0, diagnostic.range.lower <= diagnostic.range.upper,
      diagnostic.range.upper <= text.utf8.count + 1
    else { throw Finding(description: "an error is about no place: \(diagnostic)") }
    _ = diagnostic.text(in: CommandText(text: text), file: "f", width: 40)
  }

  private func checkEquations(_ text: String) throws {
    var library = ModelLibrary.builtIn
    let name: String
    do {
      let model = try library.define(text)
      name = model.name
      // What a model prints is the same model.
      var other = ModelLibrary.builtIn
      guard let again = try? other.define(model.text), again.text == model.text else {
        throw Finding(description: "what is printed is another model: \(model.text)")
      }
    } catch let error as Diagnostic {
      try check(error, in: text)
      return
    }
    // As it is typed; the verb takes the place of the first word.
    let definition = "define" + text.drop { !$0.isWhitespace }
    perform(
      [definition, "create \(name) x", "feed const 1", "run 5", "grad tau", "why"],
      with: FuzzFiles())
  }

  // What comes in runs, and is the same model when its text is read again.
  private func checkImport(_ bytes: [UInt8], _ file: String) throws {
    var workbench = Workbench()
    let host = Host.fuzzing(FuzzFiles([file: bytes]))
    try check("import \(file) as=X", in: &workbench, host: host)
    guard let model = workbench.session.models["X"] else { return }
    guard let again = try? ModelLibrary.builtIn.read(model.text), again == model else {
      throw Finding(description: "what is imported is another model: \(model.text)")
    }
    for statement in ["run 3", "reset"] { _ = try? workbench.perform(statement, host: host) }
  }

  private func checkLoad(_ bytes: [UInt8]) {
    perform(
      ["load s", "run 2", "list", "list connections", "save t", "load t"],
      with: FuzzFiles(["s": bytes]))
  }

  private func perform(_ statements: [String], with files: FuzzFiles) {
    var workbench = Workbench()
    for statement in statements { _ = try? workbench.perform(statement, host: .fuzzing(files)) }
  }

  private static let prepared = Result { try workbench(after: builders.joined()) }

  private static let preparedForAnalysis = Result {
    try workbench(after: (builders + analysed).joined())
  }

  private static func workbench(after statements: some Sequence<String>) throws -> Workbench {
    var workbench = Workbench()
    for statement in statements { _ = try workbench.perform(statement, host: Host()) }
    return workbench
  }
}
