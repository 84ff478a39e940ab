import Equations
import OrderedCollections
import Simulation

/// What `expect` may ask of a module: `m.spikes`, the sum over its nodes.
///
/// Its nodes may differ in everything else, their time and their units included.
struct ModuleMeasure {
  private var nodes: [Node]

  /// The measure that a part of a term names; nil where it names no module.
  ///
  /// - Throws: `Diagnostic` where it names anything but the number of spikes.
  init?(_ part: Expression, in session: Session) throws(Diagnostic) {
    guard case .name(let text) = part.kind else { return nil }
    let name = String(text.prefix { $0 != "." })
    guard session.modules[name] != nil else { return nil }
    let members = session.members(of: name)
    let quantity = text.dropFirst(name.utf8.count + 1)
    guard quantity == "spikes" else {
      throw Diagnostic(
        "'\(name)' is a module", at: part.range,
        expected: "\(name).spikes, the sum over its nodes, or one of them, such as"
          + " \(members.first ?? "n").\(quantity.isEmpty ? "mem" : quantity)")
    }
    nodes = members.compactMap { session.nodes[$0] }
  }

  /// How often all neurons of all its nodes fired together.
  var value: Double { Double(nodes.reduce(0) { $0 + $1.recording.spikeCount(after: 0) }) }
}

extension CompletionSituation {
  /// `m.spikes` for every module.
  var moduleMeasureCandidates: [Candidate] {
    session.modules.keys.map { Candidate("\($0).spikes", "the sum over its nodes") }
  }
}
