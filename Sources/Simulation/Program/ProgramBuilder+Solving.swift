import Equations
import Neurons

// How a step solves differential equations.
extension ProgramBuilder {
  /// Gives the states of a block's differential equations their values at the end of the step.
  ///
  /// - Parameter held: the states that stay where they are.
  /// - Returns: of rk4 the first and the last slope of each equation that it is made of; else nothing.
  @discardableResult
  mutating func solve(
    _ block: Block, holding held: Set<String> = []
  ) -> [String: (first: Int, last: Int)] {
    var outer: [String: (first: Int, last: Int)] = [:]
    let equations = block.statements.filter {
      $0.kind == .derivative && !held.contains($0.target.text)
    }
    let start = equations.map { value(of: $0.target.text) }
    let dt = clock?.length ?? value(of: "dt")
    let ends: [Int]
    switch method {
    case .euler:
      ends = moved(start, along: slopes(of: equations, in: block, at: start), by: dt)
    case .exponentialEuler:
      let slopes = slopes(of: equations, in: block, at: start)
      ends = start.indices.map { index in
        let leak = derivative(of: slopes[index], by: start[index])
        term = program.values[slopes[index]].term
        let share = apply(.exprel, [apply(.multiply, [leak, dt])])
        return move(start[index], along: slopes[index], by: apply(.multiply, [dt, share]))
      }
    // What chooses its own steps is solved elsewhere; steps of dt stand for it where one step is
    // looked at.
    case .rk4, .adaptive, .stiff:
      let half = apply(.multiply, [dt, constant(0.5)])
      func stage(_ before: [Int], _ step: Int, _ share: Double) -> [Int] {
        slopes(
          of: equations, in: block, at: moved(start, along: before, by: step), after: share,
          followsAssignments: true)
      }
      let first = slopes(of: equations, in: block, at: start, followsAssignments: true)
      let second = stage(first, half, 0.5)
      let third = stage(second, half, 0.5)
      let fourth = stage(third, dt, 1)
      for (index, equation) in equations.enumerated() {
        outer[equation.target.text] = (first[index], fourth[index])
      }
      let sixth = apply(.divide, [dt, constant(6)])
      let two = constant(2)
      ends = start.indices.map { index in
        term = program.values[first[index]].term
        let middle = apply(.add, [second[index], third[index]])
        let outer = apply(.add, [first[index], fourth[index]])
        let sum = apply(.add, [outer, apply(.multiply, [two, middle])])
        return move(start[index], along: sum, by: sixth)
      }
    case .backwardEuler: ends = solve(equations, in: block, from: start, by: .backwardEuler)
    case .crankNicolson: ends = solve(equations, in: block, from: start, by: .crankNicolson)
    case .rosenbrock: ends = solve(equations, in: block, from: start, by: .fourthOrder)
    case .exact: ends = solveExactly(equations, in: block, from: start, over: dt)
    }
    for (equation, end) in zip(equations, ends) { names[equation.target.text] = end }
    return outer
  }

  /// Where a state begins after `reset`, with what the parameters and the other states are.
  ///
  /// Where it begins at rest, that is the state itself less a step of Newton's method, which is 0, but
  /// changes with everything else as the place of rest does.
  mutating func beginning(
    of state: NeuronModel.State, in model: NeuronModel, _ draws: FirstDraws, neuron: Int
  ) -> Int {
    switch state.afterReset {
    case .term(let term): return build(draws.ofState(state.name).drawn(term, neuron: neuron))
    case .steady:
      let place = value(of: state.name)
      guard let integral = model.measuredIntegral,
        let equation = integral.statements.first(where: {
          $0.kind == .derivative && $0.target.text == state.name
        })
      else { return place }
      let outside = drawsMeans
      defer { drawsMeans = outside }
      drawsMeans = true
      let slope = slopes(of: [equation], in: integral, at: [place])[0]
      let change = derivative(of: slope, by: place)
      return apply(.subtract, [place, apply(.divide, [slope, change])])
    }
  }

  private mutating func moved(_ start: [Int], along slopes: [Int], by step: Int) -> [Int] {
    zip(start, slopes).map { move($0, along: $1, by: step) }
  }

  private mutating func move(_ start: Int, along slope: Int, by step: Int) -> Int {
    term = program.values[slope].term
    return apply(.add, [start, apply(.multiply, [step, slope])])
  }

  /// The right sides where the states have some values, at a share of the step; `let` lines follow the
  /// states.
  ///
  /// - Parameter followsAssignments: whether other states that are set by `=` before the last of the
  ///   equations follow as well, without which no stage would know more of them than the first.
  mutating func slopes(
    of equations: [Statement], in block: Block, at states: [Int], after share: Double = 0,
    followsAssignments: Bool = false
  ) -> [Int] {
    let outside = (names, timeInStep, isSolving)
    defer { (names, timeInStep, isSolving) = outside }
    timeInStep = share
    isSolving = true
    for (equation, state) in zip(equations, states) { names[equation.target.text] = state }
    let last = block.statements.lastIndex { $0.kind == .derivative } ?? 0
    for (index, statement) in block.statements.enumerated() {
      let name = statement.target.text
      target = name
      let isFollowed =
        followsAssignments && index < last && statement.kind == .assignment(nil)
        && !equations.contains { $0.target.text == name }
      guard statement.kind == .definition || isFollowed else { continue }
      let value = build(statement.value)
      names[name] = value
      guard statement.kind == .definition else { continue }
      if share == 0, program.quantities[name] == nil { program.quantities[name] = value }
    }
    return equations.map { equation in
      target = equation.target.text
      return build(equation.value)
    }
  }
}
