import Equations
import Neurons
import Plots
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

extension Session {
  /// What is common to all nodes, as `show session` prints it.
  ///
  /// - Parameter compiler: what compiles native code; nil where nothing can.
  func description(compiler: NativeCompiler?) -> Report {
    Report(
      .table(
        ["session", "value", "meaning"],
        [
          [.text("seed"), .text("\(random.seed)"), .text("what all random numbers follow from")],
          [.text("backend"), .text(backend.rawValue), .text("what computes")],
          [
            .text("memory"), .measured(Double(recordingMemory), unit: "MB"),
            .text("for recordings of all nodes"),
          ],
          [.text("style"), .text(plotMarks.rawValue), .text("what plots are made of")],
          [
            .text("compiler"), .text(compiler?.path ?? "none"),
            .text("the C compiler of native code, the only program that a command runs"),
          ],
        ]))
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
