import Equations
import Testing

@testable import Shell

/// What Tab offers is accepted: every example of help, cut at every word, with every candidate in
/// the place of the word.
@Suite struct CompletionAcceptanceTests {
  // Things that an example lacks but a session has, so that they are offered.
  private static let surroundings =
    "create lif other1; create lif other2 n=2; connect other1 -> other2 name=link;"
    + "module group: other1 other2; mark here"

  // `quit` takes nothing.
  @Test(arguments: Command.all.filter { $0.name != "quit" }.map(\.name))
  func everyCandidateIsKnown(verb: String) throws {
    let command = try #require(Command.all.first { $0.name == verb })
    var tried: Set<String> = []
    var refused: [String] = []
    // Examples of HH have the same words, but its equations take long.
    for example in command.examples where !example.lowercased().contains("create hh") {
      var shell = ShellHarness(files: [
        "sessions/01-first-spike.nsh": "create lif n\nfeed n const 1.5\nrun n 5\n"
      ])
      try shell.run(Self.surroundings)
      var reader = CommandReader()
      var statements: [CommandText] = []
      for line in example.split(separator: "\n") { statements += reader.take(String(line)) }
      for statement in (statements + reader.finish()).map(\.text) {
        if statement.hasPrefix(verb) { refused += check(statement, in: shell, &tried) }
        // What is around it is not always fit for the rest of the example.
        guard (try? shell.run(statement)) != nil else { break }
      }
    }
    #expect(refused.isEmpty, "\(refused.count) refused:\n\(refused.joined(separator: "\n"))")
  }

  // The statements with one word changed that are refused because of that word.
  private func check(
    _ statement: String, in shell: ShellHarness, _ tried: inout Set<String>
  ) -> [String] {
    var refused: [String] = []
    let bytes = Array(statement.utf8)
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    var host = shell.host
    // What is unknown is told before the work begins, and the work is not wanted.
    host.isInterrupted = { true }
    for (place, word) in ((try? Word.split(statement)) ?? []).dropFirst().enumerated() {
      // Behind `name=` the value as well.
      for cut in [word.range] + (word.key == nil ? [] : [word.value.range]) {
        let isValue = cut != word.range
        let completion = Completion(
          text(0..<cut.lower), cursor: cut.lower, session: shell.workbench.session, host: host)
        // Where nothing follows, as behind `n.input[`, the word is still to be completed.
        for candidate in completion.candidates where !candidate.suffix.isEmpty {
          // A network has values of its own, among them no input; not known to completion.
          if statement.hasPrefix("theory brunel"), candidate.text == "input" { continue }
          let key = isValue ? word.key?.text ?? "" : ""
          // A word with `=` is known by its name, wherever it stands.
          let kind = candidate.suffix == "=" ? "name" : "\(place) \(key)"
          guard tried.insert("\(kind) \(candidate.text)").inserted else { continue }
          let value = candidate.suffix.hasSuffix("=") ? "\(candidate.suffix)1" : ""
          let typed = text(0..<cut.lower) + candidate.text + value
          // One that wants a value stands in front of the example's word, others instead of it.
          let replaces = isValue || (candidate.suffix != "=" && word.key == nil)
          let rest =
            (replaces ? "" : " ") + text((replaces ? cut.upper : cut.lower)..<bytes.count)
          let end = cut.lower + candidate.text.utf8.count
          func refusal(_ statement: String) -> String? {
            var bench = shell.workbench
            do throws(Diagnostic) {
              _ = try bench.perform(statement, host: host)
            } catch {
              let isAboutIt = error.range.lower < end && error.range.upper > cut.lower
              let isRefused =
                ["unknown", "unexpected"].contains { error.message.hasPrefix($0) }
                || error.message.contains("' is no ")
              return isAboutIt && isRefused ? "\(statement): \(error.message)" : nil
            }
            return nil
          }
          // What the example has behind it may exclude the candidate.
          if let problem = refusal(typed + rest), refusal(typed) != nil { refused.append(problem) }
        }
      }
    }
    return refused
  }
}
