import Equations
import Neurons
import OrderedCollections
import Simulation

/// A node as a class of PyTorch: a plain module, or one that inherits the base class of a library.
struct TorchClass {
  private let neuron: ExportedNeuron
  private let base: TorchBase
  private let spike: String
  let terms: TorchTerms
  private let step: ExplicitStep
  let inputs: [String]
  // Inputs that the spike block reads as well, where that is another method.
  private let keptInputs: [String]
  /// What it is called.
  let name: String

  /// Describes a class.
  ///
  /// - Parameters:
  ///   - neuron: the node.
  ///   - base: what it inherits.
  ///   - spike: what the function of its surrogate is called.
  /// - Throws: `ExportRefusal` for what PyTorch does not say, and for several inputs where the base
  ///   has one.
  init(
    _ neuron: ExportedNeuron, _ base: TorchBase, spike: String = "Spike"
  ) throws(ExportRefusal) {
    (self.neuron, self.base, self.spike) = (neuron, base, spike)
    step = try ExplicitStep(neuron)
    let model = neuron.model
    let used = step.lines.reduce(into: Set<String>()) { $0.formUnion($1.value.names) }
    inputs = model.inputs.keys.filter { used.contains($0) || model.inputs.count == 1 }
    guard !base.splitsStep || inputs.count == 1 else {
      throw ExportRefusal(
        "\(base.title): '\(model.name)' has the inputs \(inputs.joined(separator: ", ")), and a node"
          + " there has one")
    }
    var names = NameTable(reserved: TorchTerms.reserved)
    if model.parameters["t"] == nil, model.states["t"] == nil { names.keep("t") }
    for name in Array(model.states.keys) + model.parameters.keys + model.inputs.keys {
      names.add(name)
    }
    // What one method of the class leaves for the other.
    let isLater = base.splitsStep
    let seenLater =
      isLater
      ? step.lines.filter { $0.part == .spike }.reduce(into: Set()) { $0.formUnion($1.value.names) }
      : []
    keptInputs = inputs.filter(seenLater.contains)
    let kept = step.lines.filter { $0.part == .beginning }.map(\.name) + keptInputs
    for line in step.lines { names.add(line.name) }
    var classes = NameTable(reserved: TorchTerms.reserved.union(["BaseNode"]))
    name = classes.make(model.name.hasSuffix("Node") ? model.name : "\(model.name)Node")
    terms = TorchTerms(
      names: names,
      attributes: Set(Array(model.states.keys) + model.parameters.keys + kept),
      shape: inputs.first.map { names[$0] } ?? "self.mem",
      plainNumbers: base.plainNumbers)
  }

  private var model: NeuronModel { neuron.model }

  // Those that the base class does not keep by itself.
  private var ownParameters: [ExportedNeuron.Quantity] {
    neuron.parameters.filter { !base.shared.contains($0.name) }
  }

  private func value(_ name: String) -> String {
    (neuron.node.parameters[name] ?? [0]).python
  }

  private var alpha: String { value("alpha") }

  private func lines(_ parts: [ExplicitStep.Part]) throws(ExportRefusal) -> [String] {
    var result: [String] = []
    for line in step.lines where parts.contains(line.part) {
      var value = try terms.spelled(line.value)
      if let number = Double(value) { value = "torch.as_tensor(\(number))" }
      result.append("        \(terms.name(line.name)) = \(value)")
    }
    return result
  }

  private var detaching: [String] {
    guard !base.splitsStep, neuron.node.parameters["mem_detach"]?.first == 1 else { return [] }
    return model.states.keys.map {
      let name = terms.name($0)
      return "        \(name) = \(name).detach()"
    }
  }

  /// The file.
  ///
  /// - Throws: `ExportRefusal` for what PyTorch does not say.
  func text() throws(ExportRefusal) -> String {
    var lines = neuron.heading(base.title).commented("#")
    lines += ["", "import sys", "", "import torch"] + base.imports
    let body = try members(as: name)
    lines += ["", ""] + neuron.node.surrogate.torch(named: spike) + Self.functions(of: body)
    lines += ["", ""] + body + outcome
    return lines.map { $0 + "\n" }.joined()
  }

  /// What the lines of classes call and PyTorch does not have.
  ///
  /// - Parameter lines: the lines.
  static func functions(of lines: [String]) -> [String] {
    guard lines.contains(where: { $0.contains("exprel(") }) else { return [] }
    return [
      "", "", "def exprel(x):", "    \"\"\"(exp(x) - 1) / x, and 1 at 0.\"\"\"",
      "    near = x.abs() < 1e-5", "    safe = torch.where(near, 1.0, x)",
      "    return torch.where(near, 1 + x / 2 + x * x / 6, torch.expm1(safe) / safe)",
    ]
  }

  /// The class.
  ///
  /// - Parameter name: what it is called.
  /// - Throws: `ExportRefusal` for what PyTorch does not say.
  func members(as name: String) throws(ExportRefusal) -> [String] {
    var lines = [
      "class \(name)(\(base.parent)):", "    \"\"\"\(model.summary.pythonText).\"\"\"", "",
    ]
    var arguments: [String] = []
    var settings: [String] = []
    for parameter in ownParameters {
      let name = terms.names[parameter.name]
      arguments.append("\(name)=\(parameter.values.python)")
      let unit = parameter.unit.isDimensionless ? "" : ", \(parameter.unit.text)"
      settings += [
        "        # \((parameter.note + unit).onOneLine)",
        "        self.register_buffer('\(name)', torch.as_tensor(\(name)))",
      ]
    }
    let shared = base.shared.filter { model.parameters[$0] != nil }
    for name in shared {
      let parameter = model.parameters[name]
      let first = neuron.node.parameters[name]?.first ?? 0
      let text =
        parameter?.isFlag == true
        ? (first == 1 ? "True" : "False")
        : parameter?.isInteger == true ? first.canonicalText : value(name)
      arguments.append("\(name)=\(text)")
    }
    let usesAct = step.lines.contains { $0.value.contains(where: \.isAct) }
    if usesAct { arguments.append("alpha=\(alpha)") }
    if base.further.contains("**kwargs") { arguments.append("**kwargs") }
    lines.append("    def __init__(\((["self"] + arguments).joined(separator: ", "))):")
    let passed = shared.map { "\($0)=\($0)" } + base.further
    lines.append("        super().__init__(\(passed.joined(separator: ", ")))")
    lines += settings
    if usesAct { lines.append("        self.register_buffer('alpha', torch.as_tensor(alpha))") }
    let (began, reset) = (neuron.states, neuron.statesAfterReset)
    if let name = base.reset {
      lines.append("        self.\(name)()")
    } else {
      lines += reset.map {
        "        self.register_memory('\(terms.names[$0.name])', torch.as_tensor(\($0.values.python)))"
      }
      lines.append("        self.register_memory('steps_done', 0)")
    }
    lines += set(began.filter { !reset.contains($0) }) + [""]
    if usesAct {
      lines += ["    def act_fun(self, x):", "        return \(spike).apply(x, self.alpha)", ""]
    }
    if let name = base.reset {
      lines.append("    def \(name)(self):")
      lines.append("        \"\"\"Returns every state to where it begins.\"\"\"")
      if base.splitsStep { lines.append("        super().\(name)()") }
      lines += set(reset) + ["        self.steps_done = 0", ""]
    }
    if !base.splitsStep {
      let list = inputs.map { terms.names[$0] }
      lines.append("    def \(base.forward)(\((["self"] + list).joined(separator: ", "))):")
      lines.append("        \"\"\"Takes one step and returns the spikes.\"\"\"")
      lines += detaching
      lines += try self.lines([.beginning, .integral, .event, .spike])
      lines += ["        self.steps_done += 1", "        return self.\(terms.names["spike"])"]
    } else {
      let argument = keptInputs.isEmpty ? terms.names[inputs[0]] : "inputs"
      lines.append("    def integral(self, \(argument)):")
      lines += keptInputs.map { "        \(terms.name($0)) = inputs" }
      lines += try self.lines([.beginning, .integral, .event])
      lines += ["", "    def calc_spike(self):"]
      lines += try self.lines([.spike])
      lines.append("        self.steps_done += 1")
    }
    return lines
  }

  private func set(_ states: [ExportedNeuron.Quantity]) -> [String] {
    states.map { "        self.\(terms.names[$0.name]) = torch.as_tensor(\($0.values.python))" }
  }

  // What the file does where it is run: the same currents, and a row a step of spikes and mem.
  private var outcome: [String] {
    var lines = [
      "", "", "if __name__ == '__main__':", "    torch.set_default_dtype(torch.float64)",
    ]
    let population = neuron.node.population
    for input in inputs {
      lines.append("    fed_\(terms.names[input]) = \(neuron.torchCurrent(input))")
    }
    let extra = base.splitsStep ? "layer_by_layer=False" : ""
    let call = inputs.map { "fed_\(terms.names[$0])[step]" }.joined(separator: ", ")
    lines += [
      "    neuron = \(name)(\(extra))", "    table = []",
      "    with torch.no_grad():", "        for step in range(\(neuron.steps)):",
      "            spikes = neuron(\(call)).expand(\(population))",
      "            table.append(torch.cat([spikes, torch.as_tensor(neuron.mem).expand(\(population))]))",
      "    lines = [' '.join(repr(x) for x in row.tolist()) for row in table]",
      "    if len(sys.argv) > 1:", "        with open(sys.argv[1], 'w') as file:",
      "            file.write('\\n'.join(lines) + '\\n')",
      "    else:", "        print('\\n'.join(lines))",
    ]
    return lines
  }
}

extension ExportedNeuron {
  /// What is fed into an input in PyTorch, a row a step and a column a neuron.
  ///
  /// - Parameter input: its name.
  func torchCurrent(_ input: String) -> String {
    let column =
      switch try? current(input) {
      case .constant(let value)?: "torch.full((\(steps), 1), \(value))"
      case .shared(let values)?: "\(PieceList(values).torch).reshape(-1, 1)"
      case .constants(let values)?:
        "\(PieceList(values).torch).reshape(1, -1).repeat(\(steps), 1)"
      case .each(let rows)?:
        "\(PieceList(rows.flatMap(\.self)).torch).reshape(-1, \(node.population))"
      case nil: "torch.zeros((\(steps), 1))"
      }
    return "\(column).expand(-1, \(node.population))"
  }
}

extension [Double] {
  // A number where all are the same, else a list.
  fileprivate var python: String {
    func text(_ value: Double) -> String { "\(value)" }
    return allSatisfy { $0 == first } ? text(first ?? 0) : "[\(map(text).joined(separator: ", "))]"
  }
}

extension String {
  // A line within a docstring.
  fileprivate var pythonText: String {
    onOneLine.replacing("\\", with: "\\\\").replacing("\"\"\"", with: "'''")
  }
}

extension Expression {
  /// Whether it is a call of the surrogate.
  var isAct: Bool {
    if case .call(let name, _) = kind { name.text == "act" } else { false }
  }
}
