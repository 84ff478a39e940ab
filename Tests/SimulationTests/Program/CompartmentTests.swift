import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

private let nowhere = SourceRange(0, 0)

private func makeNode(
  _ body: String, parent: String = "Membrane", before: String = "", population: Int = 1
) throws -> Node {
  var library = ModelLibrary.builtIn
  if !before.isEmpty { try library.define(before) }
  let model = try library.define("define X\n inherits \(parent)\n" + body)
  return try Node(name: "n", model: model, population: population, at: nowhere)
}

private func run(_ node: inout Node, _ steps: Int) {
  #expect(node.advance(steps, random: RandomSource(seed: 1)) { false } == .finished)
}

extension Node {
  fileprivate func all(_ name: String, neuron: Int = 0) -> [Double] {
    model.all(name).map { states[$0]?[neuron] ?? parameters[$0]?.value(of: neuron) ?? .nan }
  }
}

/// What there is once for each compartment.
@Suite struct CompartmentTests {
  private static let silent = "spike { spike when mem > 1e9mV }"

  @Test func namesAreThoseOfCompartments() throws {
    let node = try makeNode(
      """
      param g[3] = 1, 2, 3
      param top[3] = g * compartment + compartments
      state mem[3] = x * 6mV reset 1mV * top
      state w = mem
      integral { let leak = mem / 10ms; d mem/dt = -leak; d w/dt = -leak + mem[3] / 1ms }
      \(Self.silent)
      """)
    #expect(node.model.states.keys.elements == ["mem", "mem[2]", "mem[3]", "spike", "w"])
    #expect(node.model.all("g") == ["g[1]", "g[2]", "g[3]"])
    #expect(node.model.all("w") == ["w"])
    #expect(node.model.inputs.keys.elements == ["input"])
    #expect(node.model.quantities.keys.elements == ["leak", "leak[2]", "leak[3]"])
    #expect(node.all("top") == [4, 7, 12])
    #expect(node.all("mem") == [1, 3, 5])
    #expect(node.all("w") == [1])
    var later = node
    try later.reset()
    #expect(later.all("mem") == [4, 7, 12])
  }

  // Elsewhere a plain name is that of the first compartment, and what is set is set in all.
  @Test func plainNamesAreOfTheFirstCompartment() throws {
    var node = try makeNode(
      """
      method euler
      state mem[3] = compartment * 1mV
      state first = 0mV
      state last = 0mV
      integral { first = mem; last = mem[3]; mem = mem + input * 1mV }
      event when mem > 1.5mV and mem[2] < 2.5mV { mem[2] = 10mV + first }
      spike { spike when mem[3] >= 5mV; reset mem -= 5mV }
      """)
    node.feed(Signal(.constant(1)), neurons: 0..<1, input: "input", isAdded: false)
    run(&node, 1)
    #expect(node.all("mem") == [2, 11, 3])
    #expect(node.all("first") == [1] && node.all("last") == [3])
    node.feed(Signal(.constant(2)), neurons: 0..<1, input: "input[3]", isAdded: false)
    run(&node, 1)
    #expect(node.all("mem") == [-2, 6, 0])
    #expect(node.recording.spikeSteps(neuron: 0) == [2])
  }

  // What leaves a compartment arrives in its neighbours, whatever the conductances are.
  @Test(arguments: ["crank-nicolson", "backward-euler", "rosenbrock", "rk4"])
  func sealedEndsLoseNothing(method: String) throws {
    var node = try makeNode(
      """
      method \(method)
      param g[5] = compartment / 10ms
      param size[5] = 6 - compartment
      state mem[5] = if compartment == 2 then 10mV else 0mV
      integral { d mem/dt = diffusion(mem, g) / size }
      \(Self.silent)
      """)
    run(&node, 30)
    let mem = node.all("mem")
    #expect(abs(zip(mem, node.all("size")).reduce(0) { $0 + $1.0 * $1.1 } - 40) < 1e-10)
    #expect(mem.allSatisfy { $0 > 0 })
    run(&node, 20_000)
    #expect(node.all("mem").allSatisfy { abs($0 - 40 / 15) < 1e-9 })
  }

  // Between two ends that are held there is a straight line, half a compartment beyond the last centres.
  @Test func clampedEndsHoldTheirValues() throws {
    var node = try makeNode(
      """
      param E = 8mV
      state mem[4] = 0mV
      integral { d mem/dt = diffusion(mem, 1, killed, clamped(E)) / 1ms }
      \(Self.silent)
      """)
    #expect(node.model.method == .rosenbrock)
    run(&node, 4000)
    for (mem, place) in zip(node.all("mem"), [0.125, 0.375, 0.625, 0.875]) {
      #expect(abs(mem - 8 * place) < 1e-9)
    }
  }

  // Each compartment draws for itself, at first and at each step.
  @Test func compartmentsDrawTheirOwnNumbers() throws {
    var node = try makeNode(
      """
      method euler
      state mem[4] = uniform(-60mV, -50mV)
      state w[4] = 0mV
      state v[4] = 0mV
      integral {
        let common = 1mV * normal()
        let own = 1mV * normal() * compartment
        d w/dt = common / 1ms
        d v/dt = own / compartment / 1ms
        d mem/dt = normal() * 1mV/ms
      }
      \(Self.silent)
      """)
    let start = node.all("mem")
    #expect(Set(start).count == 4)
    run(&node, 1)
    #expect(Set(zip(node.all("mem"), start).map { $0 - $1 }).count == 4)
    #expect(Set(node.all("v")).count == 4)
    // A 'let' in which nothing is by compartment is one number.
    #expect(Set(node.all("w")).count == 1)
  }

  // A cable of one length is inherited with another one.
  @Test func aChildMayHaveAnotherNumber() throws {
    let parent = """
      define Cable
        inherits Membrane
        param size[3] = 1mV
        state mem[3] = size
        state n[3] = steady
        integral { d mem/dt = diffusion(mem) / 1ms; d n/dt = (mem / 2mV - n) / 1ms }
        \(Self.silent)
      end
      """
    let node = try makeNode("state mem[5] = size * compartment", parent: "Cable", before: parent)
    #expect(node.all("mem") == [1, 2, 3, 4, 5])
    for (own, expected) in zip(node.all("n"), [0.5, 1, 1.5, 2, 2.5]) {
      #expect(abs(own - expected) < 1e-12)
    }
    #expect(node.all("size").count == 5)
  }

  // Neurons of a population are cables by themselves.
  @Test func everyNeuronHasItsOwn() throws {
    var node = try makeNode(
      """
      param g = 1
      state mem[3] = 0mV
      integral { d mem/dt = (diffusion(mem, g) - mem + input * 1mV) / 10ms }
      \(Self.silent)
      """, population: 9)
    try node.set(
      Name("g", nowhere), to: (1...9).map(Double.init), neurons: 0..<9, at: nowhere)
    node.feed(Signal(.constant(30)), neurons: 0..<9, isAdded: false)
    run(&node, 5000)
    for neuron in 0..<9 {
      // Three equations at rest: what flows in leaks out of all, and less so behind a resistance.
      let g = Double(neuron + 1)
      let mem = node.all("mem", neuron: neuron)
      #expect(abs(mem.reduce(0, +) - 30) < 1e-9)
      #expect(abs(mem[2] * (1 + g) / g - mem[1]) < 1e-9)
    }
  }
}
