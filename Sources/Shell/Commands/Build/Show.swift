import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let show = Command(
    "show", .build, "Print a node's parameters and states, or a neuron's equations.",
    details: """
      A module shows all its nodes, one after another. What 'expect' takes of neurons, such as n.rate
      or p[2].cv, is shown as well. 'session' shows what is common to all, and the C compiler that
      makes native code.
      """,
    examples: [
      "show lif", "create lif n; feed n const 1.5; run n; show n", "create lif n; show n.tau",
      "show IF", "show session", "create lif a; create hh b; module m: a b; show m",
    ],
    Argument<Name?>.place(
      .name("TARGET | MODEL | NODE.PARAMETER") {
        $0.targetCandidates + $0.connectionCandidates + $0.modelCandidates
          + [Candidate("session", "what is common to all")]
      }, "what to print")
  ) { (context: inout Context, word: Name?) throws(Diagnostic) in
    let session = context.session
    guard let word else {
      return session.description(of: try session.currentTarget(at: context.verb.range).parts[0])
    }
    let reference = Reference(word)
    let node = session.nodes[reference.name.text]
    if node != nil, reference.quantity == nil, !reference.isWhole {
      return session.description(of: try Target(reference, in: session).parts[0])
    }
    if let module = session.module(named: reference) {
      var report = Report()
      for node in session.members(of: module) {
        report.add(session.description(of: Target.Part(node: node)))
      }
      return report
    }
    if let connection = session.network.connections[word.text] {
      return session.description(of: connection)
    }
    if let model = session.models[word.text] { return model.description }
    // Nothing in a session can have this name.
    if word.text == "session" { return session.description(compiler: context.host.compiler) }
    if let node, let name = reference.entry {
      let places = try node.model.compartments(of: name)
      let own = places?.first ?? name.text
      // Of what is both asked for and chosen, such as 'spikes', it is the former.
      if node.isSettable(own),
        Node.Choice.named(own) == nil || node.observable(own) == nil
      {
        let neurons = try Target(reference.owner, in: session).parts[0].neurons
        let names = places ?? node.model.all(own)
        return Report(
          .told(
            node.readable(quantity: own, names, of: neurons),
            node.table(ofSet: name.text, names, neurons: neurons)))
      }
      guard node.observable(own) != nil || node.computes(own),
        let term = try? Expression(parsing: word.text)
      else { throw node.unknownName(name) }
      do throws(Diagnostic) {
        let measured = try session.measured(term)
        let value = try session.value(of: measured.expression)
        let cell = Table.Cell.measured(value, unit: measured.unit.text)
        return Report(.told(cell.readable, Table([word.text], [[cell]])))
      } catch { throw error.shifted(by: word.range.lower) }
    }
    if session.modules[reference.name.text] != nil, reference.quantity != nil {
      throw session.moduleInsteadOfNode(reference.name.text, at: word.range)
    }
    throw .unknown(
      "node or neuron", word,
      among: Array(session.nodes.keys) + session.modules.keys
        + session.network.connections.keys + session.models.names,
      expected: "a node, or a neuron from 'list models'")
  }
}

extension Session {
  // A node, and what is connected to it.
  fileprivate func description(of part: Target.Part) -> Report {
    var report = nodes[part.node]?.description(of: part) ?? Report()
    for connection in network.connections.values where connection.target == part.node {
      report.add(.text("spikes: \(connection.name), \(summary(of: connection))"))
    }
    return report
  }
}

extension Node {
  // A quantity in all compartments that were named, or in those that there are of it.
  fileprivate func readable(
    quantity: String, _ places: [String], of neurons: Range<Int>?
  ) -> String {
    if let choice = Choice.named(quantity) { return choice.word(self) }
    if takesTolerance, quantity == Node.toleranceName { return tolerance.readable }
    return readable(values(of: places, neurons ?? 0..<population))
      + unit(of: places[0]).text.spaced
  }

  // The same for programs: a row a value, of which all neurons may have one in common.
  fileprivate func table(
    ofSet quantity: String, _ places: [String], neurons: Range<Int>?
  ) -> Table {
    if let choice = Choice.named(quantity) {
      return Table([quantity], [[.text(choice.word(self))]])
    }
    let unit = unit(of: places[0]).text
    return Table(
      [quantity],
      values(of: places, neurons ?? 0..<population).map { [.measured($0, unit: unit)] })
  }

  fileprivate func description(of part: Target.Part) -> Report {
    let neurons = part.neurons ?? 0..<population
    let size = population > 1 ? ", \(population) neurons" : ""
    var report = Report(
      .text("\(part.label): \(model.name)\(size), \(model.summary); at step \(time)"))
    var rows: [[Table.Cell]] = []
    for parameter in model.parametersOwnFirst {
      let values = values(of: parameter.name, neurons)
      let value: Table.Cell =
        parameter.isFlag
        ? .text(values.first == 1 ? "true" : "false") : cell(values, unit: parameter.unit)
      rows.append([.text(model.declared(parameter.name)), value, .text(parameter.note)])
    }
    for window in model.windows.values {
      let entries = windows[window.name] ?? []
      let shape = window.isMatrix ? "\(windowLength) x \(windowLength)" : "\(windowLength)"
      rows.append([
        .text(window.name), .text("\(shape): \(readable(entries))\(window.unit.text.spaced)"),
        .text(window.note),
      ])
    }
    for choice in Choice.all where choice.isOffered(model) {
      let word = choice.word(self)
      let help = choice.needsHelp ? "; 'help \(word)' explains it" : ""
      rows.append([.text(choice.name), .text(word), .text(choice.note + help)])
    }
    if method.isAdaptive {
      rows.append([
        .text(Node.toleranceName), .number(tolerance),
        .text("error that a step may have, as a share of each state"),
      ])
    }
    report.add(.table(["parameter", "value", "meaning"], rows))
    report.add(
      .table(
        ["state", "value", "meaning"],
        model.declaredStates.values.map { state in
          let values = values(of: state.name, neurons)
          return [
            .text(model.declared(state.name)), cell(values, unit: state.unit), .text(state.note),
          ]
        }))
    if !model.quantities.isEmpty {
      let names = model.quantities.filter { !$0.key.isOfFurtherCompartment }
        .map { model.declared($0.key).heading(in: $0.value) }
      report.add(.text("named by let: \(names.joined(separator: ", "))"))
    }
    report.add(.text(inputDescription))
    return report
  }

  // A parameter or state of some neurons, in all compartments that there are of it.
  private func values(of quantity: String, _ neurons: Range<Int>) -> [Double] {
    values(of: model.all(quantity), neurons)
  }

  private func values(of places: [String], _ neurons: Range<Int>) -> [Double] {
    places.flatMap {
      spread(parameters[$0] ?? states[$0] ?? windows[$0] ?? [], over: neurons)
    }
  }

  private func spread(_ values: [Double], over neurons: Range<Int>) -> [Double] {
    values.count == population ? Array(values[neurons]) : values
  }

  private var inputDescription: String {
    guard !feeds.isEmpty else { return "input: none" }
    let parts = feeds.map { feed in
      let whole = feed.neurons == 0..<population
      let part = Target.Part(node: name, neurons: whole ? nil : feed.neurons).label
      let label = model.inputs.count > 1 ? "\(part).\(feed.input)" : part
      let text = feed.signal.waveform.text(in: unit(of: feed.input), of: self)
      return "\(text) into \(label) from step \(feed.signal.start + 1)"
    }
    return "input: " + parts.joined(separator: " + ")
  }
}

extension NeuronModel.Parameter {
  /// Its values as they are written.
  fileprivate var writtenText: String {
    ([written] + writtenFurther).map(\.text).joined(separator: ", ")
  }

  /// The limits as they are written.
  fileprivate var limits: String {
    ((isInteger ? ["integer"] : []) + bounds.map(\.text)).joined(separator: " ")
  }
}

extension NeuronModel {
  /// The equations, parameters and source, as `show MODEL` prints them.
  var description: Report {
    var report = Report(.source(equations))
    let inherited = declaredParameters.values.filter { $0.origin != name }
    if !inherited.isEmpty {
      report.add(
        .table(
          ["inherited", "default", "limits", "meaning"],
          inherited.map {
            [
              .text(declared($0.name)), .text($0.writtenText), .text($0.limits), .text($0.note),
            ]
          }))
    }
    return report
  }

  // In the language itself, so that what is printed can be typed.
  private var equations: String {
    var lines = ["neuron \(name) \"\(summary)\""]
    if let parent { lines.append("  inherits \(parent)") }
    if let reference { lines.append("  source \"\(reference)\"") }
    for parameter in declaredParameters.values
    where parameter.origin == name && parameter.name != "alpha" {
      lines.append(
        "  param \(declared(parameter.name)) = \(parameter.writtenText)\(parameter.limits.spaced)"
          + parameter.note.quoted)
    }
    for window in windows.values where window.origin == name {
      let kind = window.isMatrix ? "matrix" : "vector"
      lines.append("  \(kind) \(window.name) = \(window.written.text)\(window.note.quoted)")
    }
    for function in functions.all {
      let comment = function.isInherited ? "  # as in \(function.origin)" : ""
      lines.append(
        "  function \(function.signature) = \(function.value.text)"
          + (function.note ?? "").quoted + comment)
    }
    if declaredInputs.values.contains(where: { $0.name != "input" || $0.unit != .none }) {
      for input in declaredInputs.values {
        let unit = input.unit.text.isEmpty ? "" : " in \(input.unit.text)"
        lines.append("  input \(input.name)\(unit) \"\(input.note)\"")
      }
    }
    if let alpha = parameters["alpha"] {
      lines.append("  act \(surrogate.rawValue) alpha = \(alpha.value.text)")
    }
    for state in declaredStates.values where refractory == nil || state.name != "refractory" {
      let reset = state.written.afterReset.map { " reset \($0.text)" } ?? ""
      let unit = state.written.unit.map { " in \($0.text)" } ?? ""
      lines.append(
        "  state \(declared(state.name)) = \(state.written.initial.text)\(unit)\(reset)\(state.note.quoted)"
      )
    }
    if let writtenRefractory {
      let names = held.isEmpty ? "nothing" : held.joined(separator: ", ")
      let holding = held == ["mem"] ? "" : " holding \(names)"
      lines.append("  refractory \(writtenRefractory.text)\(holding)")
    }
    if hasDifferentialEquations { lines.append("  method \(method.rawValue)") }
    if firesBetweenSteps { lines.append("  spikes exact") }
    if let integral { lines += block("integral", integral, from: integralOrigin) }
    for event in events {
      lines += block(event.written.heading, event.written.block, from: event.origin)
    }
    lines += block("spike", spike, from: spikeOrigin)
    return lines.joined(separator: "\n")
  }

  private func block(_ keyword: String, _ block: Block, from origin: String) -> [String] {
    let comment = origin == name ? "" : "  # as in \(origin)"
    return ["  \(keyword)\(comment)"] + block.statements.map { "    \($0.text)" }
  }
}

extension String {
  // A note as it stands behind a declaration.
  fileprivate var quoted: String { isEmpty ? "" : " \"\(self)\"" }
}
