import Equations
import Neurons
import OrderedCollections

/// Where a model's differential equations drive its states: the right sides of `d x/dt`, at any
/// point, with their exact derivatives.
///
/// Random terms count with their means, and `t` is the node's present time. Spikes, resets and
/// refractory times have no part in it.
public struct VectorField: Sendable {
  /// The states that have an equation, in the order of the integral: the axes of every point.
  public let states: [String]
  /// The input currents, in the order in which they are given.
  public let inputs: [String]
  /// Where mem is looked at unless a range is given: far beyond what a neuron reaches, in mV or as
  /// a pure number.
  public let usualRange: ClosedRange<Double>
  private let axes: [Int]
  private let present: Present
  // Filled in for one point, where making room for it would take longer than what is computed.
  private let field: Interpreter<Double>
  /// For each axis, how every slope changes along it.
  private let slopes: [Interpreter<Double>]

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
    let present = Present(
      parameters: node.parameters.values.map { $0.count > 1 ? $0[neuron] : $0[0] },
      states: node.states.values.map { $0[neuron] }, time: node.time)
    self.present = present
    func atOnePoint(along state: String?) -> Interpreter<Double> {
      let program = Program(fieldOf: node.model, integral: integral, along: state)
      return present.interpreter(Kernel(program), width: 1)
    }
    field = atOnePoint(along: nil)
    slopes = states.map { atOnePoint(along: $0) }
  }

  /// The slopes of all states at one point, in units of each state per unit of time.
  public func slopes(at point: [Double], inputs: [Double]) -> [Double] {
    evaluate(field, at: point, inputs: inputs)
  }

  /// The slopes at many points: one column a state, one row a point, before and after.
  public func slopes(columns: [[Double]], inputs: [Double]) -> [[Double]] {
    evaluate(field, columns: columns, inputs: inputs)
  }

  /// How the slope of each state (row) changes with each state (column) at a point.
  public func jacobian(at point: [Double], inputs: [Double]) -> [[Double]] {
    let columns = slopes.map { evaluate($0, at: point, inputs: inputs) }
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
    _ atOnePoint: Interpreter<Double>, columns: [[Double]], inputs: [Double]
  ) -> [[Double]] {
    let count = columns.first?.count ?? 0
    var filled = atOnePoint
    var result = columns
    for first in stride(from: 0, to: count, by: pointsABlock) {
      let block = first..<min(first + pointsABlock, count)
      if block.count != filled.width {
        filled = present.interpreter(filled.kernel, width: block.count)
      }
      let values = evaluate(filled, at: columns.flatMap { $0[block] }, inputs: inputs)
      for index in result.indices {
        let part = values[index * block.count..<(index + 1) * block.count]
        result[index].replaceSubrange(block, with: part)
      }
    }
    return result
  }

  // Points are one state behind the other, before and after.
  private func evaluate(
    _ filled: Interpreter<Double>, at points: [Double], inputs: [Double]
  ) -> [Double] {
    var interpreter = filled
    let (program, width) = (interpreter.kernel.program, interpreter.width)
    let slots = axes.map { program.stateSlots.lowerBound + $0 }
    for (index, slot) in slots.enumerated() {
      interpreter.load(slot, from: points, at: index * width)
    }
    for (slot, input) in zip(program.inputSlots, inputs) { interpreter.fill(slot, with: input) }
    interpreter.step(inputs: [], at: 0)
    var result = points
    for (index, slot) in slots.enumerated() {
      interpreter.store(slot, into: &result, at: index * width)
    }
    return result
  }

  /// What is the same at all points.
  private struct Present {
    var parameters: [Double]
    var states: [Double]
    var time: Int

    /// With all of it filled in; inputs are 0 until they are given.
    func interpreter(_ kernel: Kernel, width: Int) -> Interpreter<Double> {
      var context = StepContext.drawless
      context.step = time
      var interpreter = Interpreter<Double>(kernel, width: width, context: context)
      let program = kernel.program
      for (slot, value) in zip(program.parameterSlots, parameters) {
        interpreter.fill(slot, with: value)
      }
      for (slot, value) in zip(program.stateSlots, states) { interpreter.fill(slot, with: value) }
      for slot in program.inputSlots { interpreter.fill(slot, with: 0) }
      interpreter.prepare()
      interpreter.link()
      return interpreter
    }
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
    var ends = builder.slopes(
      of: equations, in: integral, at: start, followsAssignments: true)
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

// So that all that is computed for them fits into a second-level cache.
private let pointsABlock = 256
