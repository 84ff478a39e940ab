package import Equations
import OrderedCollections

extension NeuronModel {
  /// Why its spikes cannot be found between two steps, since its equations do not say what happens
  /// there; nil where they can.
  public var reasonAgainstExactSpikes: String? {
    guard let integral = measuredIntegral else { return "it has no integral" }
    guard integral.statements.contains(where: { $0.kind == .derivative }) else {
      return "it has no differential equation and moves in steps"
    }
    if let random = measuredTerms.first(where: \.isRandom) {
      return "'\(random.text)' draws a number at every step"
    }
    if !windows.isEmpty { return "it sees whole windows of steps" }
    if hasTimedEvents { return "its events 'at' and 'every' keep to steps" }
    if measuredTerms.contains(where: { $0.uses("dt") }) { return "its equations use dt itself" }
    if let term = measuredTerms.first(where: { $0.calls("previous") }) {
      return "'\(term.text)' asks for the step before"
    }
    if let condition = conditions.first(where: \.joinsMoments) {
      return "'\(condition.text)' joins a moment, by 'crosses', with other conditions"
    }
    return integral.reasonAgainstFlow ?? measuredSpike.reasonAgainstExactSpikes
  }
}

extension NeuronModel {
  // What brings spikes and events about.
  private var conditions: [Expression] {
    spike.statements.filter { $0.kind == .spikeWhen }.map(\.value)
      + events.compactMap { event in
        if case .condition(let condition) = event.written.occasion { condition } else { nil }
      }
  }
}

extension Expression {
  // Whether 'crosses' is only a part of it.
  fileprivate var joinsMoments: Bool {
    if case .binary(.crosses, _, _) = kind { return false }
    return contains { part in
      if case .binary(.crosses, _, _) = part.kind { true } else { false }
    }
  }
}

extension Block {
  // States that an integral sets have to follow from those that flow.
  fileprivate var reasonAgainstFlow: String? {
    let set = statements.filter { $0.kind != .definition && $0.kind != .derivative }
    for (index, statement) in set.enumerated() {
      let name = statement.target.text
      let isFunction =
        statement.kind == .assignment(nil)
        && !set[index...].contains { statement.value.uses($0.target.text) }
        && !statements.contains { $0.kind == .derivative && $0.target.text == name }
      guard isFunction else { return "'\(statement.text)' happens once a step" }
    }
    if followersFirst == nil, let first = set.first {
      return "'\(first.text)' follows from what follows from it"
    }
    return nil
  }

  /// The same with what follows from states before the equations that use it, since it does so at every moment
  /// between two steps; nil where that goes round in a circle.
  package var followersFirst: Block? {
    var open = statements.filter { $0.kind != .derivative }
    // What is said twice depends on its place.
    guard Set(open.map(\.target.text)).count == open.count else { return self }
    var ordered: [Statement] = []
    while !open.isEmpty {
      let next = open.indices.first { index in
        open.indices.allSatisfy { $0 == index || !open[index].value.uses(open[$0].target.text) }
      }
      guard let next else { return nil }
      ordered.append(open.remove(at: next))
    }
    var block = self
    block.statements = ordered + statements.filter { $0.kind == .derivative }
    return block
  }

  fileprivate var reasonAgainstExactSpikes: String? {
    var saysWhen = false
    for statement in statements {
      switch statement.kind {
      case .spikeWhen: saysWhen = true
      case .assignment where statement.target.text != "spike":
        return "'\(statement.text)' happens at every step, with a spike or without"
      case .assignment:
        guard case .call(let name, _) = statement.value.kind, name.text == "act" else {
          return "'\(statement.text)' is no condition"
        }
        saysWhen = true
      case .definition, .reset, .derivative: break
      }
    }
    return saysWhen ? nil : "it never fires by a condition"
  }
}

extension ModelSyntax {
  /// Checks that a method that chooses its steps by itself can do so, that spikes can be found between
  /// steps where that is said, and that equations which are to be linear are.
  ///
  /// - Throws: `Diagnostic` at the method, the time of spikes or the term; where that is inherited, at the
  ///   model's name.
  func checkMethod(of model: NeuronModel) throws(Diagnostic) {
    if model.method == .exact, model.integral != nil, let fault = model.reasonAgainstExactSteps {
      throw Diagnostic(
        "'exact' is for equations that are linear in their states, but of '\(model.name)' \(fault.reason)",
        at: (integral == nil ? nil : fault.range) ?? methodRange ?? name.range,
        expected: "a sum of states times parameters, or another method, such as rk4")
    }
    guard model.method.isAdaptive || model.firesBetweenSteps, model.integral != nil,
      let reason = model.reasonAgainstExactSpikes
    else { return }
    guard model.method.isAdaptive else {
      throw Diagnostic(
        "spikes of '\(model.name)' cannot be exact: \(reason)", at: spikesRange ?? name.range,
        expected: "'spikes grid', or equations that say what happens between steps")
    }
    throw Diagnostic(
      "'\(model.method.rawValue)' chooses its steps by itself, but of '\(model.name)' \(reason)",
      at: methodRange ?? name.range, expected: "a method with steps of dt, such as rk4")
  }
}

extension Expression {
  func calls(_ function: String) -> Bool {
    contains { part in
      if case .call(let name, _) = part.kind { name.text == function } else { false }
    }
  }
}
