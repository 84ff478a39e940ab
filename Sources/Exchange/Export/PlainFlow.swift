import Equations
import Neurons
import OrderedCollections
import Simulation

/// A model whose step is differential equations, and then a condition of firing with what it resets.
struct PlainFlow {
  /// The equations, and what is defined for them.
  let statements: [Statement]
  /// When it fires, as asked after the step.
  let fires: Expression
  /// What a spike sets, one after the other.
  let resets: [(name: String, value: Expression)]
  /// The states that the condition needs as they were before the step, and what these are called.
  let statesBefore: [(state: String, before: String)]

  /// Describes a model so.
  ///
  /// - Parameters:
  ///   - neuron: the node.
  ///   - isMeasured: whether terms are numbers alone; else they keep the units that were written.
  /// - Returns: nil where more happens in a step.
  init?(_ neuron: ExportedNeuron, isMeasured: Bool = true) {
    let model = neuron.model
    let spike =
      isMeasured ? model.measuredSpike : model.spike.writingOut(model.functions)
    let written = isMeasured ? model.measuredIntegral : model.integral?.writingOut(model.functions)
    guard let integral = written, model.hasDifferentialEquations,
      model.events.isEmpty, model.refractory == nil, model.windows.isEmpty,
      let first = spike.statements.first, first.target.text == "spike",
      integral.statements.allSatisfy({ $0.kind == .derivative || $0.kind == .definition }),
      (integral.statements + spike.statements).allSatisfy({
        !$0.value.isRandom && !$0.value.uses("spike")
      }),
      integral.statements.allSatisfy({ !$0.value.contains(where: \.asksBefore) })
    else { return nil }
    statements = integral.statements
    var resets: [(String, Expression)] = []
    for statement in spike.statements.dropFirst() {
      guard case .reset(let op) = statement.kind, statement.target.text != "spike",
        !statement.value.contains(where: \.asksBefore)
      else { return nil }
      let own = Expression.named(statement.target.text)
      let value = op.map { own.joined($0, statement.value) } ?? statement.value
      resets.append((statement.target.text, value))
    }
    self.resets = resets
    let condition: Expression
    switch (first.kind, first.value.kind) {
    case (.spikeWhen, _): condition = first.value
    case (.assignment(nil), .call(let name, let arguments)) where name.text == "act":
      guard case .conditional(let test, _, _) = neuron.node.surrogate.forward(arguments[0]).kind
      else { return nil }
      condition = test
    default: return nil
    }
    let states = condition.statesAskedBefore(among: model.states.keys)
    let taken = Set(Array(model.states.keys) + model.parameters.keys + model.inputs.keys)
    let before = Dictionary(
      uniqueKeysWithValues: states.map { state in
        var name = state + "_before"
        while taken.contains(name) { name += "_" }
        return (state, name)
      })
    statesBefore = states.map { ($0, before[$0] ?? $0) }
    fires = condition.asking(before)
  }
}

extension Block {
  /// The block with the terms of functions where these are called.
  ///
  /// - Parameter functions: the functions of the model.
  func writingOut(_ functions: FunctionTable) -> Block {
    var block = self
    for index in block.statements.indices {
      block.statements[index].value = block.statements[index].value.writingOut(functions)
    }
    return block
  }
}

extension Expression {
  fileprivate func writingOut(_ functions: FunctionTable) -> Expression {
    replacing { part in
      guard case .call(let name, let arguments) = part.kind, let function = functions[name.text]
      else { return nil }
      let values = zip(function.parameters, arguments).map {
        ($0.text, $1.writingOut(functions))
      }
      return function.value.replacing(Dictionary(values, uniquingKeysWith: { $1 }))
        .writingOut(functions)
    }
  }

  /// The states of which it asks what they were before the step.
  ///
  /// - Parameter states: all of them.
  func statesAskedBefore(among states: some Sequence<String>) -> [String] {
    let asking = allParts.filter(\.asksBefore).flatMap(\.names)
    return states.filter(asking.contains)
  }

  /// The term with names for what was before the step.
  ///
  /// - Parameter before: for a state the name of what it was.
  func asking(_ before: [String: String]) -> Expression {
    replacing { part in
      switch part.kind {
      case .binary(.crosses, let left, let right):
        left.renaming(before).joined(.less, right.renaming(before))
          .joined(.and, right.joined(.lessOrEqual, left))
      case .call(let name, let arguments) where name.text == "previous":
        arguments[0].renaming(before)
      default: nil
      }
    }
  }

  /// Whether it asks for what was before the step.
  var asksBefore: Bool {
    switch kind {
    case .binary(.crosses, _, _): true
    case .call(let name, _): name.text == "previous"
    default: false
    }
  }
}
