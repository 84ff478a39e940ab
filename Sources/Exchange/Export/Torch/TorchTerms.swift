import Equations
import Neurons

/// Terms over PyTorch's tensors.
struct TorchTerms: TermSpelling {
  /// Python's names for those of the model.
  var names: NameTable
  /// What is kept from step to step, and what was set: attributes of the class.
  let attributes: Set<String>
  /// The argument whose shape draws take.
  let shape: String

  /// The attributes that are plain numbers.
  let plainNumbers: Set<String>

  /// Words that mean something in the file or to a module.
  static let reserved: Set<String> = pythonKeywords.union([
    "self", "torch", "sys", "np", "super", "exprel", "Spike", "forward", "reset", "training",
    "type",
    "parameters", "buffers", "modules", "children", "train", "eval", "half", "double", "float",
    "to",
    "cpu", "cuda", "apply", "act", "act_fun", "steps_done", "range", "len", "integral",
    "calc_spike",
    "n_reset", "args", "kwargs", "inputs", "get_thres", "warm_up", "feature_map", "mem_collect",
    "requires_fp", "requires_mem", "n_groups", "T_destination", "v", "name", "add_module",
    "zero_grad", "compile", "bfloat16", "ipu", "xpu", "share_memory", "extra_repr", "dump_patches",
    "call_super_init", "state_dict", "threshold_", "reset_mem", "init_hidden", "output",
    "single_step_forward", "multi_step_forward", "step_mode", "inhibition", "spike_grad", "snn",
    "base",
  ])

  func name(_ name: String) -> String {
    switch name {
    case ExplicitStep.stepsBefore: "self.steps_done"
    case "t" where names["t"] == "t": "(self.steps_done * self.\(names["dt"]))"
    default: (attributes.contains(name) ? "self." : "") + names[name]
    }
  }

  // PyTorch's functions want tensors: a number alone is none, nor is what a base class keeps as one.
  private func tensor(_ text: String) -> String {
    if let value = Double(text) { return "torch.as_tensor(\(value))" }
    return isPlain(text) ? "torch.as_tensor(float(\(text)))" : text
  }

  private func test(_ condition: String) -> String {
    isPlain(condition) ? "torch.as_tensor(\(condition))" : condition
  }

  private func isPlain(_ text: String) -> Bool {
    text.identifiers.allSatisfy { $0 == "self" || plainNumbers.contains($0) || $0.isDigits }
  }

  func call(_ function: Function, _ arguments: [String]) throws(ExportRefusal) -> String {
    let tensors = arguments.map(tensor)
    let list = tensors.joined(separator: ", ")
    switch function {
    case .exp, .log, .sqrt, .abs, .sigmoid, .tanh, .relu, .sin, .cos, .tan, .asin, .acos, .atan,
      .atan2, .sinh, .cosh, .pow, .floor, .ceil, .round, .sign:
      return "torch.\(function.rawValue)(\(list))"
    case .min: return "torch.minimum(\(list))"
    case .max: return "torch.maximum(\(list))"
    case .clamp:
      return "torch.minimum(torch.maximum(\(tensors[0]), \(tensors[1])), \(tensors[2]))"
    case .mod: return "torch.remainder(\(list))"
    case .heaviside: return "torch.where(\(list) >= 0, 1.0, 0.0)"
    case .exprel: return "exprel(\(list))"
    case .uniform: return "torch.rand_like(\(shape))"
    case .normal, .xi: return "torch.randn_like(\(shape))"
    case .beta: return "torch.distributions.Beta(\(list)).sample(\(shape).shape)"
    }
  }

  func act(_ term: Expression) throws(ExportRefusal) -> String {
    "self.act_fun(\(try spelled(term)))"
  }

  func detached(_ term: Expression, above level: Int) throws(ExportRefusal) -> String {
    let text = try spelled(term)
    return (text.contains(" ") || text.hasPrefix("-") ? "(\(text))" : text) + ".detach()"
  }

  func choice(_ test: String, _ yes: String, _ no: String) -> String {
    func number(_ text: String) -> String { Double(text).map { "\($0)" } ?? text }
    return "torch.where(\(self.test(test)), \(number(yes)), \(number(no)))"
  }

  func number(of condition: String) -> String { "torch.where(\(condition), 1.0, 0.0)" }

  func join(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, above level: Int
  ) throws(ExportRefusal) -> String {
    guard op.isLogical else {
      return try infix(op, op == .power ? "**" : op.rawValue, left, right, above: level)
    }
    return
      "torch.logical_\(op.rawValue)(\(test(try condition(left))), \(test(try condition(right))))"
  }

  func negation(_ condition: Expression, above level: Int) throws(ExportRefusal) -> String {
    "torch.logical_not(\(test(try self.condition(condition))))"
  }
}

extension String {
  // A number's digits, or those behind its exponent's sign.
  fileprivate var isDigits: Bool {
    allSatisfy { $0.isNumber || $0 == "e" } && first?.isNumber == true
  }
}
