import Equations

/// One argument of a command: how it is written, read and completed.
struct Argument<Value: Sendable>: Sendable {
  typealias Reading =
    @Sendable (_ reader: inout ArgumentReader, _ context: Context) throws(Diagnostic) -> Value

  let shape: ArgumentShape
  let read: Reading

  /// An argument of several parts.
  init(_ parts: [ArgumentShape.Part], _ note: String, read: @escaping Reading) {
    shape = ArgumentShape(parts, note)
    self.read = read
  }

  /// An argument that is written in one way.
  init(
    _ usage: String, _ note: String, _ role: ArgumentShape.Role = .place, isOptional: Bool = false,
    candidates: @escaping @Sendable (CompletionSituation) -> [Candidate] = { _ in [] },
    expects: @escaping @Sendable (CompletionSituation) -> ExpectedValue? = { _ in nil },
    read: @escaping Reading
  ) {
    let form = ArgumentShape.Form(
      role: role, usage: usage, note: note, candidates: candidates, expects: expects)
    self.init([ArgumentShape.Part(forms: [form], isOptional: isOptional)], note, read: read)
  }
}

// Arguments of others.
extension Argument {
  /// Several arguments that are told as one, read in their order.
  static func all<each Element: Sendable>(
    _ note: String, _ argument: repeat Argument<each Element>,
    make: @escaping @Sendable (repeat each Element) -> Value
  ) -> Argument {
    var parts: [ArgumentShape.Part] = []
    repeat parts += (each argument).shape.parts
    return Argument(parts, note) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      make(repeat try (each argument).read(&reader, context))
    }
  }

  /// One of several, or nothing: `[spikes=COUNT | train=FILE]`.
  static func one<Wrapped>(of arguments: Argument..., note: String) -> Argument
  where Value == Wrapped? {
    let forms = arguments.flatMap(\.shape.parts).flatMap(\.forms)
    return Argument([ArgumentShape.Part(forms: forms, isOptional: true)], note) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      for argument in arguments {
        if let value = try argument.read(&reader, context) { return value }
      }
      return nil
    }
  }

  /// The same with another value made of what was read.
  func map<Other>(
    _ make:
      @escaping @Sendable (_ value: Value, _ verb: Name, _ context: Context) throws(Diagnostic)
      -> Other
  ) -> Argument<Other> {
    Argument<Other>(shape.parts, shape.note) {
      [read] (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      try make(try read(&reader, context), reader.verb, context)
    }
  }

  /// The same with a value where it is left out.
  func or<Wrapped>(_ value: Wrapped) -> Argument<Wrapped> where Value == Wrapped? {
    map { (read: Wrapped?, _: Name, _: Context) in read ?? value }
  }
}

// Arguments whose reader follows from their shape.
extension Argument {
  /// `key=VALUE`, or nothing.
  static func keyed<Wrapped>(
    _ key: String, _ value: ValueSyntax<Wrapped>, _ note: String = ""
  ) -> Argument where Value == Wrapped? {
    Argument(
      value.words.map { "\(key)=\($0)" }.joined(separator: " | "), note, .keyed(key),
      isOptional: true, candidates: value.candidates
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      guard let word = reader.take(key: key) else { return nil }
      return try value.read(word.value, "'\(key)'", context)
    }
  }

  /// A value by its place, or nothing.
  static func place<Wrapped>(
    _ value: ValueSyntax<Wrapped>, _ note: String,
    expects: @escaping @Sendable (CompletionSituation) -> ExpectedValue? = { _ in nil }
  ) -> Argument where Value == Wrapped? {
    Argument(value.usage, note, isOptional: true, candidates: value.candidates, expects: expects) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      guard let word = reader.takePositional() else { return nil }
      return try value.read(word.value, "'\(value.usage.lowercased())'", context)
    }
  }

  /// A value by its place, which has to be there.
  ///
  /// - Parameter missing: what is expected where it is not.
  static func required(
    _ value: ValueSyntax<Value>, _ note: String, missing: String
  ) -> Argument {
    Argument(value.usage, note, candidates: value.candidates) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      guard let word = reader.takePositional() else { throw reader.missing(missing) }
      return try value.read(word.value, "'\(value.usage.lowercased())'", context)
    }
  }

  /// Time by its place: a number of steps, or a time such as 100ms.
  static func steps(_ note: String) -> Argument where Value == Quantity? {
    .place(.quantity("STEPS", expected: "a whole number"), note) { $0.expectedTime("[STEPS]") }
  }

  /// A word that is there or not.
  static func flag(_ word: String, _ note: String) -> Argument where Value == Bool {
    Argument(word, note, .flag(word), isOptional: true) {
      (reader: inout ArgumentReader, _: Context) in
      reader.take(flag: word)
    }
  }

  /// `--svg FILE`, or nothing.
  static func option(_ word: String) -> Argument where Value == Name? {
    Argument(
      "\(word) FILE", "", .option(word), isOptional: true, candidates: \.fileCandidates
    ) { (reader: inout ArgumentReader, _: Context) in reader.take(option: word) }
  }

  /// The path of a file, as a name with its place.
  static func file(_ note: String) -> Argument where Value == Name {
    .required(
      .name("FILE", candidates: \.fileCandidates), note, missing: "the name of a file")
  }

  /// Everything behind the verb as it is written, which has to be something.
  ///
  /// - Parameter missing: what is expected where it is nothing.
  static func text(
    _ usage: String, _ note: String, missing: String,
    candidates: @escaping @Sendable (CompletionSituation) -> [Candidate] = { _ in [] }
  ) -> Argument where Value == Name {
    Argument(usage, note, .text, candidates: candidates) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) in
      let rest = reader.takeText()
      guard !rest.text.trimmed.isEmpty else { throw reader.missing(missing) }
      return rest
    }
  }

  /// All words without `=` that are left, at least one.
  ///
  /// - Parameter missing: what is expected where there is none.
  static func words(
    _ usage: String, _ note: String, missing: String,
    candidates: @escaping @Sendable (CompletionSituation) -> [Candidate] = { _ in [] }
  ) -> Argument where Value == [Name] {
    Argument(usage, note, .words, candidates: candidates) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) in
      let words = reader.takePositionals().map(\.value)
      guard !words.isEmpty else { throw reader.missing(missing) }
      return words
    }
  }

  /// All `name=value` words that are left.
  static func settings(
    _ usage: String, _ note: String,
    candidates: @escaping @Sendable (CompletionSituation) -> [Candidate]
  ) -> Argument where Value == [Setting] {
    Argument(usage, note, .settings, candidates: candidates, expects: \.expectedSetting) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> [Setting] in
      var settings: [Setting] = []
      for setting in try reader.takeSettings() {
        settings.append(try setting.reading(context.host))
      }
      return settings
    }
  }
}
