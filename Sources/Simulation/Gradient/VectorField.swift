import Equations
import Neurons
import OrderedCollections

/// Where a model's differential equations drive its states: the right sides of `d x/dt`, at any
/// point, with their exact derivatives.
///
/// Random terms count with their means, and `t` is the node's present time. Spikes, resets and refractory times have no part in it.
public struct VectorField: Sendable {
  /// The states that have an equation, in the order of the integral: the axes of every point.
  public let states: [String]
  /// The input currents, in the order in which they are given.
  public let inputs: [String]
  /// Where mem is looked at unless a range is given: far beyond what a neuron reaches, in mV or as
  /// a pure number.
  public let usualRange: ClosedRange<Double>
  private let field: Kernel
  /// For each axis, how every slope changes along it.
  private let slopes: [Kernel]
  private let axes: [Int]
  private let parameters: [Double]
  private let fixedStates: [Double]
  private let time: Int
  // The same for one point, where making room for it would take longer than what is computed.
  private var fieldAtPoint: Interpreter<Double>
  private var slopesAtPoint: [Interpreter<Double>] = []

  /// The field of a node with its present parameters; states without an equation keep their
  /// present values.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - neuron: which neuron of a population, counted from 0.
  /// - Returns: nil for a model without differential equations.
  public init?(_ node: Node, neuron: Int = 0) {
    guard let integral = node.model.measuredIntegral else { return nil }
    let equations = integral.statements.filter { $0.kind == .derivative }
    guard !equations.isEmpty else { return nil }
    states = equations.map(\.target.text)
    inputs = Array(node.model.inputs.keys)
    let unit = node.model.states.values[node.model.membraneIndex].unit
    usualRange = unit == .none ? -10...10 : -150...100
    axes = states.compactMap { node.model.states.index(forKey: $0) }
    field = Kernel(Program(fieldOf: node.model, integral: integral, along: nil))
    slopes = states.map { Kernel(Program(fieldOf: node.model, integral: integral, along: $0)) }
    parameters = node.parameters.values.map { $0.count > 1 ? $0[neuron] : $0[0] }
    fixedStates = node.states.values.map { $0[neuron] }
    time = node.time
    fieldAtPoint = Interpreter(field, width: 1, context: .drawless)
    fieldAtPoint = prepared(field)
    slopesAtPoint = slopes.map { prepared($0) }
  }

  /// The slopes of all states at one point, in units of each state per unit of time.
  public func slopes(at point: [Double], inputs: [Double]) -> [Double] {
    evaluate(fieldAtPoint, at: point, inputs: inputs)
  }

  /// The slopes at many points: one column a state, one row a point, before and after.
  public func slopes(columns: [[Double]], inputs: [Double]) -> [[Double]] {
    evaluate(field, columns: columns, inputs: inputs)
  }

  /// How the slope of each state (row) changes with each state (column) at a point.
  public func jacobian(at point: [Double], inputs: [Double]) -> [[Double]] {
    let columns = slopesAtPoint.map { evaluate($0, at: point, inputs: inputs) }
    return states.indices.map { row in columns.map { $0[row] } }
  }

  /// How the slopes of all states change along one of them at many points: one column a state.
  ///
  /// - Parameters:
  ///   - axis: which of `states`.
  ///   - columns: the points, one column a state.
  ///   - inputs: the currents, in the order of `inputs`.
  public func changes(along axis: Int, columns: [[Double]], inputs: [Double]) -> [[Double]] {
    evaluate(slopes[axis], columns: columns, inputs: inputs)
  }

  private func evaluate(
    _ kernel: Kernel, columns: [[Double]], inputs: [Double]
  ) -> [[Double]] {
    let count = columns.first?.count ?? 0
    var interpreter = Interpreter<Double>(kernel, width: count, context: context(at: time))
    prepare(&interpreter)
    for (slot, column) in zip(slots(in: kernel), columns) {
      interpreter.load(slot, from: column, at: 0)
    }
    for (slot, input) in zip(kernel.program.inputSlots, inputs) {
      interpreter.fill(slot, with: input)
    }
    interpreter.step(inputs: [], at: 0)
    return slots(in: kernel).map { slot in
      var result = Array(repeating: 0.0, count: count)
      interpreter.store(slot, into: &result, at: 0)
      return result
    }
  }

  private func evaluate(
    _ prepared: Interpreter<Double>, at point: [Double], inputs: [Double]
  ) -> [Double] {
    let kernel = prepared.kernel
    var interpreter = prepared
    for (index, slot) in slots(in: kernel).enumerated() {
      interpreter.load(slot, from: point, at: index)
    }
    for (index, slot) in kernel.program.inputSlots.enumerated() where index < inputs.count {
      interpreter.load(slot, from: inputs, at: index)
    }
    interpreter.step(inputs: [], at: 0)
    var result = point
    for (index, slot) in slots(in: kernel).enumerated() {
      interpreter.store(slot, into: &result, at: index)
    }
    return result
  }

  private func prepared(_ kernel: Kernel) -> Interpreter<Double> {
    // The step below is one before those at points.
    var interpreter = Interpreter<Double>(kernel, width: 1, context: context(at: time - 1))
    prepare(&interpreter)
    let zero = [0.0]
    for slot in slots(in: kernel) { interpreter.load(slot, from: zero, at: 0) }
    for slot in kernel.program.inputSlots { interpreter.load(slot, from: zero, at: 0) }
    // Which columns are alike is found at the first step, here and not at every point.
    interpreter.step(inputs: [], at: 0)
    return interpreter
  }

  private func context(at time: Int) -> StepContext {
    var context = StepContext.drawless
    context.step = time
    return context
  }

  // Fills in what is the same at all points; inputs are 0 until they are given.
  private func prepare(_ interpreter: inout Interpreter<Double>) {
    let program = interpreter.kernel.program
    for (slot, value) in zip(program.parameterSlots, parameters) {
      interpreter.fill(slot, with: value)
    }
    for (slot, value) in zip(program.stateSlots, fixedStates) {
      interpreter.fill(slot, with: value)
    }
    for slot in program.inputSlots { interpreter.fill(slot, with: 0) }
    interpreter.prepare()
  }

  private func slots(in kernel: Kernel) -> [Int] {
    axes.map { kernel.program.stateSlots.lowerBound + $0 }
  }
}

extension Program {
  /// Compiles the slopes of a model's equations, or how they change along one of its states; each
  /// takes the place of its state's next value.
  fileprivate init(fieldOf model: NeuronModel, integral: Block, along state: String?) {
    var builder = ProgramBuilder(namesOf: model)
    builder.drawsMeans = true
    let equations = integral.statements.filter { $0.kind == .derivative }
    let start = equations.map { builder.value(of: $0.target.text) }
    var ends = builder.slopes(of: equations, in: integral, at: start)
    if let state {
      let variable = builder.value(of: state)
      ends = ends.map { builder.derivative(of: $0, by: variable) }
    }
    builder.program.finalStates = model.states.keys.map { builder.value(of: $0) }
    for (equation, end) in zip(equations, ends) {
      guard let index = model.states.index(forKey: equation.target.text) else { continue }
      builder.program.finalStates[index] = end
    }
    builder.program.membraneBeforeReset = builder.value(of: "mem")
    self = builder.program
  }
}
