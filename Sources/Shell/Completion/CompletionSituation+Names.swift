import Equations
import Neurons
import OrderedCollections
import Simulation

// Names that several commands take: of nodes, of what a neuron has, and lists of them.
extension CompletionSituation {
  /// The inputs and parameters of the node that may differ from trial to trial.
  func variableCandidates(suffix: String = " ") -> [Candidate] {
    guard let model = node?.model else { return [] }
    let inputs = model.inputs.values.map { ($0.name, $0.note) }
    let parameters = model.parametersOwnFirst.filter(\.isVariable).map { ($0.name, $0.note) }
    return (inputs + parameters).map { Candidate($0, $1, suffix: suffix) }
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
    return names.filter { !before.contains($0.text) }.map {
      Candidate((before + [$0.text]).joined(separator: ","), $0.note, suffix: $0.suffix)
    }
  }
}
