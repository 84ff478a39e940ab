import Neurons
import Testing

@Suite struct SignalTests {
  private let random = RandomSource(seed: 1)

  private func currents(_ waveform: Signal.Waveform, start: Int = 0, steps: Int) -> [Double] {
    let signal = Signal(waveform, start: start)
    return (1...steps).map { signal.current(step: $0, neuron: 0, random: random) }
  }

  @Test(arguments: [
    (Signal.Waveform.list([1, 2, 3]), [1.0, 2, 3, 0, 0, 0]),
    (.constant(2), [2, 2, 2, 2, 2, 2]),
    (.pulse(amplitude: 1, onset: 2, duration: 2, period: nil), [0, 1, 1, 0, 0, 0]),
    (.pulse(amplitude: 1, onset: 2, duration: 1, period: 3), [0, 1, 0, 0, 1, 0]),
    (.pulse(amplitude: 1, onset: 1, duration: 9, period: 3), [1, 1, 1, 1, 1, 1]),
    (.ramp(first: 0, last: 4, duration: 5), [0, 1, 2, 3, 4, 4]),
    (.ramp(first: 0, last: 4, duration: 1), [4, 4, 4, 4, 4, 4]),
    (.pieces(Signal.Pieces(edges: [1, 3, 4], currents: [2, 5])), [0, 2, 2, 5, 0, 0]),
    // A step gets the mean of what flows during it.
    (
      .pieces(Signal.Pieces(edges: [0.5, 1.75, 2, 4], currents: [2, 8, 1])),
      [1, 3.5, 1, 1, 0, 0]
    ),
    (
      .pieces(Signal.Pieces(edges: [0, 0.25, 0.5, 2.5], currents: [4, 8, 0])),
      [3, 0, 0, 0, 0, 0]
    ),
    // What lies on a step but for rounding begins with it.
    (.pieces(Signal.Pieces(edges: [0.3 / 0.1, 0.5 / 0.1], currents: [7])), [0, 0, 0, 7, 7, 0]),
  ])
  func runsAsDescribed(waveform: Signal.Waveform, expected: [Double]) {
    #expect(currents(waveform, steps: 6) == expected)
  }

  @Test func piecesKeepTheirTimesInOtherSteps() {
    let signal = Signal(.pieces(Signal.Pieces(edges: [1, 3, 4], currents: [2, 5])))
    let finer = signal.rescaled(by: 2, at: 0)
    #expect(finer?.waveform == .pieces(Signal.Pieces(edges: [2, 6, 8], currents: [2, 5])))
    #expect(finer?.rescaled(by: 0.5, at: 0) == signal)
    #expect(!Signal.Waveform.pieces(Signal.Pieces(edges: [1, 1], currents: [2])).isMeaningful)
    #expect(!Signal.Waveform.pieces(Signal.Pieces(edges: [-1, 1], currents: [2])).isMeaningful)
    #expect(!Signal.Waveform.pieces(Signal.Pieces(edges: [], currents: [])).isMeaningful)
  }

  @Test func beginsAfterItsStart() {
    #expect(currents(.list([1, 2]), start: 2, steps: 5) == [0, 0, 1, 2, 0])
  }

  @Test func sineGoesThroughItsPeriod() {
    let wave = currents(.sine(amplitude: 2, period: 4, offset: 1, phase: 0), steps: 5)
    for (have, want) in zip(wave, [1.0, 3, 1, -1, 1]) { #expect(abs(have - want) < 1e-12) }
  }

  @Test func noiseDiffersBetweenNeuronsAndRepeatsWithTheSeed() {
    let signal = Signal(.noise(mean: 0, deviation: 1), stream: 9)
    let first = signal.current(step: 1, neuron: 0, random: random)
    #expect(signal.current(step: 1, neuron: 0, random: random) == first)
    #expect(signal.current(step: 1, neuron: 1, random: random) != first)
    #expect(signal.current(step: 1, neuron: 0, random: RandomSource(seed: 2)) != first)
  }
}
