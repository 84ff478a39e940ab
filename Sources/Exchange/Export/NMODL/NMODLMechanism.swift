import Equations
import Neurons
import OrderedCollections
import Simulation

/// A node as a point process of NEURON (Hines & Carnevale 2000): its mem is a state of its own beside the
/// voltage of the section that it is put on, and its step is taken once a step of NEURON.
struct NMODLMechanism {
  private let neuron: ExportedNeuron
  private let step: ExplicitStep
  private let terms: NMODLTerms
  /// What NEURON calls it.
  let name: String

  /// Describes a mechanism.
  ///
  /// - Parameter neuron: the node.
  /// - Throws: `ExportRefusal` for several neurons and for what NMODL does not say.
  init(_ neuron: ExportedNeuron) throws(ExportRefusal) {
    guard neuron.node.population == 1 else {
      throw ExportRefusal("a file of NEURON has one neuron, not \(neuron.node.population)")
    }
    self.neuron = neuron
    step = try ExplicitStep(neuron)
    var names = NameTable(reserved: NMODLTerms.reserved)
    let model = neuron.model
    if model.parameters["t"] == nil, model.states["t"] == nil { names.keep("t") }
    for name in Array(model.states.keys) + model.parameters.keys + model.inputs.keys {
      names.add(name)
    }
    for line in step.lines { names.add(line.name) }
    name = names.make(model.name + "Point")
    terms = NMODLTerms(names: names, surrogate: neuron.node.surrogate)
  }

  private var model: NeuronModel { neuron.model }

  /// What NEURON calls an input or a state.
  ///
  /// - Parameter name: the model's name of it.
  func variable(_ name: String) -> String { terms.name(name) }

  /// The file.
  ///
  /// - Throws: `ExportRefusal` for what NMODL does not say.
  func text() throws(ExportRefusal) -> String {
    var heading = neuron.heading("NEURON")
    heading.insert(
      "A point process: mem is its own. A step of NEURON is taken for one here, whatever h.dt is;"
        + " spikes are for a NetCon of _ref_\(terms.name("spike")).", at: 1)
    var body: [String] = []
    for line in step.lines {
      body += "  \(terms.name(line.name)) = \(try terms.spelled(line.value))".broken
    }
    let used = Set(body.joined(separator: "\n").identifiers)
    let states = neuron.states
    let parameters = neuron.parameters.filter { used.contains(terms.name($0.name)) }
    var inputs: [(name: String, value: Double)] = []
    for input in model.inputs.keys where used.contains(terms.name(input)) {
      guard case .constant(let value) = try neuron.current(input) else {
        throw ExportRefusal(
          "nmodl: a mechanism does not say what flows into '\(input)' from step to step")
      }
      inputs.append((terms.name(input), value))
    }
    let stateNames = Set(model.states.keys)
    let locals = OrderedSet(step.lines.map(\.name).filter { !stateNames.contains($0) })
    let ranged = (parameters.map(\.name) + states.map(\.name)).map(terms.name) + inputs.map(\.name)
    var lines = heading.commented(":") + ["", "NEURON {", "  POINT_PROCESS \(name)"]
    lines += ranged.map { "  RANGE \($0)" } + ["}", "", "PARAMETER {"]
    for parameter in parameters {
      let unit = parameter.unit.isDimensionless ? "" : ", \(parameter.unit.text)"
      let note = (parameter.note + unit).onOneLine
      lines.append(
        "  \(terms.name(parameter.name)) = \(parameter.values[0].canonicalText)"
          + (note.isEmpty ? "" : "  : \(note)"))
    }
    lines += inputs.map { "  \($0.name) = \($0.value.canonicalText)  : what flows in" }
    lines += ["}", "", "ASSIGNED {"] + states.map { "  \(terms.name($0.name))" }
    lines += locals.map { "  \(terms.name($0))" } + ["  steps_done", "}", "", "INITIAL {"]
    lines += states.map { "  \(terms.name($0.name)) = \(terms.number($0.values[0]))" }
    lines += ["  steps_done = 0", "}", "", "BREAKPOINT {", "  SOLVE advance", "}", ""]
    lines += ["PROCEDURE advance() {"] + body + ["  steps_done = steps_done + 1", "}"]
    for (name, function) in Self.functions where used.contains(name) { lines += [""] + function }
    return lines.map { $0.inASCII + "\n" }.joined()
  }

  // What NMODL has no words for.
  private static let functions = [
    (
      "chosen",
      [
        "FUNCTION chosen(test, yes, no) {", "  if (test) { chosen = yes } else { chosen = no }",
        "}",
      ]
    ),
    (
      "nearest",
      [
        "FUNCTION nearest(x) {", "  nearest = floor(x + 0.5)",
        "  if (nearest - x == 0.5 && fmod(nearest, 2) != 0) { nearest = nearest - 1 }", "}",
      ]
    ),
    (
      "quotient",
      [
        "FUNCTION quotient(x) {",
        "  if (fabs(x) < 1e-5) { quotient = 1 + x / 2 + x * x / 6 } else { quotient = (exp(x) - 1) / x }",
        "}",
      ]
    ),
  ]
}

extension String {
  // NMODL refuses other characters in comments too.
  fileprivate var inASCII: String {
    unicodeScalars.map { $0.isASCII ? String($0) : "U+\(String($0.value, radix: 16))" }.joined()
  }

  // Lines that are short enough for NMODL, broken at blanks.
  fileprivate var broken: [String] {
    var lines: [String] = []
    var line = "  "
    for word in split(separator: " ") {
      if line.utf8.count > longestLine {
        lines.append(line)
        line = "    "
      }
      line += line.last == " " ? String(word) : " \(word)"
    }
    return lines + [line]
  }
}

// NMODL reads up to 512 bytes.
private let longestLine = 240
