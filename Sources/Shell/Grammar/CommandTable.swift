import Equations

extension Command {
  /// Every verb, in the order in which help lists them: one line each.
  public static let all: [Command] = [
    create, module, connect, learn, define, importModel, drop, list, show,
    set, seed,
    feed, unfeed,
    step, run, until, forward, reset, back,
    plot, raster, hist, rate, phase, compare, stats, stdp, watch, tune, table, describe, why,
    sweep, fi, find, theory, dtcheck, grad, fit,
    expect,
    undo, redo, mark, restore, fork, save, load, export, verify, record, source, lesson, mode, time,
    history,
    help, apropos, quit,
  ]

  // Verbs of other shells, and what does the same here.
  private static let otherWays = [
    "exit": "'quit', or Ctrl-D",
    "clear": "'reset' for a new start of all nodes, 'drop *' for none; Ctrl-L empties the screen",
  ]

  /// The command of a verb.
  ///
  /// - Parameter allowsShort: whether the beginning of a verb will do where only one has it.
  /// - Throws: `Diagnostic` at the verb where there is none, or where several begin so.
  static func named(_ verb: Name, allowsShort: Bool) throws(Diagnostic) -> Command {
    if let exact = all.first(where: { $0.name == verb.text }) { return exact }
    let matches = all.filter { $0.name.hasPrefix(verb.text) }
    if allowsShort, let match = matches.first {
      guard matches.count == 1 else {
        throw Diagnostic(
          "'\(verb.text)' could be \(matches.map { "'\($0.name)'" }.joined(separator: " or "))",
          at: verb.range, expected: "enough letters to tell them apart")
      }
      return match
    }
    if let way = otherWays[verb.text] {
      throw .unknown("verb", verb, among: [], expected: way)
    }
    throw .unknown(
      "verb", Name(verb.text.shortened, verb.range), among: all.map(\.name),
      expected: "a verb such as create, feed, run or help")
  }

  /// The command that a statement comes down to, which stands behind any `time`, and what follows
  /// its verb; nil where there is none.
  static func done(by statement: String) -> (command: Command, words: ArraySlice<Word>)? {
    let words = (try? Word.split(statement))?.drop { $0.text == time.name } ?? []
    guard let verb = words.first, let command = try? named(verb.value, allowsShort: false) else {
      return nil
    }
    return (command, words.dropFirst())
  }

  /// Whether a verb, of which three letters will do, begins a block that goes on to a line `end`.
  static func opensBlock(_ verb: some StringProtocol) -> Bool {
    verb.count >= 3
      && all.contains { $0.traits.contains(.opensBlock) && $0.name.hasPrefix(verb) }
  }

  /// A statement with its verb in full, as files have it.
  static func spelledOut(
    _ statement: String, allowsShort: Bool, isTimed: Bool = false
  ) -> String {
    guard allowsShort, let verb = (try? Word.split(statement))?.first?.value,
      let command = try? named(verb, allowsShort: true)
    else { return statement }
    let bytes = Array(statement.utf8)
    let rest = String(decoding: bytes[verb.range.upper...], as: UTF8.self)
    let isFollowed = command.name == time.name && !isTimed
    return String(decoding: bytes[..<verb.range.lower], as: UTF8.self) + command.name
      + (isFollowed ? spelledOut(rest, allowsShort: true, isTimed: true) : rest)
  }
}

extension CommandText {
  /// Whether its command only says whether something holds.
  var isExpectation: Bool {
    Command.done(by: text)?.command.traits.contains(.isExpectation) ?? false
  }
}
