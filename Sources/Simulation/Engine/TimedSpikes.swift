import DequeModule

/// Spikes that arrive between steps, in the order of their arrivals.
struct TimedSpikes {
  /// A spike on its way, or the end of what one made flow in for a step.
  struct Spike {
    /// The step of the stretch in which it arrives, and the share of that which has passed then.
    var step: Int
    var share: Double
    /// The neuron of the source, and how strong it is.
    var neuron: Int
    var value: Double
    var isEnd = false
  }

  private var spikes: Deque<Spike> = []

  /// Takes over what was kept of a connection.
  init(_ pending: [Connection.Emission]) {
    for emission in pending {
      for (index, neuron) in emission.neurons.enumerated() {
        insert(
          Spike(
            step: emission.stepsLeft, share: emission.shares?[index] ?? 0, neuron: Int(neuron),
            value: emission.values[index], isEnd: emission.isEnd ?? false))
      }
    }
  }

  /// Adds one; behind those that arrive at the same time.
  mutating func insert(_ spike: Spike) {
    var place = spikes.count
    while place > 0, (spike.step, spike.share) < (spikes[place - 1].step, spikes[place - 1].share) {
      place -= 1
    }
    spikes.insert(spike, at: place)
  }

  /// Takes the first that arrives before a moment; nil where none does.
  mutating func takeFirst(before moment: (step: Int, share: Double)) -> Spike? {
    guard let first = spikes.first, (first.step, first.share) < moment else { return nil }
    return spikes.removeFirst()
  }

  /// What began to flow, and still does.
  var flowing: SpikeList { spikes.filter(\.isEnd).map { ($0.neuron, $0.value) } }

  /// Counts steps from a later one on.
  mutating func move(by count: Int) {
    for index in spikes.indices { spikes[index].step -= count }
  }

  /// What is kept of a connection.
  var pending: [Connection.Emission] {
    spikes.map { spike in
      Connection.Emission(
        stepsLeft: spike.step, neurons: [UInt32(spike.neuron)], values: [spike.value],
        shares: [spike.share], isEnd: spike.isEnd)
    }
  }
}
