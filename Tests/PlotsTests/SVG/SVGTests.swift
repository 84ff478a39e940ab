import Plots
import Testing

@Suite struct SVGTests {
  private static let plots: [(String, any Plot)] = [
    (
      "trace",
      TracePlot(traces: [leakyTrace("a<b", current: 1.5, tau: 5, steps: 40)])
    ),
    (
      "raster",
      RasterPlot(
        groups: [
          .init(name: "p", neurons: 3, spikeNeurons: [0, 1, 2, 2], spikeSamples: [4, 4, 1, 9])
        ], samples: 10)
    ),
    (
      "histogram",
      Histogram(name: "n", value: PlotAxis("ISI"), values: [1, 2, 2, 5], resolution: 1)
    ),
    (
      "curve",
      CurvePlot(
        x: PlotAxis("x"), y: PlotAxis("y"),
        curves: [.init(name: "n", x: [0, 1, 2], y: [0, .nan, 4])])
    ),
    (
      "heat map",
      HeatMap(
        x: PlotAxis("x"), y: PlotAxis("y"), value: PlotAxis("rate"), columns: [1, 2],
        rows: [1, 2, 3], values: [0, 1, 2, 3, .nan, 5])
    ),
    (
      "phase",
      PhasePlot(
        name: "n", x: PlotAxis("v"), y: PlotAxis("w"), xRange: -1...1, yRange: -1...1,
        flow: .init(
          x: SampledField(columns: 2, rows: 2, values: [1, -1, 1, -1]),
          y: SampledField(columns: 2, rows: 2, values: [1, 1, -1, -1])),
        fixedPoints: [.init(x: 0, y: 0, isStable: false)],
        paths: [.init(x: [-5, 0, 5], y: [0, 0.5, 0])])
    ),
  ]

  /// The names of all elements that begin, and whether they end in the right order.
  private func elements(_ text: String) throws -> (names: [String], isBalanced: Bool) {
    var open: [String] = []
    var names: [String] = []
    for match in text.matches(of: /<(\/?)(\w+)[^<>]*?(\/?)>/) {
      let name = String(match.output.2)
      if match.output.1 == "/" {
        guard open.popLast() == name else { return (names, false) }
      } else {
        names.append(name)
        if match.output.3.isEmpty { open.append(name) }
      }
    }
    return (names, open.isEmpty)
  }

  @Test(arguments: plots.map(\.0))
  func everyPlotIsWellFormed(name: String) throws {
    let plot = try #require(Self.plots.first { $0.0 == name }).1
    let text = plot.svg(width: 600, height: 300)
    let (names, isBalanced) = try elements(text)
    #expect(isBalanced)
    #expect(names.first == "svg")
    #expect(names.contains("text") && names.contains { $0 == "path" || $0 == "rect" })
    // What is left between the elements has no mark that belongs to them.
    let rest = text.replacing(/<[^<>]*>/, with: "")
    #expect(!rest.contains("<") && !rest.contains(">"))
    #expect(!text.contains("nan") && !text.contains("inf"))
  }

  @Test func everySpikeHasAStroke() {
    let plot = RasterPlot(
      groups: [
        .init(
          name: "p", neurons: 50, spikeNeurons: (0..<500).map { $0 % 50 },
          spikeSamples: (0..<500).map { $0 / 2 })
      ], samples: 250)
    let spikes = plot.svg().split(separator: "\n").first {
      $0.hasPrefix("<path") && $0.contains("#0072b2")
    }
    #expect(spikes?.count(where: { $0 == "M" }) == 500)
  }

  // Bins of one sample and of two stand side by side.
  @Test func theRateOfANeuronThatAlwaysFiresIsALine() throws {
    let plot = RasterPlot(
      groups: [
        .init(
          name: "p", neurons: 1, spikeNeurons: Array(repeating: 0, count: 250),
          spikeSamples: Array(0..<250))
      ], samples: 250)
    let rate = try #require(plot.svg().split(separator: "\n").last { $0.hasPrefix("<path") })
    let heights = rate.matches(of: /[ML][\d.]+ ([\d.]+)/).map(\.output.1)
    #expect(heights.count == 400 && Set(heights).count == 1)
  }

  @Test func aMillionSamplesKeepTheirPeak() {
    var trace = Trace(name: "n", values: Array(repeating: 0, count: 1_000_000))
    trace.values[654_321] = 7
    let text = TracePlot(traces: [trace]).svg(width: 400, height: 300)
    #expect(text.utf8.count < 100_000)
    // The peak is the top of the frame.
    #expect(text.contains(/L\d+(\.\d)? 48L/))
  }

  @Test func severalPlotsInOneFile() throws {
    let text = svgPage(Self.plots.map(\.1), width: 500, height: 200)
    #expect(text.contains("height=\"1200\""))
    #expect(try elements(text).isBalanced)
  }

  // Whatever has a colour of its own is named.
  @Test func legendsAreWhole() {
    let phase = Self.plots[5].1.svg(width: 600, height: 300)
    for text in ["trajectory", "v nullcline", "w nullcline", "direction", "ring: unstable"] {
      #expect(phase.contains(">\(text)<"))
    }
    var before = leakyTrace("n", current: 1, tau: 5, steps: 30)
    before.isGhost = true
    let trace = TracePlot(
      traces: [before, leakyTrace("n", current: 1.5, tau: 5, steps: 30)],
      value: PlotAxis("mem", unit: "mV"))
    let text = trace.svg()
    #expect(text.contains(">mem (mV) of n, threshold 1 mV (dashed)<"))
    #expect(text.contains(">before<") && text.contains(">n<"))
    // Few samples are discs on the line, one each.
    #expect(text.ranges(of: "<circle").count == 30)
  }

  // Neurons and counts are whole, however few there are.
  @Test func ticksOfWholeNumbersAreWhole() {
    for plot in [Self.plots[1].1, Self.plots[2].1] {
      let labels = plot.svg(width: 600, height: 300).matches(of: /text-anchor="end"[^>]*>([^<]*)</)
        .map { String($0.output.1) }
      let whole = labels.prefix { !$0.contains(".") }
      #expect(whole.count >= 3 && whole.contains("1") && whole.contains("2"), "\(labels)")
    }
  }

  // Panels have the height of one each, and only the last one has times.
  @Test func panelsShareTheTimeAxis() {
    let trace = leakyTrace("n", current: 1.5, tau: 5, steps: 40)
    let stack = TraceStack([TracePlot(traces: [trace]), TracePlot(traces: [trace])])
    let text = stack.svg(width: 600, height: 420)
    #expect(text.ranges(of: ">step<").count == 1 && text.ranges(of: ">mem of n").count == 2)
    #expect(svgPage([stack], width: 600).contains("height=\"\(stack.usualPixels)\""))
  }

  @Test func marksOfTheFormatAreWrittenOut() {
    #expect(Self.plots[0].1.svg(width: 500, height: 300).contains("a&lt;b"))
  }
}
