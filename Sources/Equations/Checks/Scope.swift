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
  /// What the names are measured in; a name that is not here is a pure number.
  public var units: [String: UnitOfMeasure]

  /// Makes a scope.
  public init(
    parameters: [String], states: [String], inputs: [String], vectors: [String] = [],
    matrices: [String] = [], units: [String: UnitOfMeasure] = [:]
  ) {
    self.parameters = parameters
    self.states = states
    self.inputs = inputs
    self.vectors = vectors
    self.matrices = matrices
    self.units = units
  }

  /// What every name is measured in.
  var unitsOfNames: [String: UnitOfMeasure] {
    Dictionary(names.map { ($0, units[$0] ?? .none) }, uniquingKeysWith: { first, _ in first })
  }

  /// Every name a term may use.
  public var names: [String] { parameters + states + inputs + vectors }
}

extension Block {
  /// Checks every name, call and condition of the block.
  ///
  /// - Throws: `Diagnostic` at the first term that has no meaning in the scope.
  public func check(in scope: Scope) throws(Diagnostic) {
    var definitions: [String] = []
    for statement in statements {
      let names = scope.names + definitions
      try statement.value.check(
        as: statement.kind == .spikeWhen ? .condition : .number, names: names, products: scope)
      let target = statement.target
      switch statement.kind {
      case .definition:
        guard !names.contains(target.text) else {
          throw Diagnostic(
            "'\(target.text)' is already a name", at: target.range, expected: "a new name",
            kind: .duplicate)
        }
        definitions.append(target.text)
      case .assignment, .derivative, .spikeWhen, .reset:
        guard scope.states.contains(target.text) else {
          throw cannotSet(target, in: scope, definitions: definitions)
        }
      }
    }
  }

  private func cannotSet(_ target: Name, in scope: Scope, definitions: [String]) -> Diagnostic {
    let states = scope.states.joined(separator: ", ")
    let kind =
      scope.parameters.contains(target.text)
      ? "a parameter" : scope.inputs.contains(target.text) ? "an input" : nil
    if let kind {
      return Diagnostic(
        "'\(target.text)' is \(kind) and cannot be set here", at: target.range,
        expected: "a state: \(states)", kind: .unexpected)
    }
    if definitions.contains(target.text) {
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
  ///   - names: the names that may stand in it.
  ///   - products: what `window` and `causal` may take; nil where they may not stand.
  /// - Throws: `Diagnostic` at the first part that does not fit.
  public func check(
    as sort: Sort, names: [String], products: Scope? = nil
  ) throws(Diagnostic) {
    guard self.sort == sort else {
      throw Diagnostic(
        "'\(text)' is \(sort == .number ? "a condition" : "a number")", at: range,
        expected: sort.description, kind: .mismatch)
    }
    switch kind {
    case .number, .quantity: break
    case .name(let text):
      guard names.contains(text) || UnitOfMeasure.named(text) != nil else {
        throw .unknown(
          "name", Name(text, range), among: names + Function.allCases.map(\.rawValue),
          expected: "one of \(names.joined(separator: ", "))")
      }
    case .unary(let op, let operand):
      try operand.check(as: op == .not ? .condition : .number, names: names, products: products)
    case .binary(let op, let left, let right):
      try left.check(as: op.isLogical ? .condition : .number, names: names, products: products)
      try right.check(as: op.isLogical ? .condition : .number, names: names, products: products)
    case .conditional(let condition, let yes, let no):
      try condition.check(as: .condition, names: names, products: products)
      try yes.check(as: .number, names: names, products: products)
      try no.check(as: .number, names: names, products: products)
    case .call(let name, let arguments):
      if name.text == "window" || name.text == "causal" {
        return try check(product: name, arguments, in: products)
      }
      try check(call: name)
      for argument in arguments {
        try argument.check(as: .number, names: names, products: products)
      }
    case .element, .member:
      throw Diagnostic(
        "'\(text)' picks out a part, which equations do not have", at: range,
        expected: "a plain name", kind: .unexpected)
    }
  }

  private var sort: Sort {
    switch kind {
    case .unary(.not, _): .condition
    case .binary(let op, _, _): op.isComparison || op.isLogical ? .condition : .number
    default: .number
    }
  }

  // `window(weight, input)`: a matrix, then an input, both by their names.
  private func check(
    product name: Name, _ arguments: [Expression], in scope: Scope?
  ) throws(Diagnostic) {
    guard let scope, !scope.matrices.isEmpty else {
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

  private func check(call name: Name) throws(Diagnostic) {
    guard ModelFunction(rawValue: name.text) == nil, Function(rawValue: name.text) == nil else {
      return
    }
    let functions = Function.allCases.map(\.rawValue) + ModelFunction.allCases.map(\.rawValue)
    throw .unknown(
      "function", name, among: functions,
      expected: "one of \(functions.joined(separator: ", "))")
  }
}
