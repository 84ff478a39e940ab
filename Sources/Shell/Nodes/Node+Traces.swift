import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation

// What is drawn of a node.
extension Node {
  /// What its time axis shows.
  var timeAxis: PlotAxis {
    PlotAxis(timeUnit == nil ? "step" : "time", unit: timeUnit?.text ?? "")
  }

  /// Whether a quantity of both can be drawn on the same axes.
  func isComparable(with other: Node, in quantity: String) -> Bool {
    stepLength == other.stepLength && timeUnit == other.timeUnit
      && unit(of: quantity) == other.unit(of: quantity)
  }

  /// A plot of one quantity without its traces: the units and the scale of time.
  func tracePlot(of quantity: String, from step: Int) -> TracePlot {
    TracePlot(
      traces: [], firstStep: Double(step) * stepLength, interval: stepLength,
      value: PlotAxis(quantity, unit: unit(of: quantity).text), time: timeAxis)
  }

  /// What has to be recorded for a trace of a quantity.
  func recordings(for quantity: String) -> [String] {
    quantity == "mem" && records("mem_before")
      ? ["mem", "mem_before", "spike"] : [quantity, "spike"]
  }

  /// One quantity of one neuron.
  ///
  /// mem is shown before a reset where that is kept, so that a firing step shows its peak.
  func trace(of quantity: String, neuron: Int, steps: ClosedRange<Int>) -> Trace {
    func samples(_ quantity: String) -> [Double] {
      self.samples(of: quantity, neuron: neuron, steps: steps)
    }
    let fired = recording.spikeSteps(neuron: neuron, after: steps.lowerBound - 1)
    var trace = Trace(
      name: label(neuron: neuron), values: samples(quantity),
      spikes: fired.prefix { $0 <= steps.upperBound }.map { $0 - steps.lowerBound })
    trace.quantity = quantity
    let input = model.inputs.keys[0]
    if quantity != input {
      trace.input = samples(input)
      trace.inputUnit = unit(of: input).text
    }
    guard quantity == "mem" else { return trace }
    let after = trace.values
    let before = samples("mem_before")
    guard !before.isEmpty else { return trace }
    trace.values = before
    trace.isBeforeReset = true
    for index in trace.spikes where after[index] != trace.values[index] {
      trace.resets[index] = after[index]
    }
    trace.threshold = threshold(of: neuron)
    return trace
  }

  /// The latest part of mem in a line, that of the first neuron: its last few spikes, or everything
  /// where there are fewer; empty where mem was not recorded.
  var sparkline: String {
    let spikes = recording.spikeSteps(neuron: 0, after: max(0, recording.steps - longestSparkline))
    let first = max(
      spikes.count > 5 ? spikes[spikes.count - 6] + 1 : 1, recording.steps - longestSparkline + 1)
    let steps = first...max(first, recording.steps)
    guard recording.steps > 0,
      recordings(for: "mem").allSatisfy({ recording.holds($0, steps: steps) })
    else { return "" }
    let trace = trace(of: "mem", neuron: 0, steps: steps)
    return Sparkline(values: trace.values, spikes: trace.spikes).rendered(width: 20)
  }

  /// The surrogate's two sides from x = -2 to 2.
  var surrogatePlot: TracePlot {
    let alpha = parameters["alpha"]?.first ?? surrogate.defaultAlpha
    let places = (0...400).map { Double($0) / 100 - 2 }
    var plot = TracePlot(
      traces: [
        Trace(name: "spike", values: places.map { surrogate.forward($0) }),
        Trace(name: "gradient", values: places.map { surrogate.derivative($0, alpha: alpha) }),
      ],
      firstStep: -2, interval: 0.01,
      value: PlotAxis("\(surrogate.rawValue), alpha \(alpha.readable)"),
      time: PlotAxis("mem - threshold"))
    plot.showsSpikes = false
    return plot
  }
}

// In steps; more than that would take long to go through for one line.
private let longestSparkline = 100_000
