import Plots
import Testing

@Suite struct TicksTests {
  @Test(arguments: [
    (0.0, 1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (0, 1.2, 4, ["0.0", "0.5", "1.0"]),
    (-70, 30, 5, ["-60", "-40", "-20", "0", "20"]),
    (0, 1_000_000, 4, ["0", "5e+05", "1e+06"]),
    (1, 20, 4, ["5", "10", "15", "20"]),
    (-0.1, 0.1, 4, ["-0.10", "-0.05", "0.00", "0.05", "0.10"]),
    (0, 3e-7, 3, ["0", "1e-07", "2e-07", "3e-07"]),
    (0.1, 0.3, 4, ["0.10", "0.15", "0.20", "0.25", "0.30"]),
    (5, 5, 4, ["5"]),
  ])
  func ticksAreRound(low: Double, high: Double, count: Int, labels: [String]) {
    let ticks = Ticks(low...high, count: count)
    #expect(ticks.values.map(ticks.label(of:)) == labels)
  }

  @Test(
    arguments: [
      (-1e308, 1e308), (0, Double.leastNonzeroMagnitude), (1e300, 1.0000000001e300),
      (-1e-300, 1e-300), (0, 0),
    ] as [(Double, Double)])
  func anyFiniteRangeHasTicks(low: Double, high: Double) {
    for count in [0, 1, 5, 1000] {
      let ticks = Ticks(low...high, count: count)
      #expect(!ticks.values.isEmpty)
      #expect(ticks.values.allSatisfy { $0.isFinite })
      #expect(ticks.values.allSatisfy { ticks.label(of: $0).count < 12 })
    }
  }
}
