import Neurons
import Testing

@Suite struct SurrogateTests {
  // At the threshold itself, and a little beyond on either side.
  @Test(arguments: [
    (Surrogate.sigmoid, -0.1, 0.0), (.sigmoid, 0, 1), (.sigmoid, 0.1, 1),
    (.atan, 0, 0), (.atan, 0.1, 1), (.gate, 0, 0), (.gate, 0.1, 1),
    (.quadraticGate, 0, 0), (.quadraticGate, 0.1, 1), (.relu, 0, 1), (.straightThrough, 0, 1),
    (.stdp, 0, 0), (.backEIGate, 0, 0), (.fastSigmoid, 0, 1), (.fastSigmoid, -0.1, 0),
    (.sign, -0.1, -1), (.sign, 0, 0), (.sign, 0.1, 1),
    (.round, -3, 0), (.round, 0.1, 1), (.round, 1.5, 2), (.round, 9, 5),
  ])
  func fires(surrogate: Surrogate, x: Double, spike: Double) {
    #expect(surrogate.forward(x) == spike)
    #expect(surrogate.forward(Float(x)) == Float(spike))
  }

  // ../shared/oracles/surrogate.json, k = 5, at x = 0.5, -0.1 and 0.
  @Test(arguments: [
    (Surrogate.sigmoid, [0.35051858, 1.17501856, 1.25]),
    (.fastSigmoid, [0.08163265, 0.44444444, 1]),
    (.atan, [0.1522417, 1.54621615, 2.5]),
    (.quadraticGate, [0, 2.5, 5]),
  ])
  func hasThePublishedGradient(surrogate: Surrogate, slopes: [Double]) {
    for (x, slope) in zip([0.5, -0.1, 0], slopes) {
      #expect(abs(surrogate.derivative(x, alpha: 5) - slope) < 1e-7)
    }
  }

  @Test(arguments: Surrogate.allCases)
  func isFoundByName(surrogate: Surrogate) {
    #expect(Surrogate(named: surrogate.rawValue.uppercased()) == surrogate)
    #expect(!surrogate.note.isEmpty)
  }
}
