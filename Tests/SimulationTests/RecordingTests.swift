import OrderedCollections
import Simulation
import TestSupport
import Testing

@Suite struct RecordingTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func segmentsOfAnySizeReadAsOne(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let population = Int.random(in: 1...3, using: &generator)
    var recording = Recording(quantities: ["mem", "spike"], population: population)
    var mem: [Double] = []
    var spike: [Double] = []
    for _ in 0..<30 {
      let steps = Int.random(in: 0...40, using: &generator)
      let values = (0..<steps * population).map { _ in Double.random(in: 0...1, using: &generator) }
      let fired = values.map { $0 > 0.8 ? 1.0 : 0 }
      recording.append(Recording.Segment(steps: steps, columns: [values, fired]))
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
      let fired = (1...steps).filter { spike[($0 - 1) * population + neuron] != 0 }
      #expect(recording.spikeSteps(neuron: neuron) == fired)
      #expect(
        recording.spikeSteps(neuron: neuron, after: 10, atMost: 3)
          == Array(fired.filter { $0 > 10 }.prefix(3)))
    }
    #expect(recording.spikeCount(after: 0) == spike.count { $0 != 0 })
    #expect(recording.sample(of: "mem", neuron: 0, step: steps + 1) == nil)
    #expect(recording.sample(of: "mem", neuron: 0, step: 0) == nil)
    #expect(recording.sample(of: "none", neuron: 0, step: 1) == nil)
  }

  @Test func singleStepsDoNotPileUpSegments() {
    var recording = Recording(quantities: ["mem"], population: 1)
    for step in 0..<10_000 { recording.append(.init(steps: 1, columns: [[Double(step)]])) }
    #expect(recording.segments.count < 20)
    #expect(recording.steps == 10_000)
  }
}
