import Equations
import Neurons
import OrderedCollections
import Simulation

/// A node as a cell of NeuroML 2 (Cannon 2014, Frontiers in Neuroinformatics 8:79): a component type of LEMS
/// that extends NeuroML's own, the node as a component of it, and a simulation that writes spikes and mem.
struct NeuroMLCell {
  private let neuron: ExportedNeuron
  private let dynamics: LEMSDynamics

  /// Describes a cell.
  ///
  /// - Parameter neuron: the node.
  /// - Throws: `ExportRefusal` for several neurons and for what LEMS does not say.
  init(_ neuron: ExportedNeuron) throws(ExportRefusal) {
    guard neuron.node.population == 1 else {
      throw ExportRefusal("a file of NeuroML has one neuron, not \(neuron.node.population)")
    }
    self.neuron = neuron
    dynamics = try LEMSDynamics(neuron)
  }

  private var model: NeuronModel { neuron.model }

  /// Whether it has differential equations, which a reader solves by the method that it has.
  var isFlow: Bool { dynamics.isFlow }

  /// The file.
  ///
  /// - Throws: `ExportRefusal` for what LEMS does not say.
  func text() throws(ExportRefusal) -> String {
    var terms = dynamics.terms
    let step = neuron.timeUnit.isDimensionless ? UnitOfMeasure.named("ms") : neuron.timeUnit
    let stepUnit = try terms.units.symbol(of: step ?? .none)
    let unit = model.states["mem"]?.unit ?? .none
    let base = NeuroMLBase(unit)
    var body: [String] = []
    if !isFlow, base.exposes {
      var value = terms.names["mem"]
      if unit != .none { value += " * \(try terms.constant(of: unit))" }
      body.append(
        "<DerivedVariable name=\"\(base.exposure)\" dimension=\"\(try terms.units.dimension(of: unit))\""
          + " exposure=\"\(base.exposure)\" value=\"\(value)\"/>")
    }
    for variable in terms.variables { body.append(try self.variable(variable, &terms)) }
    for (name, value) in dynamics.derivatives {
      body.append("<TimeDerivative variable=\"\(name)\" value=\"\(value.inXML)\"/>")
    }
    body.append("<OnStart>")
    body += dynamics.states.map { "    \(assignment($0.name, $0.begin))" } + ["</OnStart>"]
    for condition in dynamics.conditions {
      body.append("<OnCondition test=\"\(condition.test)\">")
      body += condition.assignments.map { "    \(assignment($0.name, $0.value))" }
      if condition.fires { body.append("    <EventOut port=\"spike\"/>") }
      body.append("</OnCondition>")
    }
    let used = Set(body.joined(separator: "\n").identifiers)
    let (parameters, values) = try self.parameters(used, &terms)
    let type = terms.names.make(model.name + "Cell")
    var lines = [
      "<ComponentType name=\"\(type)\" extends=\"\(base.name)\"",
      "               description=\"\(model.summary.inXML)\">",
    ]
    lines += parameters.map { "    \($0)" }
    for (symbol, constant) in terms.constants {
      let dimension = try terms.units.dimension(of: constant.unit)
      lines.append(
        "    <Constant name=\"\(constant.name)\" dimension=\"\(dimension)\" value=\"1\(symbol)\"/>")
    }
    if let attachments = dynamics.attachments {
      lines.append("    <Attachments name=\"synapses\" type=\"\(attachments)\"/>")
    }
    var exposed: [String] = []
    for state in dynamics.states where state.name != base.exposure || !base.exposes {
      let dimension = try terms.units.dimension(of: state.unit)
      exposed.append("    <Exposure name=\"\(state.name)\" dimension=\"\(dimension)\"/>")
    }
    lines += exposed + ["    <Dynamics>"]
    for state in dynamics.states {
      let dimension = try terms.units.dimension(of: state.unit)
      lines.append(
        "        <StateVariable name=\"\(state.name)\" dimension=\"\(dimension)\" exposure=\"\(state.name)\"/>"
      )
    }
    lines += body.map { "        \($0)" } + ["    </Dynamics>", "</ComponentType>"]
    let note =
      terms.addsBothSides
      ? "Both sides of a choice (if, min, max) are computed, each times 1 or 0: also what is not chosen has"
        + " to be a number."
      : nil
    return page(lines, type, values, terms.units.definitions, stepUnit, note)
  }

  // The type in a file that runs as it is.
  private func page(
    _ type: [String], _ name: String, _ values: [String], _ definitions: [String], _ unit: String,
    _ note: String?
  ) -> String {
    var heading = neuron.heading("NeuroML 2")
    heading.insert(
      isFlow
        ? "LEMS solves the equations by euler, and looks at conditions after each step."
        : "A step of LEMS has to be as long as one here: \(neuron.dt.canonicalText)\(unit).", at: 1)
    if let note { heading.insert(note, at: 2) }
    let comment = heading.map { $0.onOneLine.replacing("--", with: "- -") }
    let (file, total) = (
      neuron.node.name.inXML, (Double(neuron.steps) * neuron.dt).canonicalText
    )
    var lines = ["<Lems>", ""] + ["<!--"] + comment + ["-->", ""]
    lines += ["<Target component=\"simulation\"/>", ""]
    lines += ["Cells.xml", "Networks.xml", "Simulation.xml"].map { "<Include file=\"\($0)\"/>" }
    if !definitions.isEmpty { lines += [""] + definitions }
    lines += [""] + type + [""]
    lines.append(
      "<\(name) id=\"neuron\"\(values.map { " \($0)" }.joined())/>")
    lines += [
      "", "<network id=\"network\">",
      "    <population id=\"neurons\" component=\"neuron\" size=\"1\"/>", "</network>", "",
      "<Simulation id=\"simulation\" length=\"\(total)\(unit)\" step=\"\(neuron.dt.canonicalText)\(unit)\""
        + " target=\"network\">",
      "    <OutputFile id=\"table\" fileName=\"\(file).dat\">",
    ]
    for quantity in [dynamics.spikes, dynamics.membrane] {
      lines.append("        <OutputColumn id=\"\(quantity)\" quantity=\"neurons[0]/\(quantity)\"/>")
    }
    lines += ["    </OutputFile>", "</Simulation>", "", "</Lems>"]
    return lines.map { $0 + "\n" }.joined()
  }

  private func assignment(_ name: String, _ value: String) -> String {
    "<StateAssignment variable=\"\(name)\" value=\"\(value.inXML)\"/>"
  }

  private func variable(
    _ variable: LEMSTerms.Variable, _ terms: inout LEMSTerms
  ) throws(ExportRefusal) -> String {
    let dimension = try terms.units.dimension(of: variable.unit)
    let begin = "name=\"\(variable.name)\" dimension=\"\(dimension)\""
    if let sum = variable.sum {
      return "<DerivedVariable \(begin) select=\"\(sum)\" reduce=\"add\"/>"
    }
    return "<DerivedVariable \(begin) value=\"\(variable.value.inXML)\"/>"
  }

  // The parameters of the type, and what the component says of each.
  private func parameters(
    _ used: Set<String>, _ terms: inout LEMSTerms
  ) throws(ExportRefusal) -> (elements: [String], values: [String]) {
    var all = neuron.parameters
    for input in model.inputs.values {
      guard case .constant(let value) = try neuron.current(input.name) else {
        throw ExportRefusal(
          "neuroml: a component does not say what flows into '\(input.name)' from step to step")
      }
      all.append(
        .init(name: input.name, values: [value], unit: input.unit, note: "what flows in"))
    }
    var (elements, values): ([String], [String]) = ([], [])
    for parameter in all {
      let name = dynamics.fed[parameter.name] ?? terms.names[parameter.name]
      guard used.contains(name) else { continue }
      let unit = isFlow ? parameter.unit : .none
      let note = isFlow || parameter.unit == .none ? "" : ", \(parameter.unit.text)"
      elements.append(
        "<Parameter name=\"\(name)\" dimension=\"\(try terms.units.dimension(of: unit))\""
          + " description=\"\((parameter.note + note).inXML)\"/>")
      values.append(
        "\(name)=\"\(parameter.values[0].canonicalText)\(try terms.units.symbol(of: unit))\"")
    }
    return (elements, values)
  }
}

extension String {
  // A text as an attribute of XML has it.
  fileprivate var inXML: String {
    onOneLine.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}
