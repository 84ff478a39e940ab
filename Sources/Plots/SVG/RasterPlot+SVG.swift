extension RasterPlot {
  /// The plot as Scalable Vector Graphics: a stroke for every spike, and the mean rate below.
  public func svg(width: Int = 800, height: Int = 420) -> String {
    var drawing = SVGDrawing(width: Double(width), height: Double(height))
    let neurons = groups.reduce(0) { $0 + $1.neurons }
    let times = firstStep - interval / 2...firstStep + (Double(max(1, samples)) - 0.5) * interval
    let strip = 86.0
    let top = drawing.heading(
      groups.count == 1 ? "spikes of \(groups[0].name)" : "spikes",
      legend: groups.enumerated().map { ($0.element.name, seriesColor($0.offset)) })
    let frame = SVGFrame(
      x: (time, times), y: (PlotAxis("neuron"), 0.5...Double(max(1, neurons)) + 0.5), in: drawing,
      top: top, bottom: 46 + strip)
    frame.drawAxes(on: &drawing, hasTimes: false, hasValues: false)
    drawing.text("neuron", at: (frame.left + 6, top - 2))
    let stroke = max(0.8, frame.height / Double(max(1, neurons)) * 0.8)
    // The first group is the topmost.
    var below = neurons
    for (index, group) in groups.enumerated() {
      below -= group.neurons
      for number in group.ticks(max(2, Int(frame.height / 25) / groups.count)) {
        let place = Double(below + number - group.firstNeuron + 1)
        frame.label("\(number)", up: frame.y.share(of: place), on: &drawing)
      }
      drawing.lines(
        zip(group.spikeNeurons, group.spikeSamples).flatMap {
          neuron, sample -> [(x: Double, y: Double)?] in
          let point = frame.point(
            firstStep + Double(sample) * interval, Double(below + neuron + 1))
          return [(point.x, point.y - stroke / 2), (point.x, point.y + stroke / 2), nil]
        }, .init(color: seriesColor(index), width: 1))
    }
    drawRates(on: &drawing, times: times, top: Double(height) - 46 - strip + 16)
    return drawing.text
  }

  private func drawRates(on drawing: inout SVGDrawing, times: ClosedRange<Double>, top: Double) {
    let rates = groups.map { self.rates(of: $0, bins: 200) }
    let frame = SVGFrame(
      x: (time, times), y: (rate, rateRange(of: rates.joined())), in: drawing, top: top)
    frame.drawAxes(on: &drawing)
    drawing.text(rate.heading, at: (frame.left + 6, top - 2))
    for (index, values) in rates.enumerated() {
      let width = (times.upperBound - times.lowerBound) / Double(values.count)
      let steps = values.enumerated().flatMap { bin, value in
        [bin, bin + 1].map { frame.point(times.lowerBound + Double($0) * width, value) }
      }
      drawing.lines(steps, .init(color: seriesColor(index), width: 1))
    }
  }
}
