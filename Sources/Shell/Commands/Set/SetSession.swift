import Equations
import Plots
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
      case "style":
        let styles = PlotStyle.Marks.allCases
        plotMarks = styles[try setting.value.index(among: PlotStyle.Marks.words, of: "style")]
      case "pictures":
        showsPictures = try setting.value.index(among: ["off", "on"], of: "choice") == 1
      case "seed":
        throw Diagnostic(
          "the seed is no setting", at: setting.name.range,
          expected: "'seed \(setting.value.text.shortened)'")
      default:
        throw .unknown(
          "setting", setting.name, among: ["backend", "memory", "pictures", "style"],
          expected: "backend=, memory=, pictures= or style=")
      }
    }
    return Report(
      .note(
        "session: backend \(backend.rawValue), \(recordingMemory) MB for recordings, plots in"
          + " \(plotMarks.rawValue)" + (showsPictures ? ", pictures where the terminal can" : "")))
  }
}

extension CompletionSituation {
  /// What is common to all nodes, or the values of one of these.
  var sessionSettingCandidates: [Candidate] {
    switch key {
    case "backend": return Backend.allCases.map { Candidate($0.rawValue, "") }
    case "pictures": return ["off", "on"].map { Candidate($0, "") }
    case "style": return PlotStyle.Marks.words.map { Candidate($0, "") }
    case nil:
      return unused([
        Candidate("backend", "what computes", suffix: "="),
        Candidate("memory", "megabytes for recordings", suffix: "="),
        Candidate("pictures", "plots as pixels where the terminal can", suffix: "="),
        Candidate("style", "what plots are made of", suffix: "="),
      ])
    default: return []
    }
  }
}
