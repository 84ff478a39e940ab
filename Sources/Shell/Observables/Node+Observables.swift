import Analysis
import Equations
import OrderedCollections
import Plots
import Simulation

extension Node {
  /// What can be observed of its neurons, over whatever time.
  var observables: [Observable] {
    Observable.ofNeurons + Observable.of(quantities.filter { $0 != "spike" })
  }

  /// The observable that a word names; nil where it names none, or something of the model.
  func observable(_ word: String) -> Observable? {
    guard parameters[word] == nil, !recording.quantities.contains(word) else { return nil }
    return observables.first { $0.name == word }
  }

  /// Whether the neurons of a population have a quantity in common, or together.
  func isShared(_ quantity: String) -> Bool {
    observable(quantity).map { Observable.ofPopulations.contains($0) }
      ?? (parameters[quantity]?.count == 1)
  }

  /// What an observable is in: its unit, and what turns numbers in steps into it.
  func scale(of observable: Observable) -> (unit: UnitOfMeasure, factor: Double) {
    switch observable.dimension {
    case .number: (.none, 1)
    case .time: (timeUnit ?? .none, stepLength)
    case .rate: (rateUnit, rateFactor / stepLength)
    case .quantity(let name): (unit(of: name), 1)
    }
  }

  /// An observable as axes and columns are headed.
  func axis(of observable: Observable) -> PlotAxis {
    let isPerStep = observable.dimension == .rate && timeUnit == nil
    return PlotAxis(
      observable.name, unit: isPerStep ? "spikes/step" : scale(of: observable).unit.text,
      beginsAtZero: observable.dimension == .rate)
  }

  /// A quantity of one neuron, or where none is named of all: a parameter, a state, the last sample
  /// of what is recorded or named by `let`, or an observable of all that was recorded.
  ///
  /// - Throws: `Diagnostic` at a name that is unknown, or of what was not recorded or did not happen.
  func value(of quantity: Name, neuron: Int?) throws(Diagnostic) -> Double {
    if let values = parameters[quantity.text] ?? states[quantity.text] {
      return values.count > 1 ? values[neuron ?? 0] : values[0]
    }
    // Words that every neuron has keep their meaning.
    let isNamed = computes(quantity.text) && observable(quantity.text) == nil
    if isNamed { try requireRun(at: quantity.range) }
    if isNamed || recording.quantities.contains(quantity.text), recording.steps > 0 {
      let last = recording.steps
      try require([quantity.text], steps: last...last, at: quantity.range)
      if let sample = sample(of: quantity.text, neuron: neuron ?? 0, step: last) {
        return sample
      }
    }
    guard let observable = observable(quantity.text) else {
      let names =
        parameters.keys.filter { !$0.isOfFurtherCompartment } + declaredQuantities
        + observables.map(\.name)
      throw .unknown("quantity", quantity, oneOf: names)
    }
    return try value(of: observable, neuron: neuron, at: quantity.range)
  }

  private func value(
    of observable: Observable, neuron: Int?, at range: SourceRange
  ) throws(Diagnostic) -> Double {
    if observable == .time { return Double(time).times(stepLength) }
    if observable == .spikes { return Double(try spikeCount(of: neuron, at: range)) }
    try requireRun(at: range)
    if observable == .rate {
      return rate(
        ofSpikes: try spikeCount(of: neuron, at: range), neurons: neuron == nil ? population : 1,
        steps: recording.steps)
    }
    try require([observable.quantity ?? "spike"], steps: 1...recording.steps, at: range)
    if let value = observable.value(of: self, neuron: neuron ?? 0) {
      return value * scale(of: observable).factor
    }
    let count = recording.spikeSteps(neuron: neuron ?? 0).count
    throw Diagnostic(
      "'\(name)' has " + (count == 0 ? "not fired" : "fired \(count.counted("time"))"), at: range,
      expected: "\(count == 0 ? "a spike" : "more spikes") before '\(observable.name)'")
  }

  private func spikeCount(of neuron: Int?, at range: SourceRange) throws(Diagnostic) -> Int {
    // How often all neurons together fired is always known.
    guard let neuron, population > 1, recording.steps > 0 else {
      return recording.spikeCount(after: 0)
    }
    try require(["spike"], steps: 1...recording.steps, at: range)
    return recording.spikeSteps(neuron: neuron).count
  }

  /// `Observable.rate` in `rateUnit`: spikes by neurons and time.
  func rate(ofSpikes count: Int, neurons: Int = 1, steps: Int) -> Double {
    // Whole numbers first, whose product is exact.
    Double(count) / (Double(neurons * steps) * stepLength) * rateFactor
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

  /// What turns what happens per unit of the time of its equations into `rateUnit`, which is per step
  /// where that time has no unit.
  var frequencyFactor: Double { timeUnit == nil ? dt : rateFactor }

  /// What turns the time of its equations into that of its observables, which is in steps where it
  /// has no unit.
  var timeFactor: Double { timeUnit == nil ? 1 / dt : 1 }

  /// Which of the two clocks of equations whose time has no unit counts; nil where there is one only.
  var clockNote: String? {
    guard timeUnit == nil, dt != 1 else { return nil }
    return "times are in steps, of which each is \(dt.readable) in the time of the equations (dt)"
  }

  /// What turns spikes per unit of time into `rateUnit`.
  var rateFactor: Double {
    guard let timeUnit else { return 1 }
    return (UnitOfMeasure.none / timeUnit).factor(to: rateUnit)
  }
}

/// The unit of what happens again and again where time has none.
let perStep = "1/step"
