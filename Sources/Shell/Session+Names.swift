import Equations
import Neurons
import OrderedCollections
import Simulation
import TerminalText

// Nodes, connections and modules share their names: 'set x', 'show x' and 'drop x' take any of them.
extension Session {
  /// Whether a node, a connection or a module has a name.
  func isTaken(_ name: String) -> Bool { kind(named: name) != nil }

  /// Checks that the word can name a new node, connection or module.
  func checkIsNew(_ name: Name) throws(Diagnostic) {
    try name.checkIsNewNodeName()
    guard let kind = kind(named: name.text) else { return }
    throw Diagnostic(
      "there is already \(kind) '\(name.text)'", at: name.range,
      expected: "a new name, or 'drop \(name.text)' first", kind: .duplicate)
  }

  /// The first of lif1, lif2 and so on that nothing has.
  func freeName(for model: NeuronModel) -> Name {
    let stem = String(model.name.lowercased().map { $0 == "." ? "_" : $0 })
    return Name(freeName(stem, from: 1), SourceRange(0, 0))
  }

  /// The first of a_b, a_b2 and so on that nothing has.
  func freeConnectionName(from source: String, to target: String) -> String {
    let name = "\(source)_\(target)"
    return isTaken(name) ? freeName(name, from: 2) : name
  }

  private func freeName(_ stem: String, from first: Int) -> String {
    var number = first
    while isTaken("\(stem)\(number)") { number += 1 }
    return "\(stem)\(number)"
  }

  private func kind(named name: String) -> String? {
    if nodes[name] != nil { return "a node" }
    if network.connections[name] != nil { return "a connection" }
    return modules[name] == nil ? nil : "a module"
  }
}

extension String {
  /// Whether the text can name a node, a connection, a module or a mark: a name as in the language, of
  /// characters that are seen, so that no two look alike that are not.
  var isVisibleName: Bool { isName && harmlessLine == self }

  /// Checks a name in a saved session.
  ///
  /// - Parameter kind: what has the name, such as `node`.
  /// - Throws: a sentence that shows it.
  func checkCanName(_ kind: String, isTaken: Bool) throws(FileFailure) {
    guard isVisibleName else {
      throw FileFailure(
        "it has a \(kind) '\(harmlessLine.shortened)', which cannot be a name",
        expected: "a letter, then letters, digits and _")
    }
    guard !isTaken else { throw FileFailure("it has '\(self)' twice") }
  }
}

extension Name {
  /// Checks that the word can name a node.
  func checkIsNewNodeName() throws(Diagnostic) {
    let expected: String
    if !text.isVisibleName {
      expected = "a letter, then letters, digits and _"
    } else if text == "session" {
      // `set session memory=1` and `feed const 1` could otherwise mean two things.
      expected = "another name; 'set session' is for what all nodes share"
    } else if text.utf8.count > 64 || Wave.names.contains(text) {
      expected = "a name of at most 64 bytes that is no waveform"
    } else {
      return
    }
    throw Diagnostic("'\(text.shortened)' cannot name a node", at: range, expected: expected)
  }
}
