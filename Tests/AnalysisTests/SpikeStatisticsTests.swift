import Analysis
import OrderedCollections
import Simulation
import Testing

@Suite struct SpikeStatisticsTests {
  /// A recording of neurons that fire at some steps, and whose mem has some samples.
  private static func recording(
    spikes: [[Int]], steps: Int, mem: ((_ neuron: Int, _ step: Int) -> Double)? = nil
  ) -> Recording {
    var recording = Recording(quantities: ["mem", "spike"], population: spikes.count)
    var list = Spikes()
    for step in 0..<steps {
      for (neuron, times) in spikes.enumerated() where times.contains(step + 1) {
        list.append(step: step, neuron: neuron, value: 1)
      }
    }
    let samples = mem.map { mem in
      (0..<steps).flatMap { step in spikes.indices.map { mem($0, step) } }
    }
    recording.append(
      Recording.Segment(steps: steps, columns: [samples ?? [], []], spikes: list))
    return recording
  }

  // The steps at which each neuron fires out of 20, the mean interval, and its variation.
  @Test(
    arguments: [
      ([[5, 10, 15, 20]], 5.0, 0.0), ([[5]], nil, nil), ([[]], nil, nil), ([[2, 9]], 7, nil),
      ([[1, 2, 4]], 1.5, 1.0 / 3), ([[5, 10, 15], [2, 4, 6, 8]], 3.5, 0),
      ([[1, 2, 4], [5, 10, 15], []], 3.25, 1.0 / 6), ([[1, 20], [], [7]], 19, nil),
    ] as [([[Int]], Double?, Double?)])
  func intervals(spikes: [[Int]], mean: Double?, variation: Double?) {
    let statistics = SpikeStatistics(
      Self.recording(spikes: spikes, steps: 20), neurons: 0..<spikes.count, steps: 1...20)
    #expect(statistics.spikes == spikes.joined().count)
    #expect(statistics.rate == Double(spikes.joined().count) / Double(20 * spikes.count))
    #expect(statistics.meanInterval == mean)
    #expect((statistics.variation == nil) == (variation == nil))
    if let found = statistics.variation, let variation {
      #expect(abs(found - variation) < 1e-12)
    }
  }

  @Test(arguments: [0.1, 400.0 / 3, -65.4, 1e-300]) func equalNumbersHaveNoVariance(number: Double)
  {
    let moments = Moments(repeatElement(number, count: 1000))
    #expect(moments.mean == number && moments.variance == 0 && moments.deviation == 0)
  }

  @Test func onlySomeStepsOfSomeNeurons() {
    let recording = Self.recording(spikes: [[1, 2, 3], [4, 6, 9], [5]], steps: 10)
    let statistics = SpikeStatistics(recording, neurons: 1..<3, steps: 5...10)
    #expect(statistics.spikes == 3)
    #expect(statistics.intervals == [3])
    #expect(statistics.neurons == 2 && statistics.steps == 6)
  }

  /// What eight neurons have in common.
  enum Pattern: String, CaseIterable, Sendable {
    case same, scaled, opposed, independent

    func mem(_ neuron: Int, _ step: Int) -> Double {
      switch self {
      case .same: Double(step % 7)
      case .scaled: Double(step % 7) * Double(neuron + 1)
      case .opposed: Double((step + neuron) % 2)
      case .independent: Double((step >> neuron) & 1)
      }
    }

    var synchrony: Double {
      switch self {
      case .same: 1
      // The mean of 1 ... 8 by the root of the mean of their squares.
      case .scaled: 4.5 / 25.5.squareRoot()
      case .opposed: 0
      case .independent: 1 / 8.0.squareRoot()
      }
    }
  }

  @Test(arguments: Pattern.allCases)
  func synchrony(pattern: Pattern) throws {
    let recording = Self.recording(
      spikes: Array(repeating: [], count: 8), steps: 256, mem: pattern.mem)
    let found = try #require(recording.synchrony(of: "mem", neurons: 0..<8, steps: 1...256))
    #expect(abs(found - pattern.synchrony) < 1e-9)
  }

  @Test func synchronyOfWhatNeverChangesOrIsNotRecorded() {
    let still = Self.recording(spikes: [[], []], steps: 9) { _, _ in 3 }
    #expect(still.synchrony(of: "mem", neurons: 0..<2, steps: 1...9) == nil)
    // The sum of numbers such as 0.1 is rounded, and so is what is computed in two ways.
    let rounded = Self.recording(spikes: [[], []], steps: 90) { neuron, _ in
      0.1 / Double(neuron + 1)
    }
    #expect(rounded.synchrony(of: "mem", neurons: 0..<2, steps: 1...90) == nil)
    let jittery = Self.recording(spikes: [[], []], steps: 90) { neuron, step in
      -65 + Double((step + neuron) % 3) * 65.0.ulp
    }
    #expect(jittery.synchrony(of: "mem", neurons: 0..<2, steps: 1...90) == nil)
    let unknown = Self.recording(spikes: [[], []], steps: 9)
    #expect(unknown.synchrony(of: "mem", neurons: 0..<2, steps: 1...9) == nil)
  }
}
