import Equations
import Neurons
import OrderedCollections
import Simulation

/// A model as Brian2's own differential equations, threshold, reset and refractory time: what its
/// users read most easily, for the models that it says so.
struct Brian2Equations {
  /// The lines of equations.
  var equations: [String] = []
  /// The condition of firing.
  var threshold = ""
  /// What a spike resets.
  var reset: [String] = []
  /// Brian2's name of the method.
  var method: String
  /// The states that are kept as they were when the step began, and under which names.
  var before: [(state: String, name: String)] = []
  /// For how many steps after that of a spike there is no other; nil where the model has none.
  var refractorySteps: [Double]?

  /// Writes a model so.
  ///
  /// - Parameters:
  ///   - neuron: the node.
  ///   - terms: how terms are spelled.
  /// - Returns: nil where the model does more in a step than Brian2's own parts say.
  init?(_ neuron: ExportedNeuron, _ terms: Brian2Terms) throws(ExportRefusal) {
    let model = neuron.model
    guard let integral = model.measuredIntegral, model.events.isEmpty, model.windows.isEmpty,
      !model.measuredTerms.contains(where: { $0.contains(where: \.isBeyondEquations) }),
      integral.statements.allSatisfy({ $0.kind == .derivative || $0.kind == .definition }),
      integral.statements.contains(where: { $0.kind == .derivative }),
      !integral.statements.contains(where: { $0.value.uses("spike") })
    else { return nil }
    let derivatives = integral.statements.filter { $0.kind == .derivative }
    let isNoisy = derivatives.contains(where: \.value.isRandom)
    let definitions = integral.statements.filter { $0.kind == .definition }
    guard !definitions.contains(where: \.value.isRandom), !isNoisy || neuron.method == .euler else {
      return nil
    }
    switch neuron.method {
    case .euler: method = "euler"
    case .rk4: method = "rk4"
    case .exponentialEuler:
      method = "exponential_euler"
      let behind = Dictionary(
        definitions.map { ($0.target.text, $0.value) }, uniquingKeysWith: { $1 })
      let areLinear = derivatives.allSatisfy { equation in
        let state = equation.target.text
        let leak = equation.value.derivative(by: state, behind)
        return leak?.depends(on: state, behind) == false
      }
      guard areLinear else { return nil }
    case .backwardEuler, .crankNicolson, .rosenbrock, .exact, .adaptive, .stiff: return nil
    }
    if model.refractory != nil {
      // The stages of a method move what is held; Brian2 holds it through them.
      guard neuron.method == .euler || model.held.count == derivatives.count,
        !model.spike.statements.contains(where: { $0.value.uses("refractory") }),
        let steps = neuron.refractorySteps
      else { return nil }
      refractorySteps = steps
    }
    // With units where the quantities carry them.
    var terms = terms
    let hasUnits = terms.known != nil
    let written = hasUnits ? model.integral?.writingOut(model.functions) : integral
    for statement in written?.statements ?? [] {
      let name = statement.target.text
      try terms.checkUnits(statement.value)
      if statement.kind == .definition {
        let unit = terms.unit(of: statement.value)
        let value = try terms.spelled(statement.value, in: unit)
        terms.known?[name] = unit
        equations.append("\(terms.name(name)) = \(value) : \(try terms.declared(unit))")
      } else {
        let unit = model.states[name]?.unit ?? .none
        let value = try terms.spelled(statement.value, in: unit / neuron.timeUnit)
        let rate = hasUnits && terms.hasTime ? value : "(\(value)) / time_unit"
        let isHeld = model.refractory != nil && model.held.contains(name)
        equations.append(
          "d\(terms.name(name))/dt = \(rate) : \(try terms.declared(unit))"
            + (isHeld ? " (unless refractory)" : ""))
      }
    }
    guard try readSpikeBlock(model, terms, neuron) else { return nil }
    let moving = Set(derivatives.map(\.target.text))
    for state in model.states.values where !moving.contains(state.name) {
      if state.name != "spike", state.name != "refractory" {
        equations.append("\(terms.name(state.name)) : \(try terms.declared(state.unit))")
      }
    }
  }

  private mutating func readSpikeBlock(
    _ model: NeuronModel, _ terms: Brian2Terms, _ neuron: ExportedNeuron
  ) throws(ExportRefusal) -> Bool {
    let written =
      terms.known == nil ? model.measuredSpike : model.spike.writingOut(model.functions)
    let statements = written.statements
    guard let first = statements.first, first.target.text == "spike", !first.value.uses("spike"),
      !first.value.isRandom
    else { return false }
    switch first.kind {
    case .spikeWhen: break
    case .assignment(nil):
      guard case .call(let name, _) = first.value.kind, name.text == "act",
        ![.sign, .round].contains(neuron.node.surrogate)
      else { return false }
    default: return false
    }
    let step = try ExplicitStep(neuron)
    var condition: Expression
    if first.kind == .spikeWhen {
      let states = first.value.statesAskedBefore(among: model.states.keys)
      condition = first.value.asking(
        Dictionary(uniqueKeysWithValues: states.map { ($0, step.before($0)) }))
      before = states.map { ($0, terms.name(step.before($0))) }
    } else {
      guard case .call(_, let arguments) = first.value.kind,
        !arguments[0].contains(where: \.asksBefore),
        case .conditional(let test, _, _) = neuron.node.surrogate.forward(arguments[0]).kind
      else { return false }
      condition = test
    }
    var terms = terms
    for state in model.states.values { terms.known?[step.before(state.name)] = state.unit }
    // It is asked at the end of the step.
    let isTime = model.parameters["t"] == nil && model.states["t"] == nil
    func atEnd(_ term: Expression) throws(ExportRefusal) -> Expression {
      try terms.checkUnits(term)
      let later = Expression.named("t") + .named("dt")
      return isTime ? term.replacing { $0.kind == .name("t") ? later : nil } : term
    }
    threshold = try terms.condition(terms.withUnits(atEnd(condition)))
    for statement in statements.dropFirst() {
      guard case .reset(let op) = statement.kind, statement.target.text != "spike",
        !statement.value.uses("spike"), !statement.value.isRandom
      else { return false }
      let isFactor = op == .multiply || op == .divide
      let unit = isFactor ? .none : model.states[statement.target.text]?.unit ?? .none
      reset.append(
        "\(terms.name(statement.target.text)) \(op?.rawValue ?? "")= "
          + (try terms.spelled(atEnd(statement.value), in: unit)))
    }
    return true
  }
}

extension ExportedNeuron {
  /// For how many steps after that of a spike there is no other, one number for all neurons or one
  /// for each; nil where that is no term over parameters.
  var refractorySteps: [Double]? {
    guard let refractory = model.refractory else { return nil }
    let count = node.parameters.values.map(\.count).max() ?? 1
    var columns: [Double] = []
    for neuron in 0..<count {
      let value = try? refractory.value { (part: Expression) throws(Diagnostic) in
        guard case .name(let name) = part.kind, let column = node.parameters[name] else {
          throw Diagnostic("'\(part.text)' is no parameter", at: part.range)
        }
        return column.value(of: neuron)
      }
      guard let value else { return nil }
      columns.append(value)
    }
    // Half a step is allowed for, as while it counts down.
    return columns.map { max(0, ($0 / dt - 0.5).rounded(.up)) }
  }
}

extension Expression {
  // What no equation of Brian2's says: other draws than white noise, and what was before.
  fileprivate var isBeyondEquations: Bool {
    guard case .call(let name, _) = kind else { return false }
    return ["uniform", "normal", "beta", "window", "causal"].contains(name.text)
  }

  /// Whether its value depends on a name, by way of what was defined as well.
  ///
  /// - Parameters:
  ///   - name: the name.
  ///   - definitions: what stands behind other names.
  func depends(on name: String, _ definitions: [String: Expression]) -> Bool {
    names.contains { $0 == name || definitions[$0]?.depends(on: name, definitions) == true }
  }
}
