/// The names that a block may use.
public struct Scope: Sendable {
  /// Read only: parameters.
  public var parameters: [String]
  /// Read and set: states, `mem` and `spike` among them.
  public var states: [String]
  /// Read only: input currents.
  public var inputs: [String]
  /// Read only: what differs from step to step of a forward pass.
  public var vectors: [String] = []
  /// What only `window` and `causal` take.
  public var matrices: [String] = []
  /// What terms may call besides the functions of the language.
  public var functions = FunctionTable()
  /// What of it there is once for each compartment; nil where there is only one.
  public var compartments: Compartments?
  /// Whether only what the neuron has one of may stand in a term.
  public var isOfNeuron = false
  /// What `t`, the time since the reset, is measured in; nil where no time passes.
  public var time: UnitOfMeasure?
  /// What the names are measured in; a name that is not here is a pure number.
  public var units: [String: UnitOfMeasure]
  /// What `let` named so far.
  var definitions: [String] = []
  /// What of it is a yes or no.
  var conditions: Set<String> = []

  /// Makes a scope.
  public init(
    parameters: [String] = [], states: [String] = [], inputs: [String] = [],
    vectors: [String] = [], matrices: [String] = [], functions: FunctionTable = FunctionTable(),
    compartments: Compartments? = nil, time: UnitOfMeasure? = nil,
    units: [String: UnitOfMeasure] = [:]
  ) {
    self.parameters = parameters
    self.states = states
    self.inputs = inputs
    self.vectors = vectors
    self.matrices = matrices
    self.functions = functions
    self.compartments = compartments
    self.time = time
    self.units = units
  }

  /// Every name a term may use.
  public var names: [String] {
    let isTime = time != nil && !declares("t")
    let own =
      isOfNeuron ? parameters.filter { compartments?.names.contains($0) != true } : parameters
    return own + states + inputs + vectors + definitions + (isTime ? ["t"] : [])
      + (isOfNeuron ? [] : Self.places.filter(isPlace))
      + (isCount("compartments") ? ["compartments"] : [])
  }

  // Not so `t` and places, which may be declared.
  func declares(_ name: String) -> Bool {
    [parameters, states, inputs, vectors, definitions].contains { $0.contains(name) }
  }

  /// What a name is measured in; nil for a name that a term may not use.
  func unit(of name: String) -> UnitOfMeasure? {
    if declares(name) { return units[name, default: .none] }
    return name == "t" ? time : isPlace(name) || isCount(name) ? UnitOfMeasure.none : nil
  }

  /// What functions know of it: all but what `let` names.
  var outsideOfBlocks: Scope {
    var scope = self
    scope.definitions = []
    scope.conditions = []
    return scope
  }
}

extension Block {
  /// Checks every name, call and condition of the block.
  ///
  /// - Throws: `Diagnostic` at the first term that has no meaning in the scope.
  public func check(in scope: Scope) throws(Diagnostic) {
    var scope = scope
    for statement in statements {
      let sort: Expression.Sort =
        switch statement.kind {
        case .spikeWhen: .condition
        case .definition: statement.value.sort(in: scope)
        default: .number
        }
      try statement.value.check(as: sort, in: scope)
      try statement.checkPlace(in: scope)
      let target = statement.target
      switch statement.kind {
      case .definition:
        guard !scope.declares(target.text) else {
          throw Diagnostic(
            "'\(target.text)' is already a name", at: target.range, expected: "a new name",
            kind: .duplicate)
        }
        scope.definitions.append(target.text)
        if sort == .condition { scope.conditions.insert(target.text) }
        if statement.isByCompartment(in: scope) {
          scope.compartments?.names.insert(target.text)
        }
      case .assignment, .derivative, .spikeWhen, .reset:
        let state = target.withPlace?.name ?? target
        guard scope.states.contains(state.text) else { throw cannotSet(state, in: scope) }
      }
    }
  }

  private func cannotSet(_ target: Name, in scope: Scope) -> Diagnostic {
    let states = scope.states.joined(separator: ", ")
    let kind =
      scope.parameters.contains(target.text)
      ? "a parameter" : scope.inputs.contains(target.text) ? "an input" : nil
    if let kind {
      return Diagnostic(
        "'\(target.text)' is \(kind) and cannot be set here", at: target.range,
        expected: "a state: \(states)", kind: .unexpected)
    }
    if target.text == "t", scope.time != nil {
      return Diagnostic(
        "'t' is the time since the reset and cannot be set", at: target.range,
        expected: "a state: \(states)", kind: .unexpected)
    }
    if scope.definitions.contains(target.text) {
      return Diagnostic(
        "'\(target.text)' is named by 'let' and keeps its value", at: target.range,
        expected: "a state: \(states)", kind: .unexpected)
    }
    return .unknown(
      "state", target, among: scope.states, expected: "a state (\(states)) or 'let' before the name"
    )
  }
}

extension Expression {
  /// What a term can be.
  public enum Sort: Hashable, Sendable {
    /// A number.
    case number
    /// A yes or no.
    case condition

    var description: String {
      switch self {
      case .number: "a number"
      case .condition: "a condition such as mem > threshold"
      }
    }
  }

  /// Checks every name and call, and that the term is of the sort its place asks for.
  ///
  /// - Parameters:
  ///   - sort: what its place asks for.
  ///   - scope: the names that may stand in it, and what it may call.
  /// - Throws: `Diagnostic` at the first part that does not fit.
  public func check(as sort: Sort, in scope: Scope) throws(Diagnostic) {
    guard self.sort(in: scope) == sort else {
      throw Diagnostic(
        "'\(text)' is \(sort == .number ? "a condition" : "a number")", at: range,
        expected: sort.description, kind: .mismatch)
    }
    switch kind {
    case .number, .quantity: break
    case .name(let text):
      if scope.isOfNeuron, firstDifference(in: scope) != nil { throw isOfCompartments }
      guard scope.unit(of: text) != nil || isConstant else {
        let names = scope.names
        throw .unknown(
          "name", Name(text, range), among: names + Function.allCases.map(\.rawValue),
          expected: "one of \(names.joined(separator: ", "))")
      }
    case .unary(let op, let operand):
      try operand.check(as: op == .not ? .condition : .number, in: scope)
    case .binary(let op, let left, let right):
      try left.check(as: op.isLogical ? .condition : .number, in: scope)
      try right.check(as: op.isLogical ? .condition : .number, in: scope)
    case .conditional(let condition, let yes, let no):
      try condition.check(as: .condition, in: scope)
      try yes.check(as: .number, in: scope)
      try no.check(as: .number, in: scope)
    case .call(let name, let arguments):
      if name.text == "window" || name.text == "causal" {
        return try check(product: name, arguments, in: scope)
      }
      if name.text == "previous" { return try arguments[0].checkIsState(in: scope) }
      if name.text == "diffusion", scope.functions["diffusion"] == nil {
        return try check(diffusion: arguments, in: scope)
      }
      try check(call: name, of: arguments.count, in: scope)
      for argument in arguments {
        try argument.check(as: .number, in: scope)
      }
    case .element(let base, let index) where scope.compartments != nil:
      guard case .name(let name) = base.kind else { fallthrough }
      let place: Int? =
        if case .number(let number) = index.kind { Int(exactly: number) } else { nil }
      _ = try scope.name(Name(name, base.range), in: place, at: range)
    case .element, .member:
      throw Diagnostic(
        "'\(text)' picks out a part, which equations do not have", at: range,
        expected: "a plain name", kind: .unexpected)
    }
  }

  /// Whether it is the name of a unit, of a number or of a constant of nature.
  var isConstant: Bool {
    UnitOfMeasure.named(text) != nil || namedNumbers[text] != nil || namedConstants[text] != nil
  }

  /// What the term is.
  func sort(in scope: Scope) -> Sort {
    switch kind {
    case .name(let name): scope.conditions.contains(name) ? .condition : .number
    case .call(let name, _): scope.functions[name.text]?.value.sort(in: scope) ?? .number
    case .unary(.not, _): .condition
    case .binary(let op, _, _): op.isComparison || op.isLogical ? .condition : .number
    default: .number
    }
  }

  // `window(weight, input)`: a matrix, then an input, both by their names.
  private func check(
    product name: Name, _ arguments: [Expression], in scope: Scope
  ) throws(Diagnostic) {
    guard !scope.matrices.isEmpty else {
      throw Diagnostic(
        "'\(name.text)' wants a matrix", at: range,
        expected: "'matrix weight = 0' among the declarations, and a place in a block",
        kind: .mismatch)
    }
    for (argument, (kind, known)) in zip(
      arguments, [("matrix", scope.matrices), ("input", scope.inputs)])
    where !known.contains(argument.text) {
      throw .unknown(
        kind, Name(argument.text, argument.range), among: known,
        expected: "one of \(known.joined(separator: ", "))")
    }
  }

  // The argument of `previous`, which is a state by its name.
  private func checkIsState(in scope: Scope) throws(Diagnostic) {
    guard scope.time != nil else {
      throw Diagnostic(
        "there is no step before it that 'previous' could look at", at: range,
        expected: "'previous' in the integral, an event or the spike block", kind: .unexpected)
    }
    guard !scope.states.contains(text) else { return }
    let states = "a state: \(scope.states.joined(separator: ", "))"
    guard case .name(let name) = kind, scope.unit(of: name) == nil else {
      throw Diagnostic(
        "'previous' takes a state, got '\(text)'", at: range, expected: states, kind: .mismatch)
    }
    throw .unknown("state", Name(name, range), among: scope.states, expected: states)
  }

  private func check(call name: Name, of count: Int, in scope: Scope) throws(Diagnostic) {
    if let function = scope.functions[name.text] {
      return try checkArity(function.parameters.count, of: name, count, function.signature)
    }
    guard ModelFunction(rawValue: name.text) == nil, Function(rawValue: name.text) == nil else {
      return
    }
    let functions =
      scope.functions.all.map(\.name.text) + Function.allCases.map(\.rawValue)
      + ModelFunction.allCases.map(\.rawValue)
    throw .unknown(
      "function", name, among: functions,
      expected: "one of \(functions.joined(separator: ", "))")
  }
}
