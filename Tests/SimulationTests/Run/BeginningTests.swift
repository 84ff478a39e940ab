import Equations
import Neurons
import OrderedCollections
import RealModule
import Simulation
import Testing

/// Where states begin: at rest, by formulas, and drawn.
@Suite struct BeginningTests {
  private static let gates = """
    neuron Gates
      inherits Membrane
      param dt = 0.1ms > 0
      param top = 35mV
      state h = steady
      state mem = uniform(-70mV, -50mV) reset normal(-60mV, 2mV)
      state twice = 2 * h
      integral
        let a = 0.07 / ms * exp(-(mem + 65mV) / 20mV)
        let b = 1 / (1 + exp(-(mem + top) / 10mV)) / ms
        d mem/dt = (-60mV - mem) / 10ms
        d h/dt = a * (1 - h) - b * h
    """

  private func node(
    _ text: String, population: Int = 1, seed: UInt64 = 1
  ) throws -> Node {
    var library = ModelLibrary.builtIn
    let model = try library.define(text)
    var node = try Node(
      name: "n", model: model, population: population, at: SourceRange(0, 0))
    try node.begin(random: RandomSource(seed: seed))
    return node
  }

  private func gate(_ mem: Double, top: Double) -> Double {
    let a = 0.07 * Double.exp(-(mem + 65) / 20)
    return a / (a + 1 / (1 + .exp(-(mem + top) / 10)))
  }

  @Test func aGateRestsWhereItsRatesBalance() throws {
    var node = try node(Self.gates, population: 50)
    let top = (0..<50).map { 20 + Double($0) }
    try node.set(
      Name("top", SourceRange(0, 0)), to: top, neurons: 0..<50, at: SourceRange(0, 0))
    for afterReset in [false, true] {
      if afterReset { try node.reset() } else { try node.begin() }
      let (mem, h) = (try #require(node.states["mem"]), try #require(node.states["h"]))
      for neuron in 0..<50 {
        #expect(abs(h[neuron] - gate(mem[neuron], top: top[neuron])) < 1e-14)
        #expect(node.states["twice"]?[neuron] == 2 * h[neuron])
      }
    }
  }

  @Test func drawsFollowFromTheSeedAndTheNeuronAlone() throws {
    var first = try node(Self.gates, population: 1000)
    let mem = try #require(first.states["mem"])
    #expect(mem.allSatisfy { -70 < $0 && $0 < -50 })
    #expect(abs(mem.reduce(0, +) / 1000 + 60) < 0.6)
    #expect(try node(Self.gates, population: 1000).states == first.states)
    #expect(try node(Self.gates, population: 10).states["mem"] == Array(mem.prefix(10)))
    #expect(try node(Self.gates, population: 1000, seed: 2).states != first.states)
    try first.reset(random: RandomSource(seed: 1))
    let after = try #require(first.states["mem"])
    let mean = after.reduce(0, +) / 1000
    #expect(abs(mean + 60) < 0.2)
    #expect(abs((after.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 999).squareRoot() - 2) < 0.15)
    let once = first.states
    try first.reset(random: RandomSource(seed: 1))
    #expect(first.states == once)
  }

  /// Of three roots the lowest that attracts, a small one, and none beyond a jump.
  @Test(arguments: [
    ("(x - x^3 / 3 - 0.1) / ms", -1.780038122154), ("(2e-8 - x - x^3) / ms", 2e-8),
    ("(exp(x / 10) - 3) / ms", 10 * Double.log(3)), ("(1e6 - x) / ms", 1e6),
  ])
  func anEquationThatIsNotLinearRestsAtItsRoot(slope: String, root: Double) throws {
    let node = try node(
      """
      neuron Curved
        inherits Membrane
        state x = steady
        integral
          d mem/dt = -mem / 10ms
          d x/dt = \(slope)
      """)
    let x = try #require(node.states["x"]?.first)
    #expect(abs(x - root) <= 1e-6 * abs(root), "\(x)")
  }

  @Test func aJumpIsNoRest() {
    #expect(throws: Diagnostic.self) {
      try node(
        """
        neuron Jump
          inherits Membrane
          state x = steady
          integral
            d mem/dt = -mem / 10ms
            d x/dt = (if x < 0.3 then 1 else -1) / ms
        """)
    }
  }

  /// The gradient goes through where a state rests, as finite differences do.
  @Test(arguments: ["top", "V"])
  func theGradientGoesThroughTheRest(parameter: String) throws {
    let range = SourceRange(0, 0)
    var node = try node(
      """
      neuron Learnt
        inherits Membrane
        param dt = 0.1ms > 0
        param top = 35mV
        param V = -60mV
        state h = steady
        state mem = V + normal(0mV, 2mV)
        state x = steady
        integral
          let a = 0.07 / ms * exp(-(mem + 65mV) / 20mV)
          let b = 1 / (1 + exp(-(mem + top) / 10mV)) / ms
          d mem/dt = (h * x * 10mV - 60mV - mem) / 10ms
          d h/dt = a * (1 - h) - b * h
          d x/dt = (h - x - x^3) / ms
      """)
    let random = RandomSource(seed: 3)
    let loss = Loss.sum("mem", weights: nil)
    let exact = try node.gradient(of: loss, steps: 30, random: random, at: range)
    let value = try #require(node.parameters[parameter]?.first)
    func moved(_ step: Double) throws -> Double {
      try node.set(Name(parameter, range), to: value + step, neurons: 0..<1, at: range)
      return try node.gradient(of: loss, steps: 30, random: random, at: range).loss
    }
    let slope = (try moved(1e-4) - (try moved(-1e-4))) / 2e-4
    let found = try #require(exact.parameter(parameter, of: node.name))
    #expect(abs(found - slope) < 1e-6 * max(1, abs(slope)), "\(found) \(slope)")
  }
}
