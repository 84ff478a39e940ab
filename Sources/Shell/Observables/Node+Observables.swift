import Analysis
import Equations
import OrderedCollections
import Simulation

extension Node {
  /// What can be observed of its neurons, over whatever time.
  var observables: [Observable] {
    Observable.ofSpikes
      + Observable.observables(of: recording.quantities.filter { $0 != "spike" })
  }

  /// The observable that a word names; nil where it names none, or something of the model.
  func observable(_ word: String) -> Observable? {
    guard parameters[word] == nil, !recording.quantities.contains(word) else { return nil }
    return ([.time] + observables).first { $0.name == word }
  }

  /// Whether the neurons of a population have a quantity in common, or together.
  func isShared(_ quantity: String) -> Bool {
    observable(quantity)?.isOfPopulation ?? (parameters[quantity]?.count == 1)
  }

  /// What an observable is in: its unit, and what turns numbers in steps into it.
  func scale(of observable: Observable) -> (unit: UnitOfMeasure, factor: Double) {
    switch observable {
    case .rate, .intervalRate: (rateUnit, rateFactor / stepLength)
    case .spikes, .variation: (.none, 1)
    case .time, .firstSpike, .lastSpike, .interval: (timeUnit ?? .none, stepLength)
    case .mean(let name), .least(let name), .most(let name): (unit(of: name), 1)
    }
  }

  /// A quantity of one neuron, or where none is named of all: a parameter, a state, the last sample
  /// of what is recorded, or an observable of all that was recorded.
  ///
  /// - Throws: `Diagnostic` at a name that is unknown, or of what was not recorded or did not happen.
  func value(of quantity: Name, neuron: Int?) throws(Diagnostic) -> Double {
    if let values = parameters[quantity.text] ?? states[quantity.text] {
      return values.count > 1 ? values[neuron ?? 0] : values[0]
    }
    if recording.quantities.contains(quantity.text), recording.steps > 0 {
      let last = recording.steps
      try require([quantity.text], steps: last...last, at: quantity.range)
      if let sample = recording.sample(of: quantity.text, neuron: neuron ?? 0, step: last) {
        return sample
      }
    }
    guard let observable = observable(quantity.text) else {
      let names =
        Array(parameters.keys) + recording.quantities + [Observable.time.name]
        + observables.map(\.name)
      throw .unknown(
        "quantity", quantity, among: names, expected: "one of \(names.joined(separator: ", "))")
    }
    return try value(of: observable, neuron: neuron, at: quantity.range)
  }

  private func value(
    of observable: Observable, neuron: Int?, at range: SourceRange
  ) throws(Diagnostic) -> Double {
    switch observable {
    case .time: return Double(time) * stepLength
    case .spikes: return Double(try spikeCount(of: neuron, at: range))
    case .rate:
      try requireRun(at: range)
      return rate(
        ofSpikes: try spikeCount(of: neuron, at: range), neurons: neuron == nil ? population : 1,
        steps: recording.steps)
    default:
      // What has not fired is told below.
      if observable.fewestSpikes == 0 { try requireRun(at: range) }
      try requireAll(observable.quantity ?? "spike", at: range)
      guard let value = observable.value(in: recording, neuron: neuron ?? 0) else {
        let fewest = observable.fewestSpikes
        throw Diagnostic(
          "'\(name)' has not fired" + (fewest > 1 ? " \(fewest) times" : ""), at: range,
          expected: "\(fewest > 1 ? "\(fewest) spikes" : "a spike") before '\(observable.name)'")
      }
      return value * scale(of: observable).factor
    }
  }

  private func requireAll(_ quantity: String, at range: SourceRange) throws(Diagnostic) {
    guard recording.steps > 0 else { return }
    try require([quantity], steps: 1...recording.steps, at: range)
  }

  private func spikeCount(of neuron: Int?, at range: SourceRange) throws(Diagnostic) -> Int {
    // How often all neurons together fired is always known.
    guard let neuron, population > 1 else { return recording.spikeCount(after: 0) }
    try requireAll("spike", at: range)
    return recording.spikeSteps(neuron: neuron).count
  }

  /// `Observable.rate` in `rateUnit`: spikes by neurons and time.
  func rate(ofSpikes count: Int, neurons: Int = 1, steps: Int) -> Double {
    Double(count) / Double(neurons) / (Double(steps) * stepLength) * rateFactor
  }

  /// The same of some neurons in a window of time.
  func rate(of statistics: SpikeStatistics) -> Double {
    rate(ofSpikes: statistics.spikes, neurons: statistics.neurons, steps: statistics.steps)
  }

  /// Rates are in Hz where time is in seconds or parts of it, else in spikes a step.
  var rateUnit: UnitOfMeasure {
    guard let timeUnit, let hertz = UnitOfMeasure.named("Hz") else { return .none }
    return hertz.isSameKind(as: .none / timeUnit) ? hertz : .none / timeUnit
  }

  /// What turns spikes per unit of time into `rateUnit`.
  var rateFactor: Double {
    guard let timeUnit else { return 1 }
    return (UnitOfMeasure.none / timeUnit).factor(to: rateUnit)
  }
}
