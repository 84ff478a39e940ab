import Foundation
import Plots
import Testing

@Suite struct TraceStackTests {
  /// Neurons of different speed, a panel each.
  private static func stack(_ count: Int, steps: Int = 200) -> TraceStack {
    TraceStack(
      (0..<count).map { index in
        TracePlot(
          traces: [
            leakyTrace("p[\(index + 1)]", current: 1.2, tau: Double(5 + 4 * index), steps: steps)
          ], value: PlotAxis("mem", unit: "mV"), time: PlotAxis("time", unit: "ms"))
      })
  }

  @Test func neuronsStandBelowEachOther() {
    #expect(
      Self.stack(2).rendered(width: 60, height: 16) == """
        mem (mV)
              | | || | | || | | || | | || | | || | | p[1]: 22 spikes
            |
        1.0 +-****** ******-****** ******-*-**** * * threshold 1 mV
            |*|*|****|*|******|******|******|******|
            |*|** *|*|** *|*|** *|*|** *|*|** *|*|*|
        0.5 +** * *|** * *|** * *|*|** *|*|** *|*|**
            |** * *|** * *|** * *|** * *|** * *|** *
        0.0 + | | || | | || | | || | | || | | || | |
               |   |  |  |  |  |  |  |  |   |  |  |  p[2]: 12 spikes
            |
        1.0 +- * -** **-** **-** **-** -*- **-** **- threshold 1 mV
            | *| **|**|**|**|**| *| *| *| **|**|**|*
            |**|** |* |* |* |* |* |**|**|** ** |* |*
        0.5 +* |*  *  *  ** ** |* |* |* |*  *  *  **
            |* |*  *  *  *  *  *  ** ** |*  *  *  *
        0.0 +  |   |  |  |  |  |  |  |  |   |  |  |
            +---------+---------+---------+--------+
                     50        100       150     200 time (ms)
        1.2 |--------------------------------------- input
        """)
  }

  @Test func manyNeuronsInFewRows() {
    #expect(
      Self.stack(4).rendered(width: 60, height: 8) == """
        mem (mV)
        1.2 +||||.||||||.||||||.||||||.||||_|.||||_| p[1]
          0 +|||| |||||| |||||| |||||| |||| | |||| | 22 spikes
        1.2 +|.| .-|_-|_-|_.|_.| .||.||.| .-|.-|_-|_ p[2]
          0 +| |-  |  |  |  |  |' || || |-  |  |  |  12 spikes
        1.2 + _.-| ..| _.-| ..| _.-| ..| _.-| ..| _. p[3]
          0 +-   |'  |-   |'  |-   |'  |-   |'  |-   8 spikes
        1.2 +  _.-|  ..-| _..-| _..-| _..-| _..|  _. p[4]
          0 +.'   |-'   |-    |'    |'    |'   |.'   6 spikes
            +---------+---------+---------+--------+
                     50        100       150     200 time (ms)
        1.2 |--------------------------------------- input
        """)
  }

  @Test func quantitiesOfDifferentUnitsShareTheTimeAxis() {
    #expect(
      Self.units.rendered(width: 60, height: 16) == """
        mem (mV) of p[1]
                | || | | || | || | | || | || | | || | 22 spikes
              |
          1.0 +-**** ******-**** ******-**** ******-* threshold 1 mV
              |*|******|****|******|****|******|****|
              |*|**|*|** *|*|**|*|** *|*|**|*|** *|*|
          0.5 +** *|*|** *|** *|*|** *|** *|** * *|**
              |** *|** * ** * *|** * ** * *|** * ** *
          0.0 + | || | | || | || | | || | || | | || |
        u (pA) of p[1]
         1000 +   *****                   *****
              |  **    **                **   ***
          500 + **      **              **      **
              |*          *           **         **
            0 +*          **         **           **
         -500 +             **      **              *
              |              **    **
        -1000 +               *****
              +---------+--------+---------+--------+
                       50       100       150     200 time (ms)
          1.2 |-------------------------------------- input
        """)
  }

  private static var units: TraceStack {
    var stack = stack(1)
    var u = stack.panels[0]
    u.value = PlotAxis("u", unit: "pA")
    u.traces[0].values = (0..<200).map { 1000 * sin(Double($0) / 20) }
    u.traces[0].resets = [:]
    u.traces[0].threshold = nil
    u.traces[0].quantity = "u"
    stack.panels.append(u)
    return stack
  }

  // One step of a current, and a spike at the same step: in every panel in the same column.
  @Test(arguments: [40, 60, 80, 120, 240], [PlotStyle.ascii, .braille])
  func whatHappensAtOnceStandsInOneColumn(width: Int, style: PlotStyle) throws {
    var mem = Trace(name: "n", values: Array(repeating: 0, count: 3_000), spikes: [2_000])
    mem.values[2_000] = 1
    mem.input = (0..<3_000).map { $0 < 2_000 ? 0 : 1 }
    var far = mem
    far.values = mem.values.map { $0 * -123_456 }
    let stack = TraceStack([
      TracePlot(traces: [mem], value: PlotAxis("mem", unit: "mV")),
      TracePlot(traces: [far], value: PlotAxis("u", unit: "pA")),
    ])
    let lines = stack.rendered(width: width, height: 24, style: style).split(separator: "\n")
    let axis = try #require(lines.firstIndex { $0.contains("+--") })
    let gutter = lines[axis].prefix { $0 == " " }.count + 1
    let spikes = try #require(lines.first { $0.hasSuffix(" 1 spike") })
    let column = try #require(Array(spikes).firstIndex(of: "|"))
    // The rows in the middle of the panels and of the strip have nothing but the stroke.
    let middles = lines.indices.filter {
      $0 != axis
        && Array(lines[$0]).dropFirst(gutter).prefix(column - gutter).allSatisfy { $0 == " " }
        && Array(lines[$0]).count > column && Array(lines[$0])[gutter - 1] == "|"
    }
    #expect(middles.count > 10 && middles.contains { $0 > axis })
    for row in middles { #expect(Array(lines[row])[column] != " ", "\(lines[row])") }
  }

  @Test(arguments: [1, 2, 3, 5, 8, 24])
  func everySizeFits(panels: Int) {
    for (width, height) in [(40, 6), (80, 16), (120, 60)] {
      for style in [PlotStyle.ascii, .braille] {
        let lines = Self.stack(panels, steps: 900).rendered(
          width: width, height: height, style: style
        ).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= width && $0.last != " " })
        #expect(lines.count <= max(height, 2 * panels) + 7)
        // Everyone's spikes are counted, and everyone has a name.
        #expect(lines.count { $0.contains(" spikes") && !$0.contains("so many") } == panels)
        if panels > 1 {
          for panel in 1...panels { #expect(lines.contains { $0.contains("p[\(panel)]") }) }
        }
      }
    }
  }

  // The same height means the same value in all of them.
  @Test func panelsOfTheSameShareTheirRange() {
    var stack = Self.stack(2)
    stack.panels[1].traces[0] = Trace(name: "q", values: [0, 10])
    let labels = stack.rendered(width: 60, height: 16).split(separator: "\n")
      .filter { $0.contains(" +") && !$0.contains("+--") }.map { $0.prefix { $0 != "+" } }
    #expect(labels.count > 2 && labels.count.isMultiple(of: 2), "\(labels)")
    #expect(Array(labels.prefix(labels.count / 2)) == Array(labels.suffix(labels.count / 2)))
  }

  @Test func seriesOfOneNeuronAreOne() {
    let series = Self.units.series
    #expect(series.map(\.name) == ["p[1]"])
    #expect(series[0].columns.map(\.name) == ["time", "mem", "spike", "input", "u"])
  }

  // MARK: - The input

  /// The strip's rows, from the top, without what stands around them.
  private func strip(_ input: [Double], width: Int, style: PlotStyle) throws -> [[Character]] {
    var trace = Trace(name: "n", values: Array(repeating: 0, count: input.count), input: input)
    trace.inputUnit = "nA"
    let lines = TracePlot(traces: [trace]).rendered(width: width, style: style)
      .split(separator: "\n").map(Array.init)
    let axis = try #require(lines.firstIndex { String($0).contains("+--") })
    let gutter = lines[axis].prefix { $0 == " " }.count + 1
    let rows = lines[(axis + 2)...]
    #expect(rows.contains { String($0).hasSuffix(" input (nA)") })
    return rows.map { row in
      let padded = row + Array(repeating: " ", count: width)
      return Array(padded[gutter..<lines[axis].count])
    }
  }

  /// The level of each column, from the lowest; nil where there is a stroke over several.
  private func levels(_ rows: [[Character]], style: PlotStyle) -> [Int?] {
    rows[0].indices.map { column in
      for (row, marks) in rows.reversed().enumerated() {
        switch style.marks {
        case .ascii:
          if let level = Array("_.-'").firstIndex(of: marks[column]) { return 4 * row + level }
        case .braille:
          guard let scalar = marks[column].unicodeScalars.first?.value, scalar > 0x2800 else {
            continue
          }
          let bits: [UInt32] = [0xC0, 0x24, 0x12, 0x09]
          return bits.firstIndex { scalar & $0 != 0 }.map { 4 * row + $0 }
        }
      }
      return nil
    }
  }

  @Test(arguments: [40, 80, 120], [PlotStyle.ascii, .braille])
  func aRampIsARamp(width: Int, style: PlotStyle) throws {
    for steps in [30, 200, 5_000] {
      let rows = try strip((0..<steps).map(Double.init), width: width, style: style)
      let levels = levels(rows, style: style).compactMap(\.self)
      #expect(levels == levels.sorted() && levels.count == rows[0].count)
      #expect(Set(levels) == Set(0..<12), "\(steps) \(levels)")
    }
  }

  @Test(arguments: [60, 80, 120], [PlotStyle.ascii, .braille])
  func aSineIsASine(width: Int, style: PlotStyle) throws {
    let input = (0..<2_000).map { sin(2 * Double.pi * Double($0) / 2_000) }
    let rows = try strip(input, width: width, style: style)
    let levels = levels(rows, style: style)
    #expect(levels.count == rows[0].count && !levels.contains(nil))
    for (column, level) in levels.enumerated() {
      let expected = 5.5 + 5.5 * sin(2 * Double.pi * (Double(column) + 0.5) / Double(levels.count))
      #expect(abs(Double(level ?? -9) - expected) < 2, "column \(column)")
    }
  }

  @Test func aStepIsAStrokeBetweenLevels() throws {
    let rows = try strip((0..<300).map { $0 < 150 ? 0 : 2 }, width: 40, style: .ascii)
    #expect(rows.count == 3)
    let texts = rows.map { String($0).trimmingCharacters(in: .whitespaces) }
    #expect(Set(texts[0]) == ["|", "'"] && texts[1] == "|" && Set(texts[2]) == ["_", "|"])
    #expect(texts[2].hasSuffix("|") && texts[2].count + texts[0].count == rows[0].count + 1)
  }
}
