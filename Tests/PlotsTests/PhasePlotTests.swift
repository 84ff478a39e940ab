import Testing

@testable import Plots

@Suite struct PhasePlotTests {
  /// FitzHugh and Nagumo's neuron at rest, computed here so that plots need no simulation.
  private static func plot(columns: Int = 81, rows: Int = 41) -> PhasePlot {
    let (across, upwards) = (-2.5...2.5, -1.0...2.0)
    func field(_ slope: (Double, Double) -> Double) -> SampledField {
      SampledField(
        columns: columns, rows: rows,
        values: (0..<rows).flatMap { row in
          (0..<columns).map { column in
            slope(
              across.lowerBound + 5 * Double(column) / Double(columns - 1),
              upwards.lowerBound + 3 * Double(row) / Double(rows - 1))
          }
        })
    }
    let fast = { (v: Double, w: Double) in v - v * v * v / 3 - w + 0.5 }
    let slow = { (v: Double, w: Double) in 0.08 * (v + 0.7 - 0.8 * w) }
    var (v, w) = (-1.5, -0.5)
    var path = PhasePlot.Path(x: [v], y: [w])
    for _ in 0..<500 {
      (v, w) = (v + 0.1 * fast(v, w), w + 0.1 * slow(v, w))
      path.x.append(v)
      path.y.append(w)
    }
    return PhasePlot(
      name: "n", x: PlotAxis("v"), y: PlotAxis("w"), xRange: across, yRange: upwards,
      flow: .init(x: field(fast), y: field(slow)),
      fixedPoints: [.init(x: -0.805, y: -0.131, isStable: false)], paths: [path])
  }

  @Test func nullclinesFixedPointsFlowAndTrajectory() {
    #expect(
      Self.plot().rendered(width: 72, height: 18) == """
        w over v of n   * trajectory   : v nullcline   = w nullcline
        > direction   O unstable fixed point
         2.0 +   ::                                     ==
             |   v:      <       <       <       <     ==<       <       <
             |    ::                                 ==
         1.5 +     :                       **.**********
             |   >  :******.*.*.*.**.*.**.*      ==    *******   <       <
             |      :*                         ===   ::::::::****
         1.0 +       *:                       ==  ::::         :**
             |   >   **  <       <       <  ==  ::       >       ***     <
         0.5 +        **:                 ==  ::                  :**
             |         **:              === ::                      **
             |   >       **      <    == <::     >       >       >   **  <
         0.0 +            ***       ===:::                    *.*******
             |              ****:::O=:: *********.****.**.**.*       **:
             |   >       >     **********>       >  .*.*.*.**.*.*.**** : <
        -0.5 +             **********************.**                    :
             |                ==                                        ::
             |   >       >  ==   >       >       >       >       >       :
        -1.0 +             =                                             ::
             +------+------------+------------+-----------+------------+------
                   -2           -1            0           1            2
                                             v
        """)
  }

  @Test func braille() {
    #expect(
      Self.plot().rendered(width: 50, height: 12, style: .braille) == """
        w over v of n   ⠤⠤⠤ trajectory   ⠤⠄⠠ v nullcline
        ⠄⠄⠄ w nullcline   → direction
        O unstable fixed point
         2 +  ⢸                         ⢀⠌
           |   ⢅       ←       ←      ⢀⠊       ←       ←
           |   ⠐⡄  ⢀⢀⢀ ⡀⠄⠠ ⠄⠄⠄⠠⠠⠄⠄⠤⠒⠐⡒⠒⠢⠤⠤⢤⣀⡀
           |    ⢱⡋⠉                ⡀⠂  ⡠⠠⠔⠒⠒⠭⣲⣄
         1 +   →⠈⢧     ←       ← ⠠⠐ ⢀⠔⠉→     ⠈⠉⢧⡀      ←
           |     ⠘⣧            ⡠⠈ ⣠⠞⠁          ⠈⠻⡄
           |      ⠘⢦⡀        ⢀⠐⢀⡴⠃               ⢻⡄
         0 +   →   ⠈⠳⣄⡀←    ⠠⣂⠔⠁       →      ⢀⡀⣀⠴⢿⡀   ←
           |         ⠈⠻⢶⣤⣤O⣊⣊⣀⡠⠤⠤⠤⠤⠄⠒⠐⠂⠂⠂⠂⠈⠈⠈⠈  ⢀⣀⠬⢇
           |        ⢀⣀⣀⣀⣠⣂⣀⣀⣀⣀⣀⢀⠤⠄⠄⠤⠠ ⠄⠂⠂⠐ ⠂⠁⠈⠈⠈   ⠘⠄
           |   →      ⢀⠄⠁      →       →       →    ⢑  ←
        -1 +        ⢀⠐⠂                              ⡇
           +----+--------+--------+-------+--------+----
               -2       -1        0       1        2
                                 v
        """)
  }

  @Test func nothingButAxes() {
    var plot = Self.plot()
    plot.flow = nil
    plot.fixedPoints = []
    plot.paths = [.init(x: [100], y: [100]), .init(x: [.nan, 0], y: [0, .infinity])]
    let lines = plot.rendered(width: 40, height: 6).split(separator: "\n")
    #expect(lines[0] == "w over v of n   * trajectory")
    #expect(lines[1...6].allSatisfy { $0.last == "|" || $0.last == "+" })
  }

  @Test(arguments: [(1, 1), (2, 2), (1, 9), (200, 150)])
  func everyFieldFits(columns: Int, rows: Int) {
    var plot = Self.plot()
    let values = (0..<columns * rows).map { Double($0 % 7) - 3 }
    let field = SampledField(columns: columns, rows: rows, values: values)
    plot.flow = .init(x: field, y: field)
    for (width, height) in [(40, 6), (120, 30)] {
      for line in plot.rendered(width: width, height: height).split(separator: "\n") {
        #expect(line.count <= width && line.last != " ")
      }
    }
  }
}

@Suite struct ContourTests {
  private static func field(
    _ columns: Int, _ rows: Int, _ value: (Double, Double) -> Double
  ) -> SampledField {
    var values: [Double] = []
    for row in 0..<rows {
      for column in 0..<columns { values.append(value(Double(column), Double(row))) }
    }
    return SampledField(columns: columns, rows: rows, values: values)
  }

  @Test func aLineIsFoundWhereItIs() {
    let contour = Self.field(3, 3) { x, y in x + y - 1.5 }.zeroContour
    #expect(contour.count == 3)
    for segment in contour {
      for point in [segment.start, segment.end] { #expect(point.x + point.y == 1.5) }
    }
  }

  @Test func aCircleIsClosed() {
    let square = { (x: Double, y: Double) in (x - 10) * (x - 10) + (y - 10) * (y - 10) }
    let field = Self.field(21, 21) { x, y in square(x, y) - 50.5 }
    // Every end is the end of exactly two segments.
    var ends: [[Double]: Int] = [:]
    for segment in field.zeroContour {
      for point in [segment.start, segment.end] {
        ends[[(point.x * 1e9).rounded(), (point.y * 1e9).rounded()], default: 0] += 1
        #expect(abs(square(point.x, point.y) - 50.5) < 0.5)
      }
    }
    #expect(!ends.isEmpty && ends.values.allSatisfy { $0 == 2 })
  }

  @Test(arguments: [([1, -1, -1, 1], 2), ([-1, 1, 1, -1], 2), ([1, -1, -1, 4], 2)])
  func saddlesHaveTwoPieces(values: [Double], count: Int) {
    #expect(SampledField(columns: 2, rows: 2, values: values).zeroContour.count == count)
  }

  @Test(arguments: [[1, 1, 1, 1], [.nan, -1, 1, 1], [.infinity, -1, 1, 1], [0, 0, 0, 0]])
  func squaresWithout(values: [Double]) {
    #expect(SampledField(columns: 2, rows: 2, values: values).zeroContour.isEmpty)
  }
}
