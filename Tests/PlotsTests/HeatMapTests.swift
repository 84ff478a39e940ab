import Plots
import Testing

@Suite struct HeatMapTests {
  private static func map(columns: Int, rows: Int) -> HeatMap {
    HeatMap(
      x: PlotAxis("tau", unit: "ms"), y: PlotAxis("threshold", unit: "mV"),
      value: PlotAxis("rate", unit: "Hz"), columns: (1...columns).map(Double.init),
      rows: (1...rows).map(Double.init),
      values: (0..<rows).flatMap { row in (0..<columns).map { Double(row * $0) } })
  }

  @Test func fewValuesAreSpreadOverSeveralMarks() {
    #expect(
      Self.map(columns: 6, rows: 3).rendered(width: 50, height: 9) == """
        rate (Hz) over tau and threshold (mV)
            |.......:::::::=======*******%%%%%%%@@@@@@@
        3.0 +.......:::::::=======*******%%%%%%%@@@@@@@
            |.......:::::::=======*******%%%%%%%@@@@@@@
            |.......::::::::::::::-------=======+++++++
        2.0 +.......::::::::::::::-------=======+++++++
            |.......::::::::::::::-------=======+++++++
            |..........................................
        1.0 +..........................................
            |..........................................
            +---+------+------+------+------+------+---
                1      2      3      4      5      6
                              tau (ms)
             . 0 Hz   1 :-=+*#%@ 10 Hz
        """)
  }

  @Test func manyValuesShareAMark() {
    #expect(
      Self.map(columns: 200, rows: 100).rendered(width: 50, height: 10) == """
        rate (Hz) over tau and threshold (mV)
        100 +::::::-----======++++++*****######%%%%%@@@@
            |:::::::------======++++++*******######%%%%%
         80 +:::::::-------========+++++++*******#######
            |::::::::---------========++++++++********##
         60 +::::::::::----------=========++++++++++****
            |::::::::::::------------============+++++++
         40 +::::::::::::::::---------------============
            |::::::::::::::::::::::---------------------
         20 +:::::::::::::::::::::::::::::::::::::------
            |:::::::::::::::::::::::::::::::::::::::::::
            +----------+----------+----------+---------+
                      50         100        150      200
                              tau (ms)
             . 0 Hz   1 :-=+*#%@ 19701 Hz
             a mark: mean of up to 5 x 10 values
        """)
  }

  @Test func whatWasNotComputedIsBlank() {
    var map = Self.map(columns: 4, rows: 2)
    map.values[6] = .nan
    map.values[7] = .nan
    #expect(
      map.rendered(width: 40, height: 6) == """
        rate (Hz) over tau and threshold (mV)
            |........::::::::
        2.0 +........::::::::
            |........::::::::
            |................................
        1.0 +................................
            |................................
            +----+-------+-------+-------+---
                 1       2       3       4
                         tau (ms)
             . 0 Hz   : 1 Hz   blank: no value
        """)
  }

  @Test func braille() {
    #expect(
      Self.map(columns: 8, rows: 2).rendered(width: 40, height: 6, style: .braille) == """
        rate (Hz) over tau and threshold (mV)
            |⠂⠂⠂⠂⠡⠡⠡⠡⠱⠱⠱⠱⠳⠳⠳⠳⠻⠻⠻⠻⡻⡻⡻⡻⡿⡿⡿⡿⣿⣿⣿⣿
        2.0 +⠂⠂⠂⠂⠡⠡⠡⠡⠱⠱⠱⠱⠳⠳⠳⠳⠻⠻⠻⠻⡻⡻⡻⡻⡿⡿⡿⡿⣿⣿⣿⣿
            |⠂⠂⠂⠂⠡⠡⠡⠡⠱⠱⠱⠱⠳⠳⠳⠳⠻⠻⠻⠻⡻⡻⡻⡻⡿⡿⡿⡿⣿⣿⣿⣿
            |⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂
        1.0 +⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂
            |⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂
            +------+-------+-------+-------+-
                   2       4       6       8
                         tau (ms)
             ⠂ 0 Hz   1 ⠡⠱⠳⠻⡻⡿⣿ 7 Hz
        """)
  }

  @Test func placesInAnyOrderAreNamedOneByOne() {
    var map = Self.map(columns: 4, rows: 2)
    map.columns = [5, 1, 20, 3]
    #expect(
      map.rendered(width: 40, height: 6) == """
        rate (Hz) over tau and threshold (mV)
            |........::::::::********@@@@@@@@
        2.0 +........::::::::********@@@@@@@@
            |........::::::::********@@@@@@@@
            |................................
        1.0 +................................
            |................................
            +----+-------+-------+-------+---
                 5       1      20       3
                         tau (ms)
             . 0 Hz   1 :-=+*#%@ 3 Hz
        """)
  }

  @Test func valuesThatAreAllTheSame() {
    var map = Self.map(columns: 4, rows: 2)
    map.values = Array(repeating: 3, count: 8)
    #expect(map.rendered(width: 40, height: 6).hasSuffix(": 3 Hz everywhere"))
    map.values = Array(repeating: 0, count: 8)
    #expect(map.rendered(width: 40, height: 6).hasSuffix(". 0 Hz everywhere"))
    map.values = Array(repeating: .nan, count: 8)
    #expect(map.rendered(width: 40, height: 6).hasSuffix("no values"))
  }

  // Issue 14: 0 and a little shared a mark, so that firing seemed to begin where it was strong.
  @Test func zeroHasAMarkOfItsOwn() {
    var map = Self.map(columns: 4, rows: 1)
    map.values = [0, 0.001, 1, 10]
    let text = map.rendered(width: 40, height: 6)
    #expect(text.split(separator: "\n")[1].hasSuffix("|........::::::::::::::::@@@@@@@@"))
    #expect(text.hasSuffix(". 0 Hz   0.001 :-=+*#%@ 10 Hz"))
    // Values on both sides of it have it between them.
    map.values = [-1, 0, -0.01, 1]
    #expect(map.rendered(width: 40, height: 6).contains("|::::::::........++++++++@@@@@@@@"))
    // Without one no point is drawn, and the legend does not have it.
    map.values = [1, 1.001, 2, 11]
    let other = map.rendered(width: 40, height: 6)
    #expect(other.contains("|::::::::::::::::::::::::@@@@@@@@") && !other.contains(" 0 Hz"))
  }

  // In a file 0 is grey, the bar has round values and the unit, and the axes round values as well,
  // where a value lies on one and where not.
  @Test func aFileHasRoundValuesAndTheUnit() {
    var map = Self.map(columns: 30, rows: 20)
    map.columns = (0..<30).map { 1 + Double($0) * 19 / 29 }
    let text = map.svg(width: 800, height: 420)
    let labels = text.matches(of: />([-\d.]+)<\/text>/).map { String($0.output.1) }
    #expect(
      labels == [
        "2", "4", "6", "8", "10", "12", "14", "16", "18", "20",
        "2", "4", "6", "8", "10", "12", "14", "16", "18", "20",
        "100", "200", "300", "400", "500", "0",
      ])
    #expect(text.contains(">Hz</text>") && text.contains("#e4e4e4"))
    map.values = map.values.map { $0 + 1 }
    #expect(!map.svg(width: 800, height: 420).contains("#e4e4e4"))
  }

  // Colours fill the marks, but neither blanks nor what stands beside.
  @Test func coloursAreAreas() {
    var map = Self.map(columns: 4, rows: 1)
    map.values = [0, 1, .nan, 10]
    let plain = map.rendered(width: 40, height: 6)
    let colored = map.rendered(width: 40, height: 6, style: PlotStyle(.ascii, isColored: true))
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    let (end, row) = ("\u{1B}[0m", colored.split(separator: "\n")[1])
    let (zero, low, high) = ("\u{1B}[2m", "\u{1B}[97;48;5;60m", "\u{1B}[30;48;5;185m")
    let blank = String(repeating: " ", count: 8)
    #expect(
      row.hasSuffix(
        "|\(zero)........\(end)\(low)::::::::\(end)\(blank)\(high)@@@@@@@@\(end)"), "\(row)")
  }

  @Test(arguments: [(1, 1), (1, 40), (40, 1), (3, 7), (239, 17), (500, 300)])
  func everySizeFits(columns: Int, rows: Int) {
    for (width, height) in [(40, 6), (80, 16), (121, 33)] {
      for style in [PlotStyle.ascii, .braille] {
        let text = Self.map(columns: columns, rows: rows).rendered(
          width: width, height: height, style: style)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= width && $0.last != " " })
        #expect(lines.count <= height + 6)
      }
    }
  }

  // A map of a cable has a hundred thousand values, of which no picture needs as many rectangles.
  @Test func aPictureHasNoMoreRectanglesThanCanBeToldApart() {
    func map(_ columns: Int, _ rows: Int) -> HeatMap {
      HeatMap(
        x: PlotAxis("t"), y: PlotAxis("x"), value: PlotAxis("v"),
        columns: (0..<columns).map(Double.init), rows: (0..<rows).map(Double.init),
        values: (0..<columns * rows).map { Double($0 % columns) })
    }
    func rectangles(_ map: HeatMap) -> Int { map.svg().ranges(of: "<rect").count }
    // The frame and the scale have some of their own.
    let own = rectangles(map(3, 2)) - 6
    #expect(rectangles(map(160, 80)) == own + 12_800)
    #expect(rectangles(map(1000, 200)) == own + 12_800)
    #expect(rectangles(map(161, 3)) == own + 480)
  }
}
