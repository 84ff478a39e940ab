import Equations
import OrderedCollections

// The states of a model: its own and those that it inherits, and where they begin.
extension ModelSyntax {
  /// The parent's states with this model's added or declared again.
  func joinedStates(
    with parent: NeuronModel?, taken: [String], scope: Scope
  ) throws(Diagnostic) -> OrderedDictionary<String, NeuronModel.State> {
    var result = parent?.declaredStates ?? [:]
    var declared: Set<String> = []
    for state in states {
      let name = state.name.text
      guard declared.insert(name).inserted else { throw twice(state.name) }
      guard !taken.contains(name) else { throw reserved(state.name) }
      let before = result.keys.prefix { $0 != name }
      var scope = scope
      scope.states = Array(before)
      scope.units.merge(result.mapValues(\.unit).plain) { $1 }
      let isSteady = { (value: Expression) in
        value.kind == .name("steady") && !scope.names.contains("steady")
      }
      let unit: UnitOfMeasure
      let initial: NeuronModel.Beginning
      if isSteady(state.initial) {
        unit = try state.unit?.number(in: Scope()).unit ?? result[name]?.unit ?? .none
        initial = .steady
      } else {
        let measured = try beginning(of: state, state.initial, in: scope)
        (unit, initial) = (measured.unit, .term(measured.expression))
      }
      var afterReset = initial
      if let value = state.afterReset, isSteady(value) {
        afterReset = .steady
      } else if let value = state.afterReset {
        let reset = try beginning(of: state, value, in: scope)
        afterReset = .term(
          try reset.isBare ? reset.expression : reset.converted(to: unit, what: "'\(name)'"))
      }
      result[name] = NeuronModel.State(
        name: name, initial: initial, afterReset: afterReset,
        written: NeuronModel.Written(
          initial: state.initial, unit: state.unit, afterReset: state.afterReset),
        unit: unit,
        note: state.note ?? result[name]?.note ?? "")
    }
    for parameter in self.parameters where result[parameter.name.text] != nil {
      throw reserved(parameter.name)
    }
    return result
  }

  // A term with which a state begins: over what is known before it, and of what can be drawn once.
  private func beginning(
    of state: StateSyntax, _ value: Expression, in scope: Scope
  ) throws(Diagnostic) -> Measured {
    let inputs = inputs.isEmpty ? ["input"] : inputs.map(\.name.text)
    let later = states.map(\.name.text) + inputs
    for part in value.allParts {
      switch part.kind {
      case .name(let name) where later.contains(name) && !scope.names.contains(name):
        let isInput = inputs.contains(name)
        throw Diagnostic(
          name == state.name.text
            ? "'\(name)' cannot begin where it begins itself"
            : "'\(state.name.text)' begins before "
              + (isInput ? "anything flows into '\(name)'" : "'\(name)', which is declared later"),
          at: part.range,
          expected: "parameters"
            + (scope.states.isEmpty
              ? "" : " and states before it: \(scope.states.joined(separator: ", "))"),
          kind: .unexpected)
      case .call(let name, _)
      where ModelFunction(rawValue: name.text) != nil || ["xi", "beta"].contains(name.text):
        throw Diagnostic(
          "'\(name.text)' has a meaning only while the neuron runs", at: part.range,
          expected: "a value, uniform(low, high) or normal(mean, deviation)", kind: .unexpected)
      default: break
      }
    }
    if state.compartments == nil { try value.checkIsOne(in: scope) }
    return try value.number(in: scope)
  }
}
