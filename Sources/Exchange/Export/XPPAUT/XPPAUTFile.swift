import Equations
import Neurons
import OrderedCollections
import Simulation

/// A file of XPPAUT (Ermentrout 2002, Simulating, Analyzing, and Animating Dynamical Systems).
///
/// Differential equations that nothing resets go out as such, as phase planes and AUTO need them. What a
/// spike resets goes out as a map, one iteration a step: XPPAUT looks for the moment of a crossing
/// between two steps, and this program acts at the end of a step.
struct XPPAUTFile {
  private let neuron: ExportedNeuron
  private var terms: XPPAUTTerms
  // What comes nearest there; the first two are the same.
  fileprivate static let methods: [Equations.Method: String] = [
    .euler: "euler", .rk4: "runge", .backwardEuler: "backeul", .adaptive: "qualrk", .stiff: "cvode",
  ]
  /// Whether it has differential equations, and not a map.
  let isFlow: Bool

  /// Describes a file.
  ///
  /// - Parameter neuron: the node.
  /// - Throws: `ExportRefusal` for several neurons.
  init(_ neuron: ExportedNeuron) throws(ExportRefusal) {
    guard neuron.node.population == 1 else {
      throw ExportRefusal("a file of XPPAUT has one neuron, not \(neuron.node.population)")
    }
    self.neuron = neuron
    isFlow = neuron.isSmoothFlow
    var names = NameTable(
      reserved: XPPAUTTerms.reserved, ignoresCase: true, longest: XPPAUTTerms.longestName)
    let model = neuron.model
    if model.parameters["t"] == nil, model.states["t"] == nil { names.keep("t") }
    for name in Array(model.states.keys) + model.parameters.keys + model.inputs.keys {
      names.add(name)
    }
    for name in model.quantities.keys { names.add(name) }
    terms = XPPAUTTerms(
      names: names, surrogate: neuron.node.surrogate,
      time: isFlow ? "t" : "(t*\(names["dt"]))", stepsBefore: "t")
  }

  private var model: NeuronModel { neuron.model }

  /// The file.
  ///
  /// - Throws: `ExportRefusal` for what XPPAUT does not say.
  func text() throws(ExportRefusal) -> String {
    var heading = neuron.heading("XPPAUT")
    if !isFlow { heading.insert("A map: an iteration is a step, and t counts steps.", at: 1) }
    var lines = heading.commented("#") + [""]
    var names = terms.names
    let body = try isFlow ? flow() : map(&names)
    let used = Set(body.joined(separator: "\n").identifiers)
    for parameter in neuron.parameters where used.contains(terms.name(parameter.name)) {
      let unit = parameter.unit.isDimensionless ? "" : ", \(parameter.unit.text)"
      lines.append("# \(parameter.note)\(unit)".onOneLine)
      lines.append("par \(terms.name(parameter.name))=\(parameter.values[0].canonicalText)")
    }
    for input in model.inputs.values where used.contains(terms.name(input.name)) {
      lines += try fed(input, &names)
    }
    lines += [""] + body
    for state in written {
      lines.append("init \(terms.name(state.name))=\(state.values[0].canonicalText)")
    }
    let method = isFlow ? XPPAUTFile.methods[neuron.method] ?? "" : "discrete"
    let dt = isFlow ? neuron.dt : 1
    let total = (Double(neuron.steps) * dt).canonicalText
    lines += [
      "", "@ meth=\(method), dt=\(dt.canonicalText), total=\(total)",
      "@ maxstor=\(neuron.steps + 10), bound=1e12, xhi=\(total)",
    ]
    if isFlow, neuron.method.isAdaptive { lines.append("@ toler=1e-9, atoler=1e-9, dtmin=1e-12") }
    lines.append("done")
    return lines.map { $0 + "\n" }.joined()
  }

  /// The states that the file has, in the order of its columns.
  var written: [ExportedNeuron.Quantity] {
    let equations = model.measuredIntegral?.statements.filter { $0.kind == .derivative } ?? []
    return neuron.states.filter { state in
      !isFlow || equations.contains { $0.target.text == state.name }
    }
  }

  // Differential equations as they are.
  private func flow() throws(ExportRefusal) -> [String] {
    var (definitions, equations): ([String], [String]) = ([], [])
    for statement in model.measuredIntegral?.statements ?? [] {
      let name = terms.name(statement.target.text)
      let value = try terms.spelled(statement.value)
      if statement.kind == .definition {
        definitions.append("\(name)=\(value)")
      } else {
        equations.append("\(name)'=\(value)")
      }
    }
    let order = written.map { terms.name($0.name) + "'=" }
    return definitions + order.compactMap { start in equations.first { $0.hasPrefix(start) } }
  }

  // The step in quantities that are each set once, and then the states all at once.
  private func map(_ names: inout NameTable) throws(ExportRefusal) -> [String] {
    var lines: [String] = []
    var present = terms
    for line in try ExplicitStep(neuron).lines {
      let value = try present.spelled(line.value)
      guard value.count < longestTerm else {
        throw ExportRefusal("ode: a term of '\(line.name)' is longer than XPPAUT reads")
      }
      present.names.renew(line.name)
      lines.append("\(present.name(line.name))=\(value)")
    }
    names = present.names
    return lines
      + model.states.keys.map { "\(terms.name($0))(t+1)=\(present.name($0))" }
  }

  // What flows in: a number, or one quantity a piece, of which each knows the next.
  private func fed(
    _ input: NeuronModel.Input, _ names: inout NameTable
  ) throws(ExportRefusal) -> [String] {
    let name = terms.name(input.name)
    switch try neuron.current(input.name) {
    case .constant(let value): return ["# what flows in", "par \(name)=\(value.canonicalText)"]
    case .shared(let column):
      let pieces = PieceList(column)
      guard pieces.values.count <= mostPieces else {
        throw ExportRefusal(
          "ode: what flows into '\(input.name)' has \(pieces.values.count) pieces; at most"
            + " \(mostPieces) fit a file")
      }
      var next = ""
      var end = column.count
      var lines: [String] = []
      for (index, value) in pieces.values.enumerated().reversed() {
        let text = terms.number(value)
        let piece = index == 0 ? name : names.make("\(name.prefix(4))\(index)")
        let value =
          next.isEmpty ? text : terms.choice("t<\((Double(end) - 0.5).canonicalText)", text, next)
        lines.append("\(piece)=\(value)")
        next = piece
        end -= pieces.counts[index]
      }
      return ["# what flows in"] + lines
    case .constants, .each: return []
    }
  }
}

extension ExportedNeuron {
  /// Whether it is nothing but differential equations, into which the same flows at all times.
  fileprivate var isSmoothFlow: Bool {
    guard let integral = model.measuredIntegral, model.hasDifferentialEquations,
      XPPAUTFile.methods[method] != nil, model.events.isEmpty, model.refractory == nil,
      crossing != nil,
      integral.statements.allSatisfy({
        ($0.kind == .derivative || $0.kind == .definition) && !$0.value.isRandom
          && !$0.value.uses("spike")
          && !$0.value.contains { part in
            if case .call(let name, _) = part.kind {
              Function(rawValue: name.text) == nil
            } else {
              part.isCrossing
            }
          }
      })
    else { return false }
    return model.inputs.keys.allSatisfy { input in
      if case .constant? = try? current(input) { true } else { false }
    }
  }

  /// What mem crosses from below where it fires, and nothing else happens then; nil for others.
  fileprivate var crossing: Double? {
    guard model.measuredSpike.statements.count == 1,
      case .binary(.crosses, let mem, let limit) = model.measuredSpike.statements[0].value.kind,
      mem.kind == .name("mem"), case .name(let name) = limit.kind
    else { return nil }
    return node.parameters[name]?.first
  }

  /// What XPPAUT's outcome says: spikes, and mem.
  ///
  /// - Parameter outcome: a row for the beginning and for each step: the time, then the states.
  /// - Returns: nil where it is no such table.
  func xppautTable(_ outcome: String) -> [[Double]]? {
    guard let file = try? XPPAUTFile(self), let columns = ExportPeer.table(outcome),
      let mem = file.written.firstIndex(where: { $0.name == "mem" }),
      columns.count > file.written.count, columns[0].count > steps
    else { return nil }
    let membrane = Array(columns[mem + 1].prefix(steps + 1))
    if let spike = file.written.firstIndex(where: { $0.name == "spike" }) {
      return [Array(columns[spike + 1][1...steps]), Array(membrane.dropFirst())]
    }
    guard let crossing else { return nil }
    let spikes = zip(membrane, membrane.dropFirst()).map {
      $0 < crossing && $1 >= crossing ? 1.0 : 0
    }
    return [spikes, Array(membrane.dropFirst())]
  }
}

extension Expression {
  fileprivate var isCrossing: Bool {
    if case .binary(.crosses, _, _) = kind { true } else { false }
  }
}

private let longestTerm = 900
private let mostPieces = 120
