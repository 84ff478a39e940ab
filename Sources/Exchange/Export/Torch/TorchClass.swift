import Equations
import Neurons
import OrderedCollections
import Simulation

/// A node as a class of PyTorch: a plain module, or one that inherits the base class of a library.
struct TorchClass {
  /// What it inherits.
  enum Base: String {
    /// `torch.nn.Module`: a step a call, all inputs as arguments.
    case module
    /// BrainCog's BaseNode, whose `integral` and `calc_spike` it rewrites.
    case braincog
    /// STEP's BaseNode_Torch, likewise.
    case step
  }

  private let neuron: ExportedNeuron
  private let base: Base
  private let terms: TorchTerms
  private let step: ExplicitStep
  private let inputs: [String]
  /// What it is called.
  let name: String

  /// Describes a class.
  ///
  /// - Parameters:
  ///   - neuron: the node.
  ///   - base: what it inherits.
  /// - Throws: `ExportRefusal` for what PyTorch does not say, and for several inputs where the base
  ///   has one.
  init(_ neuron: ExportedNeuron, _ base: Base) throws(ExportRefusal) {
    (self.neuron, self.base) = (neuron, base)
    step = try ExplicitStep(neuron)
    let model = neuron.model
    let used = step.lines.reduce(into: Set<String>()) { $0.formUnion($1.value.names) }
    inputs = model.inputs.keys.filter { used.contains($0) || model.inputs.count == 1 }
    guard base == .module || inputs.count == 1 else {
      throw ExportRefusal(
        "\(base.rawValue): '\(model.name)' has the inputs \(inputs.joined(separator: ", ")), and a node"
          + " there has one")
    }
    var names = NameTable(reserved: TorchTerms.reserved)
    if model.parameters["t"] == nil, model.states["t"] == nil { names.keep("t") }
    for name in Array(model.states.keys) + model.parameters.keys + model.inputs.keys {
      names.add(name)
    }
    let kept = step.lines.filter { $0.part == .beginning }.map(\.name)
    for line in step.lines { names.add(line.name) }
    var classes = NameTable(reserved: TorchTerms.reserved.union(["BaseNode"]))
    name = classes.make("\(model.name)Node")
    terms = TorchTerms(
      names: names,
      attributes: Set(Array(model.states.keys) + model.parameters.keys + kept),
      shape: inputs.first.map { names[$0] } ?? "self.mem",
      plainNumbers: base == .module ? [] : ["self.dt", "self.step", "self.v_reset"])
  }

  private var model: NeuronModel { neuron.model }

  // Those that the base class does not keep by itself.
  private var ownParameters: [ExportedNeuron.Quantity] {
    let taken: Set<String> = base == .module ? [] : ["threshold", "v_reset", "dt", "step"]
    return neuron.parameters.filter { !taken.contains($0.name) }
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
    guard base == .module, neuron.node.parameters["mem_detach"]?.first == 1 else { return [] }
    return model.states.keys.map {
      let name = terms.name($0)
      return "        \(name) = \(name).detach()"
    }
  }

  /// The file.
  ///
  /// - Throws: `ExportRefusal` for what PyTorch does not say.
  func text() throws(ExportRefusal) -> String {
    let title = ["module": "PyTorch", "braincog": "BrainCog", "step": "STEP"][base.rawValue] ?? ""
    var lines = neuron.heading(title).commented("#")
    lines += ["", "import sys", "", "import torch"]
    switch base {
    case .module: break
    case .braincog: lines.append("from braincog.base.node.node import BaseNode")
    case .step: lines.append("from cls.models.utils.node import BaseNode_Torch as BaseNode")
    }
    let body = try members()
    lines += ["", ""] + neuron.node.surrogate.torch
    if body.contains(where: { $0.contains("exprel(") }) {
      lines += [
        "", "", "def exprel(x):", "    \"\"\"(exp(x) - 1) / x, and 1 at 0.\"\"\"",
        "    near = x.abs() < 1e-5", "    safe = torch.where(near, 1.0, x)",
        "    return torch.where(near, 1 + x / 2 + x * x / 6, torch.expm1(safe) / safe)",
      ]
    }
    lines += ["", ""] + body + outcome
    return lines.map { $0 + "\n" }.joined()
  }

  private func members() throws(ExportRefusal) -> [String] {
    let parent = base == .module ? "torch.nn.Module" : "BaseNode"
    var lines = ["class \(name)(\(parent)):", "    \"\"\"\(model.summary.pythonText).\"\"\"", ""]
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
    if base != .module {
      let shared = ["threshold", "v_reset", "dt", "step", "mem_detach", "layer_by_layer"]
      for name in shared where model.parameters[name] != nil {
        let value = neuron.node.parameters[name]?.first ?? 0
        let text =
          name == "step"
          ? value.canonicalText
          : name.contains("_") && name != "v_reset"
            ? (value == 1 ? "True" : "False") : self.value(name)
        arguments.append("\(name)=\(text)")
      }
    }
    let usesAct = step.lines.contains { $0.value.contains(where: \.isAct) }
    if usesAct { arguments.append("alpha=\(alpha)") }
    lines.append(
      "    def __init__(self, \(arguments.joined(separator: ", "))\(base == .module ? "" : ", **kwargs")):"
    )
    if base == .module {
      lines.append("        super().__init__()")
    } else {
      let passed = ["threshold", "v_reset", "dt", "step", "mem_detach", "layer_by_layer"]
        .filter { model.parameters[$0] != nil }.map { "\($0)=\($0)" }
      lines.append("        super().__init__(\((passed + ["**kwargs"]).joined(separator: ", ")))")
    }
    lines += settings
    if usesAct { lines.append("        self.register_buffer('alpha', torch.as_tensor(alpha))") }
    let resetName = base == .module ? "reset" : "n_reset"
    lines.append("        self.\(resetName)()")
    let (began, reset) = (neuron.states, neuron.statesAfterReset)
    if began != reset { lines += set(began.filter { !reset.contains($0) }) }
    lines.append("")
    if usesAct {
      lines += ["    def act_fun(self, x):", "        return Spike.apply(x, self.alpha)", ""]
    }
    lines.append("    def \(resetName)(self):")
    lines.append("        \"\"\"Returns every state to where it begins.\"\"\"")
    if base != .module { lines.append("        super().n_reset()") }
    lines += set(reset) + ["        self.steps_done = 0", ""]
    if base == .module {
      let list = inputs.map { terms.names[$0] }
      lines.append("    def forward(\((["self"] + list).joined(separator: ", "))):")
      lines.append("        \"\"\"Takes one step and returns the spikes.\"\"\"")
      lines += detaching
      lines += try self.lines([.beginning, .integral, .event, .spike])
      lines += ["        self.steps_done += 1", "        return self.\(terms.names["spike"])"]
    } else {
      lines.append("    def integral(self, \(inputs.map { terms.names[$0] }.joined())):")
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
      let name = terms.names[input]
      let column: String
      switch try? neuron.current(input) {
      case .constant(let value)?: column = "torch.full((\(neuron.steps), 1), \(value))"
      case .shared(let values)?: column = "\(PieceList(values).torch).reshape(-1, 1)"
      case .constants(let values)?:
        column = "\(PieceList(values).torch).reshape(1, -1).repeat(\(neuron.steps), 1)"
      case .each(let rows)?:
        column = "\(PieceList(rows.flatMap(\.self)).torch).reshape(-1, \(population))"
      case nil: column = "torch.zeros((\(neuron.steps), 1))"
      }
      lines.append("    fed_\(name) = \(column).expand(-1, \(population))")
    }
    let extra = base == .module ? "" : "layer_by_layer=False"
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
