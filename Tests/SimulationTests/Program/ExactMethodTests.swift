import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

private let nowhere = SourceRange(0, 0)

private func node(_ body: String, dt: Double, current: Double = 0) throws -> Node {
  var library = ModelLibrary.builtIn
  let model = try library.define(
    "define X\n inherits Base\n method exact\n param threshold = 1e9\n\(body)\n spike { spike when mem > 1e9 }\nend"
  )
  var node = try Node(name: "n", model: model, at: nowhere)
  try node.set(Name("dt", nowhere), to: dt, neurons: 0..<1, at: nowhere)
  node.feed(Signal(.constant(current)), neurons: 0..<1, isAdded: false)
  return node
}

private func run(_ node: inout Node, _ steps: Int) {
  #expect(node.advance(steps, random: RandomSource(seed: 1)) { false } == .finished)
}

/// Steps by the matrix exponential.
@Suite struct ExactMethodTests {
  // A membrane with an exponential synapse: the propagators of NEST's iaf_psc_exp (Rotter & Diesmann 1999),
  // also where both time constants are the same or nearly so, where their formula divides 0 by 0.
  @Test(arguments: [2.0, 5, 9.999_999, 10, 10.1, 40], [0.1, 1, 20])
  func aMembraneWithASynapseIsWhereTheFormulaHasIt(synapse: Double, dt: Double) throws {
    var n = try node(
      """
      param tau = 10; param ts = \(synapse); param C = 250
      input input
      state mem = 3; state I = 100
      integral { d I/dt = -I / ts; d mem/dt = -mem / tau + (I + input) / C }
      """, dt: dt, current: 50)
    let count = Int(40 / dt)
    run(&n, count)
    let t = dt * Double(count)
    // The integral of exp(-(t - s)/10) exp(-s/ts) over s, without a difference of large numbers.
    let rate = 1 / synapse - 0.1
    let joint = rate == 0 ? t : -expm1(-rate * t) / rate
    let expected =
      3 * exp(-t / 10) + 100 / 250 * exp(-t / 10) * joint - 50.0 / 250 * 10 * expm1(-t / 10)
    #expect(abs((n.states["mem"]?[0] ?? .nan) - expected) < 1e-12 * max(1, abs(expected)))
    #expect(abs((n.states["I"]?[0] ?? .nan) - 100 * exp(-t / synapse)) < 1e-11)
  }

  @Test(arguments: [0.05, 0.5, 2])
  func resonanceTurnsAsTheFormulaSays(dt: Double) throws {
    var n = try node(
      """
      param b = -0.1; param omega = 3
      state mem = 0; state x = 1
      integral { d mem/dt = omega * x + b * mem; d x/dt = b * x - omega * mem }
      """, dt: dt)
    let count = Int(10 / dt)
    run(&n, count)
    #expect(abs((n.states["mem"]?[0] ?? .nan) - exp(-1) * sin(30.0)) < 1e-12)
    #expect(abs((n.states["x"]?[0] ?? .nan) - exp(-1) * cos(30.0)) < 1e-12)
  }

  // An alpha function, whose matrix has no eigenvectors enough, beside equations a million times as fast.
  @Test func ratesMayDifferByAMillion() throws {
    var n = try node(
      """
      param tau = 4
      state mem = 0; state rise = 1; state fast = 7
      integral {
        d rise/dt = -rise / tau
        d mem/dt = (rise - mem) / tau
        d fast/dt = (mem - fast) * 1e4
      }
      """, dt: 1)
    run(&n, 10)
    let expected = 2.5 * exp(-2.5)
    #expect(abs((n.states["mem"]?[0] ?? .nan) - expected) < 1e-11)
    #expect(abs((n.states["fast"]?[0] ?? .nan) - expected) < 1e-4)
  }

  // Their spikes between steps are those of an adaptive method of far smaller error.
  @Test(arguments: [("RefractoryLIF", 2.5, 1.0), ("MihalasNiebur", 1.5, 0.5)])
  func spikesBetweenStepsAreThoseOfTheEquations(
    model: String, current: Double, dt: Double
  ) throws {
    let model = try #require(ModelLibrary.builtIn[model])
    #expect(model.reasonAgainstExactSteps == nil)
    var trains: [[Double]] = []
    for method in [Equations.Method.exact, .adaptive] {
      var n = try Node(name: "n", model: model, at: nowhere)
      try n.set(Name("dt", nowhere), to: dt, neurons: 0..<1, at: nowhere)
      n.solve(by: method, spikes: .exact)
      try n.set(tolerance: 1e-12, at: nowhere)
      n.feed(Signal(.constant(current)), neurons: 0..<1, isAdded: false)
      run(&n, Int(300 / dt))
      trains.append(n.recording.spikeTimes(neuron: 0).map { $0 * dt })
    }
    #expect(trains[0].count > 5 && trains[0].count == trains[1].count)
    for (own, other) in zip(trains[0], trains[1]) { #expect(abs(own - other) < 1e-8) }
  }

  @Test func whatIsNotLinearIsNamed() throws {
    let reasons = [
      "QIF": "is not linear in states", "AdEx": "is not linear in states", "HH": "is not linear",
      "NoisyLIF": "draws a number", "LIF": "no differential equation",
    ]
    for (name, reason) in reasons {
      let model = try #require(ModelLibrary.builtIn[name])
      #expect(model.reasonAgainstExactSteps?.reason.contains(reason) == true, "\(name)")
    }
  }
}
