/// The spikes of neighbouring neurons at some steps as bits: one for each neuron and step.
///
/// Where neurons fire often this is the shorter form, and one that a step writes without asking who
/// fired.
struct SpikeBits: Hashable, Sendable {
  /// A spike whose value is not 1.
  struct Graded: Hashable, Sendable {
    var step: Int
    var neuron: Int
    var value: Double
  }

  /// The neurons.
  let neurons: Range<Int>
  /// How many words a step has.
  let wordsPerStep: Int
  /// The words of one step after another; bits beyond the last neuron are 0.
  private(set) var words: [UInt64]
  /// The spikes that are not 1.
  private(set) var graded: [Graded] = []

  /// No spikes.
  init(neurons: Range<Int>, steps: Int) {
    self.neurons = neurons
    wordsPerStep = Self.words(for: neurons.count)
    words = Array(repeating: 0, count: steps * wordsPerStep)
  }

  /// How many words a step of so many neurons takes.
  static func words(for neurons: Int) -> Int { (neurons + 63) / 64 }

  /// How many steps there are.
  var steps: Int { words.count / wordsPerStep }

  /// How many spikes there are at some steps.
  func count(in rows: Range<Int>) -> Int {
    // Most words are 0, and counting bits takes several operations on most processors.
    words[rows.lowerBound * wordsPerStep..<rows.upperBound * wordsPerStep]
      .reduce(0) { $1 == 0 ? $0 : $0 + $1.nonzeroBitCount }
  }

  /// Notes a spike.
  mutating func insert(step: Int, neuron: Int, value: Double = 1) {
    let lane = neuron - neurons.lowerBound
    words[step * wordsPerStep + lane / 64] |= 1 << UInt64(lane % 64)
    if value != 1 { graded.append(Graded(step: step, neuron: neuron, value: value)) }
  }

  /// Whether a neuron fired at a step.
  func contains(step: Int, neuron: Int) -> Bool {
    let lane = neuron - neurons.lowerBound
    return words[step * wordsPerStep + lane / 64] >> UInt64(lane % 64) & 1 != 0
  }

  /// Calls `body` with every spike at some steps.
  @inline(__always)
  func forEach(in rows: Range<Int>, _ body: (_ step: Int, _ neuron: Int) -> Void) {
    let places = rows.lowerBound * wordsPerStep..<rows.upperBound * wordsPerStep
    // Most words are 0.
    for place in places where words[place] != 0 {
      let (step, index) = place.quotientAndRemainder(dividingBy: wordsPerStep)
      let first = neurons.lowerBound + index * 64
      words[place].forEachBit { body(step, first + $0) }
    }
  }

  /// Some steps alone.
  func rows(_ rows: Range<Int>) -> SpikeBits {
    var result = SpikeBits(neurons: neurons, steps: 0)
    result.words = Array(words[rows.lowerBound * wordsPerStep..<rows.upperBound * wordsPerStep])
    return result
  }

  /// Adds the steps of others of the same neurons.
  mutating func append(_ others: SpikeBits) { words += others.words }

  /// Calls `body` with the words of all steps, to be written.
  mutating func withWords(_ body: (UnsafeMutablePointer<UInt64>) -> Void) {
    words.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { body(base) } }
  }

  /// Calls `body` with the words from a step on, to be written; with nil where there are none.
  mutating func withWords(from step: Int, _ body: (UnsafeMutablePointer<UInt64>?) -> Void) {
    if words.isEmpty { return body(nil) }
    words.withUnsafeMutableBufferPointer { body($0.baseAddress.map { $0 + step * wordsPerStep }) }
  }

  /// Calls `body` with every neuron that fired at a step, and the value of its spike.
  @inline(__always)
  func forEachValue(at step: Int, _ body: (_ neuron: Int, _ value: Double) -> Void) {
    if graded.isEmpty {
      forEach(in: step..<step + 1) { body($1, 1) }
      return
    }
    // They are in the order of their steps, and those of the last one are asked for most.
    var place = graded.lastIndex { $0.step < step }.map { $0 + 1 } ?? 0
    forEach(in: step..<step + 1) { _, neuron in
      let isGraded =
        place < graded.count && graded[place].step == step && graded[place].neuron == neuron
      body(neuron, isGraded ? graded[place].value : 1)
      if isGraded { place += 1 }
    }
  }
}

extension UInt64 {
  /// Calls `body` with the place of every bit that is set, from the lowest on.
  @inline(__always)
  func forEachBit(_ body: (Int) -> Void) {
    var rest = self
    while rest != 0 {
      body(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
  }
}
