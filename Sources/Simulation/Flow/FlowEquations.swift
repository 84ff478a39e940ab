import Neurons
import OrderedCollections

/// The equations of one neuron, or of as many as there are lanes, asked at any time and place.
struct FlowEquations<Number: Lanes> where Number.Scalar == Double {
  let flow: Flow
  private let flowing: [Int]
  /// All states of the model; those that flow are where they are asked about.
  var states: [Number]
  /// What flows in.
  var inputs: [Number]
  /// Whether states are held: 1 where they are.
  var isHeld = Number(repeating: 0) {
    didSet { heldLanes = flow.whileHeld == nil ? 0 : isHeld.nonZeroBits }
  }
  private var heldLanes: UInt64 = 0
  /// Whether mem stands for time and time for mem: slopes are those by mem.
  var isByMembrane = false
  private var slopes: Question
  private var step: Question?
  private var changes: Question?
  private var rises: Question?
  private var followers: FlowKernel<Number>, reset: FlowKernel<Number>
  private var margins: FlowKernel<Number>
  private var events: [FlowKernel<Number>]
  // What follows from the states, and what becomes of them: kept, so that no step makes room for it.
  private var followed: [Number], fired: [Number]

  // What may be asked of them, with another answer where states are held.
  private struct Question {
    var free: FlowKernel<Number>
    var held: FlowKernel<Number>?
    // The answers where they are held, while others are free.
    private var others: [Number] = []

    init(free: Kernel, held: Kernel?, stateCount: Int) {
      self.free = FlowKernel(free, stateCount: stateCount)
      self.held = held.map { FlowKernel($0, stateCount: stateCount) }
    }

    init?(free: Kernel?, held: Kernel?, stateCount: Int) {
      guard let free else { return nil }
      self.init(free: free, held: held, stateCount: stateCount)
    }

    mutating func prepare(_ parameters: [[Double]], _ neuron: (Int) -> Int) {
      free.prepare(parameters, neuron)
      held?.prepare(parameters, neuron)
    }

    @inline(__always)
    mutating func answer(
      _ states: [Number], _ inputs: [Number], time: Number,
      length: Number = Number(repeating: 0), holding isHeld: Number, in heldLanes: UInt64,
      into results: inout [Number]
    ) {
      if heldLanes == 0 {
        free.answer(states, inputs, time: time, length: length, into: &results)
        return
      }
      held?.answer(states, inputs, time: time, length: length, into: &results)
      if heldLanes.nonzeroBitCount == Number.laneCount { return }
      if others.count != results.count { others = results }
      free.answer(states, inputs, time: time, length: length, into: &others)
      for index in results.indices {
        results[index] = .choose(isHeld, results[index], others[index])
      }
    }
  }

  /// Makes room for them.
  init(_ flow: Flow, stateCount: Int) {
    self.flow = flow
    flowing = flow.flowing
    let zero = Number(repeating: 0)
    states = Array(repeating: zero, count: stateCount)
    inputs = Array(repeating: zero, count: flow.inputCount)
    let (free, held) = (flow.free, flow.whileHeld)
    slopes = Question(free: free.slopes, held: held?.slopes, stateCount: stateCount)
    step = Question(free: free.step, held: held?.step, stateCount: stateCount)
    changes = Question(free: free.changes, held: held?.changes, stateCount: stateCount)
    rises = Question(free: free.rises, held: held?.rises, stateCount: stateCount)
    followers = FlowKernel(flow.followersKernel, stateCount: stateCount)
    reset = FlowKernel(flow.reset, stateCount: stateCount)
    margins = FlowKernel(flow.margins, stateCount: stateCount)
    events = flow.events.map { FlowKernel($0, stateCount: stateCount) }
    followed = Array(repeating: zero, count: flow.followers.count)
    fired = Array(repeating: zero, count: stateCount + 1)
  }

  /// Takes over the parameters of neurons.
  ///
  /// - Parameters:
  ///   - parameters: of each one value for all, or one for each neuron of a population.
  ///   - neuron: which of these a lane has.
  mutating func prepare(_ parameters: [[Double]], _ neuron: (_ lane: Int) -> Int) {
    slopes.prepare(parameters, neuron)
    step?.prepare(parameters, neuron)
    changes?.prepare(parameters, neuron)
    rises?.prepare(parameters, neuron)
    followers.prepare(parameters, neuron)
    reset.prepare(parameters, neuron)
    margins.prepare(parameters, neuron)
    for index in events.indices { events[index].prepare(parameters, neuron) }
  }

  /// Takes over what flows in.
  mutating func take(inputs new: [Number]) {
    // In place: an array of others would be copied where something arrives.
    guard new.count == inputs.count else { return inputs = new }
    for index in new.indices { inputs[index] = new[index] }
  }

  /// Where the states that flow are.
  func read(into place: inout [Number]) {
    for index in flowing.indices { place[index] = states[flowing[index]] }
  }

  /// Puts the states that flow somewhere.
  mutating func move(to place: [Number]) {
    for index in flowing.indices { states[flowing[index]] = place[index] }
  }

  /// The slopes at a place.
  mutating func slopes(at place: [Number], time: Number, into slopes: inout [Number]) {
    move(to: place)
    guard isByMembrane, let membrane = flow.membrane else {
      self.slopes.answer(
        states, inputs, time: time, holding: isHeld, in: heldLanes, into: &slopes)
      return
    }
    states[flow.mem] = time
    self.slopes.answer(
      states, inputs, time: place[membrane], holding: isHeld, in: heldLanes, into: &slopes)
    let inverse = Number(repeating: 1) / slopes[membrane]
    for index in slopes.indices { slopes[index] = slopes[index] * inverse }
    slopes[membrane] = inverse
  }

  /// How the slopes change at a place: with each state, row after row, and then with time.
  mutating func changes(at place: [Number], time: Number, into changes: inout [Number]) {
    move(to: place)
    self.changes?.answer(
      states, inputs, time: time, holding: isHeld, in: heldLanes, into: &changes)
  }

  /// Where one step of the model's own method leads from a place.
  mutating func step(from place: [Number], time: Number, length: Number, into end: inout [Number]) {
    move(to: place)
    step?.answer(
      states, inputs, time: time, length: length, holding: isHeld, in: heldLanes, into: &end)
  }

  /// Sets what follows from the states that flow.
  mutating func follow(time: Number) {
    guard !flow.followers.isEmpty else { return }
    followers.answer(states, inputs, time: time, into: &followed)
    for (index, state) in flow.followers.enumerated() { states[state] = followed[index] }
  }

  /// How far above the conditions of the spike and of the events the present states are.
  mutating func margins(time: Number, into values: inout [Number]) {
    follow(time: time)
    margins.answer(states, inputs, time: time, into: &values)
  }

  /// How fast the margins rise where the states are; as they are where that is not asked.
  mutating func rises(time: Number, into values: inout [Number]) {
    rises?.answer(states, inputs, time: time, holding: isHeld, in: heldLanes, into: &values)
  }

  /// Lets the states be what a spike makes of them.
  ///
  /// - Parameters:
  ///   - time: the time.
  ///   - fires: 1 in the lanes that do.
  /// - Returns: for how long there is no other one.
  mutating func fire(time: Number, where fires: Number = Number(repeating: 1)) -> Number {
    reset.answer(states, inputs, time: time, into: &fired)
    for index in states.indices { states[index] = .choose(fires, fired[index], states[index]) }
    return fired[states.count]
  }

  /// Lets the states be what an event makes of them.
  ///
  /// - Parameters:
  ///   - event: which of them.
  ///   - time: the time.
  ///   - isHeld: whether states that are held while it is refractory stay as they are.
  mutating func happen(_ event: Int, time: Number, holding isHeld: Bool) {
    events[event].answer(states, inputs, time: time, into: &fired)
    for index in states.indices where !isHeld || !flow.held.contains(index) {
      states[index] = fired[index]
    }
  }
}
