package import Equations
package import OrderedCollections

/// What the equations of a synapse say between arrivals.
///
/// They tell what becomes of its states in a step of dt and by what arrives. How fast a state moves is how
/// that changes with dt where dt is 0; what an arrival adds is how it changes with what arrives.
package struct SynapseCourse: Hashable, Sendable {
  /// The slope of each state that stays as it is in a step of no length.
  package private(set) var slopes: OrderedDictionary<String, Expression> = [:]
  /// What each other state is, by those.
  package private(set) var followers: OrderedDictionary<String, Expression> = [:]
  /// What an arrival of 1 adds to states; they depend on parameters alone.
  package private(set) var jumps: OrderedDictionary<String, Expression> = [:]

  /// Reads the integral of a synapse.
  ///
  /// - Returns: nil for equations that do not tell: that draw numbers, see windows or the time, hold what
  ///   they do at no length of a step, or take what arrives otherwise than as a sum.
  package init?(_ synapse: NeuronModel) {
    guard let statements = synapse.measuredIntegral?.statements, synapse.windows.isEmpty,
      synapse.events.isEmpty, synapse.refractory == nil, synapse.compartments == nil,
      let arrived = synapse.inputs.keys.first,
      !statements.contains(where: { statement in
        statement.value.isRandom || statement.value.uses("t") || statement.value.uses("spike")
          || statement.value.calls("previous")
      }),
      let ends = Self.ends(of: statements)
    else { return nil }
    let noStep: [String: Double] = ["dt": 0, arrived: 0]
    let equations = statements.filter { $0.kind == .derivative }
    for state in synapse.states.keys where state != "spike" {
      let end = ends[state] ?? .named(state)
      guard end.simplified(with: noStep).kind == .name(state) else { continue }
      let parameters = synapse.parameters.keys.filter { $0 != "dt" }
      let equation = equations.first { $0.target.text == state }
      guard let slope = end.derivative(by: "dt"),
        let jump = end.simplified(with: ["dt": 0]).derivative(by: arrived)?.simplified(with: [:]),
        jump.usesOnly(parameters)
      else { return nil }
      slopes[state] = (equation?.value.writing(ends) ?? .number(0)).plus(slope)
        .simplified(with: noStep)
      if !jump.isZero { jumps[state] = jump }
    }
    // What the others are behind what arrived, by those that flow.
    var values: [String: Expression] = [:]
    for statement in statements where slopes[statement.target.text] == nil {
      guard [.definition, .assignment(nil)].contains(statement.kind) else { return nil }
      values[statement.target.text] = statement.value.writing(values)
    }
    for state in synapse.states.keys where state != "spike" && slopes[state] == nil {
      // What arrives would act for a step.
      guard let value = values[state], !value.uses(arrived) else { return nil }
      followers[state] = value
    }
    let terms = Array(slopes.values) + followers.values
    if slopes.isEmpty || equations.contains(where: { $0.value.writing(values).uses(arrived) })
      || terms.contains(where: { $0.uses("dt") || followers.keys.contains(where: $0.uses) })
    {
      return nil
    }
  }

  /// What an arrival of 1 adds to each state: one number for all neurons, or one for each.
  ///
  /// - Parameters:
  ///   - synapse: the synapse.
  ///   - parameters: every parameter of it.
  ///   - count: how many neurons there are.
  package func jumps(
    of synapse: NeuronModel, given parameters: OrderedDictionary<String, [Double]>, count: Int
  ) -> OrderedDictionary<String, [Double]> {
    jumps.compactMapValues { try? synapse.column(of: $0, count: count, given: parameters) }
  }

  // What each name stands for behind a step, by what the states were before it and but for what differential
  // equations do; nil where something else happens.
  private static func ends(of statements: [Statement]) -> [String: Expression]? {
    var ends: [String: Expression] = [:]
    for statement in statements {
      let name = statement.target.text
      switch statement.kind {
      case .definition, .assignment(nil): ends[name] = statement.value.writing(ends)
      case .assignment(let op?):
        ends[name] = (ends[name] ?? .named(name)).joined(op, statement.value.writing(ends))
      case .derivative: break
      case .spikeWhen, .reset: return nil
      }
    }
    return ends
  }
}

extension Expression {
  /// The term with what names stand for in their places.
  func writing(_ meanings: [String: Expression]) -> Expression {
    replacing { part in
      if case .name(let name) = part.kind { meanings[name] } else { nil }
    }
  }

  /// The term with numbers in the place of names, and without what then adds 0 or multiplies by 1.
  ///
  /// - Parameter numbers: what names stand for.
  func simplified(with numbers: [String: Double]) -> Expression {
    switch kind {
    case .name(let name): return numbers[name].map { .number($0) } ?? self
    case .unary(.minus, let operand):
      let operand = operand.simplified(with: numbers)
      if case .number(let number) = operand.kind { return .number(number == 0 ? 0 : -number) }
      return -operand
    case .binary(let op, let left, let right):
      let (a, b) = (left.simplified(with: numbers), right.simplified(with: numbers))
      switch op {
      case .add, .subtract: return a.plus(b, op)
      case .multiply: return a.times(b)
      case .divide: return a.divided(by: b)
      default: return a.joined(op, b)
      }
    case .call(let function, let arguments):
      let arguments = arguments.map { $0.simplified(with: numbers) }
      if function.text == Function.exp.rawValue, arguments.first?.isZero == true {
        return .number(1)
      }
      return Expression(.call(function, arguments), range)
    case .conditional(let test, let yes, let no):
      return .choice(
        test.simplified(with: numbers), yes.simplified(with: numbers),
        no.simplified(with: numbers))
    case .number, .quantity, .unary, .element, .member: return self
    }
  }
}
