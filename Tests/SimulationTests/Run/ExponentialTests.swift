import RealModule
import Testing

@testable import Simulation

// The errors that `Exponentials.swift` states, in units of the last place, against the system's
// functions. These are themselves off by up to one unit, which is allowed for.
@Suite struct ExponentialTests {
  private func spread(_ low: Double, _ high: Double) -> [Double] {
    (0...4000).map { low + (high - low) * Double($0) / 4000 }
      + (0...2000).map { min(max(low, (Double($0) - 1000) / 700), high) }
  }

  private func worst(
    _ points: [Double], _ own: (Double) -> Double, _ other: (Double) -> Double
  ) -> Double {
    points.map { abs(own($0) - other($0)) / other($0).ulp }.max() ?? .nan
  }

  @Test func exponentialIsWithinOneUnit() {
    #expect(worst(spread(-745, 709), exponential, Double.exp) <= 2)
  }

  @Test func exponentialMinusOneIsWithinTwoUnits() {
    #expect(worst(spread(-40, 709), exponentialMinusOne, Double.expMinusOne) <= 3)
  }

  @Test func logarithmIsWithinOneUnit() {
    let small: [Double] = [Double.leastNonzeroMagnitude, 0x1p-1040, 1e300, 1]
    #expect(worst(spread(1e-12, 1e6) + small, logarithm) { .log($0) } <= 2)
  }

  @Test func hyperbolicTangentIsWithinFourUnits() {
    #expect(worst(spread(-25, 25) + [1e-9, -1e-300], hyperbolicTangent, Double.tanh) <= 5)
  }

  @Test func relativesAreWithinThreeUnits() {
    let points = spread(-40, 40).filter { $0 != 0 }
    #expect(worst(points, relativeExponential) { Double.expMinusOne($0) / $0 } <= 4)
    #expect(worst(points, logistic) { 1 / (1 + Double.exp(-$0)) } <= 4)
  }

  @Test func limitsAreThoseOfTheFunctions() {
    #expect(exponential(-.infinity) == 0 && exponential(.infinity) == .infinity)
    #expect(exponential(.nan).isNaN && exponential(0) == 1)
    #expect(exponentialMinusOne(-.infinity) == -1 && exponentialMinusOne(.infinity) == .infinity)
    #expect(logarithm(0) == -.infinity && logarithm(.infinity) == .infinity)
    #expect(logarithm(-1).isNaN && logarithm(.nan).isNaN)
    #expect(hyperbolicTangent(.infinity) == 1 && hyperbolicTangent(.nan).isNaN)
    #expect(relativeExponential(0) == 1 && logistic(0) == 0.5)
  }
}
