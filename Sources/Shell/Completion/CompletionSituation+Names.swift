import Equations
import Neurons
import OrderedCollections
import Simulation

// Names that several commands take: of nodes, of what a neuron has, and lists of them.
extension CompletionSituation {
  /// The inputs and parameters of the node that may differ from trial to trial.
  func variableCandidates(suffix: String = " ") -> [Candidate] {
    guard let model = node?.model else { return [] }
    return model.inputs.values.map { Candidate($0.name, $0.note, suffix: suffix) }
      + model.parametersOwnFirst.filter(\.isVariable)
      .map { Candidate($0.name, $0.note, suffix: suffix) }
  }

  /// Names before `=` without those that stand on the line already.
  func unused(_ names: [Candidate]) -> [Candidate] {
    let used = Set(words.compactMap(\.key?.text))
    return names.filter { !used.contains($0.text) }
  }

  /// Names joined by commas in one word: those that the word does not have yet, behind its last
  /// comma.
  func listed(_ names: [Candidate]) -> [Candidate] {
    let pieces = prefix.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let before = pieces.dropLast()
    return names.filter { !before.contains($0.text) }.map { candidate in
      var whole = candidate
      whole.text = (before + [candidate.text]).joined(separator: ",")
      return whole
    }
  }
}
