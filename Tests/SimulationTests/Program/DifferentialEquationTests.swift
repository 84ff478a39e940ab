import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

private let nowhere = SourceRange(0, 0)

private func makeNode(
  _ body: String, population: Int = 1, _ settings: [String: Double] = [:]
) throws -> Node {
  var library = ModelLibrary.builtIn
  let model = try library.define("define X\n inherits Base\n" + body)
  var node = try Node(name: "n", model: model, population: population, at: nowhere)
  for (name, value) in settings {
    try node.set(Name(name, nowhere), to: value, neurons: 0..<population, at: nowhere)
  }
  return node
}

private func run(_ node: inout Node, _ steps: Int) {
  #expect(node.advance(steps, random: RandomSource(seed: 1)) { false } == .finished)
}

@Suite struct DifferentialEquationTests {
  private static let silent = "spike { spike when mem > 1e9 }"

  // A harmonic oscillator, whose solution is cos and -sin.
  private func errorOfOscillator(_ method: String, steps: Int) throws -> Double {
    var node = try makeNode(
      """
      method \(method)
      state mem = 1
      state v = 0
      integral
        d mem/dt = v
        d v/dt = -mem
      \(Self.silent)
      """, ["dt": 1 / Double(steps)])
    run(&node, steps)
    return hypot((node.states["mem"]?[0] ?? 0) - cos(1), (node.states["v"]?[0] ?? 0) + sin(1))
  }

  // Halving the step divides the error by 2 to the power of the order.
  @Test(arguments: [
    ("euler", 1.0), ("rk4", 4), ("backward-euler", 1), ("crank-nicolson", 2), ("rosenbrock", 4),
  ])
  func methodHasItsOrder(method: String, order: Double) throws {
    let errors = try [40, 80, 160].map { try errorOfOscillator(method, steps: $0) }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(abs(log2(coarse / fine) - order) < 0.1)
    }
  }

  // What is set by `=` before an equation or between two is taken anew at each stage, as `let` is.
  @Test(arguments: [
    "force = -mem\n d mem/dt = v\n d v/dt = force",
    "d mem/dt = v\n force = -mem\n let pull = force\n d v/dt = pull",
  ])
  func assignmentsKeepTheOrder(equations: String) throws {
    let errors = try [40, 80, 160].map { steps in
      var node = try makeNode(
        "method rk4\n state mem = 1\n state v = 0\n state force = 0\n integral {\n\(equations) }"
          + "\n \(Self.silent)", ["dt": 1 / Double(steps)])
      run(&node, steps)
      return hypot((node.states["mem"]?[0] ?? 0) - cos(1), (node.states["v"]?[0] ?? 0) + sin(1))
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(abs(log2(coarse / fine) - 4) < 0.1)
    }
  }

  @Test func exponentialEulerIsExactForALinearEquation() throws {
    var node = try makeNode(
      """
      param tau = 3
      method exponential-euler
      state mem = 5
      integral
        let drive = 2 * input
        d mem/dt = (drive - mem) / tau
      \(Self.silent)
      """, ["dt": 0.7])
    node.feed(Signal(.constant(1.5)), neurons: 0..<1, isAdded: false)
    run(&node, 10)
    let exact = 3 + (5 - 3) * exp(-7.0 / 3)
    #expect(abs((node.states["mem"]?[0] ?? 0) - exact) < 1e-14)
  }

  // Its leak is found by differentiation of whatever stands on the right side.
  @Test(arguments: [
    "-mem^3", "exp(-mem) - mem", "sigmoid(mem) - 2 * mem", "-mem / (1 + mem * mem)",
    "-tanh(mem) + sin(mem)", "-sqrt(mem) * log(1 + mem)", "-max(mem, 0.2) + min(mem, 0.1)",
    "if mem > 1 then -mem else -2 * mem", "-relu(mem - 0.1) * abs(mem)",
    "cos(mem) - mem * exprel(mem)",
  ])
  func exponentialEulerHasAtLeastFirstOrder(slope: String) throws {
    func end(_ method: String, steps: Int) throws -> Double {
      var node = try makeNode(
        "method \(method)\n state mem = 1.3\n integral { d mem/dt = \(slope) }\n \(Self.silent)",
        ["dt": 1 / Double(steps)])
      run(&node, steps)
      return node.states["mem"]?[0] ?? .nan
    }
    let exact = try end("rk4", steps: 2000)
    let errors = try [50, 200].map { abs(try end("exponential-euler", steps: $0) - exact) }
    #expect(errors[1] < 1e-9 || errors[0] / errors[1] > 3)
    #expect(errors[1] < 2e-3)
  }

  @Test func equationsSeeTheStatesAsTheStepBegan() throws {
    var node = try makeNode(
      "state mem = 1\n state u = 2\n integral {\n d mem/dt = u\n d u/dt = mem }\n \(Self.silent)")
    run(&node, 1)
    #expect(node.states["mem"] == [3] && node.states["u"] == [3])
  }

  @Test func crossingIsUpwardsAndOnce() throws {
    var node = try makeNode(
      "integral { mem = input }\n spike { spike when mem crosses threshold }", ["threshold": 1])
    node.feed(
      Signal(.list([0.5, 1, 1.5, 2, 0.5, 0.9, 3, 1, 0, 1])), neurons: 0..<1, isAdded: false)
    run(&node, 10)
    #expect(node.recording.spikeSteps(neuron: 0) == [2, 7, 10])
  }

  @Test func resetActsWhereTheNeuronFired() throws {
    var node = try makeNode(
      """
      state u = 0
      integral { mem += input }
      spike
        spike when mem >= threshold
        reset mem = -1
        reset u += 2
      """, population: 2, ["threshold": 1])
    node.feed(Signal(.constant(1)), neurons: 0..<1, isAdded: false)
    run(&node, 5)
    #expect(node.recording.spikeSteps(neuron: 0) == [1, 3, 5])
    #expect(node.states["u"] == [6, 0] && node.states["mem"] == [-1, 0])
  }

  @Test(arguments: [(0.1, 2.0, 20), (0.3, 0.9, 3), (1, 3, 3)])
  func refractoryPeriodHoldsMem(dt: Double, period: Double, held: Int) throws {
    var node = try makeNode(
      """
      param t_ref = 1
      refractory t_ref
      integral { mem += input }
      spike
        spike when mem >= threshold
        reset mem = 0
      """, ["threshold": 1, "dt": dt, "t_ref": period])
    node.feed(Signal(.constant(1)), neurons: 0..<1, isAdded: false)
    run(&node, 3 * held + 4)
    // It fires at once when it may, so that the interval is the held steps and one more.
    #expect(node.recording.spikeSteps(neuron: 0).prefix(3) == [1, held + 2, 2 * held + 3])
    #expect(node.recording.sample(of: "mem_before", neuron: 0, step: held + 1) == 0)
  }

  // An Ornstein-Uhlenbeck process has variance sigma^2 tau / 2 whatever the step.
  @Test(arguments: [0.02, 0.1])
  func whiteNoiseScalesWithTheRootOfTheStep(dt: Double) throws {
    let count = 4_000
    var node = try makeNode(
      "integral { d mem/dt = -mem + 0.5 * xi() }\n \(Self.silent)", population: count, ["dt": dt])
    run(&node, Int(6 / dt))
    let values = node.states["mem"] ?? []
    let variance = values.reduce(0) { $0 + $1 * $1 } / Double(count)
    #expect(abs(variance - 0.125) < 0.125 * 0.08)
  }

  @Test func drawsDifferBetweenTermsNeuronsAndSteps() throws {
    var node = try makeNode(
      "state u = 0\n integral { mem = normal(); u = normal() }\n \(Self.silent)", population: 3)
    run(&node, 4)
    var seen: Set<Double> = []
    for neuron in 0..<3 {
      for quantity in ["mem", "u"] {
        seen.formUnion(node.recording.samples(of: quantity, neuron: neuron, steps: 1...4))
      }
    }
    #expect(seen.count == 24)
  }

  @Test func betaHasItsMeanAndVariance() throws {
    let count = 20_000
    var node = try makeNode("integral { mem = beta(2, 6) }\n \(Self.silent)", population: count)
    run(&node, 1)
    let values = node.states["mem"] ?? []
    let mean = values.reduce(0, +) / Double(count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(abs(mean - 0.25) < 0.005 && abs(variance - 12.0 / 576) < 0.001)
  }

  @Test func inputsAreFedByName() throws {
    var node = try makeNode(
      "input basal\n input apical\n integral { mem = basal - 2 * apical }\n \(Self.silent)")
    node.feed(Signal(.constant(5)), neurons: 0..<1, input: "basal", isAdded: false)
    node.feed(Signal(.constant(1)), neurons: 0..<1, input: "apical", isAdded: false)
    node.feed(Signal(.constant(2)), neurons: 0..<1, input: "apical", isAdded: true)
    run(&node, 1)
    #expect(node.states["mem"] == [-1])
    node.unfeed(neurons: 0..<1, input: "apical")
    run(&node, 1)
    #expect(node.states["mem"] == [5])
  }
}
