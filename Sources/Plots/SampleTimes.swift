/// When evenly spaced samples were taken, as a line with labels below a plot.
struct SampleTimes {
  /// The time of the first sample.
  let first: Double
  /// The time between two samples.
  let interval: Double
  /// The time of the last sample, where that is not one interval after the one before.
  let last: Double?
  /// What is measured; steps where it has no unit.
  let axis: PlotAxis

  /// The line and the labels below a frame.
  ///
  /// - Parameter samples: where samples lie on columns of dots.
  func lines(_ samples: SampleScale, below frame: TextFrame) -> [InkedText] {
    guard samples.count > 0 else {
      return [InkedText("no samples".rightAligned(frame.gutter + 10))]
    }
    let last = self.last ?? first + Double(samples.count - 1) * interval
    let widest = max(readable(first).count, readable(last).count)
    // Half a step is no time, and ticks on whole steps need no decimals.
    let most = axis.unit.isEmpty && interval >= 1 ? max(1, Int(min(last - first, 1e6))) : .max
    let round = Ticks(
      first...max(last, first), count: min(max(1, frame.columns / (widest + 5)), most))
    let ticks = round.values.compactMap { tick -> (column: Int, label: String)? in
      let sample = place(of: tick, among: samples.count)
      guard sample.isFinite, sample > -1e-6, sample < Double(samples.count - 1) + 1e-6,
        isTime(tick, at: sample)
      else { return nil }
      return (
        column(of: sample, in: samples) * frame.columns / samples.columns, round.label(of: tick)
      )
    }
    return frame.axis(ticks, headingBehind: axis.heading)
  }

  // Between which samples a time lies.
  private func place(of time: Double, among count: Int) -> Double {
    let place = (time - first) / interval
    let before = first + Double(count - 2) * interval
    guard let last, place > Double(count - 2), last > before else { return place }
    return Double(count - 2) + (time - before) / (last - before)
  }

  // Steps lie on whole numbers only; where a sample stands for several of them, on any of these.
  private func isTime(_ tick: Double, at sample: Double) -> Bool {
    let isWhole = interval >= 1 && abs(tick - tick.rounded()) < 1e-6
    return !axis.unit.isEmpty || isWhole || abs(sample - sample.rounded()) < 1e-6
  }

  // A tick may lie between two samples.
  private func column(of place: Double, in samples: SampleScale) -> Int {
    let below = min(max(Int(place.rounded(.down)), 0), samples.count - 1)
    let above = min(below + 1, samples.count - 1)
    let (low, high) = (samples.column(of: below), samples.column(of: above))
    return low + Int((Double(high - low) * (place - Double(below))).rounded())
  }
}
