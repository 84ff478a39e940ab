import Equations
import Neurons
import OrderedCollections
import Testing

@testable import Simulation

/// Functions of a neuron's text are the terms that they stand for.
@Suite struct FunctionTests {
  private func program(_ text: String, after others: [String] = []) throws -> Program {
    var library = ModelLibrary.builtIn
    for other in others { try library.define(other) }
    return try #require(Program(try library.read("define X\n  inherits Membrane\n" + text)))
  }

  private let gate = """
      state w = 0.1
      function rate(v, half, slope) = 1 / (1 + exp(-(v - half) / slope))
      function drift(x, steady, tau) = (steady - x) / tau
      function isHigh(v) = v > -40mV and not v > 1V
      integral
        d mem/dt = drift(mem, -65mV, 10ms)
        d w/dt = drift(w, rate(mem, -0.04V, 5mV) + rate(w, 1, 2), 0.1s)
      spike { spike when isHigh(mem) }
    """

  // Interpreter, native code, gradients and Jacobians are all made from the program.
  @Test func theProgramIsThatOfTheTermsWrittenOut() throws {
    let plain = try program(
      """
        state w = 0.1
        integral
          d mem/dt = (-65mV - mem) / 10ms
          d w/dt = (1 / (1 + exp(-(mem - -0.04V) / 5mV)) + 1 / (1 + exp(-(w - 1) / 2)) - w) / 0.1s
        spike { spike when mem > -40mV and not mem > 1V }
      """)
    #expect(try program(gate) == plain)
  }

  @Test func aChildsFunctionCountsInWhatItInherits() throws {
    let steeper = "  function rate(v, half, slope) = 1 / (1 + exp(-2 * (v - half) / slope))\n"
    let parent = "define P\n  inherits Membrane\n\(gate)"
    let child = try ModelLibrary.builtIn.read([parent, "define X\n  inherits P\n" + steeper])
    let written = gate.replacing("exp(-(v", with: "exp(-2 * (v")
    #expect(try #require(Program(child)) == program(written))
    #expect(try #require(Program(child)) != program(gate))
  }

  @Test func oneDrawAsAnArgumentIsOneNumber() throws {
    let text = "  function square(x) = x * x\n  integral { mem = 1mV * square(normal()) }"
    let draws = try program(text).values.filter { $0.operation?.comesWithStep == true }
    #expect(draws.count == 1)
  }

  @Test func valuesOfParametersAndStatesMayCallThem() throws {
    let model = try ModelLibrary.builtIn.read(
      """
      define X
        inherits Membrane
        function rate(v, half) = 1 / (1 + exp(-(v - half) / 5mV))
        param half = -65mV
        param share = rate(-65mV, half)
        state w = rate(half + 5mV, half)
        refractory 4ms * rate(half, half)
        integral { d mem/dt = -w * mem / 10ms }
      """)
    let values = try model.parameterValues(setting: [:], at: SourceRange(0, 0))
    #expect(values["share"] == 0.5)
    #expect(model.refractory?.text == "4 * (1 / (1 + exp(-(half - half) / 5)))")
    let states = try model.stateValues(afterReset: false, parameters: values)
    let w = try #require(model.states.index(forKey: "w"))
    #expect(abs(states[w] - 0.731_058_578_630_004_9) < 1e-15)
  }

  // Each would be written out 2^n times.
  @Test(arguments: ["f(x - 1) + f(x)", "g(f(x), f(x))", "f(f(x))"])
  func noCallsAreTooLongToRefuse(term: String) {
    let chain = (1...60).map { index in
      let body = term.replacing("f(", with: "f\(index - 1)(")
      return "  function f\(index)(x) = \(body)\n"
    }
    let text = "  function f0(x) = x + x\n  function g(a, b) = 1\n" + chain.joined()
    let error = #expect(throws: Diagnostic.self) { try program(text) }
    #expect(error?.kind == .outOfRange)
  }
}
