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
  /// What the numbers of the script are, where that has to be said.
  let numbers: String?
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
    var plain = Brian2Terms(names: names, surrogate: neuron.node.surrogate)
    var united = plain
    (united.known, united.hasTime) = (neuron.unitsOfNames, !neuron.timeUnit.isDimensionless)
    let told = try Self.told(neuron, united, connections)
    numbers = told.numbers
    if let united = told.equations {
      equations = united
    } else {
      equations = try Brian2Equations(neuron, plain)
    }
    plain.isCode = equations == nil
    terms = told.equations == nil ? plain : united
    var arrivals: OrderedDictionary<String, Brian2Arrival> = [:]
    for (index, connection) in connections.enumerated() {
      arrivals[connection.name] = try Brian2Arrival(
        connection, number: index + 1, on: neuron, terms)
    }
    self.arrivals = arrivals
    self.step = step.lines
  }

  // The equations with units, and what is to be said of the numbers; without equations where none of its
  // quantities has a unit, or where Brian2 cannot check them.
  private static func told(
    _ neuron: ExportedNeuron, _ terms: Brian2Terms, _ connections: [Connection]
  ) throws(ExportRefusal) -> (equations: Brian2Equations?, numbers: String?) {
    guard terms.known?.values.contains(where: { $0 != .none }) == true else { return (nil, nil) }
    var reason = "its step is told as code"
    do throws(ExportRefusal) {
      for unit in terms.known?.values.map(\.self) ?? [] { _ = try terms.declared(unit) }
      if connections.contains(where: { $0.synapse != nil }) {
        reason = "the equations of its synapses are told as code"
      } else if let equations = try Brian2Equations(neuron, terms) {
        return (equations, "Quantities carry their units.")
      }
    } catch { reason = error.reason }
    return (nil, "Numbers are in the units of the model, without them: \(reason).")
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
    var fixed = used.contains("time_unit") ? ["    'time_unit': time_unit,"] : []
    let called = used.union(arrivals.values.flatMap(\.words))
    for definition in Brian2Terms.definitions where called.contains(definition.name) {
      fixed.append("    '\(definition.name)': \(definition.name),")
    }
    var values: [String] = []
    for parameter in neuron.parameters {
      let name = terms.name(parameter.name)
      guard used.contains(name) else { continue }
      let saysUnit = terms.known == nil && !parameter.unit.isDimensionless
      let unit = saysUnit ? " \(parameter.unit.text)" : ""
      if let value = parameter.shared {
        let note = "\(parameter.note)\(unit.isEmpty ? "" : ",\(unit)")".onOneLine
        let quantity = terms.inPython(value.canonicalText, parameter.unit)
        fixed.append("    '\(name)': \(quantity),\(note.isEmpty ? "" : "  # \(note)")")
      } else {
        columns.append("\(name) : \(try terms.declared(parameter.unit)) (constant)")
        let list = terms.inPython(PieceList(parameter.values).numpy, parameter.unit)
        values.append("\(variable).\(name) = \(list)")
      }
    }
    var starts: [String] = []
    for (input, declaration) in model.inputs {
      let (name, unit) = (terms.name(input), declaration.unit)
      let reaching = amounts(at: .input(input))
      let isReached = !reaching.isEmpty
      guard used.contains(name) || isReached else { continue }
      let current = try neuron.current(input)
      if case .constant(let value) = current, !isReached {
        let quantity = terms.inPython(value.canonicalText, unit)
        fixed.append("    '\(name)': \(quantity),  # what flows in")
        continue
      }
      let base = try terms.declared(unit)
      columns.append("\(name) : \(base)")
      var parts: [String] = []
      switch current {
      case .constants(let column):
        values.append(
          "\(variable).fed_\(name) = \(terms.inPython(PieceList(column).numpy, unit))")
        columns.append("fed_\(name) : \(base) (constant)")
        parts.append("fed_\(name)")
      case .constant(let value):
        if value != 0 { parts.append(terms.quantity(value, unit, above: 0)) }
      case .shared(let column):
        let list = terms.inPython(PieceList(column).numpy, unit)
        fixed.append("    'fed_\(name)': b2.TimedArray(\(list), dt=dt),")
        parts.append("fed_\(name)(t)")
      case .each(let rows):
        let width = neuron.node.population
        let list = "\(PieceList(rows.flatMap(\.self)).numpy).reshape(-1, \(width))"
        fixed.append(
          "    'fed_\(name)': b2.TimedArray(\(terms.inPython(list, unit)), dt=dt),")
        parts.append("fed_\(name)(t, i)")
      }
      guard isReached else {
        starts.append("\(name) = \(parts.joined())")
        continue
      }
      starts.append("\(name) = \((parts + reaching).joined(separator: " + "))")
    }
    for state in neuron.states
    where equations == nil || !["spike", "refractory"].contains(state.name) {
      let begin = state.shared?.canonicalText ?? PieceList(state.values).numpy
      values.append(
        "\(variable).\(terms.name(state.name)) = \(terms.inPython(begin, state.unit))")
    }
    for state in model.states.keys {
      for amount in amounts(at: .state(state)) {
        starts.append("\(terms.name(state)) += \(amount)\(mayTake(state))")
      }
    }
    // Connections without equations that end alike share what arrives.
    for arrival in arrivals.values {
      let zero = "\(arrival.variable) = \(terms.quantity(0, arrival.unit, above: 0))"
      if !starts.contains(zero) { starts.append(zero) }
    }
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
      all = equations.equations + all
      for (state, name) in equations.before {
        all.append("\(name) : \(try terms.declared(model.states[state]?.unit ?? .none))")
      }
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

extension ExportedNeuron {
  /// What its names are measured in.
  fileprivate var unitsOfNames: [String: UnitOfMeasure] {
    let parts =
      parameters.map { ($0.name, $0.unit) } + model.states.values.map { ($0.name, $0.unit) }
      + model.inputs.values.map { ($0.name, $0.unit) }
    let known = Dictionary(parts, uniquingKeysWith: { first, _ in first })
    return known.merging(["t": timeUnit]) { own, _ in own }
  }
}

extension String {
  /// The words of letters, digits and `_` in it.
  var identifiers: [String] {
    split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
  }
}
