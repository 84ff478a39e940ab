import Plots
import TestSupport
import Testing

@Suite struct HistogramTests {
  @Test func wholeNumbersOfSteps() {
    let plot = Histogram(
      name: "n", value: PlotAxis("ISI", unit: "step"),
      values: [12, 13, 13, 14, 14, 14, 14, 15, 15, 18], resolution: 1,
      note: "10 intervals, mean 14.2, CV 0.112")
    #expect(
      plot.rendered(width: 60, height: 8) == """
        count of ISI (step) of n
         4 +              ######
           |              ######
           |              ######
           |              ######
         2 +       ###### ###### ######
           |       ###### ###### ######
           |###### ###### ###### ######               ######
           |###### ###### ###### ######               ######
           ++-------------+-------------+-------------+------
           12            14            16            18
                        ISI (step), in bins of 1
        10 intervals, mean 14.2, CV 0.112
        """)
  }

  @Test func braille() {
    var generator = SeededGenerator(seed: 5)
    let values = (0..<1_000).map { _ in
      (0..<12).reduce(-65.0) { sum, _ in sum + Double.random(in: -1...1, using: &generator) }
    }
    let plot = Histogram(name: "n", value: PlotAxis("mem", unit: "mV"), values: values)
    #expect(
      plot.rendered(width: 70, height: 8, style: .braille) == """
        count of mem (mV) of n
        200 +                              ⣿⣿⣿⣿
            |                         ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣤⣤⣤⣤
            |                    ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿
            |                    ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿
            |               ⣤⣤⣤⣤ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿
            |               ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿
            |          ⣶⣶⣶⣶ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣶⣶⣶⣶
            |⣀⣀⣀⣀ ⣤⣤⣤⣤ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣿⣿⣿⣿ ⣤⣤⣤⣤ ⣀⣀⣀⣀
            +-----+---------+---------+---------+---------+---------+----
                 -70       -68       -66       -64       -62       -60
                                mem (mV), in bins of 1
        """)
  }

  // Values, the resolution, and where bins begin, how wide they are and what they hold.
  @Test(
    arguments: [
      ([1, 2, 3], 1, 1, 1, [1, 1, 1]), ([0.1, 0.2, 0.3], 0.1, 0.1, 0.1, [1, 1, 1]),
      ([5, 5, 5], 0, 5, 1, [3]), ([0, 10], 0, 0, 2, [1, 0, 0, 0, 0, 1]),
      ([-3, 4], 1, -3, 1, [1, 0, 0, 0, 0, 0, 0, 1]),
      ([-30, 40], 1, -40, 20, [1, 0, 0, 0, 1]),
    ] as [([Double], Double, Double, Double, [Int])])
  func binsAreRound(
    values: [Double], resolution: Double, first: Double, width: Double, counts: [Int]
  ) throws {
    let bins = try #require(
      Histogram(name: "n", value: PlotAxis("x"), values: values, resolution: resolution)
        .bins(atMost: 60))
    #expect(bins.counts == counts)
    #expect(abs(bins.first - first) < 1e-9 && abs(bins.width - width) < 1e-9)
  }

  @Test(
    arguments: [
      [], [.nan], [0], [1e308, -1e308], [.leastNonzeroMagnitude, 0], [1e15, 1e15 + 1],
      [1, .infinity, 2],
    ] as [[Double]])
  func everyValueIsCounted(values: [Double]) {
    for resolution in [0, 1, 0.1, 1e300] {
      let plot = Histogram(
        name: "n", value: PlotAxis("x"), values: values, resolution: resolution)
      let finite = values.filter(\.isFinite).count
      #expect((plot.bins(atMost: 20)?.counts.reduce(0, +) ?? 0) == finite)
      for line in plot.rendered(width: 40, height: 6).split(separator: "\n") {
        #expect(line.count <= 40)
      }
    }
  }

  @Test(arguments: [1, 7, 100, 5_000])
  func aSingleValueFarAwayIsSeen(count: Int) {
    let plot = Histogram(
      name: "n", value: PlotAxis("x"), values: Array(repeating: 1, count: count) + [50])
    for style in [PlotStyle.ascii, .braille] {
      let lines = plot.rendered(width: 60, height: 8, style: style).split(separator: "\n")
      // The lowest row reaches to the end of the axis below it.
      #expect(lines[8].count > lines[9].count / 2)
      #expect(plot.bins(atMost: 40)?.counts.last == 1)
    }
  }
}

@Suite struct SparklineTests {
  @Test(
    arguments: [
      ([0, 1, 2, 3], [], 20, "_.-'"), ([0, 1, 2, 3, 0, 1], [3], 20, "_.-|_."),
      ([], [], 20, ""), ([5, 5], [], 20, ".."), ([0, .nan, 3], [], 20, "_ '"),
      ([0, 0, 0, 9, 0, 0, 0, 0], [], 4, "_'__"), ([0, 1, 0, 0], [0, 9], 2, "|_"),
    ] as [([Double], [Int], Int, String)])
  func line(values: [Double], spikes: [Int], width: Int, expected: String) {
    #expect(Sparkline(values: values, spikes: spikes).rendered(width: width) == expected)
  }
}
