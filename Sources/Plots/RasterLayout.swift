/// A raster with its scales and margins decided.
struct RasterLayout {
  private let plot: RasterPlot
  private let style: PlotStyle
  private let width: Int
  private let frame: TextFrame
  /// The rows that each group takes.
  private let rows: [Int]
  /// Where samples lie on columns of characters.
  private let samples: SampleScale

  init(_ plot: RasterPlot, width: Int, height: Int, style: PlotStyle) {
    self.plot = plot
    self.style = style
    self.width = width
    rows = Self.rows(of: plot.groups, height: height, style: style)
    let numbers = plot.groups.map { "\($0.firstNeuron + $0.neurons - 1)" }
    // Rates have up to three digits behind a point.
    let widest = max(5, brief(plot.highestRate).count)
    let names = plot.groups.count > 1 ? plot.groups.map(\.name) : []
    let notes =
      names + names.map { "\(plot.rate.heading) \($0)" } + [". 1 spike"] + [
        plot.time.heading, plot.rate.heading,
      ]
    let margin = min((notes.map(\.drawnCount).max() ?? 0) + 1, width / 3)
    frame = TextFrame(
      labels: numbers + [String(repeating: "0", count: widest)], width: width, margin: margin,
      style: style)
    samples = SampleScale(count: plot.samples, columns: frame.columns)
  }

  // Neurons one above the other in a row of characters; pixels leave them as much room.
  private static func lanes(_ style: PlotStyle) -> Int { style.marks == .braille ? 4 : 1 }

  // Every neuron has a row of its own where there is room, else groups share the rows by their
  // sizes.
  private static func rows(
    of groups: [RasterPlot.Group], height: Int, style: PlotStyle
  ) -> [Int] {
    let wanted = groups.map { max(1, ($0.neurons + lanes(style) - 1) / lanes(style)) }
    let all = wanted.reduce(0, +)
    guard all > height else { return wanted }
    return wanted.map { max(1, $0 * height / all) }
  }

  /// All lines from the title to the rates.
  var lines: [InkedText] {
    let counts = !style.isFine ? plot.groups.indices.map(counts(of:)) : []
    let digits = zip(plot.groups.indices, counts).filter { !isHeavy($0, $1) }
    var lines = legend(
      title, spikeEntries(most: digits.map { $0.1.max() ?? 0 }.max() ?? 0), width: width)
    for (index, group) in plot.groups.enumerated() {
      if index > 0 {
        let line = String(repeating: "- ", count: frame.columns / 2)
        lines.append("|".rightAligned(frame.gutter) + InkedText(line, .faint))
      }
      lines += neuronRows(group, index, counts: counts.isEmpty ? nil : counts[index])
    }
    lines += SampleTimes(
      first: plot.firstStep, interval: plot.interval, last: nil, axis: plot.time
    ).lines(samples, below: frame)
    guard plot.samples > 0 else { return lines }
    for (index, group) in plot.groups.enumerated() { lines += rateStrip(of: group, ink: index) }
    return lines
  }

  private var title: String {
    let spikes = plot.groups.reduce(0) { $0 + $1.spikeNeurons.count }
    let neurons = plot.groups.reduce(0) { $0 + $1.neurons }
    let names = plot.groups.map(\.name).joined(separator: ", ")
    return "\(names): \(spikes) spike\(spikes == 1 ? "" : "s") of \(neurons) neuron"
      + (neurons == 1 ? "" : "s")
  }

  // MARK: - Neurons

  private func neuronRows(
    _ group: RasterPlot.Group, _ index: Int, counts: [Int]?
  ) -> [InkedText] {
    let rows = rows[index]
    var notes = plot.groups.count > 1 ? [InkedText(group.name, .series(index))] : []
    var canvas = frame.canvas(rows: rows)
    if let counts {
      let most = counts.max() ?? 0
      let isHeavy = isHeavy(index, counts)
      if isHeavy { notes += [InkedText(". 1 spike"), InkedText("@ \(most)")] }
      for (cell, count) in counts.enumerated() where count > 0 {
        canvas.put(
          isHeavy ? densityMark(count, most: most) : spikeMark(count), .series(index),
          column: cell % frame.columns, row: cell / frame.columns)
      }
    } else {
      let fine = SampleScale(count: plot.samples, columns: canvas.dotColumns)
      for (neuron, sample) in plot.spikes(of: group) {
        let lane = row(of: neuron, of: group, rows: rows * Self.lanes(style))
        let height = style.dotsDown / Self.lanes(style)
        canvas.dots(
          "|", .series(index), x: fine.column(of: sample), from: lane * height,
          to: lane * height + max(0, height - 2))
      }
    }
    var labels: [Int: String] = [:]
    for number in group.ticks(max(2, rows / 2)) {
      let row = row(of: number - group.firstNeuron, of: group, rows: rows * Self.lanes(style))
      labels[row / Self.lanes(style)] = "\(number)"
    }
    return frame.rows(
      canvas, labels: labels, notes: Dictionary(uniqueKeysWithValues: zip(0..., notes)))
  }

  // Rows, or rows of dots, are counted from the top.
  private func row(of neuron: Int, of group: RasterPlot.Group, rows: Int) -> Int {
    rows - 1 - (group.neurons > rows ? neuron * rows / group.neurons : neuron)
  }

  // The spikes of a group that share each mark, row by row.
  private func counts(of index: Int) -> [Int] {
    let group = plot.groups[index]
    var counts = Array(repeating: 0, count: rows[index] * frame.columns)
    for (neuron, sample) in plot.spikes(of: group) {
      let row = row(of: neuron, of: group, rows: rows[index])
      counts[row * frame.columns + samples.column(of: sample)] += 1
    }
    return counts
  }

  // Many neurons in a row: heavier marks for more spikes, up to the most that share a mark.
  private func isHeavy(_ index: Int, _ counts: [Int]) -> Bool {
    plot.groups[index].neurons > rows[index] && counts.contains { $0 > 9 }
  }

  // MARK: - Rates

  // How often a neuron fires on average, three rows of bars high.
  private func rateStrip(of group: RasterPlot.Group, ink: Int) -> [InkedText] {
    let rates = plot.rates(of: group, bins: frame.columns)
    let range = plot.rateRange(of: rates)
    var canvas = frame.canvas(rows: rateRows)
    for x in 0..<canvas.dotColumns {
      let rate = rates[min(rates.count - 1, x / style.dotsAcross * rates.count / frame.columns)]
      canvas.bar(":", .series(ink), x: x, share: rate / range.upperBound)
    }
    let name = plot.groups.count > 1 ? " \(group.name)" : ""
    return frame.strip(canvas, range, note: plot.rate.heading + name)
  }
}

private let rateRows = 3

/// How many spikes share a mark where many do: the heavier, the more.
private func densityMark(_ count: Int, most: Int) -> Character {
  let ramp: [Character] = Array(".:-=+*#%@")
  return ramp[min(ramp.count - 1, (count - 1) * ramp.count / most)]
}
