// What is by compartment, written out for each of them, where units are known and functions are written
// out already.
extension Block {
  /// The block with a statement for each compartment where it is by compartment.
  ///
  /// A statement is so where what it sets is, a `let` where its term is. A name of what differs stands
  /// elsewhere for that of the first compartment.
  ///
  /// - Parameter scope: what the names stand for.
  public func writtenOut(in scope: Scope) -> Block {
    guard scope.compartments != nil else { return self }
    var scope = scope
    var result = self
    result.statements = statements.flatMap { statement in
      let copies = statement.writtenOut(in: scope)
      if statement.kind == .definition {
        if statement.isByCompartment(in: scope) {
          scope.compartments?.names.insert(statement.target.text)
        }
        scope.definitions.append(statement.target.text)
      }
      return copies
    }
    return result
  }

  /// Which of some names stand in statements by compartment.
  ///
  /// - Parameters:
  ///   - names: those that are asked for.
  ///   - scope: what the names stand for.
  public func usesByCompartment(_ names: some Sequence<String>, in scope: Scope) -> Set<String> {
    var scope = scope
    var found: Set<String> = []
    for statement in statements where statement.isByCompartment(in: scope) {
      found.formUnion(statement.value.names.intersection(names))
      if statement.kind == .definition {
        scope.compartments?.names.insert(statement.target.text)
      }
    }
    return found
  }
}

extension Statement {
  /// Whether there is one for each compartment.
  func isByCompartment(in scope: Scope) -> Bool {
    kind == .definition
      ? value.firstDifference(in: scope) != nil
      : scope.compartments?.names.contains(target.text) == true
  }

  fileprivate func writtenOut(in scope: Scope) -> [Statement] {
    guard let compartments = scope.compartments else { return [self] }
    func copy(_ name: String, _ place: Int) -> Statement {
      Statement(kind, Name(name, target.range), value.inCompartment(place, of: scope))
    }
    if let (name, place) = target.withPlace {
      return [copy(compartments.name(name.text, in: place), place)]
    }
    guard isByCompartment(in: scope) else { return [copy(target.text, 1)] }
    return (1...compartments.count).map { copy(compartments.name(target.text, in: $0), $0) }
  }
}

extension Expression {
  /// All names in it.
  public var names: Set<String> {
    var found: Set<String> = []
    func collect(_ term: Expression) {
      if case .name(let name) = term.kind { found.insert(name) }
      term.parts.forEach(collect)
    }
    collect(self)
    return found
  }

  /// The term as it is in one compartment.
  ///
  /// - Parameters:
  ///   - place: which one, counted from 1.
  ///   - scope: what its names stand for.
  public func inCompartment(_ place: Int, of scope: Scope) -> Expression {
    guard let compartments = scope.compartments else { return self }
    return replacing { part in
      switch part.kind {
      case .name(let name) where compartments.names.contains(name):
        Expression(.name(compartments.name(name, in: place)), part.range)
      case .name("compartment") where scope.isPlace("compartment"):
        Expression(.number(Double(place)), part.range)
      case .name("x") where scope.isPlace("x"):
        Expression(.number((Double(place) - 0.5) / Double(compartments.count)), part.range)
      case .call(let name, let arguments) where name.text == ModelFunction.diffusion.rawValue:
        part.differences(of: arguments, in: place, scope)
      default: nil
      }
    }
  }

  // What flows into a compartment from its neighbours: g of a compartment is between it and the next
  // one, and at a clamped end acts over half a compartment.
  private func differences(of arguments: [Expression], in place: Int, _ scope: Scope) -> Expression
  {
    let count = scope.compartments?.count ?? 1
    func binary(_ op: BinaryOperator, _ left: Expression, _ right: Expression) -> Expression {
      Expression(.binary(op, left, right), range)
    }
    let own = arguments[0].inCompartment(place, of: scope)
    func flow(from other: Expression, over between: Int, times factor: Double = 1) -> Expression {
      var flow = binary(.subtract, other, own)
      if factor != 1 { flow = binary(.multiply, Expression(.number(factor), range), flow) }
      let conductance = arguments[1].inCompartment(between, of: scope)
      return conductance.kind == .number(1) ? flow : binary(.multiply, conductance, flow)
    }
    var flows: [Expression] = []
    if place > 1 {
      flows.append(flow(from: arguments[0].inCompartment(place - 1, of: scope), over: place - 1))
    }
    if place < count {
      flows.append(flow(from: arguments[0].inCompartment(place + 1, of: scope), over: place))
    }
    for (end, argument) in [(1, arguments[2]), (count, arguments[3])] where place == end {
      if case .clamped(let value) = argument.end(in: Scope()) {
        flows.append(flow(from: value.inCompartment(place, of: scope), over: place, times: 2))
      }
    }
    guard let first = flows.first else { return Expression(.number(0), range) }
    return flows.dropFirst().reduce(first) { binary(.add, $0, $1) }
  }

  /// `diffusion` with its conductance, 1 where none is named, and both ends, in numbers alone.
  func measuredDiffusion(
    _ name: Name, _ arguments: [Expression], calling scope: Scope,
    _ meaning: (Expression) throws(Diagnostic) -> Measured?
  ) throws(Diagnostic) -> Measured {
    let state = try arguments[0].measured(calling: scope, meaning)
    var conductance = Measured(
      written: self, expression: Expression(.number(1), range), unit: .none, isBare: false)
    var ends: [Expression] = []
    let sealed = Expression(.name("sealed"), range)
    for argument in arguments.dropFirst() {
      switch argument.end(in: scope) {
      case .sealed?: ends.append(sealed)
      case .clamped(let value)?:
        let measured = try value.measured(calling: scope, meaning)
        let number = try measured.converted(
          to: state.unit, what: "a clamped end of '\(arguments[0].text)'")
        ends.append(Expression(.call(Name("clamped", argument.range), [number]), argument.range))
      case nil: conductance = try argument.measured(calling: scope, meaning)
      }
    }
    // One word is for both ends.
    let (first, last) = (ends.first ?? sealed, ends.last ?? sealed)
    return Measured(
      written: self,
      expression: Expression(
        .call(name, [state.expression, conductance.expression, first, last]), range),
      unit: conductance.unit * state.unit, isBare: false)
  }
}
