import Equations
import Simulation

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
