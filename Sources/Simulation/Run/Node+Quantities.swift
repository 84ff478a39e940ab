public import Equations
import Neurons
public import OrderedCollections

// What a node has numbers for, in which units, and which they are.
extension Node {
  /// How long a step is in the time of the equations, which need not have a unit; 1 where these do
  /// not ask.
  public var dt: Double { parameters["dt"]?.first ?? 1 }

  /// What its time is measured in; nil where it only counts steps.
  public var timeUnit: UnitOfMeasure? {
    guard let unit = model.parameters["dt"]?.unit, unit != .none else { return nil }
    return unit
  }

  /// How long a step is, in `timeUnit`.
  public var stepLength: Double { timeUnit == nil ? 1 : dt }

  /// Whether it approximates equations in continuous time, or has a unit of time.
  public var isContinuous: Bool { timeUnit != nil || model.hasDifferentialEquations }

  /// What a quantity that is recorded, a parameter or a state is measured in.
  public func unit(of name: String) -> UnitOfMeasure {
    if name == "mem_before" { return membraneUnit }
    return model.parameters[name]?.unit ?? model.states[name]?.unit ?? model.inputs[name]?.unit
      ?? model.quantities[name] ?? .none
  }

  /// What can be seen of each step: what is recorded, and what `let` names in the integral and in the
  /// spike block, which is computed from that when it is asked for.
  public var quantities: OrderedSet<String> {
    recording.quantities.union(model.quantities.keys)
  }

  /// What the membrane potential is measured in.
  public var membraneUnit: UnitOfMeasure { unit(of: "mem") }

  /// The membrane potential, which every model has, of each neuron.
  public var mem: [Double] { states["mem"] ?? [] }

  /// Every parameter of one of its neurons, counted from 0.
  public func parameters(of neuron: Int) -> OrderedDictionary<String, Double> {
    parameters.mapValues { $0.value(of: neuron) }
  }

  /// The membrane potential at which it fires: one value for all neurons, or one for each of them;
  /// nil where that is no constant.
  public var thresholds: [Double]? { model.thresholds(parameters: parameters, count: population) }

  /// The membrane potential at which one of its neurons fires; nil where that is no constant.
  public func threshold(of neuron: Int) -> Double? { thresholds?.value(of: neuron) }

  /// How many numbers a step records at most.
  public var rowSize: Int {
    switch record {
    case .all:
      population
        * (setup.recordedQuantities.isEmpty
          ? recording.quantities.count : setup.recordedQuantities.count)
    // A bit for each neuron is the longer form only where few fire.
    case .spikes:
      kernel.spikesAreConditions && flow == nil ? SpikeBits.words(for: population) : population
    case .none: 1
    }
  }
}
