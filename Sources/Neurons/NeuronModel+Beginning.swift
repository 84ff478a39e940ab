public import Equations
import OrderedCollections

extension NeuronModel {
  /// Where a state begins.
  public enum Beginning: Hashable, Sendable {
    /// At a term over parameters and the states before it, in which numbers may be drawn.
    case term(Expression)
    /// Where its own equation rests for the values with which the other states begin; no input flows
    /// yet, random terms count with their means, and `t` is 0.
    case steady
  }

  /// The states, each behind those that it begins with.
  ///
  /// - Parameter afterReset: whether they begin as `reset` puts them, or as they are created.
  public func beginningOrder(afterReset: Bool) -> [String] {
    orderOfBeginning(afterReset: afterReset).order
  }

  // The order, and those of which each would have to begin before the next and the last before the
  // first.
  fileprivate func orderOfBeginning(afterReset: Bool) -> (order: [String], circle: [String]?) {
    var order: OrderedSet<String> = []
    var circle: [String]?
    func follow(_ name: String, from path: [String]) {
      guard !order.contains(name), circle == nil else { return }
      if let start = path.firstIndex(of: name) {
        circle = Array(path[start...])
        return
      }
      let needed: [String] =
        switch states[name]?.beginning(afterReset: afterReset) {
        case .term(let term): inOrder(term.names)
        case .steady: equation(of: name)?.otherStates ?? []
        case nil: []
        }
      for other in needed { follow(other, from: path + [name]) }
      order.append(name)
    }
    for name in states.keys { follow(name, from: []) }
    return (Array(order), circle)
  }
}

extension NeuronModel.State {
  /// Where it begins.
  ///
  /// - Parameter afterReset: whether as `reset` puts it, or as it is created.
  public func beginning(afterReset: Bool) -> NeuronModel.Beginning {
    afterReset ? self.afterReset : initial
  }
}

extension ModelSyntax {
  /// Checks that states which are to begin at rest have an equation that comes to rest where
  /// parameters have their defaults.
  ///
  /// - Throws: `Diagnostic` at the word `steady`; for an inherited state at the model's name.
  func checkBeginnings(
    of model: NeuronModel, parameters values: OrderedDictionary<String, Double>
  ) throws(Diagnostic) {
    guard model.measuredIntegral != nil else { return }
    for afterReset in [false, true] {
      let steady = model.states.values.filter { $0.beginning(afterReset: afterReset) == .steady }
      guard !steady.isEmpty else { continue }
      if let state = steady.first(where: { model.equation(of: $0.name) == nil }) {
        throw refused(
          state, afterReset, in: model, "'\(state.name)' has no equation of which to be at rest",
          expected: "'d \(state.name)/dt' in the integral, or a value to begin with")
      }
      if let circle = model.orderOfBeginning(afterReset: afterReset).circle,
        let state = steady.first(where: { circle.contains($0.name) })
      {
        let others = circle.filter { $0 != state.name }.map { "'\($0)'" }
        throw refused(
          state, afterReset, in: model,
          "'\(state.name)' rests where \(others.joined(separator: ", ")) begins, and that where"
            + " '\(state.name)' does",
          expected: "a value for one of them")
      }
      let begun = zip(
        model.states.values, try model.stateValues(afterReset: afterReset, parameters: values))
      if let (state, _) = begun.first(where: { steady.contains($0.0) && !$0.1.isFinite }) {
        throw refused(
          state, afterReset, in: model,
          "'\(state.name)' comes nowhere to rest with the parameters as they are",
          expected: "a value to begin with")
      }
    }
  }

  private func refused(
    _ state: NeuronModel.State, _ afterReset: Bool, in model: NeuronModel, _ message: String,
    expected: String
  ) -> Diagnostic {
    let declared = state.name.prefix { $0 != "[" }
    if let own = states.first(where: { $0.name.text == declared }) {
      let value = afterReset ? own.afterReset ?? own.initial : own.initial
      return Diagnostic(message, at: value.range, expected: expected)
    }
    return Diagnostic(
      "what '\(model.name)' inherits from '\(model.parent ?? "")' does not fit it: \(message)",
      at: name.range, expected: expected)
  }
}
