import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

/// `t` in equations is the time since the reset.
@Suite struct TimeTests {
  private func node(_ text: String, dt: Double? = nil) throws -> Node {
    let model = try ModelLibrary.builtIn.read("define X\n" + text)
    var node = try Node(name: "n", model: model, at: SourceRange(0, 0))
    if let dt {
      try node.set(Name("dt", SourceRange(0, 0)), to: dt, neurons: 0..<1, at: SourceRange(0, 0))
    }
    return node
  }

  private func run(_ node: inout Node, _ steps: Int) {
    #expect(node.advance(steps, random: RandomSource(seed: 1)) { false } == .finished)
  }

  // Stages lie within the step: a method of fourth order integrates a cubic exactly.
  @Test(arguments: [0.1, 0.25, 1])
  func aMethodOfFourthOrderIntegratesACubic(dt: Double) throws {
    var node = try node(
      """
        inherits Membrane
        method rk4
        state area = 0
        integral
          let x = t / 1ms
          d mem/dt = 0
          d area/dt = x^3 / 1ms
      """, dt: dt)
    run(&node, Int(10 / dt))
    #expect(try abs(#require(node.states["area"]?.first) - 2500) < 1e-9)
    try node.reset()
    run(&node, Int(2 / dt))
    #expect(try abs(#require(node.states["area"]?.first) - 4) < 1e-12)
  }

  // A sum of a hundred thousand rounded steps of 0.1 would be late by then.
  @Test func timesLieOnTheGridHoweverManyStepsThereWere() throws {
    var node = try node(
      """
        inherits Membrane
        integral { d mem/dt = 0 }
        spike { spike when t crosses 9999.9ms or t == 0.3ms }
      """, dt: 0.1)
    run(&node, 100_000)
    // 3 * 0.1 is not 0.3.
    #expect(node.recording.spikeSteps(neuron: 0) == [99_999])
  }

  @Test func withoutStepsOfTimeStepsAreCounted() throws {
    var node = try node(
      """
        inherits Base
        integral { mem = t }
        spike { spike when t == 3 }
      """)
    run(&node, 4)
    #expect(node.recording.samples(of: "mem", neuron: 0, steps: 1...4) == [0, 1, 2, 3])
    #expect(node.recording.spikeSteps(neuron: 0) == [3])
  }

  @Test(arguments: ["param t = 7", "state t = 7", "input t"])
  func aNameOfTheModelsOwnStandsForItself(declaration: String) throws {
    var node = try node("inherits Base\n\(declaration)\nstate seen = 0\nintegral { seen = t }")
    run(&node, 2)
    #expect(node.states["seen"] == [declaration == "input t" ? 0 : 7])
  }

  @Test func aLetOfThatNameStandsForItself() throws {
    var node = try node("inherits Base\nstate seen = 0\nintegral\n  let t = 7\n  seen = t")
    run(&node, 2)
    #expect(node.states["seen"] == [7])
  }
}
