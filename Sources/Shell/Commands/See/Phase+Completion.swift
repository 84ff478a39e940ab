import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension CompletionSituation {
  /// The states of the plane: the first with a comma behind it, or alone before a second word.
  var pairCandidates: [Candidate] {
    guard let node else { return [] }
    let words = positionals.map(\.text).filter { !$0.isEmpty }
    let states = PhasePlane.states(of: node)
    let before = words.flatMap { $0.split(separator: ",").map(String.init) }
      .filter(states.contains)
    guard before.count + prefix.count(where: { $0 == "," }) < 2 else { return [] }
    let isFirst = before.isEmpty && !prefix.contains(",")
    return listed(
      states.filter { !before.contains($0) }.map {
        Candidate($0, node.model.states[$0]?.note ?? "", suffix: isFirst ? "," : " ")
      })
  }

  /// What `phase` takes values for: inputs, and the states of the plane and besides.
  var planeCandidates: [Candidate] {
    guard key == nil, let node else { return [] }
    let names = node.model.inputs.keys + PhasePlane.states(of: node)
    return unused(
      names.map { name in
        let note = node.model.inputs[name]?.note ?? node.model.states[name]?.note ?? ""
        return Candidate(name, note, suffix: "=")
      })
  }
}
