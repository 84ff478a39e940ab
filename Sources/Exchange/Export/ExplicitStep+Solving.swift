import Equations
import Neurons

// Differential equations, a step of them written out.
extension ExplicitStep {
  mutating func solve(_ block: Block) throws(ExportRefusal) {
    let equations = block.statements.filter { $0.kind == .derivative }
    let states = equations.map(\.target.text)
    let dt = Expression.named("dt")
    var ends: [Expression] = []
    switch method {
    case .euler:
      let slopes = slopes(of: equations, in: block, stage: nil)
      ends = zip(states, slopes).map { .named($0) + dt * $1 }
    case .exponentialEuler:
      let slopes = slopes(of: equations, in: block, stage: nil)
      let definitions = Dictionary(
        block.statements.filter { $0.kind == .definition }.map { ($0.target.text, $0.value) },
        uniquingKeysWith: { $1 })
      for (equation, slope) in zip(equations, slopes) {
        let state = equation.target.text
        guard let leak = equation.value.derivative(by: state, definitions) else {
          throw ExportRefusal(
            "'exponential-euler' needs the derivative of '\(equation.value.text)', which has a"
              + " function that no format differentiates")
        }
        ends.append(.named(state) + dt * .call(.exprel, leak * dt) * slope)
      }
    case .rk4:
      var slopesOfStages: [[String]] = []
      for stage in 1...4 {
        let share = [0, 0.5, 0.5, 1][stage - 1]
        if let last = slopesOfStages.last {
          let step = share == 1 ? dt : dt * .number(share)
          for (state, slope) in zip(states, last) {
            add(fresh("\(state)_\(stage)"), .named(state) + step * .named(slope))
          }
        }
        let slopes = slopes(of: equations, in: block, stage: stage, after: share)
        let names = states.map { fresh("\($0)_slope_\(stage)") }
        for (name, slope) in zip(names, slopes) { add(name, slope) }
        slopesOfStages.append(names)
      }
      for (index, state) in states.enumerated() {
        let slope = { (stage: Int) in Expression.named(slopesOfStages[stage - 1][index]) }
        let sum = slope(1) + slope(4) + .number(2) * (slope(2) + slope(3))
        ends.append(.named(state) + dt / .number(6) * sum)
      }
    case .backwardEuler, .crankNicolson, .rosenbrock, .exact, .adaptive, .stiff:
      throw ExportRefusal(
        "the method '\(method.rawValue)' looks for its steps or solves equations within them, and a step of"
          + " another program is a list of assignments")
    }
    guard ends.count > 1, method != .rk4 else {
      for (state, end) in zip(states, ends) { add(state, end) }
      return
    }
    // All at once: an equation reads what the others were.
    for (state, end) in zip(states, ends) { add(fresh("\(state)_next"), end) }
    for state in states { add(state, .named(fresh("\(state)_next"))) }
  }

  // The right sides at a stage of the method. What is defined, and for stages what is assigned before
  // the last equation, follows the states.
  private mutating func slopes(
    of equations: [Statement], in block: Block, stage: Int?, after share: Double = 0
  ) -> [Expression] {
    let states = Set(equations.map(\.target.text))
    let last = block.statements.lastIndex { $0.kind == .derivative } ?? 0
    let assigns = block.statements.contains {
      $0.kind != .definition && $0.kind != .derivative
    }
    var names: [String: String] = [:]
    if let stage, stage > 1 {
      for state in states { names[state] = fresh("\(state)_\(stage)") }
    }
    let outside = timeInStep
    defer { timeInStep = outside }
    timeInStep = share
    let first = block.statements.firstIndex { $0.kind == .derivative } ?? 0
    for (index, statement) in block.statements.enumerated() {
      let name = statement.target.text
      let isFollowed =
        stage != nil && index < last && statement.kind == .assignment(nil)
        && !states.contains(name)
      guard statement.kind == .definition || isFollowed else { continue }
      let value = written(statement.value)
      let isKnown = statement.kind == .definition && index < first && !assigns
      // What does not change within the step is known already.
      if isKnown, value.names.isDisjoint(with: names.keys), share == 0 || !value.names.contains("t")
      {
        continue
      }
      let other = fresh(stage.map { "\(name)_at_\($0)" } ?? name)
      add(stage == nil ? name : other, value.renaming(names))
      if stage != nil { names[name] = other }
    }
    return equations.map { written($0.value).renaming(names) }
  }
}
