import Equations
import Foundation
import Neurons
import Simulation
import Testing

@Suite struct ClosedFormTests {
  private func node(
    _ model: String, current: Double, _ settings: [String: Double]
  ) throws -> Node {
    let nowhere = SourceRange(0, 0)
    var node = try Node(name: "n", model: try #require(ModelLibrary.builtIn[model]), at: nowhere)
    for (name, value) in settings {
      try node.set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
    }
    node.feed(Signal(.constant(current)), neurons: 0..<1, isAdded: false)
    return node
  }

  private func firstSpike(_ node: Node, within steps: Int) -> Int? {
    var node = node
    _ = node.advance(steps, random: RandomSource(seed: 1)) { false }
    return node.recording.spikeSteps(neuron: 0).first
  }

  // Currents that do not meet the threshold exactly: there the surrogate decides.
  @Test(arguments: [(1.0, 0.3), (1, 0.15), (0.5, 0.07), (2, 0.37), (1, 1.5), (10, 0.0137)])
  func integrateAndFireFiresAtThresholdOverCurrent(threshold: Double, current: Double) throws {
    let node = try node("IF", current: current, ["threshold": threshold])
    let due = Int((threshold / current).rounded(.up))
    #expect(firstSpike(node, within: due + 5) == due)
  }

  // Binary fractions add up exactly, so that mem meets the threshold itself at step 4.
  @Test func surrogateDecidesAtTheThresholdItself() throws {
    var node = try node("IF", current: 0.25, ["threshold": 1])
    #expect(firstSpike(node, within: 9) == 5)
    node.set(surrogate: .sigmoid)
    #expect(firstSpike(node, within: 9) == 4)
  }

  @Test(arguments: [(2.0, 0.9), (5, 0.5), (20, 0.99), (1.5, -3)])
  func leakyIntegrateAndFireRelaxesGeometrically(tau: Double, current: Double) throws {
    var node = try node("LIF", current: current, ["tau": tau])
    _ = node.advance(60, random: RandomSource(seed: 1)) { false }
    let mem = node.recording.samples(of: "mem", neuron: 0, steps: 1...60)
    for (index, value) in mem.enumerated() {
      let closedForm = current * (1 - pow(1 - 1 / tau, Double(index + 1)))
      #expect(abs(value - closedForm) <= 1e-12 * (1 + abs(closedForm)))
    }
  }

  // ../shared/oracles/lif.json: the step at which I(1-(1-1/tau)^n) first reaches the threshold,
  // which is also the period, since a spike returns mem to 0.
  @Test(arguments: [(1.5, 10.0, 11), (2.0, 20.0, 14), (1.5, 2.0, 2)])
  func leakyIntegrateAndFireFiresWithThePublishedPeriod(
    current: Double, tau: Double, period: Int
  ) throws {
    var node = try node("LIF", current: current, ["tau": tau])
    _ = node.advance(200, random: RandomSource(seed: 1)) { false }
    let due = Array(stride(from: period, through: 200, by: period))
    #expect(node.recording.spikeSteps(neuron: 0) == due)
    let analytic = (log(1 - 1 / current) / log(1 - 1 / tau)).rounded(.up)
    #expect(Double(period) == analytic)
  }

  @Test func subthresholdCurrentNeverFires() throws {
    let node = try node("LIF", current: 0.999, ["tau": 2])
    #expect(firstSpike(node, within: 10_000) == nil)
  }
}
