import Equations

/// One argument of a command: how it is written, read and completed.
struct Argument<Value: Sendable>: Sendable {
  let shape: ArgumentShape
  let read:
    @Sendable (_ reader: inout ArgumentReader, _ context: Context) throws(Diagnostic) -> Value

  init(
    _ usage: String, _ note: String, _ role: ArgumentShape.Role = .positional,
    candidates: @escaping @Sendable (CompletionSituation) -> [Candidate] = { _ in [] },
    expects: @escaping @Sendable (CompletionSituation) -> ExpectedValue? = { _ in nil },
    read:
      @escaping @Sendable (_ reader: inout ArgumentReader, _ context: Context) throws(Diagnostic)
      -> Value
  ) {
    shape = ArgumentShape(
      usage: usage, note: note, role: role, candidates: candidates, expects: expects)
    self.read = read
  }
}

/// The part of an argument that does not depend on its type.
struct ArgumentShape: Sendable {
  /// How it is told from the others.
  enum Role: Hashable, Sendable {
    /// By its place among the words without `=`.
    case positional
    /// As `positional`, and it may take several words.
    case repeated
    /// By one of these names before `=`.
    case keyed([String])
    /// All `name=value` words that no keyed argument takes.
    case settings
    /// A word that is there or not, such as `--force`.
    case flag(String)
    /// One of these words, each with a value in the next word, such as `--svg FILE`.
    case options([String])
    /// The rest of the statement as it is written.
    case text
  }

  let usage: String
  let note: String
  let role: Role
  let candidates: @Sendable (CompletionSituation) -> [Candidate]
  /// What stands next where the declaration alone does not say it: the unit depends on the node.
  let expects: @Sendable (CompletionSituation) -> ExpectedValue?

  /// The words such as `--force` that it takes.
  var flags: [String] {
    switch role {
    case .flag(let flag): [flag]
    case .options(let names): names + ["--force"]
    default: []
    }
  }

  /// The words that have their values behind them.
  var options: [String] {
    if case .options(let names) = role { names } else { [] }
  }
}

extension Argument {
  /// `key=WHOLE NUMBER` within a range, or a default.
  static func whole(
    _ key: String, _ range: ClosedRange<Int>, default value: Value, _ note: String
  ) -> Argument where Value == Int {
    Argument("[\(key)=COUNT]", note, .keyed([key])) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> Int in
      guard let word = reader.take(key: key) else { return value }
      return try word.value.whole(in: range, what: "'\(key)'")
    }
  }

  /// `key=WHOLE NUMBER` within a range, or nothing.
  static func optionalWhole(
    _ key: String, _ range: ClosedRange<Int>, _ note: String
  ) -> Argument where Value == Int? {
    Argument("[\(key)=COUNT]", note, .keyed([key])) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> Int? in
      guard let word = reader.take(key: key) else { return nil }
      return try word.value.whole(in: range, what: "'\(key)'")
    }
  }

  /// A whole number by its place, or nothing.
  static func count(
    _ usage: String, _ range: ClosedRange<Int>, _ note: String
  ) -> Argument where Value == Int? {
    Argument("[\(usage)]", note) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> Int? in
      guard let word = reader.takePositional() else { return nil }
      return try word.value.whole(in: range, what: "'\(usage.lowercased())'")
    }
  }

  /// Time by its place: a number of steps, or a time such as 100ms.
  static func duration(
    _ usage: String, _ note: String
  ) -> Argument where Value == Quantity? {
    Argument(
      "[\(usage)]", note, expects: { $0.expectedTime("[\(usage)]") }
    ) { (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> Quantity? in
      guard let word = reader.takePositional() else { return nil }
      return try word.value.quantity(for: "'\(usage.lowercased())'", expected: "a whole number")
    }
  }

  /// A word that is there or not.
  static func flag(_ word: String, _ note: String) -> Argument where Value == Bool {
    Argument("[\(word)]", note, .flag(word), candidates: { _ in [Candidate(word, note)] }) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> Bool in
      reader.take(flag: word)
    }
  }

  /// The path of a file, as a name with its place.
  static func file(_ note: String) -> Argument where Value == Name {
    Argument("FILE", note, candidates: { $0.fileCandidates }) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> Name in
      guard let word = reader.takePositional() else { throw reader.missing("the name of a file") }
      return word.value
    }
  }

  /// All `name=value` words that are left.
  static func settings(
    _ usage: String, _ note: String,
    candidates: @escaping @Sendable (CompletionSituation) -> [Candidate]
  ) -> Argument where Value == [Setting] {
    Argument(usage, note, .settings, candidates: candidates, expects: \.expectedSetting) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> [Setting] in
      try reader.takeSettings()
    }
  }
}

/// `tau=3`: a name, and the text that it is set to.
struct Setting: Hashable, Sendable {
  var name: Name
  var value: Name

  /// What it sets, as it is said: `mem -65 mV`.
  ///
  /// - Parameter unit: what a number without a unit is in.
  func news(in unit: UnitOfMeasure) -> String {
    guard let quantity = try? value.quantity(for: "") else { return "\(name.text) \(value.text)" }
    return "\(name.text) \(quantity.value.canonicalText)\((quantity.unit ?? unit).text.spaced)"
  }
}

extension Name {
  /// The whole number that the word stands for.
  ///
  /// - Throws: `Diagnostic` at the word where it is no whole number in the range.
  func whole(in bounds: ClosedRange<Int>, what: String) throws(Diagnostic) -> Int {
    let limits =
      bounds.upperBound == .max
      ? "a whole number, at least \(bounds.lowerBound)"
      : "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
    let quantity = try quantity(for: what, expected: limits)
    guard quantity.unit == nil, let whole = Int(exactly: quantity.value), bounds.contains(whole)
    else {
      throw Diagnostic("\(what) cannot be \(text.shortened)", at: range, expected: limits)
    }
    return whole
  }
}

extension String {
  /// The text, cut where an error message could not hold it.
  var shortened: String { count <= 40 ? self : prefix(37) + "..." }
}
