import Equations
import Neurons
import Simulation

extension Name {
  /// Which of a few words it is, upper and lower case alike.
  ///
  /// - Throws: `Diagnostic` at a word that is none of them.
  func index(among words: [String], of kind: String) throws(Diagnostic) -> Int {
    let index = words.firstIndex { $0.lowercased() == text.lowercased() }
    if let index { return index }
    throw .unknown(
      kind, self, among: words,
      expected: words.count > 3
        ? "one of \(words.joined(separator: ", "))" : words.joined(separator: " or "))
  }
}

extension Session {
  /// Gives what is common to all nodes new values.
  ///
  /// - Throws: `Diagnostic` at a name that is unknown or a value that does not fit.
  mutating func set(common settings: [Setting]) throws(Diagnostic) -> Report {
    for setting in settings {
      switch setting.name.text {
      case "backend":
        let backends = Backend.allCases
        backend = backends[try setting.value.index(among: backends.map(\.rawValue), of: "backend")]
      case "memory":
        recordingMemory = try setting.value.whole(in: Self.recordingMemories, what: "'memory'")
      case "seed":
        throw Diagnostic(
          "the seed is no setting", at: setting.name.range,
          expected: "'seed \(setting.value.text.shortened)'")
      default:
        throw .unknown(
          "setting", setting.name, among: ["backend", "memory"], expected: "backend= or memory=")
      }
    }
    return Report(
      .note("session: backend \(backend.rawValue), \(recordingMemory) MB for recordings"))
  }
}

extension Session {
  /// What is common to all nodes, as `show session` prints it.
  ///
  /// - Parameter compiler: what compiles native code; nil where nothing can.
  func description(compiler: NativeCompiler?) -> Report {
    Report(
      .table(
        Table(
          ["session", "value", "meaning"],
          [
            [.text("seed"), .text("\(random.seed)"), .text("what all random numbers follow from")],
            [.text("backend"), .text(backend.rawValue), .text("what computes")],
            [
              .text("memory"), .measured(Double(recordingMemory), unit: "MB"),
              .text("for recordings of all nodes"),
            ],
            [
              .text("compiler"), .text(compiler?.path ?? "none"),
              .text("the C compiler of native code, the only program that is ever run"),
            ],
          ])))
  }
}

extension CompletionSituation {
  /// What is common to all nodes, or the values of one of these.
  var sessionSettingCandidates: [Candidate] {
    switch key {
    case "backend": return Backend.allCases.map { Candidate($0.rawValue, "") }
    case nil:
      return unused([
        Candidate("backend", "what computes", suffix: "="),
        Candidate("memory", "megabytes for recordings", suffix: "="),
      ])
    default: return []
    }
  }
}
