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
    hash.add(UInt64(recordingMemory))
    for model in models.userDefined { hash.add(model.text) }
    for node in nodes.values {
      hash.add(node.name)
      hash.add(node.model.name)
      hash.add("\(node.surrogate.rawValue) \(node.precision.rawValue) \(node.record.rawValue)")
      hash.add(UInt64(node.time))
      hash.add(UInt64(node.recording.steps))
      for (name, values) in node.parameters {
        hash.add(name)
        hash.add(values)
      }
      for values in node.states.values { hash.add(values) }
      for feed in node.feeds { hash.add(feed.signal.waveform.text(in: .none)) }
    }
    for connection in network.connections.values {
      hash.add(connection.name)
      hash.add(connection.weights.values)
    }
    for (name, members) in modules { hash.add(([name] + members).joined(separator: " ")) }
    for (name, mark) in marks {
      hash.add(name)
      hash.add(mark.fingerprint)
    }
    return hash.value
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

  mutating func add(_ numbers: [Double]) {
    // A product only spreads bits upwards; the exponent at the top has to reach the others.
    for number in numbers { add(number.bitPattern ^ number.bitPattern >> 29) }
    add(UInt64(numbers.count))
  }
}
