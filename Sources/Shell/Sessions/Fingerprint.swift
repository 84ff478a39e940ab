import Neurons
import OrderedCollections
import Plots
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
    hash.add(UInt64(recordingMemory))
    hash.add(plotMarks.rawValue)
    hash.add("\(showsPictures)")
    hash.add("\(tellsOfSteps)")
    for known in knownSteps.sorted() { hash.add(known) }
    for model in models.userDefined { hash.add(model) }
    for node in nodes.values { hash.add(partsOf: node) }
    for connection in network.connections.values { hash.add(partsOf: connection) }
    for (name, members) in modules { hash.add(([name] + members).joined(separator: " ")) }
    for (name, mark) in marks {
      hash.add(name)
      hash.add(mark.fingerprint)
    }
    return hash.value
  }
}

extension StableHash {
  // With what it builds on, unless that comes with the program and is always the same.
  fileprivate mutating func add(_ model: NeuronModel) {
    for ancestor in model.lineage.dropLast() where !ModelLibrary.builtIn.isBuiltIn(ancestor.name) {
      add(ancestor.text)
    }
    add(model.text)
  }

  // There may be as many of them as neurons, and reflection takes a hundred times as long. A test
  // knows the parts of a feed, so that none is forgotten here.
  mutating func add(_ feed: Feed) {
    add(feed.signal.start)
    add(UInt64(feed.signal.stream))
    add(feed.neurons.lowerBound)
    add(feed.neurons.upperBound)
    add(feed.input)
    switch feed.signal.waveform {
    case .list(let currents):
      add(0)
      add(currents)
    case .constant(let current):
      add(1)
      add(current)
    case .pulse(let amplitude, let onset, let duration, let period):
      add(2)
      add(amplitude)
      add(onset)
      add(duration)
      add(period ?? -1)
    case .ramp(let first, let last, let duration):
      add(3)
      add(first)
      add(last)
      add(duration)
    case .sine(let amplitude, let period, let offset, let phase):
      add(4)
      add([amplitude, period, offset, phase])
    case .noise(let mean, let deviation):
      add(5)
      add(mean)
      add(deviation)
    case .poisson(let rate, let weight):
      add(6)
      add(rate)
      add(weight)
    case .pieces(let pieces):
      add(7)
      add(pieces.edges)
      add(pieces.currents)
    case .spikes(let times, let weight):
      add(9)
      add(times)
      add(weight)
    case .constants(let currents, let first):
      add(10)
      add(currents)
      add(first)
    case .white(let mean, let density):
      add(11)
      add([mean, density])
    case .ornsteinUhlenbeck(let mean, let deviation, let tau):
      add(12)
      add([mean, deviation, tau])
    case .encoded(let encoding):
      add(8)
      add(partsOf: encoding)
    }
  }

  // By reflection, so that nothing that is added to a node or a connection is forgotten here.
  fileprivate mutating func add(partsOf value: Any) {
    switch value {
    // However many bytes they take.
    case let weights as SynapseValues: add(weights.doubles)
    case let node as Node:
      for part in [node.setup, node.state, Array(node.feeds), node.recording.steps] as [Any] {
        add(partsOf: part)
      }
    case let model as NeuronModel: add(model)
    case let feeds as [Feed]: for feed in feeds { add(feed) }
    case let settings as [String: [Double]]:
      for (name, values) in settings.sorted(by: { $0.key < $1.key }) {
        add(name)
        add(values)
      }
    // What may have many numbers, or is quickly told otherwise.
    case let text as String: add(text)
    case let numbers as [Double]: add(numbers)
    case let numbers as [UInt32]: for number in numbers { add(UInt64(number)) }
    case let numbers as [Int]: for number in numbers { add(UInt64(number)) }
    case let states as [ShortTermPlasticity.State]:
      for state in states { add([state.u, state.resources, state.elapsed ?? -1]) }
    default:
      let parts = Mirror(reflecting: value).children
      if parts.isEmpty { add("\(value)") }
      for part in parts {
        add(part.label ?? "")
        add(partsOf: part.value)
      }
    }
  }
}

/// FNV-1a with 64 bits (Fowler, Noll and Vo), taken eight bytes at a time.
struct StableHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ bits: UInt64) { value = (value ^ bits) &* 0x100_0000_01B3 }

  mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    add(UInt64(text.utf8.count))
  }

  mutating func add(_ number: Int) { add(UInt64(bitPattern: Int64(number))) }

  mutating func add(_ number: Double) {
    // A product only spreads bits upwards; the exponent at the top has to reach the others.
    add(number.bitPattern ^ number.bitPattern >> 29)
  }

  mutating func add(_ numbers: [Double]) {
    for number in numbers { add(number) }
    add(UInt64(numbers.count))
  }
}
