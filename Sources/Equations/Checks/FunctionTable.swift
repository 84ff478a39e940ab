/// The functions that a model declares or inherits: none calls itself, and none is too long a term.
///
/// Where a function is called its term is written out, with the arguments in place of its parameters.
public struct FunctionTable: Hashable, Sendable {
  /// All of them, inherited ones first.
  public private(set) var all: [FunctionSyntax] = []
  private var extents: [String: Extent] = [:]

  /// Makes a table without functions.
  public init() {}

  /// The function of a name.
  public subscript(name: String) -> FunctionSyntax? { all.first { $0.name.text == name } }

  /// Adds a model's own functions to those that it inherits; one of the same name takes its place,
  /// also in what calls it.
  ///
  /// - Parameters:
  ///   - functions: the model's own.
  ///   - model: its name.
  /// - Throws: `Diagnostic` at a name that is taken, and at calls that have no end or do not fit.
  public mutating func add(_ functions: [FunctionSyntax], of model: Name) throws(Diagnostic) {
    for index in all.indices { all[index].isInherited = true }
    guard !functions.isEmpty else { return }
    extents = [:]
    for var function in functions {
      let name = function.name
      guard Function(rawValue: name.text) == nil, ModelFunction(rawValue: name.text) == nil else {
        throw Diagnostic(
          "'\(name.text)' is a function of the language", at: name.range, expected: "a new name",
          kind: .duplicate)
      }
      function.origin = model.text
      let place = all.firstIndex { $0.name.text == name.text }
      if let place, !all[place].isInherited {
        throw Diagnostic(
          "'\(name.text)' is declared twice", at: name.range, expected: "one declaration",
          kind: .duplicate)
      }
      if let place { all[place] = function } else { all.append(function) }
    }
    for function in all { try follow(function, from: [], of: model) }
  }

  // Goes through what a function calls, each before what calls it.
  private mutating func follow(
    _ function: FunctionSyntax, from path: [FunctionSyntax], of model: Name
  ) throws(Diagnostic) {
    let name = function.name.text
    guard extents[name] == nil else { return }
    if let start = path.firstIndex(where: { $0.name.text == name }) {
      let circle = path[start...]
      // One that calls itself is new, or calls a new one.
      let culprit = circle.first { !$0.isInherited }?.name ?? model
      let way = circle.map { "'\($0.name.text)'" }.filter { $0 != "'\(culprit.text)'" }
      throw Diagnostic(
        "'\(culprit.text)' calls itself"
          + (way.isEmpty ? "" : " by way of \(way.joined(separator: ", "))"),
        at: culprit.range, expected: "a term that ends; a state remembers from step to step",
        kind: .unexpected)
    }
    let path = path + [function]
    try check(size: Extent(height: path.count), at: culprit(of: path) ?? model.range)
    for call in function.value.calls {
      guard case .call(let name, let arguments) = call.kind, let callee = self[name.text] else {
        continue
      }
      do throws(Diagnostic) {
        try call.checkArity(
          callee.parameters.count, of: name, arguments.count, callee.signature)
      } catch { throw function.isInherited ? error.inherited(by: model, from: function) : error }
      try follow(callee, from: path, of: model)
    }
    let extent = extent(of: function.value, parameters: function.parameters.map(\.text))
    try check(size: extent, at: culprit(of: path) ?? model.range)
    extents[name] = extent
  }

  private func culprit(of path: [FunctionSyntax]) -> SourceRange? {
    path.last { !$0.isInherited }?.name.range
  }

  /// Checks the functions' terms.
  ///
  /// - Parameters:
  ///   - scope: the names that all may use.
  ///   - model: the name of the model that has them.
  /// - Throws: `Diagnostic` at the first part without a meaning; at the model's name where that is in
  ///   the text of a function that it inherits.
  public func check(in scope: Scope, of model: Name) throws(Diagnostic) {
    for function in all {
      do throws(Diagnostic) { try function.check(in: scope) } catch {
        throw function.isInherited ? error.inherited(by: model, from: function) : error
      }
    }
  }
}

extension FunctionSyntax {
  fileprivate func check(in scope: Scope) throws(Diagnostic) {
    var scope = scope
    scope.parameters += parameters.map(\.text)
    try value.check(as: value.sort(in: scope), in: scope)
    guard let draw = value.calls.first(where: \.isRandom), case .call(let name, _) = draw.kind
    else { return }
    throw Diagnostic(
      "'\(name.text)' draws a number, which a function does not", at: draw.range,
      expected:
        "the number as an argument where it is called: \(self.name.text)(..., \(draw.text))",
      kind: .unexpected)
  }
}

extension Diagnostic {
  fileprivate func inherited(by model: Name, from function: FunctionSyntax) -> Diagnostic {
    Diagnostic(
      "what '\(model.text)' inherits from '\(function.origin)' does not fit it: \(message)",
      at: model.range, expected: "'\(function.name.text)' declared anew here as well", kind: kind)
  }

  /// What is wrong in a function's term, at the call that makes it so.
  func called(by call: Expression, _ function: FunctionSyntax) -> Diagnostic {
    var error = self
    error.message = "in '\(call.text)', \(message)"
    error.definition = function.isInherited ? definition : definition ?? range
    error.range = call.range
    if kind == .mismatch { error.expected = "arguments whose units fit the definition" }
    return error
  }
}

// MARK: - Writing out

extension Expression {
  /// All calls in the term, itself among them.
  var calls: [Expression] {
    var calls: [Expression] = []
    _ = contains { part in
      if case .call = part.kind { calls.append(part) }
      return false
    }
    return calls
  }

  /// The term of a function, with arguments in place of its parameters.
  ///
  /// - Throws: `Diagnostic` at this call where the units in the term do not fit.
  func measured(
    _ function: FunctionSyntax, of arguments: [Measured], in scope: Scope
  ) throws(Diagnostic) -> Measured {
    let values = Dictionary(
      zip(function.parameters.map(\.text), arguments), uniquingKeysWith: { first, _ in first })
    do throws(Diagnostic) {
      var result = try function.value.measured(calling: scope) {
        (part: Expression) throws(Diagnostic) -> Measured? in
        if var argument = values[part.text] {
          argument.written = part
          return argument
        }
        if let unit = scope.unit(of: part.text) { return Measured(part, in: unit) }
        guard scope.matrices.contains(part.text) || part.isConstant else {
          throw .unknown(
            "name", Name(part.text, part.range), among: scope.names,
            expected: "one of \(scope.names.joined(separator: ", "))")
        }
        return nil
      }
      result.written = self
      return result
    } catch { throw error.called(by: self, function) }
  }
}

// MARK: - Size

/// How much a term is where functions are written out.
private struct Extent: Hashable, Sendable {
  /// How many parts it has, at most.
  var parts = 1.0
  /// How many levels its tree has, at most.
  var height = 1
  /// How often it has each parameter of the function whose term it is.
  var uses: [String: Double] = [:]
}

extension FunctionTable {
  /// Checks that terms stay short enough to be computed.
  ///
  /// - Throws: `Diagnostic` at the term with which all together become too long.
  public func checkSize(of terms: some Sequence<Expression>) throws(Diagnostic) {
    guard !all.isEmpty else { return }
    var sum = Extent()
    for term in terms {
      let extent = extent(of: term, parameters: [])
      sum.parts += extent.parts
      sum.height = extent.height
      try check(size: sum, at: term.range)
    }
  }

  private func check(size: Extent, at range: SourceRange) throws(Diagnostic) {
    guard size.parts > mostParts || size.height > highestTree else { return }
    throw Diagnostic(
      "with its functions written out the neuron becomes too long", at: range,
      expected:
        "at most \(Int(mostParts)) names, numbers and operators, nested \(highestTree) deep;"
        + " name a part with 'let'", kind: .outOfRange)
  }

  private func extent(of term: Expression, parameters: [String]) -> Extent {
    var sum = Extent()
    func add(_ part: Extent, times: Double = 1) {
      sum.parts += times * part.parts
      for (name, count) in part.uses { sum.uses[name, default: 0] += times * count }
    }
    var height = 0
    func add(_ parts: [Expression], times: (Int) -> Double = { _ in 1 }) {
      for (index, part) in parts.enumerated() {
        let part = extent(of: part, parameters: parameters)
        add(part, times: times(index))
        height = max(height, part.height)
      }
    }
    switch term.kind {
    case .number, .quantity: break
    case .name(let name): if parameters.contains(name) { sum.uses[name] = 1 }
    case .unary(_, let operand): add([operand])
    case .binary(_, let left, let right): add([left, right])
    case .conditional(let test, let yes, let no): add([test, yes, no])
    case .element(let base, let index): add([base, index])
    case .member(let base, _): add([base])
    case .call(let name, let arguments):
      let called = extents[name.text] ?? Extent()
      sum.parts = called.parts
      sum.height = called.height
      let names = self[name.text]?.parameters.map(\.text) ?? []
      // What is not used is looked at all the same.
      add(arguments) { $0 < names.count ? max(1, called.uses[names[$0]] ?? 0) : 1 }
    }
    sum.height += height
    return sum
  }
}

// As many as the longest text could have without functions.
private let mostParts = 20_000.0
