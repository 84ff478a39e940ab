import ArgumentParser
import Equations
import Neurons
import Shell
import Synchronization

/// What is fed with damaged input.
enum FuzzTarget: String, CaseIterable, ExpressibleByArgument {
  case line, equations, session, load

  /// Something that must not be.
  struct Finding: Error, CustomStringConvertible {
    var description: String
  }

  /// Whole inputs, to be damaged.
  var corpus: [[UInt8]] {
    switch self {
    case .line: Command.all.flatMap(\.examples).map { Array($0.utf8) }
    case .equations:
      // Under another name, since that of a built-in neuron is refused.
      ModelLibrary.builtIn.all.map {
        Array($0.text.replacing("neuron \($0.name)", with: "neuron X", maxReplacements: 1).utf8)
      }
        + Command.all.filter { $0.name == "define" }.flatMap(\.examples).map { Array($0.utf8) }
    case .session: Self.sessions.map { Array($0.utf8) }
    case .load:
      Self.builders.compactMap { builder in
        var workbench = Workbench()
        let files = FuzzFiles()
        for statement in builder.split(separator: ";").map(String.init) + ["save s"] {
          _ = try? workbench.perform(statement, host: Self.host(files))
        }
        return files["s"]
      }
    }
  }

  /// Tries an input.
  ///
  /// - Throws: what must not be.
  func check(_ bytes: [UInt8]) throws {
    switch self {
    case .line: try checkLine(String(decoding: bytes, as: UTF8.self))
    case .equations: try checkEquations(String(decoding: bytes, as: UTF8.self))
    case .session:
      if let file = try? SessionFile(String(decoding: bytes, as: UTF8.self)) {
        _ = Replay(file, path: "fuzz.nsh", host: Self.host(FuzzFiles()))
      }
    case .load: try checkLoad(bytes)
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
      let before = workbench.session
      let host = Self.host(files)
      for cursor in [statement.text.utf8.count, statement.text.utf8.count / 2] {
        _ = Completion(statement.text, cursor: cursor, session: before, host: host)
      }
      _ = Hint(statement.text, session: before, host: host)
      do {
        let report = try workbench.perform(statement.text, host: host)
        for mode in ReportText.Mode.allCases {
          _ = ReportText(mode: mode, width: 40).text(of: report)
        }
      } catch {
        guard workbench.session == before else {
          throw Finding(description: "an error changed the session: \(statement.text)")
        }
        try check(error, in: statement.text)
      }
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
    var workbench = Workbench()
    let definition = "define" + text.drop { !$0.isWhitespace }
    for statement in [definition, "create \(name) x", "feed const 1", "run 5", "grad tau", "why"] {
      _ = try? workbench.perform(statement, host: Self.host(FuzzFiles()))
    }
  }

  private func checkLoad(_ bytes: [UInt8]) throws {
    let files = FuzzFiles(["s": bytes])
    var workbench = Workbench()
    for statement in ["load s", "run 2", "list", "list connections", "save t", "load t"] {
      _ = try? workbench.perform(statement, host: Self.host(files))
    }
  }

  // Stops long work after some looks, as a user would.
  private static func host(_ files: FuzzFiles) -> Host {
    var host = Host(width: 80, files: files.access)
    host.allowsShortVerbs = true
    let looks = Atomic<Int>(0)
    host.isInterrupted = { looks.wrappingAdd(1, ordering: .relaxed).newValue > 30 }
    return host
  }

  private static let builders = [
    "create lif n; feed n const 1.5; run n 5", "create hh axon; feed axon const 10uA/cm^2; run 20",
    "create lif p n=3; set p tau=uniform(2,9); feed p noise 1 0.2; run 4; mark here; run 2",
    "create lif a; create lif b; connect a -> b weight=0.5 delay=2; module m: a b; run 6",
    "define X = LIF with tau = 7; create X x; feed x 1 2 3; run 3",
  ]

  private static let prepared = Result {
    var workbench = Workbench()
    for statement in builders.joined(separator: ";").split(separator: ";") {
      _ = try workbench.perform(String(statement), host: Host())
    }
    return workbench
  }

  private static let sessions = [
    """
    #: width=60 seed=3 tolerance=0.1
    # A lesson.
    create lif n
    #> n: LIF, threshold 1, tau 2, step 4
    feed n const 1.5; run n
    #> ...
    set n tua=3
    #x unknown parameter 'tua'; did you mean 'tau'?
    #? What will mem be?
    show n.mem
    #> 0
    define X
      inherits LIF
      param jump = 0.5 >= 0 "how much"
    end
    """
  ]
}

/// Files in memory.
private final class FuzzFiles: Sendable {
  private let contents: Mutex<[String: [UInt8]]>

  init(_ contents: [String: [UInt8]] = [:]) { self.contents = Mutex(contents) }

  subscript(path: String) -> [UInt8]? { contents.withLock { $0[path] } }

  var access: Host.Files {
    Host.Files(
      read: { path in self[path].map { .success($0) } ?? .failure(FileFailure("no such file")) },
      write: { path, bytes, _ in
        self.contents.withLock { $0[path] = bytes }
        return nil
      },
      append: { _, _ in nil }, list: { _ in self.contents.withLock { Array($0.keys) } })
  }
}
