import Shell

/// Whole commands of what completion offers, as bytes choose.
///
/// What completion offers follows from the commands' declarations, so that the verb, the names and the
/// forms fit, and a number at the edge of its type gets as far as to be computed with. Damaged text is
/// most often refused by the grammar, which hid the crashes behind it.
struct CommandMaker {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  /// The next command; nil where no byte is left.
  mutating func command(in session: Session, host: Host) -> String? {
    guard !bytes.isEmpty, let verb = choice(among: Self.verbs) else { return nil }
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
