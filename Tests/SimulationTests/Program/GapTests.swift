import Equations
import Foundation
import Neurons
import OrderedCollections
import Testing

@testable import Simulation

/// Rates of the form x / (exp(x) - 1) have their value where x is 0.
@Suite struct GapTests {
  private func rate(_ term: String, at mem: Double) throws -> Double {
    let model = try ModelLibrary.builtIn.read(
      """
      define X
        inherits Base
        param k = 5
        state rate = 0
        function trap(x, y) = x / (exp(x / y) - 1)
        integral { rate = \(term) }
      """)
    var node = try Node(name: "n", model: model, at: SourceRange(0, 0))
    try node.set(Name("mem", SourceRange(0, 0)), to: mem, neurons: 0..<1, at: SourceRange(0, 0))
    #expect(node.advance(1, random: RandomSource(seed: 1)) { false } == .finished)
    return try #require(node.states["rate"]?.first)
  }

  // As they are published: Hodgkin & Huxley 1952, Traub & Miles 1991, NEURON's vtrap.
  @Test(arguments: [
    ("0.01 * (10 - mem) / (exp((10 - mem) / 10) - 1)", 10.0, 0.1),
    ("0.1 * (mem + 40) / (1 - exp(-(mem + 40) / 10))", -40, 1),
    ("(0.1 - 0.01 * mem) / (exp(1 - 0.1 * mem) - 1)", 10, 0.1),
    ("-0.1 * (mem + 35) / (exp(-0.1 * (mem + 35)) - 1)", -35, 1),
    ("0.32 * (13 - mem) / (exp((13 - mem) / 4) - 1)", 13, 1.28),
    ("0.28 * (mem - 40) / (exp((mem - 40) / 5) - 1)", 40, 1.4),
    ("0.01 * trap(-(mem + 55), 10)", -55, 0.1),
    ("trap(20 - mem, k)", 20, 5),
    ("(mem - 3) / k / (1 - exp((3 - mem) / k))", 3, 1),
    ("mem / (exp(mem) - 1)", 0, 1),
  ])
  func isFilled(term: String, gap: Double, value: Double) throws {
    #expect(abs(try rate(term, at: gap) - value) <= 1e-15)
    // Beside it the number is as near as it is there, and far from it that of the term.
    for distance in [1e-12, 1e-7, 1e-3] {
      #expect(abs(try rate(term, at: gap + distance) - value) <= distance * 2)
    }
    let far = try rate(term, at: gap + 8)
    let plain = try rate(
      term.replacing(" - 1)", with: " - sin(asin(1)))")
        .replacing("(1 - ", with: "(sin(asin(1)) - "), at: gap + 8)
    #expect(abs(far - plain) <= 1e-14 * abs(plain))
  }

  @Test(arguments: [
    "(mem + 1) / (exp(mem) - 1)", "mem / (exp(mem) - 2)", "mem / (exp(from) - 1)",
    "(10 - mem) / (exp((10.001 - mem) / 10) - 1)",
  ])
  func isLeftWhereItIsOne(term: String) throws {
    let model = try ModelLibrary.builtIn.read(
      "define X\n  inherits Base\n  state from = 3\n  integral { mem = \(term) }")
    let program = try #require(Program(model))
    #expect(!program.values.contains { $0.operation == .exprel })
  }
}
