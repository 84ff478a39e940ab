import Equations
import Neurons
import OrderedCollections
import Simulation

/// A script of Brian2 that runs as it is (Stimberg, Brette & Goodman 2019, eLife 8:e47314).
///
/// Brian2's own equations, threshold and reset where the model can be said so; else the model's step
/// as code that Brian2 runs at every step. Where the script gets the name of a file it writes one row a
/// step into it: first the spikes of all neurons, then mem of all of them.
struct Brian2Script {
  let groups: [Brian2Group]
  private let synapses: Brian2Synapses

  /// Describes a script.
  ///
  /// - Parameter network: the nodes and their connections.
  /// - Throws: `ExportRefusal` for what Brian2 does not say.
  init(_ network: ExportedNetwork) throws(ExportRefusal) {
    var names = NameTable(reserved: pythonKeywords.union(Self.variables))
    for neuron in network.neurons { names.add(neuron.node.name) }
    var groups: [Brian2Group] = []
    for neuron in network.neurons {
      let name = neuron.node.name
      groups.append(
        try Brian2Group(
          neuron, variable: names[name], place: groups.count,
          connections: network.connections.filter { $0.target == name }))
    }
    guard Set(groups.map(\.neuron.dt)).count == 1,
      Set(groups.map(\.neuron.timeUnit.text)).count == 1
    else { throw ExportRefusal("the nodes have other lengths of a step") }
    self.groups = groups
    synapses = try Brian2Synapses(network, groups, &names)
  }

  // What the script itself calls something.
  private static let variables: Set<String> = [
    "sys", "np", "b2", "steps", "dt", "time_unit", "groups", "network", "monitor", "group",
    "neuron",
    "spikes", "table", "rows", "row", "g", "m", "where", "minimum", "maximum", "nearest", "angle",
    "recorded", "fired", "units", "unit", "len", "zip", "print", "enumerate", "isinstance", "slots",
    "place", "part",
  ]

  /// The script.
  ///
  /// - Throws: `ExportRefusal` for what Brian2 does not say.
  func text() throws(ExportRefusal) -> String {
    let first = groups[0].neuron
    var lines = groups.enumerated().flatMap { index, group in
      (index == 0 ? [] : [""]) + group.neuron.heading("Brian2 2.9", numbers: group.numbers)
    }.commented("#")
    lines += ["", "import sys", "", "import brian2 as b2", "import numpy as np", ""]
    lines += [
      "b2.prefs.codegen.target = 'numpy'",
      "# Terms are computed in the order in which they stand.",
      "b2.prefs.codegen.loop_invariant_optimisations = False", "",
    ]
    var used: [String] = []
    for group in groups {
      for name in try group.definitions() where !used.contains(name) { used.append(name) }
    }
    for definition in Brian2Terms.definitions where used.contains(definition.name) {
      let names = definition.signature.split(separator: ", ")
      let types = names.map { "\($0)='any'" }.joined(separator: ", ")
      lines += [
        "", "@b2.implementation('numpy', discard_units=True)",
        "@b2.declare_types(\(types), result='float')",
        "@b2.check_units(\(definition.units))",
        "def \(definition.name)(\(definition.signature)):", "    return \(definition.body)", "",
      ]
    }
    lines += ["time_unit = \(try timeUnit(first))", "dt = \(first.dt.canonicalText) * time_unit"]
    lines += ["steps = \(first.steps)", ""]
    for group in groups { lines += try group.lines() + [""] }
    lines += synapses.lines
    lines += outcome
    return lines.map { $0 + "\n" }.joined()
  }

  // What runs, and the table that is left of it.
  private var outcome: [String] {
    let all = groups.map(\.variable).joined(separator: ", ")
    let fired = groups.map { group in
      group.hasPlainSpikes
        ? "b2.SpikeMonitor(\(group.variable))"
        : "b2.StateMonitor(\(group.variable), 'spike', record=True, when='end', dt=dt)"
    }
    let units = groups.map { group in
      let unit = group.neuron.model.states["mem"]?.unit ?? .none
      let factor = group.terms.factor(unit, module: "b2.")
      return factor.first == "*" ? String(factor.dropFirst()) : "1\(factor)"
    }
    return [
      "groups = [\(all)]",
      "units = [\(units.joined(separator: ", "))]  # of mem in the table",
      "recorded = [b2.StateMonitor(g, 'mem', record=True, when='end', dt=dt) for g in groups]",
      "fired = [\(fired.joined(separator: ", "))]",
      "network = b2.Network(groups, recorded, fired\(synapses.variables.map { ", \($0)" }.joined()))",
      "network.run(steps * dt, namespace={})", "", "",
      "def spikes(monitor):",
      "    \"\"\"One row a neuron, one column a step.\"\"\"",
      "    if not isinstance(monitor, b2.SpikeMonitor):",
      "        return np.asarray(monitor.spike)",
      "    rows = np.zeros((len(monitor.source), steps))",
      "    np.add.at(rows, (np.asarray(monitor.i), np.rint(monitor.t / dt).astype(int)), 1)",
      "    return rows", "", "",
      "if len(sys.argv) > 1:",
      "    table = [spikes(m) for m in fired]",
      "    table += [np.asarray(m.mem / unit) for m, unit in zip(recorded, units)]",
      "    np.savetxt(sys.argv[1], np.vstack(table).T, fmt='%.17g')",
      "else:",
      "    for group, monitor in zip(groups, fired):",
      "        for neuron, row in enumerate(spikes(monitor), 1):",
      "            print(group.name, neuron, 'spikes at steps', *(np.flatnonzero(row) + 1))",
    ]
  }

  // The model's unit of time in Brian2's seconds; a pure number counts milliseconds.
  private func timeUnit(_ neuron: ExportedNeuron) throws(ExportRefusal) -> String {
    guard let second = UnitOfMeasure.named("s"), neuron.timeUnit.isSameKind(as: second) else {
      return "b2.ms  # time is a pure number in this model"
    }
    let factor = neuron.timeUnit.factor(to: second)
    return factor == 1e-3 ? "b2.ms" : factor == 1 ? "b2.second" : "\(factor) * b2.second"
  }
}
