import Neurons

/// What flows into one input of a node over a stretch of steps.
struct Currents: Sendable {
  /// One current a step, where all neurons get the same; else nil.
  let shared: [Double]?

  // One of the signals that are summed, with its current at each step where neurons share it.
  private struct Part: Sendable {
    var signal: Signal
    var neurons: Range<Int>
    var values: [Double]?
  }

  private let parts: [Part]
  // What the constant currents before them sum up to, one number a neuron; empty where there are none.
  private var constants: [Double] = []
  // Rows that were computed before, of this population; empty where `parts` say all.
  private var rows: [Double] = []
  private var population = 1
  private let time: Int
  private let random: RandomSource
  // Which neuron the first one is where signals draw random numbers.
  private let firstDrawn: Int

  /// Takes rows that were computed elsewhere, one number a neuron and step.
  init(rows: [Double], population: Int) {
    shared = population == 1 ? rows : nil
    self.rows = rows
    self.population = population
    parts = []
    time = 0
    random = RandomSource(seed: 0)
    firstDrawn = 0
  }

  /// Sums the feeds of one input for `count` steps after step `time`.
  ///
  /// - Parameter firstNeuron: which neuron the first one is where signals draw random numbers.
  init(
    _ feeds: [Feed], after time: Int, count: Int, population: Int, firstNeuron: Int = 0,
    random: RandomSource
  ) {
    self.time = time
    self.random = random
    firstDrawn = firstNeuron
    // Sums begin with them: they are taken once, and not at every step.
    let constants = feeds.prefix { $0.isConstant(after: time) }
    let others = feeds.dropFirst(constants.count)
    // What flows into the first neuron of a feed at each step.
    func values(of feed: Feed) -> [Double] {
      let neuron = firstNeuron + feed.neurons.lowerBound
      return (0..<count).map {
        feed.signal.current(step: time + $0 + 1, neuron: neuron, random: random)
      }
    }
    guard !feeds.areShared(in: population) else {
      let constant = constants.reduce(0) { sum, feed in
        sum + (feed.signal.constant(of: firstNeuron + feed.neurons.lowerBound) ?? 0)
      }
      var sums = Array(repeating: constant, count: count)
      for feed in others {
        for (step, value) in values(of: feed).enumerated() { sums[step] += value }
      }
      (shared, parts) = (sums, [])
      return
    }
    shared = nil
    parts = others.map { feed in
      // Spikes of each neuron's own are looked up, since rows for all of them take too much room.
      let isShared = feed.signal.isShared && !feed.isOfSpikes
      return Part(
        signal: feed.signal, neurons: feed.neurons, values: isShared ? values(of: feed) : nil)
    }
    if constants.isEmpty { return }
    self.constants = Array(repeating: 0, count: population)
    self.constants.withUnsafeMutableBufferPointer { sums in
      for feed in constants {
        feed.signal.addConstants(to: sums, of: feed.neurons, from: firstNeuron)
      }
    }
  }

  /// Whether it is the same at every step, though not for every neuron.
  var isConstant: Bool { !constants.isEmpty && parts.isEmpty }

  /// The currents of some neurons at a step, counted from 0 within the stretch.
  func fill(_ row: UnsafeMutableBufferPointer<Double>, step: Int, firstNeuron: Int) {
    if let shared { return row.update(repeating: shared[step]) }
    if !rows.isEmpty {
      let first = step * population + firstNeuron
      _ = row.update(fromContentsOf: rows[first..<first + row.count])
      return
    }
    let neurons = firstNeuron..<firstNeuron + row.count
    if constants.isEmpty {
      row.update(repeating: 0)
    } else {
      _ = row.update(fromContentsOf: constants[neurons])
    }
    for part in parts {
      for neuron in part.neurons.clamped(to: neurons) {
        row[neuron - firstNeuron] +=
          part.values?[step]
          ?? part.signal.current(
            step: time + step + 1, neuron: firstDrawn + neuron, random: random)
      }
    }
  }
}

extension Signal {
  // Adds what some neurons get for ever, which are counted from `first` on where it is looked up.
  fileprivate func addConstants(
    to sums: UnsafeMutableBufferPointer<Double>, of neurons: Range<Int>, from first: Int
  ) {
    guard case .constants(let currents, let begin) = waveform else {
      let current = constant(of: first + neurons.lowerBound) ?? 0
      for neuron in neurons { sums[neuron] += current }
      return
    }
    for neuron in neurons.clamped(to: begin - first..<begin - first + currents.count) {
      sums[neuron] += currents[first + neuron - begin]
    }
  }
}

extension Feed {
  fileprivate var isOfSpikes: Bool {
    if case .spikes = signal.waveform { true } else { false }
  }

  // Whether a neuron gets the same at every step after step `time`.
  fileprivate func isConstant(after time: Int) -> Bool {
    time >= signal.start && signal.constant(of: neurons.lowerBound) != nil
  }
}

extension [Feed] {
  /// The summed currents of `count` steps after step `time`, one row of `population` a step.
  func currents(
    after time: Int, count: Int, population: Int, firstNeuron: Int = 0, random: RandomSource
  ) -> [Double] {
    let currents = Currents(
      self, after: time, count: count, population: population, firstNeuron: firstNeuron,
      random: random)
    if population == 1, let shared = currents.shared { return shared }
    var result = [Double](repeating: 0, count: count * population)
    result.withUnsafeMutableBufferPointer { result in
      for step in 0..<count {
        let row = step * population..<(step + 1) * population
        currents.fill(UnsafeMutableBufferPointer(rebasing: result[row]), step: step, firstNeuron: 0)
      }
    }
    return result
  }

  /// Whether all neurons get the same of them.
  func areShared(in population: Int) -> Bool {
    population == 1 || allSatisfy { $0.signal.isShared && $0.neurons == 0..<population }
  }
}
