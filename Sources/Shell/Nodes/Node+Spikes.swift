import Equations
import Plots
import Simulation

// What is drawn of a node's spikes.
extension Node {
  /// A raster without its neurons: time and rates.
  func rasterPlot(steps: ClosedRange<Int>) -> RasterPlot {
    RasterPlot(
      groups: [], samples: steps.count, firstStep: Double(steps.lowerBound) * stepLength,
      interval: stepLength, time: timeAxis, rate: PlotAxis("rate", unit: rateUnit.text),
      highestRate: rateFactor / stepLength)
  }

  /// The spikes of some of its neurons; nil where it was interrupted.
  func rasterGroup(
    _ part: Target.Part, steps: ClosedRange<Int>, isInterrupted: () -> Bool
  ) -> RasterPlot.Group? {
    let neurons = part.neurons ?? 0..<population
    var group = RasterPlot.Group(
      name: part.label, neurons: neurons.count, firstNeuron: neurons.lowerBound + 1,
      spikeNeurons: [], spikeSamples: [])
    let isWhole = recording.forEachSpikeTime(
      of: neurons, steps: steps, isInterrupted: isInterrupted
    ) { time, neuron in
      let step = max(Double(steps.lowerBound), time.rounded(.up))
      group.spikeNeurons.append(neuron - neurons.lowerBound)
      group.spikeSamples.append(Int(step) - steps.lowerBound)
      group.spikeLeads.append(step - time)
    }
    if !group.spikeLeads.contains(where: { $0 > 0 }) { group.spikeLeads = [] }
    return isWhole ? group : nil
  }

  /// The smallest of 1, 2 and 5 times the powers of ten steps with which there are at most 60 bins,
  /// of some spikes each where that leaves at least 6; nil where it was interrupted.
  func usualBin(
    of neurons: Range<Int>, steps: ClosedRange<Int>, isInterrupted: () -> Bool
  ) -> Int? {
    var spikes = 0
    let isWhole = recording.forEachSpike(
      of: neurons, steps: steps, isInterrupted: isInterrupted
    ) { _, _, _ in spikes += 1 }
    guard isWhole else { return nil }
    let bins = min(max(spikes / spikesInABin, fewestBins), mostBins)
    let most = max(1, steps.count / fewestBins)
    var best = 1
    var unit = 1
    while true {
      for factor in [1, 2, 5] {
        guard factor * unit <= most else { return best }
        best = factor * unit
        if steps.count <= bins * best { return best }
      }
      unit *= 10
    }
  }

  /// How often some of its neurons fired, by bins of so many steps; nil where it was interrupted.
  func ratePlot(
    of part: Target.Part, steps: ClosedRange<Int>, bin: Int, isInterrupted: () -> Bool
  ) -> TracePlot? {
    let neurons = part.neurons ?? 0..<population
    var counts = Array(repeating: 0, count: (steps.count + bin - 1) / bin)
    let isWhole = recording.forEachSpike(
      of: neurons, steps: steps, isInterrupted: isInterrupted
    ) { step, _, _ in
      counts[(step - steps.lowerBound) / bin] += 1
    }
    guard isWhole else { return nil }
    let rates = counts.enumerated().map { index, count in
      // The last bin may be shorter.
      let length = min(bin, steps.count - index * bin)
      return rate(ofSpikes: count, neurons: neurons.count, steps: length)
    }
    // Middles lie on steps or between two.
    func time(halfSteps: Int) -> Double { Double(halfSteps).times(stepLength / 2) }
    var plot = TracePlot(
      traces: [Trace(name: part.label, values: rates)],
      firstStep: time(halfSteps: 2 * steps.lowerBound + bin - 1),
      interval: Double(bin).times(stepLength),
      value: PlotAxis("rate", unit: rateUnit.text, beginsAtZero: true), time: timeAxis)
    // Of the last bin it is the middle of what is there.
    let rest = steps.count % bin
    if rest > 0 {
      plot.lastStep = time(halfSteps: 2 * steps.upperBound - rest + 1)
    }
    plot.showsSpikes = false
    plot.note = "in bins of \(duration(Double(bin)))"
    return plot
  }
}

// The most bins that there are unless asked for.
private let mostBins = 60
// The fewest where spikes are rare: with less there is no change in time to see.
private let fewestBins = 6
// So many spikes in a bin make one more or less of them a small change.
private let spikesInABin = 10
