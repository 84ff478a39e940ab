import Equations
import Neurons
import OrderedCollections
import Simulation

/// A model as a methods section has it: equations, what a spike does, and a table of parameters with
/// symbol, value, unit and meaning.
///
/// It shows the model as it was written; units stand with the values.
struct NeuronDocument {
  private let neuron: ExportedNeuron
  private let terms = LaTeXTerms()

  /// Describes a document.
  ///
  /// - Parameter neuron: the node.
  init(_ neuron: ExportedNeuron) { self.neuron = neuron }

  private var model: NeuronModel { neuron.model }

  /// The equations in LaTeX, each on a line of its own, with words between them.
  private func blocks() throws(ExportRefusal) -> [(title: String, equations: [String])] {
    var blocks: [(String, [String])] = []
    for function in model.functions.all {
      let names = function.parameters.map { terms.name($0.text) }.joined(separator: ", ")
      let value = try terms.written(function.value)
      blocks.append(
        (
          "Where \(function.name.text) is called:",
          ["\(terms.name(function.name.text))\\left(\(names)\\right) &= \(value)"]
        ))
    }
    if let integral = model.integral {
      blocks.append(("Every step:", try integral.statements.map(equation)))
    }
    for event in model.events {
      blocks.append(
        ("\(event.written.heading):", try event.written.block.statements.map(equation)))
    }
    blocks.append(("Spike and reset:", try model.spike.statements.map(equation)))
    return blocks
  }

  private func equation(_ statement: Statement) throws(ExportRefusal) -> String {
    let name = terms.name(statement.target.text)
    let value = try terms.written(statement.value)
    switch statement.kind {
    case .definition: return "\(name) &= \(value)"
    case .derivative: return "\\frac{d \(name)}{dt} &= \(value)"
    case .spikeWhen: return "\(name) &= \\mathbf{1}\\left[\(value)\\right]"
    case .assignment(let op): return "\(name) &\\leftarrow \(try changed(name, op, statement))"
    case .reset(let op):
      return "\(name) &\\leftarrow \(try changed(name, op, statement))"
        + " \\quad \\text{at a spike}"
    }
  }

  private func changed(
    _ name: String, _ op: BinaryOperator?, _ statement: Statement
  ) throws(ExportRefusal) -> String {
    guard let op else { return try terms.written(statement.value) }
    return try terms.written(Expression.named(statement.target.text).joined(op, statement.value))
  }

  private var solved: String? {
    guard model.hasDifferentialEquations else { return nil }
    let step =
      neuron.dt.canonicalText + (neuron.timeUnit.text.isEmpty ? "" : " \(neuron.timeUnit.text)")
    return "Differential equations are solved by \(neuron.method.rawValue) (\(neuron.method.note))"
      + " in steps of \(step)"
      + (neuron.node.spikeTiming == .exact ? "; spikes are found between them." : ".")
  }

  private var refractory: String? {
    model.writtenRefractory.map {
      "For \($0.text) after a spike there is no other"
        + (model.held.isEmpty ? "." : ", and \(model.held.joined(separator: ", ")) is held.")
    }
  }

  private var actNote: String? {
    let acts = model.measuredTerms.contains { term in
      term.contains { part in
        if case .call(let name, _) = part.kind { name.text == "act" } else { false }
      }
    }
    let surrogate = neuron.node.surrogate
    return acts ? "S is \(surrogate.rawValue): \(surrogate.note)." : nil
  }

  // Symbol, value, unit, meaning.
  private var rows: [[String]] {
    func row(_ quantity: ExportedNeuron.Quantity, _ suffix: String) -> [String] {
      let shown = quantity.shared.map { terms.number($0) }
      let range = [quantity.values.min(), quantity.values.max()].compactMap(\.self)
      let value = shown ?? range.map { terms.number($0) }.joined(separator: " \\ldots ")
      return [
        "$\(terms.name(quantity.name))\(suffix)$", "$\(value)$", quantity.unit.text, quantity.note,
      ]
    }
    return neuron.parameters.map { row($0, "") } + neuron.states.map { row($0, "(0)") }
  }

  private var lead: [String] {
    [solved, refractory, actNote].compactMap(\.self)
  }

  /// The document in LaTeX, to be included in an article that uses amsmath.
  ///
  /// - Throws: `ExportRefusal` for what LaTeX does not set.
  func latex() throws(ExportRefusal) -> String {
    var lines = neuron.heading("LaTeX with amsmath").commented("%")
    lines += ["\\subsection*{\(model.name.latexText)}", "\(model.summary.latexText).", ""]
    for block in try blocks() {
      lines += [block.title.latexText, "\\begin{align*}"]
      lines.append(block.equations.joined(separator: " \\\\\n"))
      lines += ["\\end{align*}", ""]
    }
    lines += lead.map(\.latexText) + [""]
    lines += ["\\begin{tabular}{llll}", "symbol & value & unit & meaning \\\\ \\hline"]
    lines += rows.map { row in
      "\(row[0]) & \(row[1]) & \(row[2].latexText) & \(row[3].latexText) \\\\"
    }
    lines.append("\\end{tabular}")
    return lines.map { $0 + "\n" }.joined()
  }

  /// The document in Markdown, equations between `$$`.
  ///
  /// - Throws: `ExportRefusal` for what LaTeX does not set.
  func markdown() throws(ExportRefusal) -> String {
    var lines =
      ["<!--"] + neuron.heading("Markdown").map { $0.onOneLine.replacing("--", with: "- -") }
    lines += ["-->", "", "## \(model.name.onOneLine)", "", "\(model.summary.markdownText).", ""]
    for block in try blocks() {
      lines += [block.title.markdownText, "", "$$", "\\begin{aligned}"]
      lines.append(block.equations.joined(separator: " \\\\\n"))
      lines += ["\\end{aligned}", "$$", ""]
    }
    for text in lead { lines += [text.markdownText, ""] }
    lines += ["| symbol | value | unit | meaning |", "|---|---|---|---|"]
    lines += rows.map { row in
      "| \(row[0]) | \(row[1]) | \(row[2].markdownText) | \(row[3].markdownText) |"
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension LaTeXTerms {
  /// A term as it was written, quantities with their units.
  fileprivate func written(_ term: Expression) throws(ExportRefusal) -> String {
    term.isCondition ? try condition(term) : try spelled(term)
  }
}

extension String {
  // What LaTeX would read as its own is set as it is.
  fileprivate var latexText: String {
    var text = ""
    for character in onOneLine {
      switch character {
      case "\\": text += "\\textbackslash{}"
      case "^": text += "\\^{}"
      case "~": text += "\\~{}"
      case "&", "%", "$", "#", "_", "{", "}": text += "\\\(character)"
      case "<": text += "$<$"
      case ">": text += "$>$"
      default: text.append(character)
      }
    }
    return text
  }

  fileprivate var markdownText: String {
    onOneLine.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("<", with: "&lt;")
      .replacing("*", with: "\\*").replacing("_", with: "\\_")
  }
}
