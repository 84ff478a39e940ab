import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)
private let reset = """
  define HHReset
    inherits HH
    param Vreset = -70mV
    spike { spike when mem >= threshold; reset mem = Vreset }
  end
  """

/// A train of spikes whose times are asked for.
struct Train: Sendable, CustomStringConvertible {
  var model: String
  var values: [String: Double] = [:]
  var current: Double
  var duration: Double
  /// The longest step of the table.
  var dt: Double
  var description: String { model }

  static let all = [
    Train(model: "RefractoryLIF", current: 2.5, duration: 100, dt: 6.4),
    Train(model: "QIF", current: 1, duration: 120, dt: 0.64),
    Train(model: "EIF", values: ["t_ref": 0], current: 30, duration: 100, dt: 0.64),
    Train(model: "AdEx", current: 500, duration: 100, dt: 0.64),
    Train(
      model: "AdEx",
      values: ["gL": 10, "EL": -58, "a": 2, "tauw": 120, "b": 100, "Vr": -46], current: 210,
      duration: 100, dt: 0.64),
    Train(
      model: "AdEx",
      values: ["C": 100, "gL": 12, "EL": -60, "a": -11, "tauw": 130, "b": 30, "Vr": -48],
      current: 160, duration: 60, dt: 0.64),
    Train(model: "HHReset", current: 10, duration: 40, dt: 0.16),
  ]

  /// The times of its spikes.
  func times(dt: Double, by method: Equations.Method, spikes: Node.SpikeTiming) throws -> [Double] {
    var library = ModelLibrary.builtIn
    try library.define(reset)
    var node = try Node(name: "n", model: try #require(library[model]), at: nowhere)
    for (name, value) in values.merging(["dt": dt], uniquingKeysWith: { $1 }) {
      try node.set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
    }
    node.solve(by: method, spikes: spikes)
    try node.set(tolerance: 1e-13, at: nowhere)
    node.record = .spikes
    node.feed(Signal(.constant(current)), neurons: 0..<1, isAdded: true)
    _ = node.advance(Int((duration / dt).rounded(.up)), random: RandomSource(seed: 1)) { false }
    return node.recording.spikeTimes(neuron: 0).map { $0 * dt }
  }
}

@Suite struct ConvergenceTests {
  @Test(arguments: Train.all)
  func spikeTimesConvergeAsTheStepsDo(train: Train) throws {
    let exact = try train.times(dt: train.dt, by: .adaptive, spikes: .exact)
    #expect(exact.count > 2)
    var errors: [Node.SpikeTiming: [Double]] = [:]
    for halving in 0...6 {
      let dt = train.dt / Double(1 << halving)
      for timing in Node.SpikeTiming.allCases {
        let times = try train.times(dt: dt, by: .rk4, spikes: timing)
        let worst =
          times.count < 3 ? .nan : zip(times, exact).prefix(3).map { abs($0 - $1) }.max()
        errors[timing, default: []].append(worst ?? .nan)
      }
    }
    let rows = (0...6).map { halving in
      let dt = train.dt / Double(1 << halving)
      return
        "convergence | \(train.model) | dt \(dt) ms | exact \(errors[.exact]?[halving] ?? .nan)"
        + " | grid \(errors[.grid]?[halving] ?? .nan)"
    }
    print(rows.joined(separator: "\n"))
    // On the grid a spike is late by what is left of its step; between steps nothing is left but what rk4
    // loses in long ones, where mem does not run off so fast that steps of their own length take over.
    let (exactErrors, gridErrors) = (errors[.exact] ?? [], errors[.grid] ?? [])
    #expect(exactErrors.allSatisfy { $0 < 1e-7 })
    #expect(gridErrors.allSatisfy { !($0 < 1e-4) })
    if train.model == "RefractoryLIF" {
      // Of fourth order.
      #expect((12...20).contains(exactErrors[5] / exactErrors[6]))
    }
  }
}
