import Plots
import TestSupport
import Testing

@Suite struct RasterPlotTests {
  /// Neurons that fire the faster the higher their number is.
  private static func group(
    _ name: String = "p", neurons: Int, samples: Int
  ) -> RasterPlot.Group {
    var group = RasterPlot.Group(
      name: name, neurons: neurons, spikeNeurons: [], spikeSamples: [])
    for sample in 0..<samples {
      for neuron in 0..<neurons where (sample + 1) % (2 + (neurons - neuron) * 12 / neurons) == 0 {
        group.spikeNeurons.append(neuron)
        group.spikeSamples.append(sample)
      }
    }
    return group
  }

  @Test func everyNeuronHasARowWhereThereIsRoom() {
    let plot = RasterPlot(groups: [Self.group(neurons: 6, samples: 40)], samples: 40)
    #expect(
      plot.rendered(width: 60, height: 16) == """
        p: 30 spikes of 6 neurons
            6 +   |    |   |   |   |    |   |   |    |   |
              |     |      |     |      |     |      |
            4 +        |       |        |       |        |
              |          |         |          |          |
            2 +            |            |            |
              |              |              |
              +----------+---------+----------+----------+
                        10        20         30         40 step
        0.667 |                         :
              |        :   :    :   :   :    : : :   :   : rate
            0 |    : : : : : :: : : :   :    : : :   :   :
        """)
  }

  // What is drawn of a name may be longer than the name.
  @Test(arguments: ["x", "x\u{9B}\u{202E}"]) func thereIsRoomForNamesAsTheyAreDrawn(name: String) {
    let plot = RasterPlot(
      groups: [
        Self.group(name, neurons: 2, samples: 30), Self.group(name + "2", neurons: 2, samples: 30),
      ], samples: 30)
    let drawn = name == "x" ? "x" : "x\\u{9b}\\u{202e}"
    let lines = plot.rendered(width: 80, height: 16).split(separator: "\n")
    #expect(lines.contains { $0.hasSuffix(" \(drawn)2") })
    #expect(lines.contains { $0.hasSuffix("rate \(drawn)2") })
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test func manyNeuronsShareRows() {
    let plot = RasterPlot(
      groups: [Self.group(neurons: 500, samples: 1_000)], samples: 1_000, firstStep: 0.1,
      interval: 0.1, time: PlotAxis("time", unit: "ms"), rate: PlotAxis("rate", unit: "Hz"),
      highestRate: 10_000)
    #expect(
      plot.rendered(width: 70, height: 10) == """
        p: 90395 spikes of 500 neurons
          500 +@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ . 1 spike
              |***************************************************** @ 473
          400 +=+++==+=+=+=++==++=+++=++=+=+=+==+++=++==++=+==++==++
              |-========-====-===-===-====-===-====-========-===-===
          300 +-----------------------------------------------------
              |::-::-::---::-::-::-:-::-::-:--::-:-::-:--::-::-:--:-
          200 +:::::::::-:::::::::-:::::::::-::::::::::-:::::::::-::
              |.::::::::::::::::::::::::::::::::::::::::::::.:::::::
          100 +.::::::.::::::.::::::.::::::.::::::.::::::.::::::.:::
              |.::::::.:.:.::.:.:.::::.:.::::::.:::::::::.::::::.:.:
              +----------+----------+---------+----------+---------+
                        20         40        60         80       100 time (ms)
         2057 | :::::: ::: :: ::: :::::: :::::: ::: :: :::::: :: :::
              |::::::::::::::::::::::::::::::::::::::::::::::::::::: rate (Hz)
            0 |:::::::::::::::::::::::::::::::::::::::::::::::::::::
        """)
  }

  @Test func braille() {
    let plot = RasterPlot(groups: [Self.group(neurons: 30, samples: 90)], samples: 90)
    #expect(
      plot.rendered(width: 60, height: 16, style: .braille) == """
        p: 456 spikes of 30 neurons
           30 +⡄⡄⡄⡄⡄⡄⡄⡄⡄⡄⣤⢠⢠⢠⢠⢠⢠⢠⢠⢠⢠⢠⡄⡄⡄⡄⡄⡄⡄⡄⡄⡄⣤⢠⢠⢠⢠⢠⢠⢠⢠⢠⢠
              |⠘⡄⠃⡜ ⡇⠘⡄⠃⡜⢸ ⢣⠘⢠⠃⢸ ⢣⠘⢠⠃⡇⠘⡄⠃⡜ ⡇⠘⡄⠃⡇⢸ ⢣⠘⢠⠃⢸ ⢣⠘
              | ⠱⡀⠁⠆⡁⠰⠁⡀⠇⢈⠆⠈⢰⠈ ⢎ ⠸⢀⠈⠆⡁⠆⠁⡰⠁ ⡇ ⠱⡀⠱⢈ ⠎⢀⠸ ⢈⠆⠈⢰
           20 +  ⢣  ⠃⡄ ⠃⢠⠘ ⢠⠘  ⡜  ⢸  ⢣  ⠃⡄ ⠃⢠ ⠃⢠⠘  ⡜  ⢸  ⠘
              |   ⢇   ⠇⡀ ⠸ ⡀ ⠸ ⢀ ⠸  ⡀⠇  ⡀⠇  ⢀⠇  ⢸   ⠸⡀  ⠸⢀
           10 +   ⠈⡆   ⠁⡆  ⠁⢰  ⠈ ⢰  ⠁ ⡆ ⠁  ⡆⠈  ⢰⠈   ⢰⠁   ⢸
              |    ⠘⡄    ⢣    ⠃⢠   ⠘ ⡄  ⠘  ⡄  ⠃ ⢠  ⠃  ⢠ ⠘
              |     ⠱⡀   ⠈⠰⢀   ⠈ ⠆⢀  ⠁ ⠆ ⡀ ⠁ ⠰ ⢀⠈  ⠰  ⢈
              +---------+--------+---------+--------+-----
                       20       40        60       80      step
        0.317 |     ⣀   ⣀      ⣿ ⣶   ⣶     ⣶    ⣶     ⣤  ⣀
              |  ⣤⣿⣤⣿⣤⣀⣤⣿⣿ ⣿⣿⣀ ⣿ ⣿⣤  ⣿⣤ ⣿⣿ ⣿⣀⣿⣤⣶⣿ ⣤⣿⣿ ⣿ ⣿⣿ rate
            0 |⣤⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣀⣿⣿⣿⣶⣿⣿⣿⣿⣿⣀⣿⣿⣿⣿⣿⣿⣀⣿⣿⣿⣿⣿⣶⣿⣿
        """)
  }

  @Test func populationsAreStacked() {
    let plot = RasterPlot(
      groups: [
        Self.group("excitatory", neurons: 80, samples: 60),
        Self.group("inhibitory", neurons: 20, samples: 60),
      ], samples: 60)
    #expect(
      plot.rendered(width: 80, height: 12) == """
        excitatory, inhibitory: 1034 spikes of 100 neurons   2-9: so many spikes
           80 +626 8 626 8 626 8 68 8 626 8 626 8 6268 626 8 626 8 626 8 excitatory
              | 54 5 45  9  54 5 45 9  54 5 45  9  545 45  9  54 5 45  9
           60 +  27  2 7 2  72   9  27  2 7 2  72   9  27  2 7 2  72   9
              |    72    7 2   7  2 7   2 7    27    9     72    7 2   7
           40 +     45     4 5    4 5   4   5  4    54     54      9
              |      27      2 7    2  7    2   7   2   7  2     7 2
           20 +        63        63       6  3      6  3     6    3    6
              |         45        4 5        4  5      4   5      4    5
              |          26|        2 6 |       2  6 |     2   6   |   2
              |- - - - - - - - - - - - - - - - - - - - - - - - - - - -
           20 +|2225|323 6 243 5 44 72|23 7 32|36 |256 24| 7|322 5242| 8 inhibitory
           10 +      |2|22|| | 2 |2 3 |2| | |2  4  |2| 22  3 | | 222   3
              +--------+---------+--------+---------+--------+---------+
                      10        20       30        40       50        60 step
        0.575 |                     :           :          :           :
              |          :     : :  :     :     :   :      :     : :   : rate excitatory
            0 |::::::::::::::: : :: ::::: : ::::: :::: ::: ::::: ::::: :
         0.55 |                     :           :          :           :
              |          :     :    :     :     :   :   :  :     : :   : rate inhibitory
            0 |::::::::::::::: : :: ::::: : ::::: :::: ::: ::::: ::::: :
        """)
  }

  // MARK: - Properties

  /// The marks between the axes, by row and column.
  private func marks(
    _ plot: RasterPlot, width: Int, height: Int, style: PlotStyle
  ) throws -> [[Int]: Character] {
    let lines = plot.rendered(width: width, height: height, style: style).split(separator: "\n")
    let axis = try #require(lines.firstIndex { $0.contains("+--") })
    let gutter = lines[axis].prefix { $0 == " " }.count + 1
    var marks: [[Int]: Character] = [:]
    // The title may go on in a second line.
    let rows = lines[..<axis].filter { "|+".contains($0.prefix(gutter).last ?? " ") }
    for (row, line) in rows.enumerated() {
      for (column, mark) in line.prefix(lines[axis].count).dropFirst(gutter).enumerated()
      where mark != " " { marks[[row, column]] = mark }
    }
    return marks
  }

  @Test(arguments: [
    (1, 10), (1, 5_000), (7, 300), (16, 61), (64, 64), (65, 1_000), (1_000, 20), (3_000, 3_000),
  ])
  func noSpikeVanishes(neurons: Int, samples: Int) throws {
    var generator = SeededGenerator(seed: UInt64(neurons * 7919 + samples))
    var group = RasterPlot.Group(
      name: "p", neurons: neurons, spikeNeurons: [], spikeSamples: [])
    for _ in 0..<60 {
      group.spikeNeurons.append(Int.random(in: 0..<neurons, using: &generator))
      group.spikeSamples.append(Int.random(in: 0..<samples, using: &generator))
    }
    for (width, height) in [(40, 6), (80, 16), (240, 40)] {
      for style in [PlotStyle.ascii, .braille] {
        let all = try marks(
          RasterPlot(groups: [group], samples: samples), width: width, height: height,
          style: style)
        // Each spike alone has exactly one mark, and the raster of all has one at its place.
        for spike in group.spikeNeurons.indices.prefix(8) {
          var alone = group
          alone.spikeNeurons = [group.spikeNeurons[spike]]
          alone.spikeSamples = [group.spikeSamples[spike]]
          let mark = try marks(
            RasterPlot(groups: [alone], samples: samples), width: width, height: height,
            style: style)
          #expect(mark.count == 1)
          #expect(mark.keys.allSatisfy { all[$0] != nil })
        }
        let counts = all.values.map { $0 == "|" ? 1 : Int(String($0)) }
        if !counts.contains(nil) { #expect(counts.compactMap(\.self).reduce(0, +) == 60) }
      }
    }
  }

  @Test(arguments: [0, 1, 5])
  func groupsWithoutSpikesOrSamples(samples: Int) {
    let group = RasterPlot.Group(name: "p", neurons: 3, spikeNeurons: [], spikeSamples: [])
    for style in [PlotStyle.ascii, .braille] {
      let plot = RasterPlot(groups: [group, group], samples: samples)
      for line in plot.rendered(width: 40, height: 6, style: style).split(separator: "\n") {
        #expect(line.count <= 40 && line.last != " ")
      }
    }
    #expect(
      RasterPlot(groups: [], samples: samples).rendered(width: 40).hasPrefix(": 0 spikes"))
  }
}
