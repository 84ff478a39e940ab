import Equations
import Neurons
import OrderedCollections
import Simulation

/// A node as a neuron of NESTML, version 5 and later (Plotnikov 2016).
///
/// Differential equations under which nothing else happens within a step go out as such, for NESTML's own
/// solvers; any other model as its step, an assignment a line of `update`.
struct NESTMLNeuron {
  private let neuron: ExportedNeuron
  private let flow: PlainFlow?
  private let step: ExplicitStep?
  private let terms: NESTMLTerms
  private let name: String

  /// Describes a neuron.
  ///
  /// - Parameter neuron: the node.
  /// - Throws: `ExportRefusal` for several neurons and for what NESTML does not say.
  init(_ neuron: ExportedNeuron) throws(ExportRefusal) {
    guard neuron.node.population == 1 else {
      throw ExportRefusal("a file of NESTML has one neuron, not \(neuron.node.population)")
    }
    self.neuron = neuron
    let model = neuron.model
    flow = PlainFlow(neuron)
    step = flow == nil ? try ExplicitStep(neuron) : nil
    try neuron.checkFiresAtSteps()
    var names = NameTable(reserved: NESTMLTerms.reserved)
    if model.parameters["t"] == nil, model.states["t"] == nil { names.keep("t") }
    for name in Array(model.states.keys) + model.parameters.keys + model.inputs.keys {
      names.add(name)
    }
    for statement in model.measuredIntegral?.statements ?? [] { names.add(statement.target.text) }
    for line in step?.lines ?? [] { names.add(line.name) }
    for (_, before) in flow?.statesBefore ?? [] { names.add(before) }
    name = names.make(model.name.lowercased() + "_neuron")
    guard let unit = ["": "ms", "ms": "ms", "s": "s"][neuron.timeUnit.text] else {
      throw ExportRefusal("nestml: time in \(neuron.timeUnit.text) is none of NESTML's")
    }
    terms = NESTMLTerms(names: names, surrogate: neuron.node.surrogate, timeUnit: unit)
  }

  private var model: NeuronModel { neuron.model }

  /// The file.
  ///
  /// - Throws: `ExportRefusal` for what NESTML does not say.
  func text() throws(ExportRefusal) -> String {
    var heading = neuron.heading("NESTML")
    heading.insert(
      step == nil
        ? "NESTML chooses how equations are solved, and looks at conditions after each step."
        : "A step of NEST has to be as long as one here: \(neuron.dt.canonicalText) \(terms.timeUnit).",
      at: 1)
    var (equations, update): ([String], [String]) = ([], [])
    if let flow {
      (equations, update) = (try self.equations(of: flow), try conditions(of: flow))
    } else {
      update = try written()
    }
    let used = Set((equations + update).joined(separator: "\n").identifiers)
    var lines = heading.commented("#") + ["model \(name):", "    state:"]
    lines += neuron.states.filter { used.contains(terms.name($0.name)) }.map(declared)
    for (state, before) in flow?.statesBefore ?? [] {
      let begin = neuron.states.first { $0.name == state }?.values[0] ?? 0
      lines.append("        \(terms.name(before)) real = \(terms.number(begin))")
    }
    lines += equations
    var parameters = neuron.parameters.filter { used.contains(terms.name($0.name)) }.map(declared)
    var inputs: [String] = []
    for input in model.inputs.keys where used.contains(terms.name(input)) {
      switch try neuron.current(input) {
      case .constant(0): inputs.append("        \(terms.name(input)) real <- continuous")
      case .constant(let value):
        parameters.append(
          "        \(terms.name(input)) real = \(terms.number(value))  # what flows in")
      case .shared, .constants, .each:
        throw ExportRefusal(
          "nestml: a neuron of NESTML does not say what flows into '\(input)' from step to step")
      }
    }
    if !parameters.isEmpty { lines += ["    parameters:"] + parameters }
    if !inputs.isEmpty { lines += ["    input:"] + inputs }
    lines += ["    output:", "        spike"] + update
    return lines.map { $0 + "\n" }.joined()
  }

  private func declared(_ quantity: ExportedNeuron.Quantity) -> String {
    let unit = quantity.unit.isDimensionless ? "" : ", \(quantity.unit.text)"
    let note = (quantity.note + unit).onOneLine
    return "        \(terms.name(quantity.name)) real = \(terms.number(quantity.values[0]))"
      + (note.isEmpty ? "" : "  # \(note)")
  }

  private func equations(of flow: PlainFlow) throws(ExportRefusal) -> [String] {
    var lines = ["    equations:"]
    for statement in flow.statements {
      let name = terms.name(statement.target.text)
      let value = try terms.spelled(statement.value)
      lines.append(
        statement.kind == .definition
          ? "        inline \(name) real = \(value)"
          : "        \(name)' = (\(value)) / (1.0 \(terms.timeUnit))")
    }
    return lines
  }

  private func conditions(of flow: PlainFlow) throws(ExportRefusal) -> [String] {
    var lines = ["    update:"]
    lines += flow.statesBefore.map { "        \(terms.name($0.before)) = \(terms.name($0.state))" }
    lines += ["        integrate_odes()"]
    lines.append("    onCondition(\(try terms.condition(flow.fires))):")
    for reset in flow.resets {
      lines.append("        \(terms.name(reset.name)) = \(try terms.spelled(reset.value))")
    }
    return lines + ["        emit_spike()"]
  }

  // What is no state is declared where it is set first.
  private func written() throws(ExportRefusal) -> [String] {
    var lines = ["    update:"]
    var known = Set(model.states.keys)
    for line in step?.lines ?? [] {
      let type = known.insert(line.name).inserted ? " real" : ""
      lines.append("        \(terms.name(line.name))\(type) = \(try terms.spelled(line.value))")
    }
    return lines + [
      "        if \(terms.name("spike")) != 0.0:", "            emit_spike()",
    ]
  }
}
