import Neurons
import OrderedCollections

/// The equations of one neuron, asked at any time and place.
struct FlowEquations {
  let flow: Flow
  /// All states of the model; those that flow are where they are asked about.
  var states: [Double]
  /// What flows in.
  var inputs: [Double]
  /// Whether it is refractory.
  var isHeld = false
  private var asked: [Asked]
  private var followers: FlowKernel, reset: FlowKernel, margins: FlowKernel
  private var events: [FlowKernel]

  private struct Asked {
    var slopes: FlowKernel
    var step: FlowKernel?
    var changes: FlowKernel?

    init(_ answers: Flow.Answers) {
      slopes = FlowKernel(answers.slopes)
      step = answers.step.map { FlowKernel($0) }
      changes = answers.changes.map { FlowKernel($0) }
    }

    mutating func prepare(_ parameters: [[Double]], of neuron: Int) {
      slopes.prepare(parameters, of: neuron)
      step?.prepare(parameters, of: neuron)
      changes?.prepare(parameters, of: neuron)
    }
  }

  /// Makes room for one neuron.
  init(_ flow: Flow, stateCount: Int) {
    self.flow = flow
    states = Array(repeating: 0, count: stateCount)
    inputs = Array(repeating: 0, count: flow.inputCount)
    asked = ([flow.free] + [flow.whileHeld].compactMap(\.self)).map { Asked($0) }
    followers = FlowKernel(flow.followersKernel)
    reset = FlowKernel(flow.reset)
    margins = FlowKernel(flow.margins)
    events = flow.events.map { FlowKernel($0) }
  }

  /// Takes over the parameters of a neuron: of each one value for all, or one for each neuron.
  mutating func prepare(_ parameters: [[Double]], of neuron: Int) {
    for index in asked.indices { asked[index].prepare(parameters, of: neuron) }
    followers.prepare(parameters, of: neuron)
    reset.prepare(parameters, of: neuron)
    margins.prepare(parameters, of: neuron)
    for index in events.indices { events[index].prepare(parameters, of: neuron) }
  }

  /// Where the states that flow are.
  var place: [Double] { flow.flowing.map { states[$0] } }

  /// Puts the states that flow somewhere.
  mutating func move(to place: [Double]) {
    for (index, state) in flow.flowing.enumerated() { states[state] = place[index] }
  }

  // What answers at present: the last where states are held, which only then there is another of.
  private var present: Int { isHeld ? asked.count - 1 : 0 }

  /// The slopes at a place.
  mutating func slopes(at place: [Double], time: Double, into slopes: inout [Double]) {
    move(to: place)
    asked[present].slopes.answer(states, inputs, time: time, into: &slopes)
  }

  /// How the slopes change at a place: with each state, row after row, and then with time.
  mutating func changes(at place: [Double], time: Double, into changes: inout [Double]) {
    move(to: place)
    asked[present].changes?.answer(states, inputs, time: time, into: &changes)
  }

  /// Where one step of the model's own method leads from a place.
  mutating func step(from place: [Double], time: Double, length: Double, into end: inout [Double]) {
    move(to: place)
    asked[present].step?.answer(states, inputs, time: time, length: length, into: &end)
  }

  /// Sets what follows from the states that flow.
  mutating func follow(time: Double) {
    guard !flow.followers.isEmpty else { return }
    var values = Array(repeating: 0.0, count: flow.followers.count)
    followers.answer(states, inputs, time: time, into: &values)
    for (index, state) in flow.followers.enumerated() { states[state] = values[index] }
  }

  /// How far above the conditions of the spike and of the events the present states are.
  mutating func margins(time: Double, into values: inout [Double]) {
    follow(time: time)
    margins.answer(states, inputs, time: time, into: &values)
  }

  /// Lets the states be what a spike makes of them.
  ///
  /// - Returns: for how long there is no other one.
  mutating func fire(time: Double) -> Double {
    var values = Array(repeating: 0.0, count: states.count + 1)
    reset.answer(states, inputs, time: time, into: &values)
    let refractory = values.removeLast()
    states = values
    return refractory
  }

  /// Lets the states be what an event makes of them.
  mutating func happen(_ event: Int, time: Double) {
    var values = states
    events[event].answer(states, inputs, time: time, into: &values)
    states = values
  }
}

/// A kernel that answers a question about one neuron.
struct FlowKernel {
  private var block: LaneBlock<Double.Single>
  private let answers: Range<Int>
  private let firstState: Int
  private let firstInput: Int

  init(_ kernel: Kernel) {
    block = LaneBlock(kernel, width: 1, context: .drawless)
    let program = kernel.program
    firstState = program.stateSlots.lowerBound
    firstInput = program.inputSlots.lowerBound
    let ownStates = kernel.program.finalStates.count
    answers = firstState..<firstState + ownStates
  }

  /// Takes over the parameters of a neuron.
  mutating func prepare(_ parameters: [[Double]], of neuron: Int) {
    block.prepare(parameters: parameters, of: neuron..<neuron + 1)
  }

  /// Asks it.
  ///
  /// - Parameters:
  ///   - states: all states of the model.
  ///   - inputs: what flows in.
  ///   - time: the time.
  ///   - length: how long a step is, where one is asked for.
  ///   - answers: where the answers go.
  @inline(__always)
  mutating func answer(
    _ states: [Double], _ inputs: [Double], time: Double, length: Double = 0,
    into results: inout [Double]
  ) {
    let (firstState, firstInput) = (firstState, firstInput)
    let first = firstState + states.count
    let count = min(results.count, answers.upperBound - first)
    block.takeSteps(1) { _, columns in
      for index in states.indices { columns.fill(firstState + index, with: states[index]) }
      for index in inputs.indices { columns.fill(firstInput + index, with: inputs[index]) }
      columns.fill(firstInput + inputs.count, with: time)
      columns.fill(firstInput + inputs.count + 1, with: length)
    } seeing: { _, columns in
      results.withUnsafeMutableBufferPointer { results in
        guard let base = results.baseAddress else { return }
        for index in 0..<count {
          columns.store(first + index, isShared: false, into: base + index)
        }
      }
      return true
    }
  }
}
