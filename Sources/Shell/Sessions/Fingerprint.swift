import Equations
import Neurons
import OrderedCollections
import Simulation

extension Session {
  /// A number that two sessions only share where they are the same, for all practical purposes: the
  /// FNV-1a hash of everything that later steps follow from.
  ///
  /// Other than `hashValue` it is the same in every process. What was recorded only counts by its
  /// length, so that it takes no time to speak of.
  public var fingerprint: UInt64 {
    var hash = StableHash()
    hash.add(random.seed)
    hash.add(current ?? "")
    hash.add(backend.rawValue)
    hash.add(recordingMemory)
    for model in models.userDefined { hash.add(model.text) }
    for node in nodes.values { hash.add(node) }
    for connection in network.connections.values { hash.add(connection) }
    for (name, members) in modules { hash.add(([name] + members).joined(separator: " ")) }
    for (name, mark) in marks {
      hash.add(name)
      hash.add(mark.fingerprint)
    }
    return hash.value
  }
}

// What has few parts is described, which names all of them, those to come as well.
extension StableHash {
  fileprivate mutating func add(_ node: Node) {
    let (setup, state) = (node.setup, node.state)
    add("\(setup.name) \(setup.surrogate) \(setup.precision) \(setup.record)")
    add(setup.model.name)
    add(setup.model.text)
    add(setup.population)
    add(Int(setup.noiseStream))
    for settings in [setup.settings, setup.windowSettings] {
      for (name, values) in settings.sorted(by: { $0.key < $1.key }) {
        add(name)
        add(values)
      }
    }
    add(state.time)
    for column in state.columns.values + state.first { add(column) }
    add(node.recording.steps)
    for feed in node.feeds {
      add("\(feed.input) \(feed.neurons) \(feed.signal.start) \(feed.signal.stream)")
      // A list may be long.
      if case .list(let currents) = feed.signal.waveform {
        add(currents)
      } else {
        add("\(feed.signal.waveform)")
      }
    }
  }

  fileprivate mutating func add(_ connection: Connection) {
    add("\(connection.name) \(connection.source) \(connection.target) \(connection.port)")
    add("\(connection.carried) \(connection.pattern) \(connection.delay)")
    add("\(connection.plasticity as Any) \(connection.shortTerm as Any)")
    add([connection.scale, connection.limits.lowerBound, connection.limits.upperBound])
    for start in connection.weights.starts { add(start) }
    for column in connection.weights.columns { add(Int(column)) }
    add(connection.weights.values)
    if let synapse = connection.synapse { add(synapse) }
    if let learning = connection.learning {
      for trace in [learning.before, learning.after, learning.eligibility] { add(trace) }
    }
    for state in connection.fatigue { add([state.u, state.resources, state.elapsed ?? -1]) }
    for emission in connection.pending {
      add(emission.stepsLeft)
      for neuron in emission.neurons { add(Int(neuron)) }
      add(emission.values)
    }
  }
}

/// FNV-1a with 64 bits (Fowler, Noll and Vo), taken eight bytes at a time.
struct StableHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ bits: UInt64) { value = (value ^ bits) &* 0x100_0000_01B3 }

  mutating func add(_ number: Int) { add(UInt64(bitPattern: Int64(number))) }

  mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    add(text.utf8.count)
  }

  mutating func add(_ numbers: [Double]) {
    // A product only spreads bits upwards; the exponent at the top has to reach the others.
    for number in numbers { add(number.bitPattern ^ number.bitPattern >> 29) }
    add(numbers.count)
  }
}
