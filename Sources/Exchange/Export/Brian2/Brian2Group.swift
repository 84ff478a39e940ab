import Equations
import Neurons
import OrderedCollections
import Simulation

/// A node as a group of neurons in a script of Brian2.
struct Brian2Group {
  let neuron: ExportedNeuron
  /// The variable that holds the group.
  let variable: String
  /// How many groups go before it within a step.
  let place: Int
  /// What arrives through the connections that end on it, by their names.
  let arrivals: OrderedDictionary<String, Brian2Arrival>
  let terms: Brian2Terms
  /// What the model does in Brian2's own words; nil where it has to be told step by step.
  private let equations: Brian2Equations?
  private let step: [ExplicitStep.Line]

  /// Describes a group.
  ///
  /// - Parameters:
  ///   - neuron: the node.
  ///   - variable: the variable that holds the group.
  ///   - place: how many groups go before it within a step.
  ///   - connections: those that end on it.
  /// - Throws: `ExportRefusal` for what Brian2 does not say.
  init(
    _ neuron: ExportedNeuron, variable: String, place: Int, connections: [Connection]
  ) throws(ExportRefusal) {
    (self.neuron, self.variable, self.place) = (neuron, variable, place)
    let step = try ExplicitStep(neuron)
    var names = NameTable(reserved: Brian2Terms.reserved)
    let model = neuron.model
    if model.parameters["t"] == nil, model.states["t"] == nil { names.keep("t") }
    for name in Array(model.parameters.keys) + model.states.keys + model.inputs.keys {
      names.add(name)
    }
    for line in step.lines { names.add(line.name) }
    for statement in model.measuredIntegral?.statements ?? [] { names.add(statement.target.text) }
    terms = Brian2Terms(names: names, surrogate: neuron.node.surrogate)
    var arrivals: OrderedDictionary<String, Brian2Arrival> = [:]
    for (index, connection) in connections.enumerated() {
      arrivals[connection.name] = try Brian2Arrival(
        connection, number: index + 1, on: neuron, terms)
    }
    self.arrivals = arrivals
    equations = try Brian2Equations(neuron, terms)
    self.step = step.lines
  }

  private var model: NeuronModel { neuron.model }

  /// Whether a spike is 1, and is told by Brian2's own monitor of spikes.
  var hasPlainSpikes: Bool { equations != nil }

  /// Whether every spike is 1.
  var spikesAreOne: Bool {
    let value = step.last { $0.name == "spike" }?.value
    return switch value?.kind {
    case .conditional(_, let yes, let no): yes.kind == .number(1) && no.isZero
    case .call(let name, _):
      name.text == "act" && ![.sign, .round].contains(neuron.node.surrogate)
    default: false
    }
  }

  /// The lines that make the group.
  ///
  /// - Throws: `ExportRefusal` for what Brian2 does not say.
  func lines() throws(ExportRefusal) -> [String] {
    var columns: [String] = []
    let used = Set(try body().joined(separator: "\n").identifiers)
    var fixed: [String] = equations == nil ? [] : ["    'time_unit': time_unit,"]
    let called = used.union(arrivals.values.flatMap(\.words))
    for (name, _, _) in Brian2Terms.definitions where called.contains(name) {
      fixed.append("    '\(name)': \(name),")
    }
    var values: [String] = []
    for parameter in neuron.parameters {
      let name = terms.name(parameter.name)
      guard used.contains(name) else { continue }
      let unit = parameter.unit.isDimensionless ? "" : " \(parameter.unit.text)"
      if let value = parameter.shared {
        let note = "\(parameter.note)\(unit.isEmpty ? "" : ",\(unit)")".onOneLine
        fixed.append("    '\(name)': \(value.canonicalText),\(note.isEmpty ? "" : "  # \(note)")")
      } else {
        columns.append("\(name) : 1 (constant)")
        values.append("\(variable).\(name) = \(PieceList(parameter.values).numpy)")
      }
    }
    var starts: [String] = []
    for input in model.inputs.keys {
      let name = terms.name(input)
      let reaching = amounts(at: .input(input))
      let isReached = !reaching.isEmpty
      guard used.contains(name) || isReached else { continue }
      let current = try neuron.current(input)
      if case .constant(let value) = current, !isReached {
        fixed.append("    '\(name)': \(value.canonicalText),  # what flows in")
        continue
      }
      columns.append("\(name) : 1")
      var terms: [String] = []
      switch current {
      case .constants(let column):
        values.append("\(variable).fed_\(name) = \(PieceList(column).numpy)")
        columns.append("fed_\(name) : 1 (constant)")
        terms.append("fed_\(name)")
      case .constant(let value): if value != 0 { terms.append(value.canonicalText) }
      case .shared(let column):
        fixed.append("    'fed_\(name)': b2.TimedArray(\(PieceList(column).numpy), dt=dt),")
        terms.append("fed_\(name)(t)")
      case .each(let rows):
        let width = neuron.node.population
        fixed.append(
          "    'fed_\(name)': b2.TimedArray(\(PieceList(rows.flatMap(\.self)).numpy)"
            + ".reshape(-1, \(width)), dt=dt),")
        terms.append("fed_\(name)(t, i)")
      }
      guard isReached else {
        starts.append("\(name) = \(terms.joined())")
        continue
      }
      starts.append("\(name) = \((terms + reaching).joined(separator: " + "))")
    }
    for state in neuron.states
    where equations == nil || !["spike", "refractory"].contains(state.name) {
      let begin = state.shared?.canonicalText ?? PieceList(state.values).numpy
      values.append("\(variable).\(terms.name(state.name)) = \(begin)")
    }
    for state in model.states.keys {
      for amount in amounts(at: .state(state)) {
        starts.append("\(terms.name(state)) += \(amount)\(mayTake(state))")
      }
    }
    // Connections without equations that end alike share what arrives.
    for variable in OrderedSet(arrivals.values.map(\.variable)) { starts.append("\(variable) = 0") }
    columns += OrderedSet(arrivals.values.flatMap(\.columns))
    fixed += arrivals.values.flatMap(\.fixed)
    values += arrivals.values.flatMap(\.values).map { "\(variable).\($0)" }
    starts = arrivals.values.flatMap(\.lines) + starts
    return try group(columns, fixed) + started(starts) + keptStates + values
  }

  // What reaches a port, each amount once.
  private func amounts(at port: Connection.Port) -> [String] {
    Array(OrderedSet(arrivals.values.filter { $0.port == port }.map(\.amount)))
  }

  // A neuron that holds a state takes nothing there.
  private func mayTake(_ state: String) -> String {
    guard model.refractory != nil, model.held.contains(state) else { return "" }
    guard let steps = equations?.refractorySteps else {
      return " * int(\(terms.name("refractory")) <= \(terms.name("dt")) / 2)"
    }
    let count =
      steps.allSatisfy { $0 == steps[0] }
      ? (steps[0] + 1).canonicalText : "timestep(refractory_time, dt)"
    return " * int(timestep(t - lastspike, dt) >= \(count))"
  }

  // What the states were when the step began.
  private var keptStates: [String] {
    guard let equations, !equations.before.isEmpty else { return [] }
    let kept = equations.before.map { "\($0.name) = \(terms.name($0.state))" }
    return [
      "# What the states were when the step began.",
      "\(variable).run_regularly('\(kept.joined(separator: "; "))', when='start')",
    ]
  }

  private func group(_ columns: [String], _ fixed: [String]) throws(ExportRefusal) -> [String] {
    var options: [String]
    var all = columns
    if let equations {
      all = equations.equations + all + equations.before.map { "\($0.name) : 1" }
      let reset = equations.reset.map { "\n    \($0)" }.joined()
      options = [
        "threshold='\(equations.threshold)'",
        reset.isEmpty ? "reset=''" : "reset='''\(reset)\n    '''",
      ]
      options.append("method='\(equations.method)'")
      if let steps = equations.refractorySteps {
        // A spike's own step counts as the first one there.
        let shared = steps.allSatisfy { $0 == steps[0] }
        let count =
          shared ? (steps[0] + 1).canonicalText : PieceList(steps.map { $0 + 1 }).numpy
        if shared {
          options.append("refractory=\(count) * dt")
        } else {
          all.append("refractory_time : second (constant)")
          options.append("refractory='refractory_time'")
        }
      }
    } else {
      all = model.states.keys.map { "\(terms.name($0)) : 1" } + all
      options = ["threshold='\(terms.name("spike")) != 0'", "reset=''"]
    }
    var lines = [
      "\(variable) = b2.NeuronGroup(\(neuron.node.population), '''"
    ]
    lines += all.map { "    \($0)" }
    lines.append("    ''', \(options.joined(separator: ", ")), dt=dt, namespace={")
    lines += fixed
    lines.append("})")
    if let steps = equations?.refractorySteps, !steps.allSatisfy({ $0 == steps[0] }) {
      lines.append(
        "\(variable).refractory_time = \(PieceList(steps.map { $0 + 1 }).numpy) * dt")
    }
    if equations != nil { return lines }
    lines.append("# A step as the model has it.")
    lines.append("\(variable).run_regularly('''")
    return lines + (try body()) + ["    ''', when='groups')"]
  }

  // What is computed at every step.
  private func body() throws(ExportRefusal) -> [String] {
    if let equations {
      return equations.equations + [equations.threshold] + equations.reset
    }
    var lines: [String] = []
    for line in step {
      // A bare name would share its array, and see it change.
      let isName = if case .name = line.value.kind { true } else { false }
      let value = (isName ? "1.0 * " : "") + (try terms.spelled(line.value))
      lines.append("    \(terms.name(line.name)) = \(value)")
    }
    return lines
  }

  private func started(_ starts: [String]) -> [String] {
    guard !starts.isEmpty else { return [] }
    return ["\(variable).run_regularly('''"] + starts.map { "    \($0)" }
      + ["    ''', when='start')"]
  }

  /// The functions among those that the script defines which it calls.
  ///
  /// - Throws: `ExportRefusal` for what Brian2 does not say.
  func definitions() throws(ExportRefusal) -> [String] {
    let used = Set(try body().joined(separator: "\n").identifiers)
      .union(arrivals.values.flatMap(\.words))
    return Brian2Terms.definitions.map(\.name).filter(used.contains)
  }
}

extension String {
  /// The words of letters, digits and `_` in it.
  var identifiers: [String] {
    split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
  }
}
