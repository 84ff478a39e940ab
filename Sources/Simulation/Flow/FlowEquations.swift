import Neurons
import OrderedCollections

/// The equations of one neuron, asked at any time and place.
struct FlowEquations {
  let flow: Flow
  private let flowing: [Int]
  /// All states of the model; those that flow are where they are asked about.
  var states: [Double]
  /// What flows in.
  var inputs: [Double]
  /// Whether it is refractory.
  var isHeld = false
  private var asked: [Asked]
  private var followers: FlowKernel, reset: FlowKernel, margins: FlowKernel
  private var events: [FlowKernel]
  // What follows from the states, and what becomes of them: kept, so that no step makes room for it.
  private var followed: [Double], fired: [Double]

  private struct Asked {
    var slopes: FlowKernel
    var step: FlowKernel?
    var changes: FlowKernel?

    init(_ answers: Flow.Answers, stateCount: Int) {
      slopes = FlowKernel(answers.slopes, stateCount: stateCount)
      step = answers.step.map { FlowKernel($0, stateCount: stateCount) }
      changes = answers.changes.map { FlowKernel($0, stateCount: stateCount) }
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
    flowing = flow.flowing
    states = Array(repeating: 0, count: stateCount)
    inputs = Array(repeating: 0, count: flow.inputCount)
    asked = ([flow.free] + [flow.whileHeld].compactMap(\.self)).map {
      Asked($0, stateCount: stateCount)
    }
    followers = FlowKernel(flow.followersKernel, stateCount: stateCount)
    reset = FlowKernel(flow.reset, stateCount: stateCount)
    margins = FlowKernel(flow.margins, stateCount: stateCount)
    events = flow.events.map { FlowKernel($0, stateCount: stateCount) }
    followed = Array(repeating: 0, count: flow.followers.count)
    fired = Array(repeating: 0, count: stateCount + 1)
  }

  /// Takes over the parameters of a neuron: of each one value for all, or one for each neuron.
  mutating func prepare(_ parameters: [[Double]], of neuron: Int) {
    for index in asked.indices { asked[index].prepare(parameters, of: neuron) }
    followers.prepare(parameters, of: neuron)
    reset.prepare(parameters, of: neuron)
    margins.prepare(parameters, of: neuron)
    for index in events.indices { events[index].prepare(parameters, of: neuron) }
  }

  /// Takes over what flows in.
  mutating func take(inputs new: [Double]) {
    // In place: an array of others would be copied where something arrives.
    guard new.count == inputs.count else { return inputs = new }
    for index in new.indices { inputs[index] = new[index] }
  }

  /// Where the states that flow are.
  func read(into place: inout [Double]) {
    for index in flowing.indices { place[index] = states[flowing[index]] }
  }

  /// Puts the states that flow somewhere.
  mutating func move(to place: [Double]) {
    for index in flowing.indices { states[flowing[index]] = place[index] }
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
    followers.answer(states, inputs, time: time, into: &followed)
    for (index, state) in flow.followers.enumerated() { states[state] = followed[index] }
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
    reset.answer(states, inputs, time: time, into: &fired)
    for index in states.indices { states[index] = fired[index] }
    return fired[states.count]
  }

  /// Lets the states be what an event makes of them.
  mutating func happen(_ event: Int, time: Double) {
    events[event].answer(states, inputs, time: time, into: &fired)
    for index in states.indices { states[index] = fired[index] }
  }
}
