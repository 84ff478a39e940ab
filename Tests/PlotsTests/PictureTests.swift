import Foundation
import Testing

@testable import Plots

/// Plots as pixels, for terminals that show them.
@Suite struct PictureTests {
  private static let kitty = TerminalPictures(.kitty, cellWidth: 10, cellHeight: 20)

  private static var plots: [any Plot] {
    let trace = leakyTrace(current: 1.5, tau: 8, steps: 60)
    let ramp = (0..<60).map { Double($0) }
    var fed = trace
    fed.input = ramp
    return [
      TracePlot(traces: [fed], value: PlotAxis("mem", unit: "mV")),
      TraceStack([TracePlot(traces: [trace]), TracePlot(traces: [fed])]),
      CurvePlot(x: PlotAxis("x"), y: PlotAxis("y"), curves: [.init(name: "n", x: ramp, y: ramp)]),
      Histogram(name: "n", value: PlotAxis("x"), values: ramp),
      RasterPlot(
        groups: [.init(name: "p", neurons: 9, spikeNeurons: [0, 8], spikeSamples: [1, 5])],
        samples: 60),
    ]
  }

  private var placed: Regex<(Substring, Substring?, Substring, Substring)> {
    /\u{1B}7(?:\u{1B}\[(\d+)A)?\u{1B}\[(\d+)G(.*?)\u{1B}8/
  }

  // The axes stay text, in the same places; the canvases between them are empty.
  @Test func theTextStays() throws {
    for plot in Self.plots {
      let style = PlotStyle(.ascii, pictures: Self.kitty)
      let drawn = plot.rendered(width: 70, height: 12, style: style)
      let plain = plot.rendered(width: 70, height: 12, style: .ascii)
      let text = drawn.replacing(placed, with: "")
      #expect(!text.contains("\u{1B}"))
      let (lines, others) = (text.lines, plain.lines)
      #expect(lines.count == others.count)
      // What is left is what stands beside the canvases; ticks lie on pixels, which may be a
      // character off.
      let words = Set(text.split { " \n".contains($0) }.filter { !$0.contains("+-") })
      #expect(words.allSatisfy { plain.contains($0) }, "\(words)")
      for (line, other) in zip(lines, others) where other.contains("+--") {
        #expect(line.count == other.count)
      }
      // Every picture lies in the lines, right behind an axis.
      for match in drawn.matches(of: placed) {
        let up = match.output.1.flatMap { Int($0) } ?? 0
        let column = try #require(Int(match.output.2))
        let row = Array(lines[lines.count - 1 - up])
        #expect(row.indices.contains(column - 2) && "|+".contains(row[column - 2]))
      }
      #expect(drawn.matches(of: placed).count >= 1)
    }
  }

  // In pieces that terminals take, a file with its size and its sums.
  @Test func kittyGetsAFile() throws {
    let plot = Self.plots[0]
    let text = plot.rendered(
      width: 200, height: 60, style: PlotStyle(.ascii, pictures: Self.kitty))
    let pieces = text.matches(of: /\u{1B}_G([^;]*);([^\u{1B}]*)\u{1B}\\/)
    #expect(pieces.count > 2 && pieces.allSatisfy { $0.output.2.count <= 4096 })
    let first = try #require(pieces.first?.output.1)
    #expect(first.contains("C=1,") && first.contains("r=60,") && first.hasSuffix("m=1"))
    let end = try #require(pieces.firstIndex { $0.output.1.hasSuffix("m=0") })
    let file = try #require(
      Data(base64Encoded: pieces[...end].map { String($0.output.2) }.joined()))
    #expect(file.prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    let width = columns(first) * 10
    let size = [0, 0, UInt8(width / 256), UInt8(width % 256), 0, 0, 4, 176]
    #expect(Array(file[16..<24]) == size)
  }

  private func columns(_ control: Substring) -> Int {
    control.firstMatch(of: /c=(\d+)/).flatMap { Int($0.output.1) } ?? 0
  }

  /// Two by three pixels of one colour, and one of another.
  private static var small: Picture {
    var picture = Picture(columns: 1, rows: 1, cellWidth: 4, cellHeight: 8)
    picture.fill(.series(0), x: 1..<3, y: 2..<5)
    picture.fill(.spike, x: 3..<9, y: 7..<99)
    return picture
  }

  // Read by another program (Python's zlib and rsvg-convert) when this was written.
  @Test func aSmallPicture() {
    #expect(
      Self.small.png.base64
        == "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAICAMAAADp7a43AAAACVBMVEUAAAAAcrLVXgAYcFt/AAAAAXRSTlMAQObY"
        + "ZgAAABxJREFUeAFjQAAGRkYGBgZGRgYGBkZGBgQAASYAALEACS6gouAAAAAASUVORK5CYII=")
    #expect(
      Self.small.sixel
        == "\u{1B}P0;1q\"1;1;4;8#1;2;0;45;70#2;2;84;37;0#1?[[?-#2???A-\u{1B}\\")
  }

  // Long runs of one byte, which are most of a picture.
  @Test(arguments: [1, 2, 3, 4, 10, 11, 258, 259, 260, 261, 269, 1000])
  func anySizeIsAFile(width: Int) {
    let picture = Picture(columns: 1, rows: 1, cellWidth: width, cellHeight: 2)
    #expect(picture.png.count < 200 + width / 20)
    #expect(picture.pixels.count == 2 * width)
  }

  @Test func nothingIsDrawnOutside() {
    var picture = Self.small
    let before = picture
    for (x, y) in [(-9 ..< -1, 0..<2), (4..<9, 0..<2), (0..<2, 8..<9), (2..<2, 0..<8)] {
      picture.fill(.plain, x: x, y: y)
    }
    #expect(picture.pixels == before.pixels)
  }

  @Test func othersAskForTheSameSize() {
    let text = TerminalPictures(.iTerm2, cellWidth: 10, cellHeight: 20).text(of: Self.small)
    #expect(
      text.hasPrefix("\u{1B}]1337;File=inline=1;width=1;height=1;") && text.hasSuffix("\u{07}"))
    #expect(TerminalPictures(.sixel, cellWidth: 0, cellHeight: 9999).cellHeight == 128)
  }
}

extension String {
  fileprivate var lines: [Substring] { split(separator: "\n", omittingEmptySubsequences: false) }
}
