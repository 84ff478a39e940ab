import Equations
import Neurons
import OrderedCollections
import Simulation

/// What is done at the begin of a step with the spikes that arrive through a connection: synapses with
/// equations take their step within the group that they end on, before that takes its own.
struct Brian2Arrival {
  /// Where the connection ends.
  let port: Connection.Port
  /// The variable in which what arrives is added up.
  let variable: String
  /// What that is measured in.
  let unit: UnitOfMeasure
  /// The variables of the group.
  private(set) var columns: [String]
  /// The values at which they begin, without the group's name.
  private(set) var values: [String] = []
  /// What is the same for all neurons, as entries of a namespace.
  private(set) var fixed: [String] = []
  /// The lines of the synapses' step.
  private(set) var lines: [String] = []
  /// What reaches the port.
  private(set) var amount: String
  /// The functions that the lines call.
  private(set) var words: Set<String> = []

  /// Describes what arrives.
  ///
  /// - Parameters:
  ///   - connection: the connection.
  ///   - number: its number among those that end on the group.
  ///   - target: the group's node, and how its terms are spelled.
  /// - Throws: `ExportRefusal` for equations of synapses that Brian2 does not say.
  init(
    _ connection: Connection, number: Int, on target: ExportedNeuron, _ terms: Brian2Terms
  ) throws(ExportRefusal) {
    port = connection.port
    guard let node = connection.synapse else {
      variable = "arriving_\(terms.name(port.name))"
      unit = terms.known?[port.name] ?? .none
      columns = ["\(variable) : \(try terms.declared(unit))"]
      amount = variable
      return
    }
    let neuron = try ExportedNeuron(node, steps: target.steps, random: target.random)
    let step = try ExplicitStep(neuron)
    // Its own names behind a word that no other name begins with.
    var names = NameTable(reserved: Brian2Terms.reserved)
    let model = neuron.model
    for name in Array(model.states.keys) + model.parameters.keys + step.lines.map(\.name) {
      names.add(name, as: "through\(number)_\(name)")
    }
    let inputs = Array(model.inputs.keys)
    variable = "arriving_through\(number)"
    unit = .none
    if let first = inputs.first { names.add(first, as: "arrived_through\(number)") }
    for other in inputs.dropFirst() { names.add(other, as: "post_through\(number)") }
    if model.parameters["t"] == nil, model.states["t"] == nil { names.keep("t") }
    let own = Brian2Terms(names: names, surrogate: node.surrogate, isCode: true)
    columns = ["\(variable) : 1"] + model.states.keys.map { "\(own.name($0)) : 1" }
    for parameter in neuron.parameters {
      if let value = parameter.shared {
        fixed.append("    '\(own.name(parameter.name))': \(value.canonicalText),")
      } else {
        columns.append("\(own.name(parameter.name)) : 1 (constant)")
        values.append("\(own.name(parameter.name)) = \(PieceList(parameter.values).numpy)")
      }
    }
    values += neuron.states.map { state in
      "\(own.name(state.name)) = \(state.shared?.canonicalText ?? PieceList(state.values).numpy)"
    }
    if let first = inputs.first { lines.append("\(own.name(first)) = 1.0 * \(variable)") }
    for other in inputs.dropFirst() {
      lines.append("\(own.name(other)) = 1.0 * \(terms.name("mem"))")
    }
    for line in step.lines {
      let isName = if case .name = line.value.kind { true } else { false }
      lines.append(
        "\(own.name(line.name)) = \(isName ? "1.0 * " : "")\(try own.spelled(line.value))")
    }
    let scale = connection.scale == 1 ? "" : " * \(connection.scale.canonicalText)"
    amount = own.name("mem") + scale
    words = Set(lines.joined(separator: "\n").identifiers)
  }
}
