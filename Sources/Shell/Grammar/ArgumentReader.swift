import Equations

/// The words of a statement that no argument has taken yet.
struct ArgumentReader {
  /// The whole statement.
  let text: String
  /// The verb as it was typed.
  let verb: Name
  private(set) var words: [Word]
  /// The values behind words such as `--svg`.
  private var options: [String: Name] = [:]
  private var taken: [String] = []

  init(text: String, verb: Name, words: [Word]) {
    self.text = text
    self.verb = verb
    self.words = words
  }

  /// The next word without `=`.
  var nextPositional: Word? { words.first { $0.key == nil && !$0.isFlag } }

  /// Takes the next word without `=`.
  mutating func takePositional() -> Word? {
    guard let index = words.firstIndex(where: { $0.key == nil && !$0.isFlag }) else { return nil }
    return words.remove(at: index)
  }

  /// Takes the word `key=value`.
  mutating func take(key: String) -> Word? {
    taken.append(key)
    guard let index = words.firstIndex(where: { $0.key?.text == key }) else { return nil }
    return words.remove(at: index)
  }

  /// Takes a word such as `--force`.
  mutating func take(flag: String) -> Bool {
    guard let index = words.firstIndex(where: { $0.text == flag }) else { return false }
    words.remove(at: index)
    return true
  }

  /// Checks that every word such as `--force` is one that an argument takes.
  ///
  /// What stands behind such a word may be its value, so that an error there would be about the wrong
  /// word.
  ///
  /// - Throws: `Diagnostic` at the first that none takes.
  func checkFlags(_ arguments: [ArgumentShape]) throws(Diagnostic) {
    let known = arguments.flatMap(\.flags)
    guard !arguments.contains(where: { $0.role == .text }),
      let word = words.first(where: { $0.isFlag && !known.contains($0.text) })
    else { return }
    throw Diagnostic(
      "unexpected '\(word.text.shortened)'", at: word.range,
      expected: known.isEmpty ? "no option" : "one of \(known.joined(separator: ", "))",
      suggestion: nearestWord(to: word.text, among: known))
  }

  /// Puts options such as `--svg FILE` aside, so that no other argument takes their values.
  ///
  /// - Throws: `Diagnostic` at an option that has no value or stands twice.
  mutating func setAside(_ names: [String]) throws(Diagnostic) {
    while let index = words.firstIndex(where: { names.contains($0.text) }) {
      let option = words.remove(at: index)
      guard words.indices.contains(index), !words[index].isFlag else {
        throw Diagnostic(
          "'\(option.text)' has no value", at: option.range, expected: "\(option.text) FILE")
      }
      guard options[option.text] == nil else {
        throw Diagnostic("'\(option.text)' is set twice", at: option.range, expected: "one value")
      }
      let value = words.remove(at: index)
      options[option.text] = Name(value.text, value.range)
    }
  }

  /// Takes the value of an option that was put aside.
  mutating func take(option: String) -> Name? { options.removeValue(forKey: option) }

  /// Takes all `name=value` words.
  ///
  /// - Throws: `Diagnostic` at a name that stands twice.
  mutating func takeSettings() throws(Diagnostic) -> [Setting] {
    var result: [Setting] = []
    for word in words {
      guard let key = word.key else { continue }
      guard !result.contains(where: { $0.name.text == key.text }) else {
        throw Diagnostic("'\(key.text)' is set twice", at: word.range, expected: "one value")
      }
      result.append(Setting(name: key, value: word.value))
    }
    words.removeAll { $0.key != nil }
    return result
  }

  /// Takes the words that a condition picks, in their order.
  mutating func takeAll(where isWanted: (Word) -> Bool) -> [Word] {
    defer { words.removeAll(where: isWanted) }
    return words.filter(isWanted)
  }

  /// Takes everything after the verb as it is written.
  mutating func takeText() -> (text: String, offset: Int) {
    words = []
    let rest = String(decoding: Array(text.utf8)[verb.range.upper...], as: UTF8.self)
    return (rest, verb.range.upper)
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
      "'\(verb.text)' needs more", at: SourceRange(trimmed, trimmed + 1), expected: expected)
  }

  /// Checks that every word was taken.
  ///
  /// - Throws: `Diagnostic` at the first word that none of the arguments takes.
  func finish(_ arguments: [ArgumentShape]) throws(Diagnostic) {
    guard let word = words.first else { return }
    let keys = arguments.flatMap(\.keys)
    if let key = word.key {
      if taken.contains(key.text) {
        throw Diagnostic("'\(key.text)' is set twice", at: word.range, expected: "one value")
      }
      let expected =
        keys.isEmpty
        ? "no '='" : keys.map { "\($0)=" }.joined(separator: ", ")
      throw .unknown("option", key, among: keys, expected: expected)
    }
    let usage = ([verb.text] + arguments.map(\.usage)).joined(separator: " ")
    let flags = arguments.flatMap { shape in
      if case .flag(let flag) = shape.role { [flag] } else { shape.options }
    }
    throw Diagnostic(
      "unexpected '\(word.text.shortened)'", at: word.range, expected: usage,
      suggestion: nearestWord(to: word.text, among: keys.map { "\($0)=" } + flags))
  }
}

extension Word {
  /// Whether it is written like `--force`.
  var isFlag: Bool { text.hasPrefix("--") }
}
