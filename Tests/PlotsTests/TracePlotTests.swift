import Plots
import TestSupport
import Testing

/// A leaky integrate-and-fire neuron, computed here so that plots need no simulation.
func leakyTrace(
  _ name: String = "n", current: Double, tau: Double, steps: Int, threshold: Double = 1
) -> Trace {
  var trace = Trace(
    name: name, values: [], threshold: threshold, input: Array(repeating: current, count: steps))
  var mem = 0.0
  for step in 0..<steps {
    mem += (current - mem) / tau
    trace.values.append(mem)
    guard mem >= threshold else { continue }
    trace.spikes.append(step)
    trace.resets[step] = 0
    mem = 0
  }
  return trace
}

@Suite struct TracePlotTests {
  // With ticks at half steps left out, the others would still have a decimal.
  @Test func stepsAreWholeNumbersOnTheAxis() {
    let plot = TracePlot(traces: [Trace(name: "n", values: [0, 1, 0, 1, 0])], firstStep: 8)
    let axis = plot.rendered(width: 80).split(separator: "\n").last ?? ""
    #expect(axis.split(separator: " ") == ["8", "9", "10", "11", "12", "step"])
  }

  @Test func theTitleHasTheNote() {
    var plot = TracePlot(traces: [Trace(name: "n", values: [0, 1])], value: PlotAxis("rate"))
    plot.note = "in bins of 5 steps"
    #expect(plot.rendered(width: 80).hasPrefix("rate of n, in bins of 5 steps\n"))
    #expect(plot.svg().contains(">rate of n, in bins of 5 steps<"))
  }

  @Test func aThresholdHasTheUnitOfTheAxis() {
    var trace = Trace(name: "n", values: [-65, -40, 30])
    trace.threshold = 30
    let plot = TracePlot(traces: [trace], value: PlotAxis("mem", unit: "mV"))
    #expect(plot.rendered(width: 80).contains("threshold 30 mV\n"))
  }

  // A dictionary has no order of its own.
  @Test func dashesDoNotDependOnTheOrderOfResets() {
    var plot = TracePlot(traces: ["a", "b"].map { leakyTrace($0, current: 3, tau: 5, steps: 900) })
    let expected = plot.rendered(width: 60, style: .braille)
    let resets = plot.traces[1].resets.sorted { $0.key > $1.key }
    for capacity in [100, 1000, 10_000] {
      plot.traces[1].resets = Dictionary(minimumCapacity: capacity)
      for (sample, value) in resets { plot.traces[1].resets[sample] = value }
      #expect(plot.rendered(width: 60, style: .braille) == expected)
    }
  }

  @Test func fewSteps() {
    let plot = TracePlot(traces: [leakyTrace(current: 1.5, tau: 2, steps: 12)])
    #expect(
      plot.rendered(width: 60, height: 8) == """
        mem of n
                 |      |       |       |      |       | 6 spikes
            |    *      *       *       *      *       *
        1.0 +- ..| - - .|- - -..|- - -..|- - -.| - - ..| threshold 1
            | .  |    . |    .  |    .  |    . |    .  |
            |*   |   *  |   *   |   *   |   *  |   *   |
        0.5 +    |  .   |  .    |  .    |  .   |  .    |
            |    | .    | .     | .     | .    | .     |
            |    |.     |.      |.      |.     |.      |
        0.0 +    |      |       |       |      |       |
            +----+------+-------+-------+------+-------+
                 2      4       6       8     10      12 step
        1.5 |------------------------------------------- input
        """)
  }

  // Where there is little room, the digits of a threshold are what must not be missing.
  @Test func aThresholdIsNotCutShort() {
    let trace = Trace(name: "n", values: [-65, -50, -30], spikes: [2], threshold: -30.25)
    let text = TracePlot(traces: [trace]).rendered(width: 40, height: 6)
    #expect(text.split(separator: "\n").contains { $0.hasSuffix(" threshold -30.25") }, "\(text)")
  }

  @Test func manySteps() {
    let plot = TracePlot(traces: [leakyTrace(current: 1.2, tau: 20, steps: 200)])
    #expect(
      plot.rendered(width: 70, height: 10) == """
        mem of n
                      |        |        |        |         |       5 spikes
            |
            |         *        *        *        *         *
        1.0 +- - - ***|- - -**** - - ****- - - *** - - -***| - - * threshold 1
            |    ***  |    **  |    **  |    **  |    ***  |    **
            |   **    |  **    |  ***   |   **   |   **    |  **
        0.5 +  **     | **     | **     |  **    |  **     | **
            | **      |**      | *      | *      | **      |**
            |**       |*       |*       |**      |**       |*
            |*        *        **       |*       |*        *
        0.0 +*        *        *        *        |*        *
            +------------+-------------+------------+------------+
                        50            100          150         200 step
        1.2 |----------------------------------------------------- input
        """)
  }

  @Test func severalNodes() {
    let plot = TracePlot(traces: [
      leakyTrace("a", current: 1.5, tau: 5, steps: 30),
      leakyTrace("b", current: 2, tau: 9, steps: 30, threshold: 1.5),
    ])
    #expect(
      plot.rendered(width: 70, height: 10) == """
        mem   * a   o b
           *        |       |       |       |        |       | 6 spikes
           o                   |                   |           2 spikes
            |                  o                  .o
        1.5 +- - - - - - - .o.o| - - - - - - - .oo | - - - - - threshold 1.5 b
            |           .oo    |            o.o    |
        1.0 +- - - .*o.o - .*- | - -*- -.o.o*- - - |.* - - -.o threshold 1 a
            |    .*.o     * |  |  .*|  o  .*|     .| |     o |
            |   *.o |   .*  |  |.*  |.o .*  |    * | |   .o  |
        0.5 + .*o   | .*    |  |    o  *    |  .*  | | .o    |
            |*.o    |*      | *|  .o| *     | *    | |o      |
            |o      |.      |. |.o  |.      |.     |.o.      |
        0.0 +       |       |  |    |       |      | |       |
            +-------+-------+-------+-------+--------+-------+
                    5      10      15      20       25      30 step
        1.5 |------------------------------------------------- input a
          2 |------------------------------------------------- input b
        """)
  }

  @Test func constantsUnitsAndFarThresholds() {
    let trace = Trace(name: "n", values: Array(repeating: -65, count: 5), threshold: 1000)
    let plot = TracePlot(
      traces: [trace], firstStep: 0, interval: 0.1, value: PlotAxis("mem", unit: "mV"),
      time: PlotAxis("time", unit: "ms"))
    #expect(
      plot.rendered(width: 60, height: 6) == """
        mem (mV) of n, threshold 1000 mV (above)
                                                           0 spikes
             |
         -40 +
         -60 +
             |*..........*..........*.........*..........*
         -80 +
        -100 +
             ++----------+----------+---------+----------+
             0.0        0.1        0.2       0.3       0.4 time (ms)
        """)
  }

  @Test func aGhostStandsBackBehindThePresentRun() {
    var before = leakyTrace(current: 1.5, tau: 8, steps: 40)
    before.isGhost = true
    let plot = TracePlot(traces: [before, leakyTrace(current: 1.5, tau: 4, steps: 40)])
    #expect(
      plot.rendered(width: 60, height: 8) == """
        mem of n   : before
           *   |   |   |   |   |   |   |   |   |   | 10 spikes
           :        |        |        |        |     4 spikes before
            |
        1.0 +- * - *:- * - *:: * - * ::* - * -:* - * threshold 1
            | *| :*|: *|  *| :*|  *|: *|  *|::*|  *|
            |* |:* |:* |:* | * | *:| *:| *:| * | * |
        0.5 +.:|   |:  |   | : |:  |  :| : |   |  :|
            |* |*  |* :|*  |*: |*  |* :|*  |*  |*: |
            |: |   |:: |   | ::|   |  :|   |   |:  |
        0.0 +  |   |:  |   | : |   |  :|   |   |   |
            +--------+---------+---------+---------+
                    10        20        30        40 step
        1.5 |--------------------------------------- input
        """)
    #expect(
      plot.rendered(width: 60, height: 8, style: .braille) == """
        mem of n   ⠄⠄⠄ before
         ⠤⠤⠤    |   |   |   |   |  |   |   |   |   | 10 spikes
         ⠄⠄⠄         |        |       |        |     4 spikes before
            |
        1.0 +- ⠄⡶- ⡄⡶⠅ ⠄⡶- ⠄⡶⠄⠅⠄⡶-⠠⢰⢆-⠨⢰⠆-⠠⢰⠆-⠠⢸⠆-⠠⢶ threshold 1
            | ⠄⠷⡇ ⠄⠷⡇⠅⠄⠷⡇ ⠄⠷⡇ ⠅⠷⡇⠠⠸⢾ ⠠⠸⢾ ⠠⠸⢾⠠⠠⠸⢾ ⠠⠸⢾
            |⠄⣥ ⡇⠅⣥ ⡇⠅⣥ ⡇⡄⣥ ⡇⠄⣥ ⡧⢨⡌⢸⠠⢨⡬⢸⠠⢨⣄⢸⠠⢨⡄⢸⠠⢨⡄⢸
        0.5 +⠅⠄⠄⡇⠅  ⡇⠅ ⠄⡇⠅  ⡇⠅⠅ ⡯  ⢸⠨ ⠨⢸⠨  ⢸⠨  ⢸⠨⠠⠠⢸
            |⠷⣥ ⡇⠷  ⡇⠷⠄⣥⡇⠷  ⡇⠷⠅⠄⣿⠆ ⢸⠸⠆⠨⢸⢸⡆ ⢸⠸⠆ ⢸⠸⢮⡄⢸
            |⣥  ⡇   ⡇⠅⣥ ⡇   ⡇ ⠅⣥⡇  ⢸  ⠨⢸⡄  ⢸   ⢸⢨⡄ ⢸
        0.0 +   ⡇   ⡇⠅  ⡇   ⡇ ⠅ ⡇  ⢸  ⠨⢸   ⢸   ⢸   ⢸
            +---------+---------+--------+---------+
                     10        20       30        40 step
        1.5 |⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤ input
        """)
  }

  @Test func brailleHasEightDotsACharacter() {
    let plot = TracePlot(traces: [leakyTrace(current: 1.2, tau: 20, steps: 200)])
    #expect(
      plot.rendered(width: 70, height: 8, style: .braille) == """
        mem of n
                      |        |        |        |         |       5 spikes
            |
        1.0 +- - - -⣠⠔⡆- - - ⣀⠤⡆ - - -⢀⡠⢶- - - ⢀⣠⢴ - - - ⣀⠴⡆ - - - threshold 1
            |     ⡠⠊  ⡇    ⣠⠞⠁ ⡇    ⢀⠔⠁ ⢸    ⢀⡴⠋ ⢸     ⡠⠊  ⡇    ⣠⠖
            |   ⡠⠊    ⡇  ⢠⠜⠁   ⡇  ⢀⠴⠁   ⢸   ⡠⠋   ⢸   ⢠⠎    ⡇  ⢀⠜⠁
        0.5 +  ⡰⠁     ⡇ ⢠⠃     ⡇ ⢀⠎     ⢸  ⡔⠁    ⢸  ⡠⠃     ⡇ ⢀⠎
            | ⡰⠁      ⡇⢠⠃      ⡇⢀⠎      ⢸ ⡜      ⢸ ⡰⠁      ⡇⢠⠃
            |⢰⠁       ⣇⠃       ⡇⡎       ⢸⡘       ⢸⢰⠁       ⣇⠃
        0.0 +⠃        ⡏        ⡟        ⢸⠁       ⢸⠃        ⡏
            +------------+-------------+------------+------------+
                        50            100          150         200 step
        1.2 |⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤ input
        """)
  }

  // MARK: - Properties

  // 40 samples that are 0 or 1: nothing in between looks like one, in braille no square of dots.
  @Test(arguments: Array(40...240))
  func samplesAreToldFromTheLinesBetween(width: Int) {
    let plot = TracePlot(traces: [Trace(name: "n", values: (0..<40).map { Double($0 % 2) })])
    let rows = plot.rendered(width: width, height: 9).split(separator: "\n")[2...10]
    for (index, row) in rows.enumerated() where index != 0 && index != 8 {
      #expect(!row.contains("*"))
    }
    let samples = rows.reduce(0) { $0 + $1.count { $0 == "*" } }
    #expect(width < 60 ? samples > 20 : samples == 40)
    let fine = plot.rendered(width: width, height: 9, style: .braille).split(separator: "\n")[
      2...10]
    for row in fine.dropFirst(2).dropLast(2) {
      for scalar in row.unicodeScalars where 0x2800...0x28FF ~= scalar.value {
        let dots = scalar.value - 0x2800
        let squares: [UInt32] = [0x1B, 0x36, 0xE4]
        #expect(squares.allSatisfy { dots & $0 != $0 }, "\(row)")
      }
    }
  }

  @Test(arguments: [40, 41, 57, 80, 119, 160, 239, 240])
  func noSpikeVanishesAtAnyWidth(width: Int) {
    for (steps, every) in [(30, 7), (500, 3), (5_000, 1), (20_000, 977)] {
      let spikes = Array(stride(from: every - 1, to: steps, by: every))
      let trace = Trace(
        name: "n", values: Array(repeating: 0.5, count: steps), spikes: spikes, threshold: 1)
      let lines = TracePlot(traces: [trace]).rendered(width: width).split(separator: "\n")
      let row = lines[1]
      #expect(row.hasSuffix(" \(spikes.count) spikes"))
      // Marks: a stroke, the number that share a column, or # for ten and more.
      let marks = row.dropLast(" \(spikes.count) spikes".count)
      let atLeast = marks.reduce(0) { sum, mark in
        sum + (mark == "|" ? 1 : mark == "#" ? 10 : Int(String(mark)) ?? 0)
      }
      if marks.contains("#") {
        #expect(atLeast <= spikes.count && atLeast > 0)
      } else {
        #expect(atLeast == spikes.count)
      }
    }
  }

  @Test(arguments: Array(stride(from: 40, through: 240, by: 20)))
  func linesFitTheWidthAndEndWithoutSpaces(width: Int) {
    for steps in [1, 2, 20, 300, 4_000] {
      let plot = TracePlot(traces: [
        leakyTrace("a", current: 1.3, tau: 7, steps: steps),
        leakyTrace("with_a_rather_long_name", current: 1.1, tau: 3, steps: steps / 2 + 1),
      ])
      for line in plot.rendered(width: width).split(
        separator: "\n", omittingEmptySubsequences: false)
      {
        #expect(line.count <= width)
        #expect(line.last != " ")
      }
    }
  }

  @Test func peaksSurviveThousandsOfSamplesAColumn() {
    var values = Array(repeating: 0.0, count: 1_000_000)
    values[123_456] = 5
    values[700_000] = -5
    let plot = TracePlot(traces: [Trace(name: "n", values: values)]).rendered(width: 80, height: 11)
    let rows = plot.split(separator: "\n").filter { $0.contains("+") || $0.contains("|") }
    #expect(rows.first { $0.contains("4 +") || $0.contains("5 +") } != nil)
    #expect(plot.split(separator: "\n").dropFirst(2).first?.contains("*") == true)
    #expect(plot.split(separator: "\n").dropLast(2).last?.contains("*") == true)
  }

  @Test(arguments: [PlotStyle.ascii, .braille])
  func aMillionSamplesLoseNoSpike(style: PlotStyle) throws {
    var generator = SeededGenerator(seed: 77)
    var trace = Trace(name: "n", values: Array(repeating: 0, count: 1_000_000), threshold: 1)
    trace.spikes = Set((0..<150).map { _ in Int.random(in: 0..<1_000_000, using: &generator) })
      .sorted()
    for spike in trace.spikes {
      trace.values[spike] = 1.5
      trace.resets[spike] = 0
    }
    let lines = TracePlot(traces: [trace]).rendered(width: 120, height: 12, style: style)
      .split(separator: "\n").map(Array.init)
    let axis = try #require(lines.firstIndex { $0.contains("+") && String($0).contains("+--") })
    let gutter = lines[axis].prefix { $0 == " " }.count + 1
    let columns = lines[axis].count - gutter
    func cells(_ row: Int) -> [Character] {
      Array((lines[row] + Array(repeating: " ", count: 200))[gutter..<gutter + columns])
    }
    // The numbers in the row above add up, and below each the curve reaches its peak.
    let counts = cells(1).map { $0 == "|" ? 1 : Int(String($0)) ?? 0 }
    #expect(counts.reduce(0, +) == trace.spikes.count)
    let top = try #require((2..<axis).first { cells($0).contains { $0 != " " } })
    for (count, mark) in zip(counts, cells(top)) { #expect((count > 0) == (mark != " ")) }
  }

  @Test(arguments: 0..<20)
  func noSpikeVanishesForRandomDataAndSizes(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let steps = Int.random(in: 1...3_000, using: &generator)
    let values = (0..<steps).map { _ in Double.random(in: -1...1, using: &generator) }
    let spikes = (0..<steps).filter { _ in Int.random(in: 0..<25, using: &generator) == 0 }
    let trace = Trace(name: "n", values: values, spikes: spikes)
    for style in [PlotStyle.ascii, .braille] {
      let width = Int.random(in: 40...240, using: &generator)
      let row = TracePlot(traces: [trace]).rendered(width: width, height: 8, style: style)
        .split(separator: "\n")[1]
      let label = " \(spikes.count) spike\(spikes.count == 1 ? "" : "s")"
      #expect(row.hasSuffix(label))
      let marks = row.dropLast(label.count)
      let least = marks.reduce(0) {
        $0 + ($1 == "|" ? 1 : $1 == "#" ? 10 : Int(String($1)) ?? 0)
      }
      #expect(marks.contains("#") ? least <= spikes.count : least == spikes.count)
    }
  }

  @Test(arguments: [
    [], [1.0], [.nan], [.infinity, 1, -.infinity], [1e300, -1e300], [1e308, -1e308],
    [Double.leastNonzeroMagnitude, 0], [1e-300, 2e-300], [0, 0, 0], [-0.0, 0],
  ])
  func anyNumbersCanBeDrawn(values: [Double]) {
    for threshold in [nil, 0, 1e308, -.infinity, .nan] as [Double?] {
      let trace = Trace(
        name: "n", values: values, resets: [0: .nan, 7: 1, -1: 2], spikes: [0, 3, -2, 99],
        threshold: threshold, input: values.reversed())
      for width in [0, 40, 1_000] {
        let plot = TracePlot(traces: [trace, trace], firstStep: 1e12, interval: 1e-9)
        let text = plot.rendered(width: width, height: 0)
        #expect(text.hasPrefix("mem"))
      }
    }
  }

  @Test func noTracesIsAnEmptyPlot() {
    #expect(TracePlot(traces: []).rendered(width: 80).contains("no samples"))
  }
}
