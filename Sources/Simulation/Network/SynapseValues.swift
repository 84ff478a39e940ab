/// The weights of some synapses in their order, or one that all of them share.
///
/// Numbers that are all exactly a `Float` take 4 bytes each, others 8; to read them is the same.
public struct SynapseValues: RandomAccessCollection, Sendable {
  enum Storage: Sendable {
    case shared(Double)
    case single([Float])
    case double([Double])
  }

  private(set) var storage: Storage

  private init(storage: Storage) { self.storage = storage }

  /// One for all synapses.
  public init(shared value: Double) { storage = .shared(value) }

  /// One for each; a single one is shared.
  public init(_ values: [Double]) {
    if values.count == 1 {
      storage = .shared(values[0])
    } else if values.allSatisfy({ Double(Float($0)) == $0 }) {
      storage = .single(values.map { Float($0) })
    } else {
      storage = .double(values)
    }
  }

  /// The first one.
  public var startIndex: Int { 0 }

  /// How many there are.
  public var endIndex: Int {
    switch storage {
    case .shared: 1
    case .single(let values): values.count
    case .double(let values): values.count
    }
  }

  /// The weight of a synapse, or with 0 that of all.
  public subscript(index: Int) -> Double {
    switch storage {
    case .shared(let value): value
    case .single(let values): Double(values[index])
    case .double(let values): values[index]
    }
  }

  /// All of them, 8 bytes each.
  public var doubles: [Double] {
    switch storage {
    case .shared(let value): [value]
    case .single(let values): values.map { Double($0) }
    case .double(let values): values
    }
  }

  /// How many bytes they take.
  public var byteCount: Int {
    switch storage {
    case .shared: 0
    case .single(let values): values.count * MemoryLayout<Float>.size
    case .double(let values): values.count * MemoryLayout<Double>.size
    }
  }

  /// The least and the greatest; nil where there are none.
  public var bounds: ClosedRange<Double>? {
    guard let least = self.min(), let greatest = self.max(), least <= greatest else { return nil }
    return least...greatest
  }

  /// Whether none is infinite or undefined.
  public var areFinite: Bool { allSatisfy(\.isFinite) }

  /// The weights of other synapses, which have those of these.
  func reordered(_ order: some Sequence<Int>) -> SynapseValues {
    var result = self
    switch storage {
    case .shared: break
    case .single(let values): result.storage = .single(order.map { values[$0] })
    case .double(let values): result.storage = .double(order.map { values[$0] })
    }
    return result
  }

  /// The same so many times, one behind the other.
  func repeated(_ count: Int) -> SynapseValues {
    var result = self
    switch storage {
    case .shared: break
    case .single(let values):
      result.storage = .single(Array(repeatElement(values, count: count).joined()))
    case .double(let values): result.storage = .double(values.repeated(count))
    }
    return result
  }

  /// What a rule makes of each, 8 bytes each unless they share one.
  mutating func change(_ change: (_ index: Int, _ value: Double) -> Double) {
    if case .shared(let value) = storage {
      storage = .shared(change(0, value))
    } else {
      withDoubles { values in
        for index in values.indices { values[index] = change(index, values[index]) }
      }
    }
  }

  /// Lets them be changed in place, 8 bytes each.
  mutating func withDoubles<Result>(
    _ body: (UnsafeMutableBufferPointer<Double>) -> Result
  ) -> Result {
    var values = doubles
    // So that what is changed is no copy.
    storage = .shared(0)
    defer { storage = .double(values) }
    return values.withUnsafeMutableBufferPointer { body($0) }
  }

  /// Rounds numbers to `Float` as they come, unless one is too large or too small for that.
  init(rounding count: Int, _ value: (_ index: Int) -> Double) {
    var single: [Float] = []
    single.reserveCapacity(count)
    for index in 0..<count {
      let value = value(index)
      let rounded = Float(value)
      guard rounded.isNormal || value == 0 else { break }
      single.append(rounded)
    }
    if single.count < count {
      self.init((0..<count).map(value))
    } else if count == 1 {
      self.init(shared: Double(single[0]))
    } else {
      self.init(storage: .single(single))
    }
  }
}

extension SynapseValues: Hashable {
  /// Whether the numbers are the same, however they are held.
  public static func == (one: SynapseValues, other: SynapseValues) -> Bool {
    switch (one.storage, other.storage) {
    case (.single(let one), .single(let other)): one == other
    case (.double(let one), .double(let other)): one == other
    default: one.elementsEqual(other)
    }
  }

  /// Hashes the numbers, however they are held.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for value in self { hasher.combine(value) }
  }
}
