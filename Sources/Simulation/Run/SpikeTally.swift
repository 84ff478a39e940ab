package import Neurons

/// What the spikes of a neuron come to in steps of which they are not kept one by one.
package struct SpikeTally: Hashable, Sendable {
  /// How many there were.
  package private(set) var count = 0
  /// The step of the first one; 0 where there was none.
  package private(set) var first = 0
  /// The step of the last one; 0 where there was none.
  package private(set) var last = 0
  /// The most steps from one to the next; 0 for fewer than two.
  package private(set) var longestInterval = 0

  /// No spikes.
  init() {}

  /// What native code found.
  init(count: Int, first: Int, last: Int, longestInterval: Int) {
    (self.count, self.first, self.last) = (count, first, last)
    self.longestInterval = longestInterval
  }

  /// Adds a spike behind the others.
  @inline(__always)
  mutating func add(spikeAt step: Int) {
    if count == 0 { first = step } else { longestInterval = max(longestInterval, step - last) }
    last = step
    count += 1
  }

  /// Adds what came to it in steps that were counted from the one after `step`.
  mutating func add(_ later: SpikeTally, after step: Int) {
    if later.count == 0 { return }
    let (first, last) = (step + later.first, step + later.last)
    if count == 0 {
      self.first = first
    } else {
      longestInterval = max(longestInterval, first - self.last)
    }
    longestInterval = max(longestInterval, later.longestInterval)
    self.last = last
    count += later.count
  }
}

/// What the spikes of the neurons of a population come to, added up as they run.
package struct SpikeTallies: Hashable, Sendable {
  /// The step behind which they count.
  package let start: Int
  /// One for each neuron, with steps since creation or reset.
  package fileprivate(set) var neurons: [SpikeTally]

  /// No spikes of so many neurons.
  package init(of count: Int, after start: Int) {
    self.start = start
    neurons = Array(repeating: SpikeTally(), count: count)
  }

  /// The same of no neuron.
  var emptied: SpikeTallies { SpikeTallies(of: 0, after: start) }

  /// Adds what spikes came to in steps behind a certain one.
  mutating func add(_ later: [SpikeTally], after step: Int) {
    for (neuron, tally) in later.enumerated() { neurons[neuron].add(tally, after: step) }
  }
}

extension Node {
  /// Takes steps of which nothing is kept but what the spikes of each neuron come to: a small part of the
  /// work and memory of a recording, which stays without these steps.
  ///
  /// - Parameters:
  ///   - count: how many steps.
  ///   - tallies: what is added to, one for each neuron. Spikes have to be at the ends of steps.
  ///   - random: where noise comes from.
  ///   - engine: what computes; the results are the same.
  ///   - isInterrupted: asked between steps, a few times a second at least.
  /// - Returns: how it ended; the steps taken until then stay.
  package mutating func tally(
    _ count: Int, into tallies: inout SpikeTallies, random: RandomSource,
    engine: Engine = Engine(), isInterrupted: () -> Bool
  ) -> Ending {
    precondition(spikeTiming == .grid && tallies.neurons.count == population)
    let before = record
    record = .none
    self.tallies = tallies
    // What two hold would be copied before it is added to.
    tallies.neurons = []
    let ending = advance(count, random: random, engine: engine, isInterrupted: isInterrupted)
    if let added = self.tallies { tallies = added }
    (self.tallies, record) = (nil, before)
    return ending
  }
}
