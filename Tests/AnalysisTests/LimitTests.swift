import Analysis
import Equations
import Foundation
import Neurons
import Simulation
import Testing

/// Numbers at the ends of what can be computed.
@Suite struct LimitTests {
  // Far above threshold, where x^2 has no digits left for a difference of squares:
  // CV^2 = (1/b^2 - 1/a^2) / (2 log(a/b)^2) with a and b the distances of the integral's ends from 0,
  // from exp(x^2) (1 + erf x) = 1 / (sqrt(pi) |x|).
  @Test(.timeLimit(.minutes(1)), arguments: [1e4, 1e5, 1e6, 1e7])
  func variationOfAStronglyDrivenNeuron(mean: Double) {
    let neuron = NoisyMembrane(
      tau: 10, threshold: 20, reset: 10, refractoryPeriod: 0, mean: mean, deviation: 5)
    let (a, b) = ((mean - 10) / 5, (mean - 20) / 5)
    let logarithm = log1p(2 / b)
    let expected = ((a - b) * (a + b) / (2 * a * a * b * b)).squareRoot() / logarithm
    let found = neuron.coefficientOfVariation()
    #expect(abs(found / expected - 1) < 1e-4)
  }

  @Test func variationStopsWhereItIsInterrupted() {
    let neuron = NoisyMembrane(
      tau: 10, threshold: 20, reset: 10, refractoryPeriod: 0, mean: 25, deviation: 5)
    #expect(neuron.coefficientOfVariation { true }.isNaN)
  }

  @Test(.timeLimit(.minutes(1))) func aNetworkOfLargeNumbersHasItsRates() throws {
    var network = BrunelNetwork()
    network.weight = 3.24
    network.threshold = 4_294_967_296
    network.inhibition = 4
    let states = try #require(network.states())
    #expect(states.allSatisfy { $0.coefficientOfVariation.isFinite })
    network.drive = 1e308
    #expect(network.states() == nil)
  }

  @Test func anIntegralBetweenNoNumbersIsNone() {
    #expect(integral(from: .nan, to: 1) { $0 }.isNaN)
    #expect(integral(from: 0, to: .nan) { $0 }.isNaN)
  }

  @Test func aPassageBetweenPlacesFarOutTakesNoTime() {
    #expect(passageTime(from: 1e10, to: .infinity) { $0 * $0 } == 0)
  }

  @Test func aFirstPassageNeedsAllInputs() throws {
    let nowhere = SourceRange(0, 0)
    let model = try #require(ModelLibrary.builtIn["RefractoryLIF"])
    let node = try Node(name: "n", model: model, at: nowhere)
    #expect(FirstPassage(node, inputs: []) == nil)
    #expect(FirstPassage(node, inputs: [3])?.rheobase == 2)
  }

  @Test(
    arguments: [
      (-Double.infinity, 3), (.infinity, 70), (.nan, 3), (1e300, 70), (5.4, 5), (-0.0, 3),
    ] as [(Double, Int)])
  func wholeNumbersKeepToTheirLimits(number: Double, whole: Int) {
    #expect(number.whole(in: 3...70) == whole)
    #expect(number.whole(in: whole...whole) == whole)
  }

  @Test func wholeNumbersReachTheEndsOfTheirType() {
    #expect(Double.infinity.whole(in: Int.min...Int.max) == .max)
    #expect((-1e300).whole(in: Int.min...Int.max) == .min)
    #expect(0x1p63.whole(in: 0...Int.max) == .max)
  }
}
