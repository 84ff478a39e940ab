import Equations

/// The words of a statement that no argument has taken yet.
struct ArgumentReader {
  /// The whole statement.
  let text: String
  /// The verb as it was typed.
  let verb: Name
  private(set) var words: [Word]
  /// What is being read.
  private var arguments: [ArgumentShape] = []
  /// The values behind words such as `--svg`.
  private var options: [String: Name] = [:]
  private var taken: Set<String> = []
  /// The word such as `5..10`, where an argument takes one.
  private var span: Word?

  init(text: String, verb: Name, words: [Word]) {
    self.text = text
    self.verb = verb
    self.words = words
  }

  /// Reads arguments in their order, which have to take all words.
  ///
  /// - Throws: `Diagnostic` at the word that does not fit.
  mutating func read<each Value>(
    _ argument: repeat Argument<each Value>, in context: Context
  ) throws(Diagnostic) -> (repeat each Value) {
    repeat arguments.append((each argument).shape)
    if words.contains(where: \.isFlag) {
      try checkFlags()
      try setAside(arguments.options)
    }
    if arguments.forms.contains(where: { $0.role == .span }) {
      span = words.firstIndex(where: \.isSpan).map { words.remove(at: $0) }
    }
    let values = (repeat try (each argument).read(&self, context))
    try finish()
    return values
  }

  /// The next word without `=`.
  var nextPositional: Word? { words.first { $0.key == nil && !$0.isFlag } }

  /// Takes the next word without `=`.
  mutating func takePositional() -> Word? {
    guard let index = words.firstIndex(where: { $0.key == nil && !$0.isFlag }) else { return nil }
    return words.remove(at: index)
  }

  /// Takes all words without `=` that are left, at once: word by word, many would take long.
  mutating func takePositionals() -> [Word] { takeAll { $0.key == nil && !$0.isFlag } }

  /// Takes the word `key=value`.
  mutating func take(key: String) -> Word? {
    guard let index = words.firstIndex(where: { $0.key?.text == key }) else { return nil }
    taken.insert(key)
    return words.remove(at: index)
  }

  /// Takes a word such as `--force`.
  mutating func take(flag: String) -> Bool {
    guard let index = words.firstIndex(where: { $0.text == flag }) else { return false }
    words.remove(at: index)
    return true
  }

  // Checks that every word such as `--force` is one that an argument takes. What stands behind such
  // a word may be its value, so that an error there would be about the wrong word.
  private func checkFlags() throws(Diagnostic) {
    let known = arguments.flags
    guard !arguments.forms.contains(where: { $0.role == .text }),
      let word = words.first(where: { $0.isFlag && !known.contains($0.text) })
    else { return }
    throw .unexpected(
      word.whole, expected: known.isEmpty ? "no option" : "one of \(known.joined(separator: ", "))",
      suggestion: nearestWord(to: word.text, among: known))
  }

  // Puts options such as `--svg FILE` aside, so that no other argument takes their values.
  private mutating func setAside(_ names: [String]) throws(Diagnostic) {
    while let index = words.firstIndex(where: { names.contains($0.text) }) {
      let option = words.remove(at: index)
      guard words.indices.contains(index), !words[index].isFlag else {
        throw Diagnostic(
          "'\(option.text)' has no value", at: option.range, expected: "\(option.text) FILE",
          kind: .incomplete)
      }
      guard options[option.text] == nil else { throw .setTwice(option.whole) }
      options[option.text] = words.remove(at: index).whole
    }
  }

  /// Takes the value of an option that was put aside.
  mutating func take(option: String) -> Name? { options.removeValue(forKey: option) }

  /// Takes the word such as `5..10` that was put aside.
  mutating func takeSpan() -> Word? {
    defer { span = nil }
    return span
  }

  /// Takes all `name=value` words that belong to no keyed argument.
  ///
  /// - Throws: `Diagnostic` at a name that stands twice.
  mutating func takeSettings() throws(Diagnostic) -> [Setting] {
    var result: [Setting] = []
    var names: Set<String> = []
    let keys = arguments.keys
    for word in takeAll(where: { $0.key.map { !keys.contains($0.text) } ?? false }) {
      guard let key = word.key else { continue }
      guard names.insert(key.text).inserted else { throw .setTwice(Name(key.text, word.range)) }
      result.append(Setting(name: key, value: word.value))
    }
    return result
  }

  /// Takes all words that no other argument takes by a name such as `for=` or `--force`.
  mutating func takeUnnamed() -> [Word] {
    let keys = arguments.keys
    return takeAll { word in !word.isFlag && !(word.key.map { keys.contains($0.text) } ?? false) }
  }

  /// Whether a word without `=` is a name that an argument takes before one.
  func isKey(_ word: Word) -> Bool { word.key == nil && arguments.keys.contains(word.text) }

  /// Takes the words that a condition picks, in their order.
  mutating func takeAll(where isWanted: (Word) -> Bool) -> [Word] {
    let wanted = words.filter(isWanted)
    words.removeAll(where: isWanted)
    return wanted
  }

  /// Takes everything after the verb as it is written.
  mutating func takeText() -> Name {
    words = []
    let rest = String(decoding: Array(text.utf8)[verb.range.upper...], as: UTF8.self)
    return Name(rest, SourceRange(verb.range.upper, text.utf8.count))
  }

  /// Whether right in front of a word stands a `name=value` whose value is a number without a unit.
  func hasBareNumber(before word: Word) -> Bool {
    guard let setting = words.last(where: { $0.range.lower < word.range.lower }),
      setting.key != nil, let quantity = try? setting.value.quantity(for: "")
    else { return false }
    return quantity.unit == nil
  }

  /// The error that an argument is not there; it points behind the last word.
  func missing(_ expected: String) -> Diagnostic {
    let trimmed = text.utf8.reversed().drop(while: \.isSpace).count
    return Diagnostic(
      "'\(verb.text)' needs more", at: SourceRange(trimmed, trimmed + 1), expected: expected,
      kind: .incomplete)
  }

  /// Checks that no `name=value` word is left.
  ///
  /// - Parameters:
  ///   - kind: what such a name is called.
  ///   - names: those that there could have been.
  ///   - none: what is expected where there could have been none.
  /// - Throws: `Diagnostic` at the first that is left.
  func checkNames(
    _ kind: String = "option", among names: [String], none: String = "no '='"
  ) throws(Diagnostic) {
    guard let word = words.first(where: { $0.key != nil }), let key = word.key else { return }
    if taken.contains(key.text) { throw .setTwice(Name(key.text, word.range)) }
    for part in arguments.flatMap(\.parts) {
      let keys = part.forms.compactMap(\.key)
      guard keys.contains(key.text), let other = keys.first(where: taken.contains) else { continue }
      throw Diagnostic(
        "'\(key.text)' cannot stand beside '\(other)'", at: word.range,
        expected: "one of \(part.forms.map(\.usage).joined(separator: ", "))", kind: .duplicate)
    }
    throw .unknown(
      kind, key, among: names,
      expected: names.isEmpty ? none : names.map { "\($0)=" }.joined(separator: ", "))
  }

  // Checks that every word was taken.
  private func finish() throws(Diagnostic) {
    guard let word = words.first else { return }
    let keys = arguments.keys
    if word.key != nil { try checkNames(among: keys) }
    throw .unexpected(
      word.whole, expected: ([verb.text] + arguments.map(\.usage)).joined(separator: " "),
      suggestion: nearestWord(to: word.text, among: keys.map { "\($0)=" } + arguments.flags))
  }
}

extension Word {
  /// All of it, with its place.
  var whole: Name { Name(text, range) }

  /// Whether it is written like `5..10`, in steps or as times.
  fileprivate var isSpan: Bool {
    let ends = value.parts(separator: "..")
    return key == nil && ends.count == 2 && ends.allSatisfy { $0.text.first?.isNumber == true }
  }

  /// Whether it is written like `--force`.
  var isFlag: Bool { text.hasPrefix("--") }
}
