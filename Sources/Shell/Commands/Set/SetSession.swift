import Equations
import Neurons
import Plots
import Simulation

// What is common to all nodes, and may be set.
private struct CommonSetting: Sendable {
  let name: String
  /// What it is.
  let meaning: String
  /// What it can be; a number where there are none.
  let words: [String]
  let value: @Sendable (Session) -> Table.Cell
  let choose: @Sendable (inout Session, Name) throws(Diagnostic) -> Void

  private init(
    _ name: String, _ meaning: String, words: [String] = [],
    _ value: @escaping @Sendable (Session) -> Table.Cell,
    choose: @escaping @Sendable (inout Session, Name) throws(Diagnostic) -> Void
  ) {
    (self.name, self.meaning, self.words) = (name, meaning, words)
    (self.value, self.choose) = (value, choose)
  }

  // One of the values of a type.
  private init<Value: CaseIterable & RawRepresentable<String> & Sendable>(
    _ name: String, _ meaning: String, _ path: any WritableKeyPath<Session, Value> & Sendable
  ) where Value.AllCases == [Value] {
    let words = Value.allCases.map(\.rawValue)
    self.init(name, meaning, words: words) {
      .text($0[keyPath: path].rawValue)
    } choose: {
      (session: inout Session, word: Name) throws(Diagnostic) in
      session[keyPath: path] = Value.allCases[try word.index(among: words, of: name)]
    }
  }

  static let all: [CommonSetting] = [
    CommonSetting("backend", "what computes", \.backend),
    CommonSetting("memory", "megabytes for recordings of all nodes") {
      .measured(Double($0.recordingMemory), unit: "MB")
    } choose: { (session: inout Session, word: Name) throws(Diagnostic) in
      session.recordingMemory = try word.whole(in: Session.recordingMemories, what: "'memory'")
    },
    CommonSetting("style", "what plots are made of", \.plotMarks),
    CommonSetting("pictures", "plots as pixels where the terminal can", words: ["off", "on"]) {
      .text($0.showsPictures ? "on" : "off")
    } choose: { (session: inout Session, word: Name) throws(Diagnostic) in
      session.showsPictures = try word.index(among: ["off", "on"], of: "choice") == 1
    },
    CommonSetting(
      "warnings", "notes on dt that moves spikes and on runs of more than 10 s",
      words: ["off", "on"]
    ) {
      .text($0.tellsOfSteps ? "on" : "off")
    } choose: { (session: inout Session, word: Name) throws(Diagnostic) in
      session.tellsOfSteps = try word.index(among: ["off", "on"], of: "choice") == 1
    },
  ]

  static func named(_ name: String) -> CommonSetting? { all.first { $0.name == name } }
}

extension Session {
  /// Gives what is common to all nodes new values.
  ///
  /// - Throws: `Diagnostic` at a name that is unknown or a value that does not fit.
  mutating func set(common settings: [Setting]) throws(Diagnostic) -> Report {
    for setting in settings {
      if setting.name.text == "seed" {
        throw Diagnostic(
          "the seed is no setting", at: setting.name.range,
          expected: "'seed \(setting.value.text.shortened)'")
      }
      guard let common = CommonSetting.named(setting.name.text) else {
        let names = CommonSetting.all.map(\.name)
        throw .unknown(
          "setting", setting.name, among: names,
          expected: "one of \(names.map { "\($0)=" }.joined(separator: ", "))")
      }
      try common.choose(&self, setting.value)
    }
    return Report(
      .note(
        "session: backend \(backend.rawValue), \(recordingMemory) MB for recordings, plots in"
          + " \(plotMarks.rawValue)" + (showsPictures ? ", pictures where the terminal can" : "")
          + (tellsOfSteps ? "" : ", no word on the length of steps")))
  }

  /// What is common to all nodes, as `show session` prints it.
  ///
  /// - Parameter compiler: what compiles native code; nil where nothing can.
  func description(compiler: NativeCompiler?) -> Report {
    var rows: [[Table.Cell]] = CommonSetting.all.map {
      [.text($0.name), $0.value(self), .text($0.meaning)]
    }
    rows.insert(
      [.text("seed"), .text("\(random.seed)"), .text("what all random numbers follow from")], at: 0)
    rows.append([
      .text("compiler"), .text(compiler?.path ?? "none"),
      .text("the C compiler of native code; no other program is run, but by 'verify'"),
    ])
    return Report(.table(["session", "value", "meaning"], rows))
  }
}

extension CompletionSituation {
  /// What is common to all nodes, or the values of one of these.
  var sessionSettingCandidates: [Candidate] {
    guard let key else {
      return unused(CommonSetting.all.map { Candidate($0.name, $0.meaning, suffix: "=") })
    }
    return CommonSetting.named(key)?.words.map { Candidate($0, "") } ?? []
  }
}
