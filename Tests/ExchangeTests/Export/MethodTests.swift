import Equations
import Exchange
import Neurons
import Simulation
import Testing

@Suite struct MethodTests {
  private func text(
    _ format: String, _ method: Equations.Method, _ spikes: Node.SpikeTiming? = nil,
    model: String = "HH"
  ) throws -> String {
    var node = try Driven(model, isConstant: true).node
    node.solve(by: method, spikes: spikes)
    let neuron = try ExportedNeuron(node, steps: 40, random: Driven.random)
    return try #require(ExportFormat.named(format)).text(of: ExportedNetwork(neuron))
  }

  // A node's own method goes out, not that of its model.
  @Test(arguments: [
    ("ode", Equations.Method.euler, "meth=euler"), ("ode", .rk4, "meth=runge"),
    ("ode", .adaptive, "meth=qualrk"), ("ode", .stiff, "meth=cvode"),
    ("ode", .backwardEuler, "meth=backeul"), ("brian2", .euler, "method='euler'"),
    ("brian2", .rk4, "method='rk4'"), ("latex", .stiff, "solved by stiff"),
    ("nestml", .rosenbrock, "integrate_odes()"),
  ])
  func theNodesOwnMethodGoesOut(format: String, method: Equations.Method, words: String) throws {
    #expect(try text(format, method).contains(words))
  }

  // What looks for its own steps, or for spikes between them, is no list of assignments.
  @Test(arguments: ["brian2", "torch", "nmodl"])
  func whatIsNoListOfAssignmentsIsRefused(format: String) throws {
    for (method, spikes, reason) in [
      (Equations.Method.stiff, Node.SpikeTiming.exact, "spikes=exact"),
      (.rosenbrock, .grid, "the method 'rosenbrock'"), (.rk4, .exact, "spikes=exact"),
    ] {
      #expect {
        _ = try text(format, method, spikes)
      } throws: { ($0 as? ExportRefusal)?.reason.contains(reason) == true }
    }
    #expect(try text("markdown", .rk4, .exact).contains("spikes are found between them"))
  }
}
