import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)

/// A record of ../shared/golden/gradients.json.
struct GradientRecord: Decodable, CustomTestStringConvertible {
  struct Values: Decodable {
    var input: [LooseNumber?]?
    var tau, w, alpha, threshold: LooseNumber?
  }

  struct Gradients: Decodable {
    var sum_of_spikes: Values
    var weighted_sum: Values
    var jacobian: [[LooseNumber]]?
    var weights: [Double]?
  }

  var id, model, framework: String
  var params: [String: GoldenTrace.LooseParameter]
  var input: [Double]
  var spike: [Double]
  var grad: Gradients
  var weights: [Double]?

  var testDescription: String { id }

  static let file = RecordFile("golden/gradients.json", count: 57)
  static let all: [GradientRecord] = file.read() ?? []

  func node() throws -> Node {
    let name = try #require(GoldenTrace.ours[framework]?[model])
    var node = try Node(name: "n", model: try #require(ModelLibrary.builtIn[name]), at: nowhere)
    if case .word(let word)? = params["surrogate"] {
      let short = word.replacing("_Grad", with: "").replacing("Grad", with: "")
      node.set(surrogate: try #require(Surrogate(named: short)))
    }
    for (key, own) in [
      ("threshold", "threshold"), ("tau", "tau"), ("alpha_effective", "alpha"),
      ("mem_detach", "mem_detach"),
    ] {
      guard let value = params[key]?.number, node.model.parameters[own] != nil else { continue }
      try node.set(Name(own, nowhere), to: value, neurons: 0..<1, at: nowhere)
    }
    node.feed(Signal(.list(input)), neurons: 0..<1, isAdded: false)
    return node
  }
}

@Suite struct GradientTests {
  @Test(.enabled(if: GradientRecord.file.isThere)) func allRecordsAreRead() {
    #expect(GradientRecord.all.count == GradientRecord.file.count)
  }

  @Test(
    .enabled(if: GradientRecord.file.isThere),
    arguments: GradientRecord.all)
  func gradientIsThatOfTheOriginal(record: GradientRecord) throws {
    let node = try record.node()
    let steps = record.input.count
    let gradient = try node.gradient(
      of: .sum("spike", weights: nil), steps: steps, random: random, at: nowhere)
    var row = RecordRow(record.id, tolerance: 1e-9)
    row.compare(gradient.loss, record.spike.reduce(0, +), "spikes")
    let expected = record.grad.sum_of_spikes
    for (step, value) in (expected.input ?? []).enumerated() {
      guard let value else { continue }
      row.compare(gradient.inputs["input"]?[step] ?? .nan, value.value, "input \(step + 1)")
    }
    for (name, value) in [
      ("tau", expected.tau), ("w", expected.w), ("alpha", expected.alpha),
      ("threshold", expected.threshold),
    ] {
      guard let value, let own = gradient.parameters[name] else { continue }
      row.compare(own, value.value, name)
    }
    for (step, numbers) in (record.grad.jacobian ?? []).enumerated() {
      var weights = Array(repeating: 0.0, count: steps)
      weights[step] = 1
      let one = try node.gradient(
        of: .sum("spike", weights: weights), steps: steps, random: random, at: nowhere)
      row.compare(
        one.inputs["input"] ?? [], numbers.map(\.value), "spike \(step + 1) by input")
    }
    row.print()
    #expect(row.failure == nil)
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
      #expect(abs((gradient.inputs["input"]?[step - 1] ?? .nan) - expected) < 1e-14)
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
      gradient.parameters["tau"], try loss(currents, tau: 1.3 + h),
      try loss(currents, tau: 1.3 - h), "tau")
    compare(
      gradient.parameters["k"], try loss(currents, k: 0.4 + h), try loss(currents, k: 0.4 - h), "k")
    for index in currents.indices {
      var (up, down) = (currents, currents)
      up[index] += h
      down[index] -= h
      compare(gradient.inputs["input"]?[index], try loss(up), try loss(down), "input \(index + 1)")
    }
  }
}
