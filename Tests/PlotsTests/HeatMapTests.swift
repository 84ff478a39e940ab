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
            |.......-------+++++++*******%%%%%%%@@@@@@@
        3.0 +.......-------+++++++*******%%%%%%%@@@@@@@
            |.......-------+++++++*******%%%%%%%@@@@@@@
            |.......:::::::-------=======+++++++*******
        2.0 +.......:::::::-------=======+++++++*******
            |.......:::::::-------=======+++++++*******
            |..........................................
        1.0 +..........................................
            |..........................................
            +---+------+------+------+------+------+---
                1      2      3      4      5      6
                              tau (ms)
             0 .:-=+*#%@ 10 Hz
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
             0 .:-=+*#%@ 19701 Hz
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
            |........@@@@@@@@
        2.0 +........@@@@@@@@
            |........@@@@@@@@
            |................................
        1.0 +................................
            |................................
            +----+-------+-------+-------+---
                 1       2       3       4
                         tau (ms)
             0 .:-=+*#%@ 1 Hz
        """)
  }

  @Test func braille() {
    #expect(
      Self.map(columns: 8, rows: 2).rendered(width: 40, height: 6, style: .braille) == """
        rate (Hz) over tau and threshold (mV)
            |⠁⠁⠁⠁⠱⠱⠱⠱⠳⠳⠳⠳⠻⠻⠻⠻⡻⡻⡻⡻⡿⡿⡿⡿⣿⣿⣿⣿⣿⣿⣿⣿
        2.0 +⠁⠁⠁⠁⠱⠱⠱⠱⠳⠳⠳⠳⠻⠻⠻⠻⡻⡻⡻⡻⡿⡿⡿⡿⣿⣿⣿⣿⣿⣿⣿⣿
            |⠁⠁⠁⠁⠱⠱⠱⠱⠳⠳⠳⠳⠻⠻⠻⠻⡻⡻⡻⡻⡿⡿⡿⡿⣿⣿⣿⣿⣿⣿⣿⣿
            |⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁
        1.0 +⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁
            |⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁
            +------+-------+-------+-------+-
                   2       4       6       8
                         tau (ms)
             0 ⠁⠡⠱⠳⠻⡻⡿⣿ 7 Hz
        """)
  }

  @Test func placesInAnyOrderAreNamedOneByOne() {
    var map = Self.map(columns: 4, rows: 2)
    map.columns = [5, 1, 20, 3]
    #expect(
      map.rendered(width: 40, height: 6) == """
        rate (Hz) over tau and threshold (mV)
            |........========########@@@@@@@@
        2.0 +........========########@@@@@@@@
            |........========########@@@@@@@@
            |................................
        1.0 +................................
            |................................
            +----+-------+-------+-------+---
                 5       1      20       3
                         tau (ms)
             0 .:-=+*#%@ 3 Hz
        """)
  }

  @Test func valuesThatAreAllTheSame() {
    var map = Self.map(columns: 4, rows: 2)
    map.values = Array(repeating: 3, count: 8)
    #expect(map.rendered(width: 40, height: 6).hasSuffix(". 3 Hz everywhere"))
    map.values = Array(repeating: .nan, count: 8)
    #expect(map.rendered(width: 40, height: 6).hasSuffix("no values"))
  }

  // Issue 14: 0 and a little shared a mark, so that firing seemed to begin where it was strong.
  @Test func zeroHasAMarkOfItsOwn() {
    var map = Self.map(columns: 4, rows: 1)
    map.values = [0, 0.001, 1, 10]
    let row = map.rendered(width: 40, height: 6).split(separator: "\n")[1]
    #expect(row.hasSuffix("|........::::::::::::::::@@@@@@@@"), "\(row)")
    map.values = [1, 1.001, 2, 11]
    #expect(map.rendered(width: 40, height: 6).contains("|........................@@@@@@@@"))
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
}
