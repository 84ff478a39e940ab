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

  /// All terms that it consists of.
  var terms: [Expression] {
    parameters.flatMap { [$0.value] + $0.furtherValues } + settings.map(\.value)
      + windows.map(\.value)
      + states.flatMap { [$0.initial, $0.afterReset].compactMap(\.self) }
      + [refractory].compactMap(\.self)
      + [integral, spike].flatMap { $0?.statements.map(\.value) ?? [] } + events.flatMap(\.terms)
  }

  /// The parent's parameters with this model's added, declared again or set by `with`.
  func joinedParameters(
    with parent: NeuronModel?, surrogate: Surrogate, functions: FunctionTable,
    compartments: Compartments?
  ) throws(Diagnostic) -> OrderedDictionary<String, NeuronModel.Parameter> {
    var result = parent?.declaredParameters ?? [:]
    var declared: Set<String> = []
    for parameter in parameters {
      let name = parameter.name.text
      guard declared.insert(name).inserted else { throw twice(parameter.name) }
      guard name != "alpha", name != "input", name != "spike" else {
        throw reserved(parameter.name)
      }
      func value(_ value: Expression) throws(Diagnostic) -> Measured? {
        try parameter.isFlag
          ? nil : self.value(value, before: name, in: result, functions, compartments)
      }
      let measured = try value(parameter.value)
      var further: [Expression] = []
      for term in parameter.furtherValues {
        let other = try value(term)
        further.append(
          try other?.isBare == false && measured?.isBare == false
            ? other?.converted(to: measured?.unit ?? .none, what: "'\(name)'") ?? term
            : other?.expression ?? term)
      }
      result[name] = NeuronModel.Parameter(
        name: name, value: measured?.expression ?? parameter.value, furtherValues: further,
        written: parameter.value, writtenFurther: parameter.furtherValues,
        unit: measured?.unit ?? .none, isInteger: parameter.isInteger,
        isFlag: parameter.isFlag, bounds: parameter.bounds,
        note: parameter.note ?? result[name]?.note ?? "", origin: self.name.text)
    }
    if let activation {
      let alpha =
        activation.alpha ?? Expression(.number(surrogate.defaultAlpha), activation.name.range)
      try alpha.check(as: .number, in: Scope())
      result["alpha"] = NeuronModel.Parameter(
        name: "alpha", value: alpha, written: alpha, unit: .none, isInteger: false, isFlag: false,
        bounds: [Bound(.greater, 0)],
        note: "slope of the surrogate gradient", origin: result["alpha"]?.origin ?? name.text)
    }
    for setting in settings {
      guard var parameter = result[setting.name.text] else {
        throw Diagnostic.unknown(
          "parameter", setting.name, among: result.keys,
          expected: "one of \(result.keys.joined(separator: ", "))")
      }
      try set(
        &parameter, to: setting.value, before: setting.name.text, in: result, functions,
        compartments)
      result[setting.name.text] = parameter
    }
    try checkLists(result, compartments)
    return result
  }

  private func set(
    _ parameter: inout NeuronModel.Parameter, to value: Expression, before name: String,
    in all: OrderedDictionary<String, NeuronModel.Parameter>, _ functions: FunctionTable,
    _ compartments: Compartments?
  ) throws(Diagnostic) {
    let isFlag = value.kind == .name("true") || value.kind == .name("false")
    guard isFlag == parameter.isFlag else {
      throw Diagnostic(
        "'\(name)' cannot be \(value.text)", at: value.range, expected: parameter.expectation)
    }
    parameter.written = value
    parameter.value = value
    (parameter.furtherValues, parameter.writtenFurther) = ([], [])
    guard !isFlag else { return }
    let measured = try self.value(value, before: name, in: all, functions, compartments)
    parameter.value =
      measured.isBare
      ? measured.expression : try measured.converted(to: parameter.unit, what: "'\(name)'")
    if let number = try? constant(parameter.value, given: [:]) {
      try parameter.check(number, at: value.range)
    }
  }

  // A term over the parameters that stand before one.
  private func value(
    _ expression: Expression, before name: String,
    in all: OrderedDictionary<String, NeuronModel.Parameter>, _ functions: FunctionTable,
    _ compartments: Compartments?
  ) throws(Diagnostic) -> Measured {
    let known = Array(all.keys.prefix { $0 != name })
    var scope = Scope(
      parameters: known, functions: functions, compartments: compartments,
      units: all.mapValues(\.unit).plain)
    scope.compartments?.names.formIntersection(known)
    // What the neuron has one of does not follow from what differs between compartments.
    scope.isOfNeuron = compartments?.names.contains(name) != true
    return try expression.number(in: scope)
  }

  /// The parent's matrices and vectors with this model's added or declared again.
  func joinedWindows(
    with parent: NeuronModel?, taken: [String], scope: Scope
  ) throws(Diagnostic) -> OrderedDictionary<String, NeuronModel.Window> {
    var result = parent?.windows ?? [:]
    var declared: Set<String> = []
    for window in windows {
      let name = window.name.text
      guard declared.insert(name).inserted else { throw twice(window.name) }
      guard !taken.contains(name) else { throw reserved(window.name) }
      guard scope.parameters.contains("step") else {
        throw Diagnostic(
          "there is no 'step'", at: window.name.range, expected: "a parameter step, as in Base")
      }
      var scope = scope
      scope.parameters += ["row"] + (window.isMatrix ? ["column"] : [])
      let measured = try window.value.number(in: scope)
      if window.isMatrix { _ = try measured.converted(to: .none, what: "an entry of a matrix") }
      result[name] = NeuronModel.Window(
        name: name, value: measured.expression, written: window.value, unit: measured.unit,
        isMatrix: window.isMatrix, note: window.note ?? result[name]?.note ?? "",
        origin: self.name.text)
    }
    return result
  }

  /// The model's own inputs, or else the parent's; one named `input` where none is declared.
  func joinedInputs(
    with parent: NeuronModel?
  ) throws(Diagnostic) -> OrderedDictionary<String, NeuronModel.Input> {
    guard !inputs.isEmpty else {
      let plain = NeuronModel.Input(name: "input", unit: .none, note: "input current")
      return parent?.declaredInputs ?? ["input": plain]
    }
    var result: OrderedDictionary<String, NeuronModel.Input> = [:]
    for input in inputs {
      guard result[input.name.text] == nil else { throw twice(input.name) }
      let unit = try input.unit?.number(in: Scope()).unit
      result[input.name.text] = NeuronModel.Input(
        name: input.name.text, unit: unit ?? .none, note: input.note ?? "")
    }
    return result
  }

  /// Checks that `d x/dt` stands where time runs: in the integral of a model with a parameter dt,
  /// which refractory times and white noise need as well.
  func checkTime(in scope: Scope) throws(Diagnostic) {
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
    let derivatives = integral?.statements.filter { $0.kind == .derivative } ?? []
    let noise = ([integral, spike] + events.map(\.block)).map { $0?.noise }
    let timed = ([derivatives.first?.target] + noise).map { $0?.range }
    if let range = (timed + [refractory?.range]).compactMap(\.self).first,
      !scope.parameters.contains("dt")
    {
      throw Diagnostic("there is no 'dt'", at: range, expected: "a parameter dt, as in Base")
    }
    var derived: Set<String> = []
    for statement in derivatives {
      guard derived.insert(statement.target.text).inserted else { throw twice(statement.target) }
    }
  }

  /// For how long after a spike there is no other, in units of dt.
  func joinedRefractory(
    with parent: NeuronModel?, scope: Scope
  ) throws(Diagnostic) -> Expression? {
    guard let refractory else { return parent?.refractory }
    let measured = try refractory.number(in: scope)
    return try measured.converted(to: scope.units["dt"] ?? .none, what: "'refractory'")
  }

  /// The states that stay where a spike leaves them while there is no other.
  func joinedHeld(
    with parent: NeuronModel?, states: OrderedDictionary<String, NeuronModel.State>
  ) throws(Diagnostic) -> [String] {
    guard let held else {
      return refractory == nil ? parent?.held ?? [] : states.keys.filter { $0 == "mem" }
    }
    let known = states.keys.filter { $0 != "spike" }
    for name in held where !known.contains(name.text) {
      throw .unknown(
        "state", name, among: known + ["nothing"],
        expected: "states (\(known.joined(separator: ", "))) or 'nothing'")
    }
    return held.map(\.text)
  }

  /// A block in numbers alone.
  ///
  /// - Throws: `Diagnostic` at the term whose unit does not fit; for an inherited block, whose text
  ///   is elsewhere, at the model's name, also where it names what the model does not have.
  func measured(
    _ block: Block?, in scope: Scope, isOwn: Bool, origin: String
  ) throws(Diagnostic) -> Block? {
    do throws(Diagnostic) {
      // Other inputs than the parent's may leave an inherited block without one that it names.
      if !isOwn {
        try block?.check(in: scope)
        try scope.functions.checkSize(of: block?.statements.map(\.value) ?? [])
      }
      return try block?.measured(in: scope)
    } catch {
      if isOwn { throw error }
      throw Diagnostic(
        "what '\(name.text)' inherits from '\(origin)' does not fit it: \(error.message)",
        at: name.range,
        expected: "the inputs, functions and units of '\(origin)', or a block of its own")
    }
  }

  func twice(_ name: Name) -> Diagnostic {
    Diagnostic("'\(name.text)' is declared twice", at: name.range, expected: "one declaration")
  }

  func reserved(_ name: Name) -> Diagnostic {
    Diagnostic("'\(name.text)' is already a name", at: name.range, expected: "a new name")
  }
}

extension Expression {
  // Checks a term that is a number, and finds its unit.
  func number(in scope: Scope) throws(Diagnostic) -> Measured {
    try check(as: .number, in: scope)
    return try measured(in: scope)
  }
}

extension OrderedDictionary where Key == String {
  /// The same without an order.
  var plain: [String: Value] {
    Dictionary(uniqueKeysWithValues: map { ($0.key, $0.value) })
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
  // The first white noise in it, whose size depends on the time step.
  fileprivate var noise: Name? {
    var noise: Name?
    for statement in statements where noise == nil {
      _ = statement.value.contains { part in
        if case .call(let name, _) = part.kind, name.text == "xi" { noise = name }
        return noise != nil
      }
    }
    return noise
  }
}
