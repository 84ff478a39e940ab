import Plots
import Testing

@Suite struct CurvePlotTests {
  /// A rate that begins at a current of 1.
  private static func rates(_ currents: [Double]) -> [Double] {
    currents.map { max(0, $0 - 1) * 12.5 }
  }

  private static let few = CurvePlot(
    x: PlotAxis("input", unit: "nA"), y: PlotAxis("rate", unit: "Hz"),
    curves: [.init(name: "n", x: [0, 1, 2, 3, 4, 5], y: rates([0, 1, 2, 3, 4, 5]))])

  @Test func fewPointsAreJoinedByALightLine() {
    #expect(
      Self.few.rendered(width: 50, height: 8) == """
        rate (Hz) of n
           |                                         ..*
        40 +                                     ....
           |                              ....*..
           |                        ..*...
        20 +                    ....
           |               ..*..
           |           ....
         0 +*........*.
           ++--------+-------+--------+-------+--------+
            0        1       2        3       4        5
                             input (nA)
        """)
  }

  @Test func brailleIsFiner() {
    #expect(
      Self.few.rendered(width: 40, height: 6, style: .braille) == """
        rate (Hz) of n
           |                              ⣀⠤⠒⠛
        40 +                         ⣀⡠⣤⠒⠉
           |                   ⢀⣀⠤⠔⠊⠉
        20 +               ⢀⡠⠔⠊⠁⠉
           |           ⣀⠤⠲⠎⠁
         0 +⣤⣀⣀⣀⣀⣀⣠⡤⠔⠊⠉
           ++-----+------+------+------+-----+
            0     1      2      3      4     5
                        input (nA)
        """)
  }

  @Test func severalCurvesHaveMarksOfTheirOwn() {
    let currents = (0...50).map { Double($0) / 10 }
    var plot = Self.few
    plot.curves = [
      .init(name: "n", x: currents, y: Self.rates(currents)),
      .init(name: "theory", x: currents, y: currents.map { $0 * 11 }),
    ]
    #expect(
      plot.rendered(width: 60, height: 8) == """
        rate (Hz)   * n   o theory
        60 +
           |                                              oooooooo
        40 +                                      oooooo.o*****
           |                              oooooooo*****
           |                     ooooo.ooo******
        20 +             oooooooo ****.***
           |    ooooo.ooo  *******
         0 +oooo*****.*****
           ++----------+---------+----------+---------+----------+
            0          1         2          3         4          5
                                  input (nA)
        """)
  }

  @Test func logarithmicAxis() {
    var plot = Self.few
    plot.x = PlotAxis("tau", isLogarithmic: true)
    plot.curves[0].x = [1, 3, 10, 30, 100, 300]
    #expect(
      plot.rendered(width: 50, height: 6) == """
        rate (Hz) of n
           |                                       ....*
        40 +                               ....*...
           |                        ..*....
        20 +                    ....
           |             ....*..
         0 +*.......*....
           ++----------------+-----------------+--------
            1               10                100
                                tau
        """)
  }

  @Test func colourIsAskedForAndOnlyAroundMarks() {
    let colored = Self.few.rendered(
      width: 50, height: 8, style: PlotStyle(.ascii, isColored: true))
    #expect(colored.contains("\u{1B}[36m*"))
    #expect(
      colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == Self.few.rendered(width: 50, height: 8))
  }

  // No rate is below 0, where an axis around a constant 0 would begin.
  @Test func aRateOfZeroStandsOnTheAxis() {
    var plot = Self.few
    plot.y.beginsAtZero = true
    plot.curves[0].y = Array(repeating: 0, count: 6)
    let lines = plot.rendered(width: 50, height: 6).split(separator: "\n")
    #expect(lines[6].hasPrefix("0.0 +*") && lines[1].hasPrefix("1.0 +"), "\(lines)")
    #expect(!plot.svg().contains(">-"))
    plot.curves[0].y = Array(repeating: 40, count: 6)
    #expect(plot.rendered(width: 50, height: 6).contains("\n 0 +"))
  }

  // Only points that are data have a curve's own mark.
  @Test(arguments: Array(40...240))
  func pointsAreToldFromTheLineBetween(width: Int) {
    let x = (0..<40).map(Double.init)
    let plot = CurvePlot(
      x: PlotAxis("x"), y: PlotAxis("y"),
      curves: [.init(name: "n", x: x, y: x.map { $0.truncatingRemainder(dividingBy: 2) })])
    let rows = plot.rendered(width: width, height: 9).split(separator: "\n")[1...9]
    for (index, row) in rows.enumerated() where index != 0 && index != 8 {
      #expect(!row.contains("*"))
    }
    #expect(rows.reduce(0) { $0 + $1.count { $0 == "*" } } <= 40)
  }

  // What the marks mean goes on in further lines, and is never cut off.
  @Test(arguments: [40, 60, 80])
  func everyCurveIsInTheLegend(width: Int) {
    var plot = Self.few
    plot.curves = (1...8).map { .init(name: "curve_number_\($0)", x: [0, 1], y: [0, Double($0)]) }
    for style in [PlotStyle.ascii, .braille] {
      let text = plot.rendered(width: width, height: 6, style: style)
      for number in 1...8 { #expect(text.contains(" curve_number_\(number)")) }
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
    }
    for number in 1...8 { #expect(plot.svg().contains(">curve_number_\(number)<")) }
  }

  // What is left out, and what the plot then has to do.
  @Test(
    arguments: [
      ([], []), ([1], [2]), ([1, 2], [.nan, .nan]), ([1, 2, 3], [0, .infinity, 1]),
      ([-1, 0, 1], [1, 2, 3]), ([0, 0], [1e308, -1e308]),
      ([.leastNonzeroMagnitude, 1], [0, .leastNonzeroMagnitude]),
    ] as [([Double], [Double])])
  func anyNumbersCanBeDrawn(x: [Double], y: [Double]) {
    for isLogarithmic in [false, true] {
      let plot = CurvePlot(
        x: PlotAxis("x", isLogarithmic: isLogarithmic),
        y: PlotAxis("y", isLogarithmic: isLogarithmic), curves: [.init(name: "n", x: x, y: y)])
      for style in [PlotStyle.ascii, .braille] {
        let lines = plot.rendered(width: 40, height: 6, style: style).split(separator: "\n")
        #expect(lines[0] == "y of n")
        #expect(lines.allSatisfy { $0.count <= 40 && $0.last != " " })
      }
    }
  }

  @Test func aPeakAmongManyPointsIsNotLost() {
    let x = (0..<100_000).map(Double.init)
    var y = Array(repeating: 0.0, count: x.count)
    y[77_777] = 1
    let plot = CurvePlot(
      x: PlotAxis("x"), y: PlotAxis("y"), curves: [.init(name: "n", x: x, y: y)])
    let top = plot.rendered(width: 60, height: 10).split(separator: "\n")[1]
    #expect(top.contains("*"))
  }
}
