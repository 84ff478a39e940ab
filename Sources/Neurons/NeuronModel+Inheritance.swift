import Equations
import OrderedCollections

// How a child's declarations join its parent's. A child may declare a parameter or a state again;
// it keeps its place, so that the order of parameters is the same in parent and child.
extension ModelSyntax {
  /// The surrogate that the model itself names.
  var surrogate: Surrogate? {
    get throws(Diagnostic) {
      guard let activation else { return nil }
      guard let surrogate = Surrogate(named: activation.name.text) else {
        let names = Surrogate.allCases.map(\.rawValue)
        throw Diagnostic.unknown(
          "surrogate", activation.name, among: names,
          expected: "one of \(names.joined(separator: ", "))")
      }
      return surrogate
    }
  }

  /// The parent's parameters with this model's added, declared again or set by `with`.
  func joinedParameters(
    with parent: NeuronModel?, surrogate: Surrogate
  ) throws(Diagnostic) -> OrderedDictionary<String, NeuronModel.Parameter> {
    var result = parent?.parameters ?? [:]
    var declared: Set<String> = []
    for parameter in parameters {
      let name = parameter.name.text
      guard declared.insert(name).inserted else { throw twice(parameter.name) }
      guard name != "alpha", name != "input", name != "spike" else {
        throw reserved(parameter.name)
      }
      if parameter.isFlag == false {
        let known = Array(result.keys.prefix { $0 != name })
        try parameter.value.check(as: .number, names: known)
      }
      result[name] = NeuronModel.Parameter(
        name: name, value: parameter.value, isInteger: parameter.isInteger,
        isFlag: parameter.isFlag, bounds: parameter.bounds,
        note: parameter.note ?? result[name]?.note ?? "", origin: self.name.text)
    }
    if let activation {
      let alpha =
        activation.alpha ?? Expression(.number(surrogate.defaultAlpha), activation.name.range)
      try alpha.check(as: .number, names: [])
      result["alpha"] = NeuronModel.Parameter(
        name: "alpha", value: alpha, isInteger: false, isFlag: false, bounds: [Bound(.greater, 0)],
        note: "slope of the surrogate gradient", origin: result["alpha"]?.origin ?? name.text)
    }
    for setting in settings {
      guard var parameter = result[setting.name.text] else {
        throw Diagnostic.unknown(
          "parameter", setting.name, among: result.keys,
          expected: "one of \(result.keys.joined(separator: ", "))")
      }
      try set(&parameter, to: setting.value, before: setting.name.text, in: result)
      result[setting.name.text] = parameter
    }
    return result
  }

  private func set(
    _ parameter: inout NeuronModel.Parameter, to value: Expression, before name: String,
    in all: OrderedDictionary<String, NeuronModel.Parameter>
  ) throws(Diagnostic) {
    let isFlag = value.kind == .name("true") || value.kind == .name("false")
    guard isFlag == parameter.isFlag else {
      throw Diagnostic(
        "'\(name)' cannot be \(value.text)", at: value.range, expected: parameter.expectation)
    }
    if !isFlag {
      try value.check(as: .number, names: Array(all.keys.prefix { $0 != name }))
      if let number = try? constant(value, given: [:]) {
        try parameter.check(number, at: value.range)
      }
    }
    parameter.value = value
  }

  /// The model's own inputs, or else the parent's; one named `input` where none is declared.
  func joinedInputs(
    with parent: NeuronModel?
  ) throws(Diagnostic) -> OrderedDictionary<String, String> {
    guard !inputs.isEmpty else { return parent?.inputs ?? ["input": "input current"] }
    var result: OrderedDictionary<String, String> = [:]
    for input in inputs {
      guard result[input.name.text] == nil else { throw twice(input.name) }
      result[input.name.text] = input.note ?? ""
    }
    return result
  }

  /// Checks that `d x/dt` stands where time runs: in the integral of a model with a parameter dt.
  func checkDerivatives(in scope: Scope) throws(Diagnostic) {
    if let wrong = spike?.statements.first(where: { $0.kind == .derivative }) {
      throw Diagnostic(
        "the spike block takes no time", at: wrong.target.range,
        expected: "d \(wrong.target.text)/dt in the integral")
    }
    if let wrong = integral?.statements.first(where: { $0.kind.isAboutSpike }) {
      throw Diagnostic(
        "a spike is decided in the spike block", at: wrong.target.range,
        expected: "this statement there")
    }
    var derived: Set<String> = []
    for statement in integral?.statements ?? [] where statement.kind == .derivative {
      guard scope.parameters.contains("dt") else {
        throw Diagnostic(
          "there is no 'dt'", at: statement.target.range, expected: "a parameter dt, as in Base")
      }
      guard derived.insert(statement.target.text).inserted else { throw twice(statement.target) }
    }
  }

  /// The parent's states with this model's added or declared again.
  func joinedStates(
    with parent: NeuronModel?, taken: [String], parameters: [String]
  ) throws(Diagnostic) -> OrderedDictionary<String, NeuronModel.State> {
    var result = parent?.states ?? [:]
    var declared: Set<String> = []
    for state in states {
      let name = state.name.text
      guard declared.insert(name).inserted else { throw twice(state.name) }
      guard !taken.contains(name) else { throw reserved(state.name) }
      let known = parameters + result.keys.prefix { $0 != name }
      try state.initial.check(as: .number, names: known)
      try state.afterReset?.check(as: .number, names: known)
      result[name] = NeuronModel.State(
        name: name, initial: state.initial, afterReset: state.afterReset ?? state.initial,
        note: state.note ?? result[name]?.note ?? "")
    }
    for parameter in self.parameters where result[parameter.name.text] != nil {
      throw reserved(parameter.name)
    }
    return result
  }

  private func twice(_ name: Name) -> Diagnostic {
    Diagnostic("'\(name.text)' is declared twice", at: name.range, expected: "one declaration")
  }

  private func reserved(_ name: Name) -> Diagnostic {
    Diagnostic("'\(name.text)' is already a name", at: name.range, expected: "a new name")
  }
}

extension Statement.Kind {
  fileprivate var isAboutSpike: Bool {
    switch self {
    case .spikeWhen, .reset: true
    default: false
    }
  }
}

extension Block {
  /// Checks that a spike block says whether the neuron fired.
  func checkSetsSpike() throws(Diagnostic) {
    guard statements.contains(where: { $0.kind != .definition && $0.target.text == "spike" }) else {
      throw Diagnostic(
        "the spike block never sets 'spike'", at: keyword,
        expected: "a statement such as spike = act(mem - threshold)")
    }
  }
}
