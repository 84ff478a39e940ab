import OrderedCollections
import Simulation
import TestSupport
import Testing

@Suite struct RecordingTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func segmentsOfAnySizeReadAsOne(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    // Of many neurons that fire often, spikes become bits where segments are joined.
    let (isMany, isGraded) = (seed.isMultiple(of: 2), seed.isMultiple(of: 3))
    let population = Int.random(in: isMany ? 60...140 : 1...3, using: &generator)
    var recording = Recording(quantities: ["mem", "spike"], population: population)
    var mem: [Double] = []
    var spike: [Double] = []
    for _ in 0..<30 {
      let steps = Int.random(in: 0...40, using: &generator)
      let values = (0..<steps * population).map { _ in Double.random(in: 0...1, using: &generator) }
      // Some spikes are graded.
      let fired = values.map { isGraded && $0 > 0.9 ? 2.0 : $0 > (isMany ? 0.5 : 0.8) ? 1 : 0 }
      var spikes = Spikes()
      for place in fired.indices where fired[place] != 0 {
        spikes.append(step: place / population, neuron: place % population, value: fired[place])
      }
      recording.append(Recording.Segment(steps: steps, columns: [values, []], spikes: spikes))
      mem += values
      spike += fired
    }
    let steps = mem.count / population
    #expect(recording.steps == steps)
    for neuron in 0..<population {
      let column = stride(from: neuron, to: mem.count, by: population).map { mem[$0] }
      #expect(recording.samples(of: "mem", neuron: neuron, steps: 1...steps) == column)
      #expect(recording.samples(of: "mem", neuron: neuron, steps: 5...9) == Array(column[4...8]))
      #expect(recording.sample(of: "mem", neuron: neuron, step: steps) == column.last)
      let spikeColumn = stride(from: neuron, to: mem.count, by: population).map { spike[$0] }
      #expect(recording.samples(of: "spike", neuron: neuron, steps: 1...steps) == spikeColumn)
      #expect(recording.sample(of: "spike", neuron: neuron, step: 7) == spikeColumn[6])
      let fired = (1...steps).filter { spike[($0 - 1) * population + neuron] != 0 }
      #expect(recording.spikeSteps(neuron: neuron) == fired)
      #expect(
        recording.spikeSteps(neuron: neuron, after: 10, atMost: 3)
          == Array(fired.filter { $0 > 10 }.prefix(3)))
    }
    #expect(recording.spikeCount(after: 0) == spike.count { $0 != 0 })
    let counts = (0..<steps).map { step in
      spike[step * population..<(step + 1) * population].count { $0 != 0 }
    }
    let sums = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    #expect(recording.spikeCounts(atLast: steps) == Array(sums.dropFirst()))
    var seen: [Double] = Array(repeating: 0, count: spike.count)
    recording.forEachSpike(steps: 1...steps) { seen[($0 - 1) * population + $1] = $2 }
    #expect(seen == spike)
    // Half of all neurons at a step are more than a word for each 64 of them.
    let areBits = isMany && !isGraded
    let samples = recording.segments.reduce(0) { $0 + $1.columns[0].count }
    let words = recording.segments.reduce(0) { $0 + $1.steps * ((population + 63) / 64) }
    #expect(!areBits || recording.size - samples < spike.count { $0 != 0 } / 8)
    #expect(!areBits || recording.size - samples >= words)
    #expect(recording.sample(of: "mem", neuron: 0, step: steps + 1) == nil)
    #expect(recording.sample(of: "mem", neuron: 0, step: 0) == nil)
    #expect(recording.sample(of: "none", neuron: 0, step: 1) == nil)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func whatIsForgottenLeavesTheRestInItsPlace(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let population = Int.random(in: 1...3, using: &generator)
    var whole = Recording(quantities: ["input", "mem", "spike"], population: population)
    for _ in 0..<20 {
      let steps = Int.random(in: 1...30, using: &generator)
      let values = (0..<steps * population).map { _ in Double.random(in: 0...1, using: &generator) }
      var spikes = Spikes()
      for place in values.indices where values[place] > 0.8 {
        spikes.append(step: place / population, neuron: place % population, value: 1)
      }
      // One number a step is shared by all neurons.
      let input = Array(values.prefix(steps))
      whole.append(.init(steps: steps, columns: [input, values, []], spikes: spikes))
    }
    var ring = whole
    ring.forget(keeping: whole.keptSize)
    #expect(ring == whole)
    for part in [3, 2] {
      ring = whole
      let limit = whole.size * part / 4
      ring.forget(keeping: limit)
      #expect(ring.keptSize <= limit && ring.keptSize > limit * 9 / 10 - 8 * population)
      #expect(ring.steps == whole.steps)
      let first = ring.firstKeptStep
      #expect(first > 1 && ring.countedSteps == first - 1)
      #expect(!ring.holds("mem", steps: first - 1...first))
      for step in 0...whole.steps {
        #expect(ring.spikeCount(after: step) == whole.spikeCount(after: step))
      }
      for neuron in 0..<population {
        for quantity in ["input", "mem", "spike"] {
          #expect(
            ring.samples(of: quantity, neuron: neuron, steps: first...whole.steps)
              == whole.samples(of: quantity, neuron: neuron, steps: first...whole.steps))
        }
      }
    }
  }

  @Test func singleStepsDoNotPileUpSegments() {
    var recording = Recording(quantities: ["mem"], population: 1)
    for step in 0..<10_000 {
      recording.append(.init(steps: 1, columns: [[Double(step)]], spikes: Spikes()))
    }
    #expect(recording.segments.count < 20)
    #expect(recording.steps == 10_000)
  }

  @Test func countsAreKnownOfEveryStepWhateverIsRecorded() {
    var recording = Recording(quantities: ["mem", "spike"], population: 4)
    var spikes = Spikes()
    spikes.append(step: 0, neuron: 3, value: 1)
    spikes.append(step: 1, neuron: 0, value: 1)
    recording.append(.init(steps: 2, columns: [[], []], spikes: spikes))
    for _ in 0..<3 { recording.append(.init(spikeCounts: [2, 0], quantities: 2)) }
    #expect((0...8).map { recording.spikeCount(after: $0) } == [8, 7, 6, 4, 4, 2, 2, 0, 0])
    #expect(recording.holdsSpikes(after: 8) && !recording.holdsSpikes(after: 7))
    #expect(recording.holds("spike", steps: 1...2) && !recording.holds("spike", steps: 2...3))
    #expect(recording.samples(of: "mem", neuron: 0, steps: 1...2).isEmpty)
    #expect(recording.spikeSteps(neuron: 3) == [1])
    var seen: [[Int]] = []
    recording.forEachSpike(steps: 1...8) { step, neuron, _ in seen.append([step, neuron]) }
    #expect(seen == [[1, 3], [2, 0]])
  }

  @Test func aColumnThatAllNeuronsShareReadsAsEachOnesOwn() {
    var recording = Recording(quantities: ["input", "spike"], population: 2)
    recording.append(.init(steps: 3, columns: [[1, 2, 3], []], spikes: Spikes()))
    #expect(recording.samples(of: "input", neuron: 1, steps: 2...3) == [2, 3])
    recording.append(.init(steps: 3, columns: [[4, 5, 6, 7, 8, 9], []], spikes: Spikes()))
    #expect(recording.samples(of: "input", neuron: 1, steps: 1...6) == [1, 2, 3, 5, 7, 9])
    #expect(recording.samples(of: "input", neuron: 0, steps: 1...6) == [1, 2, 3, 4, 6, 8])
  }
}
