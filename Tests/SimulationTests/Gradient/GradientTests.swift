import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)

extension RecordCheck {
  /// Gradients of single neurons.
  static let gradients = [
    RecordCheck(
      file: "gradients.json", unread: ["mode": "how the original was called"],
      loose: ["grad.weighted_sum.weights": "what the loss multiplies spikes with"],
      results: ["pre", "state", "spike", "grad"], compare: gradients)
  ]

  @Sendable private static func gradients(_ record: Oracle) throws -> RecordComparison {
    var comparison = try trace(record)
    let node = try GoldenTrace(record).node()
    let steps = record.flat(at: "input").count
    func gradient(_ weights: [Double]?) throws -> Gradient {
      try node.gradient(
        of: .sum("spike", weights: weights), steps: steps, random: random, at: nowhere)
    }
    // Where the original's spikes have single precision, so has what they are multiplied with.
    let surrogate = try #require(record.text("params", "surrogate")).replacing("_", with: "")
    let isSingle =
      record.text("model") != "HTDGLIFNode"
      && ["Atan", "Gate", "QGate", "STDP", "BackEIGate", "EI"].contains { surrogate == $0 + "Grad" }
    let weights = record.flat(at: "grad.weighted_sum.weights")
      .map { isSingle ? Double(Float($0)) : $0 }
    for (loss, weights) in [("sum_of_spikes", nil), ("weighted_sum", weights)] {
      let own = try gradient(weights)
      for name in record.part("grad", loss).keys where name != "weights" {
        let field = "grad.\(loss).\(name)"
        if name == "input" {
          comparison.values(own.inputs("input", of: node.name), field, within: 1e-9)
        } else {
          comparison.connected(own.parameter(name, of: node.name), field)
        }
      }
    }
    if record.json(at: "grad.jacobian") != nil {
      let rows = try (0..<steps).map { step in
        try gradient((0..<steps).map { $0 == step ? 1 : 0 }).inputs("input", of: node.name)
      }
      comparison.values(rows.flatMap(\.self), "grad.jacobian", within: 1e-9)
    }
    return comparison
  }
}

extension RecordComparison {
  // What is not connected in the original has no slope, or none but 0, with us.
  fileprivate mutating func connected(_ own: Double?, _ field: String) {
    add { record in
      let expected = record.json(at: field)?.looseNumber
      let distance = abs((own ?? 0) - (expected ?? 0))
      return Row(
        what: field, measured: own.map { "\($0)" } ?? "none",
        expected: expected.map { "\($0)" } ?? "none",
        isMet: (own != nil || expected == nil) && distance <= 1e-9 * (1 + abs(expected ?? 0)))
    }
  }
}

@Suite struct GradientTests {
  // A condition passes on what the surrogate of how far it holds does, but for who is refractory.
  @Test(arguments: ["mem >= threshold", "threshold < mem", "mem >= threshold and threshold < 0mV"])
  func conditionsPassGradientsOn(condition: String) throws {
    func node(_ spike: String) throws -> Node {
      var library = ModelLibrary.builtIn
      let model = try library.define(
        """
        define Own
          inherits RefractoryLIF
          refractory 0.3ms
          spike { \(spike); reset mem = Vr }
        end
        """)
      var node = try Node(name: "n", model: model, at: nowhere)
      node.feed(Signal(.constant(40)), neurons: 0..<1, isAdded: false)
      return node
    }
    let (own, acting) = try (
      node("spike when \(condition)"), node("spike = act((mem - threshold) / 1mV)")
    )
    func gradient(_ node: Node) throws -> Gradient {
      try node.gradient(of: .sum("spike", weights: nil), steps: 120, random: random, at: nowhere)
    }
    let (found, expected) = try (gradient(own), gradient(acting))
    #expect(found.loss == expected.loss && found.loss > 5)
    for name in ["tau", "R", "threshold", "Vr"] {
      let slope = try #require(found.parameter(name, of: "n"))
      #expect(try slope == #require(expected.parameter(name, of: "n")))
      #expect(slope != 0)
    }
    #expect(found.inputs("input", of: "n") == expected.inputs("input", of: "n"))
  }

  // LIF without a spike: mem_n = sum of (1-1/tau)^(n-k) I_k / tau, and each spike passes back the
  // surrogate's derivative at its own mem.
  @Test(arguments: 1...4)
  func surrogateChainOfALeakyNeuron(steps: Int) throws {
    var node = try Node(name: "n", model: try #require(ModelLibrary.builtIn["LIF"]), at: nowhere)
    let (tau, current) = (3.0, 0.7)
    try node.set(Name("tau", nowhere), to: tau, neurons: 0..<1, at: nowhere)
    node.feed(Signal(.constant(current)), neurons: 0..<1, isAdded: false)
    let gradient = try node.gradient(
      of: .sum("spike", weights: nil), steps: steps, random: random, at: nowhere)
    for step in 1...steps {
      var expected = 0.0
      for later in step...steps {
        let mem = current * (1 - pow(1 - 1 / tau, Double(later)))
        let slope = Surrogate.sigmoid.derivative(mem - 1, alpha: 4)
        expected += slope * pow(1 - 1 / tau, Double(later - step)) / tau
      }
      #expect(abs(gradient.inputs("input", of: "n")[step - 1] - expected) < 1e-14)
    }
  }

  // Smooth models with every operation, against finite differences.
  @Test(arguments: [
    "integral { mem += (input - mem) / tau }",
    "integral { mem += (rest - mem) * input; rest = 1.5^(mem * k) }",
    "integral { mem = tanh(tau * mem + input) + sigmoid(k * mem) * exp(-tau) }",
    "integral { mem = sin(k * mem) + cos(input * tau) + sqrt(1 + mem * mem) / (2 + k) }",
    "integral { mem = log(2 + mem^2) * k + input^3 - abs(tau * mem) + exprel(mem * k) }",
    "integral { mem = max(mem, k) + min(input, tau * mem) + relu(k - mem) + (1 + mem^2)^k }",
    "integral { mem = if input > 0 then k * mem + input else tau * mem - input }",
    "method rk4 integral { d mem/dt = input - k * mem + tanh(tau * mem) }",
    "method exponential-euler integral { d mem/dt = (input - mem) / tau - k * mem^3 }",
  ])
  func smoothModelsAgreeWithFiniteDifferences(body: String) throws {
    var library = ModelLibrary.builtIn
    let model = try library.define(
      "define X\n inherits Base\n param tau = 1.3\n param k = 0.4\n param follows = 2 * k\n"
        + " state mem = 0.1 * tau reset follows\n state rest = k * mem\n \(body)\n"
        + " spike { spike = 0 }")
    var node = try Node(name: "n", model: model, at: nowhere)
    try node.set(Name("dt", nowhere), to: 0.3, neurons: 0..<1, at: nowhere)
    let currents = [0.3, -0.7, 0.5, 0.2, -0.1]
    func loss(_ currents: [Double], tau: Double = 1.3, k: Double = 0.4) throws -> Gradient {
      var copy = node
      try copy.set(Name("tau", nowhere), to: tau, neurons: 0..<1, at: nowhere)
      try copy.set(Name("k", nowhere), to: k, neurons: 0..<1, at: nowhere)
      copy.feed(Signal(.list(currents)), neurons: 0..<1, isAdded: false)
      return try copy.gradient(
        of: .trace("mem", [0.1, 0.4, -0.2, 0.9, 0.3]), steps: 5, random: random, at: nowhere)
    }
    let gradient = try loss(currents)
    let h = 1e-6
    func compare(_ own: Double?, _ up: Gradient, _ down: Gradient, _ what: String) {
      let slope = (up.loss - down.loss) / (2 * h)
      #expect(abs((own ?? .nan) - slope) < 1e-6 * (1 + abs(slope)), "\(what)")
    }
    compare(
      gradient.parameter("tau", of: "n"), try loss(currents, tau: 1.3 + h),
      try loss(currents, tau: 1.3 - h), "tau")
    compare(
      gradient.parameter("k", of: "n"), try loss(currents, k: 0.4 + h),
      try loss(currents, k: 0.4 - h), "k")
    for index in currents.indices {
      var (up, down) = (currents, currents)
      up[index] += h
      down[index] -= h
      compare(
        gradient.inputs("input", of: "n")[index], try loss(up), try loss(down), "input \(index + 1)"
      )
    }
  }
}
