import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

// A node and its numbers in words.
extension Node {
  /// The name of one of its neurons: `n`, or `p[3]` in a population.
  func label(neuron: Int) -> String { population > 1 ? "\(name)[\(neuron + 1)]" : name }

  /// The node in a line: `LIF, threshold 1, tau 2, step 4`.
  var summary: String {
    let size = population > 1 ? ["\(population) neurons"] : []
    let threshold = thresholds.map {
      "threshold \(readable($0))\(membraneUnit.text.spaced)"
    }
    let shown = ["tau", "step"].filter { parameters[$0] != nil }
    let values = shown.map { "\($0) \(readable(parameters[$0] ?? []))\(unit(of: $0).text.spaced)" }
    return ([model.name] + size + [threshold].compactMap(\.self) + values).joined(separator: ", ")
  }

  /// A parameter or state of a population in a word: its value, or its range.
  func readable(_ values: [Double]) -> String {
    guard let low = values.min(), let high = values.max() else { return "" }
    return low == high ? low.readable : "\(low.readable)..\(high.readable)"
  }

  /// The same for a table, in which one value stays a number.
  func cell(_ values: [Double], unit: UnitOfMeasure) -> Table.Cell {
    guard let first = values.first, values.allSatisfy({ $0 == first }) else {
      return .text(readable(values) + unit.text.spaced)
    }
    return .measured(first, unit: unit.text)
  }

  /// A name with its unit, as columns are headed: `mem (mV)`.
  func heading(_ name: String) -> String { name.heading(in: unit(of: name)) }

  /// How long a step is.
  var clock: String {
    timeUnit.map { "\(stepLength.readable) \($0.text)" } ?? "a step without a length"
  }

  /// A number of steps as a time where time has a unit.
  func duration(_ steps: Double) -> String {
    guard let timeUnit else { return steps == 1 ? "1 step" : "\(steps.readable) steps" }
    return "\((steps * stepLength).readable) \(timeUnit.text)"
  }

  /// When a step is.
  func moment(_ step: Int) -> String {
    timeUnit == nil ? "step \(step)" : duration(Double(step))
  }

  /// When a time in steps is.
  func moment(_ time: Double) -> String {
    timeUnit == nil ? "step \(time.readable)" : duration(time)
  }

  /// What happened since a step, in a line.
  func news(since before: Int) -> String {
    let taken = time - before
    let spikes = recording.spikeCount(after: before)
    let now = timeUnit.map { ", \((Double(time) * stepLength).readable) \($0.text)" } ?? ""
    var text =
      "\(name): \(taken.counted("step")) to step \(time)\(now), \(spikes.counted("spike"))"
    guard population == 1 else { return text + " of \(population) neurons" }
    if spikes > 0, recording.holdsSpikes(after: before) {
      let times = textOfSpikes(after: before, atMost: 6)
      let more = spikes > times.count ? ", ..." : ""
      text += " (at \(times.joined(separator: ", "))\(more))"
    }
    return text + ", mem \(mem[0].readable)\(membraneUnit.text.spaced)"
  }

  // When its first neuron fired: steps, or times where spikes lie between steps.
  private func textOfSpikes(after step: Int, atMost limit: Int) -> [String] {
    guard spikeTiming == .exact, let timeUnit else {
      return recording.spikeSteps(neuron: 0, after: step, atMost: limit).map(String.init)
    }
    return recording.spikeTimes(neuron: 0, after: step).prefix(limit)
      .map { "\(($0 * stepLength).readable) \(timeUnit.text)" }
  }

  /// Why a run could not go on, and what to try.
  func reasonAndRemedy(of place: NotFinite) -> (reason: String, remedy: String) {
    switch place.cause {
    case .notFinite:
      ("\(place.quantity) is not a finite number, which began in '\(place.term)'", remedy)
    case .endlessFiring:
      (
        "it fires again and again at the same time",
        "a reset below the threshold, or a refractory period"
      )
    case .endlessEvent(let event):
      (
        "'\(event)' happens again and again at the same time",
        "statements after which the condition does not hold"
      )
    case .tolerance where !method.isAdaptive:
      ("too much happens within a step of \(clock) to find when it fires", remedy)
    case .tolerance:
      (
        "its steps would be too short, with an error of tolerance=\(tolerance.readable)",
        "a larger tolerance" + stiffRemedy
      )
    case .steps:
      (
        "it takes more than 10000 steps of its own, with an error of tolerance=\(tolerance.readable),"
          + " within one of \(clock)",
        "a dt below \(clock), or a larger tolerance" + stiffRemedy
      )
    }
  }

  private var stiffRemedy: String {
    method == .adaptive ? ", or 'set \(name) method=stiff' for stiff equations" : ""
  }

  /// What to try where its states run off: equations in time often do so for too large a dt.
  var remedy: String {
    guard dependsOnTimeStep else { return "other parameters or input" }
    let unit = unit(of: "dt").text
    return
      "a dt below \(dt.readable)\(unit.spaced), such as 'set \(name) dt=\((dt / 10).readable)\(unit)'"
      + " after 'reset \(name)', or other parameters or input"
  }

  // No membrane comes near that, in mV.
  private static let largestPotential = 1000.0

  /// That mem has left what a membrane can have, which looks like spikes; nil where it has not.
  var warning: String? {
    let unit = membraneUnit
    let millivolt = UnitOfMeasure.named("mV") ?? .none
    guard dependsOnTimeStep, unit != .none, unit.isSameKind(as: millivolt) else { return nil }
    let limit = Self.largestPotential * millivolt.factor(to: unit)
    guard let mem = mem.first(where: { abs($0) > limit }) else { return nil }
    return "\(name): mem of \(mem.readable) \(unit.text) is none that a membrane has: try \(remedy)"
  }
}
