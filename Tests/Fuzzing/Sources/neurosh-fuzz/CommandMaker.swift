import Shell

/// Whole commands of what completion offers and of the help's examples, as bytes choose.
///
/// Both follow from the commands' declarations, so that the verb, the names and the forms fit, and a
/// number at the edge of its type gets as far as to be computed with. Damaged text is most often refused
/// by the grammar, which hid the crashes behind it.
struct CommandMaker {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  /// The next command; nil where no byte is left.
  mutating func command(in session: Session, host: Host) -> String? {
    guard let first = bytes.popFirst(), let verb = choice(among: Self.verbs) else { return nil }
    // What is asked in several words that belong together is seldom reached word by word.
    if first < 160, let example = choice(among: Self.examples[verb] ?? []) {
      return varied(example, in: session)
    }
    var line = verb + " "
    // A word too many spoils what is right so far, so that most words are those offered.
    for _ in 0..<8 {
      guard let byte = bytes.popFirst(), byte >= 30 else { break }
      let candidates = Completion(
        line, cursor: line.utf8.count, session: session, host: host
      ).candidates
      if byte < 225, let candidate = choice(among: candidates) {
        line += candidate.text + candidate.suffix
        if candidate.suffix.hasSuffix("=") { line += (choice(among: Self.numbers) ?? "1") + " " }
      } else if byte >= 225 || byte < 90 {
        line += (choice(among: byte < 240 ? Self.numbers : Self.words) ?? "1") + " "
      } else {
        break
      }
    }
    return line
  }

  // The example with the session's names and now and then another number.
  private mutating func varied(_ example: String, in session: Session) -> String {
    let names = Array(session.nodes.keys)
    return example.split(separator: " ").map { word in
      let name = word.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      if Self.exampleNames.contains(String(name)), let other = choice(among: names) {
        return other + word.dropFirst(name.count)
      }
      let start = word.lastIndex(of: "=").map(word.index(after:)) ?? word.startIndex
      guard Double(word[start...].prefix { $0.isNumber || "+-.".contains($0) }) != nil,
        let byte = bytes.popFirst(), byte < 80, let number = choice(among: Self.numbers)
      else { return String(word) }
      return word[..<start] + number
    }.joined(separator: " ")
  }

  private mutating func choice<Choice>(among choices: [Choice]) -> Choice? {
    guard !choices.isEmpty else { return nil }
    let high = bytes.popFirst() ?? 0
    let low = bytes.popFirst() ?? 0
    return choices[(Int(high) << 8 | Int(low)) % choices.count]
  }

  // Those that compute with what they are given more often than the others.
  private static let verbs = Command.all.flatMap { command in
    let computes = [.input, .explore, .check].contains(command.group)
    return Array(repeating: command.name, count: computes ? 4 : 1)
  }

  private static let examples: [String: [String]] = {
    let statements = Command.all.flatMap(\.examples).flatMap { example -> [String] in
      var reader = CommandReader()
      return (reader.take(example) + reader.finish()).map(\.text)
    }
    return Dictionary(grouping: statements) { String($0.prefix { $0 != " " }) }
  }()

  // The nodes of the examples.
  private static let exampleNames = Set(
    (examples["create"] ?? []).compactMap { $0.split(separator: " ").dropFirst(2).first }
      .map(String.init))

  private static let numbers = [
    "0", "-0", "1", "-1", "2", "0.5", "3.24", "20", "1e308", "-1e308", "1e-308", "1e17",
    "4294967296", "9007199254740991", "10ms", "3nA", "-65mV", "50Hz", "1..5", "-1e308..1e308",
  ]

  // What stands where completion offers nothing: conditions, calls, the values of a network.
  private static let words = [
    "== min(1)", "== min(1,2,3)", "== clamp(1,2)", "== sqrt()", "== 1 +- abs()", "+- 1%",
    "where rate==5", "where spikes==2", "in 0..1e308", "for=20ms", "brunel g=1e308",
    "brunel eta=1e308", "brunel J=3.24 theta=4294967296 g=4", "brunel t_ref=1e-320",
  ]
}
