import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let define = Command(
    "define", .build, "Make a neuron of your own from its equations.",
    traits: [.opensBlock, .isForeseen],
    details: """
      In one line: define NAME = PARENT [with PARAMETER = VALUE, ...], and then perhaps
      integral { ... } or spike { ... }. In several lines: define NAME, then declarations
      (inherits, source, param, function, state, act, with, integral, spike), then end. A neuron that
      inherits may rewrite integral or spike alone. Nodes that exist keep the equations that they
      were created with, and neurons those that they build on; a second 'define' says which.
      """,
    examples: [
      "define fast = LIF with tau = 1.2",
      "define soft = LIF spike { spike = act(mem - threshold); mem -= threshold * spike }",
      """
      define Adaptive "LIF that tires"
        inherits LIF
        param jump = 0.2 >= 0 "how much a spike raises the threshold"
        state fatigue = 0 "raised threshold"
        spike
          spike = act(mem - threshold - fatigue)
          mem = mem * (1 - detach(spike))
          fatigue = 0.9 * fatigue + jump * spike
      end; create adaptive a; show adaptive
      """,
      """
      define Gated "LIF whose leak opens with mem"
        inherits LIF
        function open(v, half, slope) = 1 / (1 + exp(-(v - half) / slope)) "an activation curve"
        integral
          mem += (input - mem * open(mem, 0.5, 0.1)) / tau
      end; create gated g; feed g const 1.5; run g 20
      """,
      "define Sine = LIF integral { mem += (1.5 * sin(t / 5) - mem) / tau }",
    ],
    Argument<Name>.text(
      "NAME ...", "the declaration, up to 'end' or the end of the line",
      missing: "a name and '= PARENT', or declarations up to 'end'",
      candidates: { $0.definition?.candidates(in: $0.session.models) ?? [] })
  ) { (context: inout Context, definition: Name) throws(Diagnostic) in
    let verb = "define"
    guard !CommandReader.lacksEnd(verb + definition.text) else {
      throw Diagnostic(
        "this 'define' has no 'end'", at: context.verb.range,
        expected: "a line 'end' behind its declarations, or '= PARENT' behind its name",
        kind: .incomplete)
    }
    do throws(Diagnostic) {
      let model = try context.session.models.define(verb + definition.text)
      var report = Report(.note("\(model.name): \(model.summary)"))
      if let note = context.session.unchangedNote(besides: model) { report.add(.note(note)) }
      return report
    } catch {
      throw error.shifted(by: definition.range.lower - verb.utf8.count)
    }
  }
}

extension Session {
  // What builds on an earlier model of this name, and goes on to.
  fileprivate func unchangedNote(besides model: NeuronModel) -> String? {
    let name = model.name.lowercased()
    let isEarlier = { (other: NeuronModel) in
      !other.builds(on: model) && other.family.contains { $0.lowercased() == name }
    }
    let names =
      models.userDefined.filter { $0.name != model.name && isEarlier($0) }.map(\.name)
      + nodes.values.filter { isEarlier($0.model) }.map(\.name)
      + network.connections.values.filter { $0.synapse.map { isEarlier($0.model) } ?? false }
      .map(\.name)
    guard !names.isEmpty else { return nil }
    let more = names.count > 8 ? " and \(names.count - 8) more" : ""
    return "as before, with the earlier \(model.name): "
      + names.prefix(8).joined(separator: ", ") + more
  }
}
