import Equations
import OrderedCollections

extension NeuronModel {
  /// The names of a parameter, a state, an input or a `let` in all compartments; the name itself where
  /// it is one for the neuron.
  ///
  /// - Parameter name: as it is declared.
  public func all(_ name: String) -> [String] {
    guard let compartments else { return [name] }
    // What `let` names is by compartment where there is one of the second.
    let second = "\(name)[2]"
    guard compartments.names.contains(name) || quantities[second] != nil else { return [name] }
    return (1...compartments.count).map { compartments.name(name, in: $0) }
  }

  /// Whether there is one of a quantity for each compartment.
  ///
  /// - Parameter name: as it is declared.
  public func isByCompartment(_ name: String) -> Bool { all(name).count > 1 }

  /// The states that stay where a spike leaves them while there is no other.
  public var heldStates: [String] { held.flatMap(all) }
}

extension ModelSyntax {
  /// What there is once for each compartment: the parent's and the model's own, which says how many
  /// there are.
  ///
  /// - Throws: `Diagnostic` at the name of what has another number than the one before it.
  func joinedCompartments(with parent: NeuronModel?) throws(Diagnostic) -> Compartments? {
    let inherited = parent?.compartments
    var parameterNames = inherited?.parameters ?? []
    var stateNames = Set(parent?.declaredStates.keys.elements ?? [])
      .intersection(inherited?.names ?? [])
    var first: (name: Name, count: Int)?
    let declared =
      parameters.map { ($0.name, $0.compartments, true) }
      + states.map { ($0.name, $0.compartments, false) }
    for (name, count, isParameter) in declared {
      parameterNames.remove(name.text)
      stateNames.remove(name.text)
      guard let count else { continue }
      if let first, first.count != count {
        throw Diagnostic(
          "'\(name.text)' has \(count) compartments, '\(first.name.text)' \(first.count)",
          at: name.range, expected: "\(name.text)[\(first.count)]: one number for the whole neuron",
          kind: .mismatch)
      }
      first = first ?? (name, count)
      if isParameter { parameterNames.insert(name.text) } else { stateNames.insert(name.text) }
    }
    guard let count = first?.count ?? inherited?.count, !stateNames.union(parameterNames).isEmpty
    else { return nil }
    return Compartments(
      count: count, names: stateNames.union(parameterNames), parameters: parameterNames)
  }

  /// How equations are solved; where something diffuses, together, unless it is said otherwise.
  ///
  /// - Throws: `Diagnostic` at a method of its own that cannot do it.
  func joinedMethod(
    with parent: NeuronModel?, integral: Block?
  ) throws(Diagnostic) -> Method {
    let method = method ?? parent?.method ?? .euler
    guard integral?.diffuses == true, !method.isImplicit else { return method }
    guard let range = methodRange else { return .rosenbrock }
    // Of the explicit ones this one has its order.
    guard method != .rk4 else { return method }
    let names = Method.allCases.filter(\.isImplicit).map(\.rawValue).joined(separator: ", ")
    throw Diagnostic(
      "'\(method.rawValue)' does not solve what diffuses between compartments", at: range,
      expected: "\(names), or rk4 with a small dt")
  }

  /// Checks that a list of values has one for each compartment.
  ///
  /// - Throws: `Diagnostic` at the parameter's name; where it is inherited, at the model's.
  func checkLists(
    _ parameters: OrderedDictionary<String, NeuronModel.Parameter>, _ compartments: Compartments?
  ) throws(Diagnostic) {
    for parameter in parameters.values where !parameter.furtherValues.isEmpty {
      let (values, count) = (parameter.furtherValues.count + 1, compartments?.count ?? 1)
      guard values != count else { continue }
      throw Diagnostic(
        "'\(parameter.name)' has \(values) values for \(count) compartments",
        at: self.parameters.first { $0.name.text == parameter.name }?.name.range ?? name.range,
        expected: "one value for all, or \(count)", kind: .mismatch)
    }
  }
}

extension OrderedDictionary where Key == String, Value == NeuronModel.Parameter {
  /// Those of each compartment by themselves.
  ///
  /// - Parameter scope: what their names stand for.
  func writtenOut(in scope: Scope) -> Self {
    writtenOut(in: scope.compartments) { parameter, name, place in
      parameter.name = name
      if place > 1, !parameter.furtherValues.isEmpty {
        parameter.value = parameter.furtherValues[place - 2]
      }
      parameter.value = parameter.value.inCompartment(place, of: scope)
      parameter.furtherValues = []
    }
  }
}

extension OrderedDictionary where Key == String, Value == NeuronModel.State {
  /// Those of each compartment by themselves.
  ///
  /// - Parameter scope: what their names stand for.
  func writtenOut(in scope: Scope) -> Self {
    writtenOut(in: scope.compartments) { state, name, place in
      state.name = name
      state.initial = state.initial.inCompartment(place, of: scope)
      state.afterReset = state.afterReset.inCompartment(place, of: scope)
    }
  }
}

extension OrderedDictionary where Key == String, Value == NeuronModel.Input {
  /// Those of each compartment by themselves.
  ///
  /// - Parameter scope: what their names stand for.
  func writtenOut(in scope: Scope) -> Self {
    writtenOut(in: scope.compartments) { input, name, _ in input.name = name }
  }
}

extension OrderedDictionary where Key == String {
  fileprivate func writtenOut(
    in compartments: Compartments?, _ place: (inout Value, String, Int) -> Void
  ) -> Self {
    guard let compartments else { return self }
    var result: Self = [:]
    for (name, value) in self {
      for (index, own) in compartments.all(name).enumerated() {
        var value = value
        place(&value, own, index + 1)
        result[own] = value
      }
    }
    return result
  }
}

extension NeuronModel.Beginning {
  fileprivate func inCompartment(_ place: Int, of scope: Scope) -> Self {
    if case .term(let term) = self { .term(term.inCompartment(place, of: scope)) } else { self }
  }
}

extension EventSyntax {
  /// Writes its statements out for each compartment; a condition is that of the first one.
  ///
  /// - Parameter scope: what their names stand for.
  mutating func writeOut(in scope: Scope) {
    block = block.writtenOut(in: scope)
    if case .condition(let condition) = occasion {
      occasion = .condition(condition.inCompartment(1, of: scope))
    }
  }
}

extension NeuronModel {
  /// Whether something flows between its compartments.
  public var diffuses: Bool { integral?.diffuses ?? false }
}

extension Block {
  fileprivate var diffuses: Bool {
    statements.contains { $0.value.calls(ModelFunction.diffusion.rawValue) }
  }
}
