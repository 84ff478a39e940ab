import Equations
import OrderedCollections

extension Command {
  static let module = Command(
    "module", .build, "Put nodes and other modules together under a name.",
    details: """
      A module stands for its nodes, those of modules in it as well, wherever several nodes can:
      run m, reset m, feed m, plot m, raster m, hist m, rate m, table m, stats m, show m, and
      set m.* tau=3 for every node in it that has a tau; expect m.spikes == 5 is about their sum.
      What looks at a single neuron (watch, phase, why, sweep) wants one of its nodes, and so does
      'connect', which sends spikes from node to node. With layer_by_layer=true every node takes a
      whole forward pass before the next one begins; the spikes are the same.
      """,
    examples: [
      "create lif a; create lif b; connect a -> b weight=3; module m: a b; forward m; list modules",
      """
      create if a; create if b; create if c; module inner: b c; module whole: a inner; \\
        set whole.* threshold=0.3; reset whole
      """,
      "create lif a; create lif b tau=5; module m: a b; feed m const 1.5; run m 30; plot m; show m",
    ],
    Argument<[Name]>.moduleWords
  ) { (context: inout Context, words: [Name]) throws(Diagnostic) in
    let name = words[0]
    if context.session.modules[name.text] == nil { try context.session.checkIsNew(name) }
    var members: [String] = []
    for member in words.dropFirst() {
      let session = context.session
      guard session.nodes[member.text] != nil || session.modules[member.text] != nil else {
        throw .unknown(
          "node or module", member, among: Array(session.nodes.keys) + session.modules.keys,
          expected: "nodes and modules that exist")
      }
      guard member.text != name.text, !session.reachable(from: member.text).contains(name.text)
      else {
        throw Diagnostic(
          "'\(name.text)' would be in itself", at: member.range, expected: "other members")
      }
      guard !members.contains(member.text) else {
        throw Diagnostic("'\(member.text)' stands twice", at: member.range, expected: "it once")
      }
      members.append(member.text)
    }
    let before = context.session.modules.updateValue(members, forKey: name.text)
    let replaced = before.map { ", in place of \($0.joined(separator: ", "))" } ?? ""
    return Report(.note("\(name.text): \(members.joined(separator: ", "))\(replaced)"))
  }
}

extension Argument where Value == [Name] {
  /// `m: a b c`, also `m : a b c` and `m a b c`.
  fileprivate static var moduleWords: Argument {
    Argument("NAME: NODE ...", "a name, then nodes and modules", .words) {
      $0.targetCandidates
    } read: { (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> [Name] in
      var words: [Name] = []
      for positional in reader.takePositionals() {
        var word = positional.value
        if word.text == ":" { continue }
        if words.isEmpty, word.text.hasSuffix(":") {
          word = Name(
            String(word.text.dropLast()), SourceRange(word.range.lower, word.range.upper - 1))
        }
        words.append(word)
      }
      guard words.count >= 2 else { throw reader.missing("NAME: NODE ...") }
      return words
    }
  }
}
