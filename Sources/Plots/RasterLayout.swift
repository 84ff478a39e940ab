/// A raster with its scales and margins decided.
struct RasterLayout {
  private let plot: RasterPlot
  private let style: PlotStyle
  private let columns: Int
  private let gutter: Int
  /// The rows that each group takes.
  private let rows: [Int]
  /// Where samples lie on columns of characters.
  private let samples: SampleScale

  init(_ plot: RasterPlot, width: Int, height: Int, style: PlotStyle) {
    self.plot = plot
    self.style = style
    rows = Self.rows(of: plot.groups, height: height, style: style)
    let numbers = plot.groups.map { "\($0.firstNeuron + $0.neurons - 1)" }
    // Rates have up to three digits behind a point.
    let widest = max(5, brief(plot.highestRate).count)
    gutter = max(numbers.map(\.count).max() ?? 1, widest) + 2
    let names = plot.groups.count > 1 ? plot.groups.map(\.name) : []
    let notes =
      names + names.map { "\(plot.rate.heading) \($0)" } + [". 1 spike"] + [
        plot.time.heading, plot.rate.heading,
      ]
    let margin = min((notes.map(\.count).max() ?? 0) + 1, width / 3)
    columns = max(8, width - gutter - margin)
    samples = SampleScale(count: plot.samples, columns: columns)
  }

  // Every neuron has a row of its own where there is room, else groups share the rows by their
  // sizes.
  private static func rows(
    of groups: [RasterPlot.Group], height: Int, style: PlotStyle
  ) -> [Int] {
    let wanted = groups.map { max(1, ($0.neurons + style.dotsDown - 1) / style.dotsDown) }
    let all = wanted.reduce(0, +)
    guard all > height else { return wanted }
    return wanted.map { max(1, $0 * height / all) }
  }

  /// All lines from the title to the rates.
  var lines: [InkedText] {
    var lines = [title]
    for (index, group) in plot.groups.enumerated() {
      if index > 0 {
        let line = String(repeating: "- ", count: columns / 2)
        lines.append("|".rightAligned(gutter) + InkedText(line, .faint))
      }
      lines += neuronRows(group, rows: rows[index], ink: index)
    }
    let axis = TimeAxis(
      first: plot.firstStep, interval: plot.interval, label: plot.time.label,
      unit: plot.time.unit)
    lines += axis.lines(samples, columns: columns, gutter: gutter)
    guard plot.samples > 0 else { return lines }
    for (index, group) in plot.groups.enumerated() { lines += rateStrip(of: group, ink: index) }
    return lines
  }

  private var title: InkedText {
    let spikes = plot.groups.reduce(0) { $0 + $1.spikeNeurons.count }
    let neurons = plot.groups.reduce(0) { $0 + $1.neurons }
    let names = plot.groups.map(\.name).joined(separator: ", ")
    return InkedText(
      "\(names): \(spikes) spike\(spikes == 1 ? "" : "s") of \(neurons) neuron"
        + (neurons == 1 ? "" : "s"))
  }

  // MARK: - Neurons

  private func neuronRows(_ group: RasterPlot.Group, rows: Int, ink: Int) -> [InkedText] {
    var notes = plot.groups.count > 1 ? [InkedText(group.name, .series(ink))] : []
    let canvas: Canvas
    if style.marks == .braille {
      canvas = dots(of: group, rows: rows, ink: ink)
    } else {
      let counts = counts(of: group, rows: rows)
      let most = counts.max() ?? 0
      // Many neurons in a row: heavier marks for more spikes, up to the most that share a mark.
      let isHeavy = group.neurons > rows && most > 9
      if isHeavy { notes += [InkedText(". 1 spike"), InkedText("@ \(most)")] }
      canvas = self.canvas(counts, rows: rows, ink: ink) { count in
        isHeavy ? densityMark(count, most: most) : spikeMark(count)
      }
    }
    let last = group.firstNeuron + group.neurons - 1
    var labels: [Int: String] = [:]
    let ticks = Axis(
      Double(group.firstNeuron)...Double(max(last, group.firstNeuron)),
      count: group.neurons <= 4 ? group.neurons : max(2, rows / 2))
    for tick in ticks.ticks where tick == tick.rounded() {
      let row = row(of: Int(tick) - group.firstNeuron, of: group, rows: rows * style.dotsDown)
      labels[row / style.dotsDown] = "\(Int(tick))"
    }
    return (0..<rows).map { row in
      let axis = (labels[row] ?? "").rightAligned(gutter - 2) + (labels[row] == nil ? " |" : " +")
      return axis + canvas.text(row: row) + (notes.indices ~= row ? " " + notes[row] : InkedText())
    }
  }

  // Rows, or rows of dots, are counted from the top.
  private func row(of neuron: Int, of group: RasterPlot.Group, rows: Int) -> Int {
    rows - 1 - (group.neurons > rows ? neuron * rows / group.neurons : neuron)
  }

  private func eachSpike(of group: RasterPlot.Group, _ body: (_ neuron: Int, _ sample: Int) -> Void)
  {
    for (neuron, sample) in zip(group.spikeNeurons, group.spikeSamples)
    where 0..<group.neurons ~= neuron && 0..<plot.samples ~= sample { body(neuron, sample) }
  }

  private func dots(of group: RasterPlot.Group, rows: Int, ink: Int) -> Canvas {
    var canvas = Canvas(columns: columns, rows: rows, style: style)
    let fine = SampleScale(count: plot.samples, columns: canvas.dotColumns)
    let height = canvas.dotRows
    eachSpike(of: group) { neuron, sample in
      canvas.dot(
        "|", .series(ink), x: fine.column(of: sample),
        y: row(of: neuron, of: group, rows: height))
    }
    return canvas
  }

  // The spikes that share each mark, row by row.
  private func counts(of group: RasterPlot.Group, rows: Int) -> [Int] {
    var counts = Array(repeating: 0, count: rows * columns)
    eachSpike(of: group) { neuron, sample in
      counts[row(of: neuron, of: group, rows: rows) * columns + samples.column(of: sample)] += 1
    }
    return counts
  }

  private func canvas(
    _ counts: [Int], rows: Int, ink: Int, mark: (Int) -> Character
  ) -> Canvas {
    var canvas = Canvas(columns: columns, rows: rows, style: style)
    for (cell, count) in counts.enumerated() where count > 0 {
      canvas.put(mark(count), .series(ink), column: cell % columns, row: cell / columns)
    }
    return canvas
  }

  // MARK: - Rates

  // How often a neuron fires on average, three rows of bars high.
  private func rateStrip(of group: RasterPlot.Group, ink: Int) -> [InkedText] {
    let bins = samples.isDense ? columns : plot.samples
    var counts = Array(repeating: 0, count: bins)
    eachSpike(of: group) { _, sample in
      counts[samples.isDense ? samples.column(of: sample) : sample] += 1
    }
    let rates = counts.enumerated().map { bin, count in
      let width = samples.isDense ? Self.samples(in: bin, of: bins, count: plot.samples) : 1
      return plot.highestRate * Double(count) / Double(width * max(1, group.neurons))
    }
    let highest = rates.max() ?? 0
    var canvas = Canvas(columns: columns, rows: rateRows, style: style)
    for x in 0..<canvas.dotColumns where highest > 0 {
      let rate = rates[min(bins - 1, x / style.dotsAcross * bins / columns)]
      // A single spike is to be seen as well.
      let share = (rate / highest * Double(canvas.dotRows)).rounded(.up)
      guard share > 0 else { continue }
      canvas.dots(
        ":", .series(ink), x: x, from: canvas.dotRows - Int(share), to: canvas.dotRows - 1)
    }
    let name = plot.groups.count > 1 ? " \(group.name)" : ""
    return (0..<rateRows).map { row in
      let value = row == 0 ? brief(highest) : row == rateRows - 1 ? "0" : ""
      let note = row == rateRows / 2 ? " \(plot.rate.heading)\(name)" : ""
      return value.rightAligned(gutter - 2) + " |" + (canvas.text(row: row) + note)
    }
  }

  private static func samples(in bin: Int, of bins: Int, count: Int) -> Int {
    let first = (bin * count + bins - 1) / bins
    let next = ((bin + 1) * count + bins - 1) / bins
    return max(1, next - first)
  }
}

private let rateRows = 3

/// How many spikes share a mark where many do: the heavier, the more.
private func densityMark(_ count: Int, most: Int) -> Character {
  let ramp: [Character] = Array(".:-=+*#%@")
  return ramp[min(ramp.count - 1, (count - 1) * ramp.count / most)]
}
