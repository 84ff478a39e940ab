import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

private let nowhere = SourceRange(0, 0)

private func field(_ model: String) throws -> VectorField {
  try #require(VectorField(try node(model)))
}

// A built-in model, or one that is defined here.
private func node(_ model: String) throws -> Node {
  var library = ModelLibrary.builtIn
  let model = try library[model] ?? library.define(model)
  return try Node(name: "n", model: model, at: nowhere)
}

// Every operation that has a slope, with operands that all change.
private let everySlope = """
  define X
    inherits Base
    state mem = 0.3
    state u = 0.7
    integral
      d mem/dt = mem * u - u / mem + mem^u + u^3 - sqrt(u) + abs(-mem) + exp(mem) * log(u + 1)
      d u/dt = min(mem, u) * max(mem, u) + relu(u - mem) - sigmoid(mem) * tanh(u) + sin(mem) + cos(u) + exprel(mem) + clamp(u, 0, 2) + (if mem < u then mem * u else 0)
    spike
      spike = 0
  """

@Suite struct VectorFieldTests {
  @Test func slopesAreTheRightSides() throws {
    let field = try field("FitzHughNagumo")
    #expect(field.states.count == 2)
    let slopes = field.slopes(at: [0.5, 0.1], inputs: [0.3])
    #expect(abs(slopes[0] - (0.5 - 0.125 / 3 - 0.1 + 0.3)) < 1e-12)
    #expect(abs(slopes[1] - (0.5 + 0.7 - 0.8 * 0.1) / 12.5) < 1e-12)
  }

  @Test(arguments: ["HH", "MorrisLecar", "AdEx", "WangBuzsaki", "HindmarshRose", everySlope])
  func jacobianIsTheSlopeOfSlopes(model: String) throws {
    let field = try field(model)
    let node = try node(model)
    let point = field.states.map { (node.states[$0]?[0] ?? 0) + 0.01 }
    let jacobian = field.jacobian(at: point, inputs: [1])
    for (column, _) in field.states.enumerated() {
      let step = 1e-5
      var above = point, below = point
      above[column] += step
      below[column] -= step
      let difference = zip(
        field.slopes(at: above, inputs: [1]), field.slopes(at: below, inputs: [1])
      ).map { ($0 - $1) / (2 * step) }
      for row in field.states.indices {
        #expect(abs(jacobian[row][column] - difference[row]) < 1e-5 * (1 + abs(difference[row])))
      }
    }
  }

  @Test func fixedPointOfHodgkinAndHuxleyIsItsRest() throws {
    let field = try field("HH")
    let rest = try #require(
      field.fixedPoint(near: [-60, 0.1, 0.5, 0.3], inputs: [0]))
    #expect(abs(rest.point[0] + 64.9964) < 1e-4)
    #expect(rest.isStable)
    #expect(rest.isSpiral == (rest.eigenvalues[0].imaginary != 0))
  }

  @Test func bistableModelHasThreeFixedPoints() throws {
    var node = try Node(
      name: "n", model: try #require(ModelLibrary.builtIn["MorrisLecar"]), at: nowhere)
    for (name, value) in [("gCa", 4.0), ("V3", 12), ("V4", 17.4), ("phi", 1 / 15.0)] {
      try node.set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
    }
    let field = try #require(VectorField(node))
    let points = field.fixedPoints(within: [-80...60, -0.1...1], inputs: [30], knots: 8)
    #expect(points.count == 3)
    #expect(points.map(\.isStable) == [true, false, false])
    #expect(points.map(\.isSaddle) == [false, true, false])
  }

  @Test func discreteModelsHaveNone() throws {
    let node = try Node(name: "n", model: try #require(ModelLibrary.builtIn["LIF"]), at: nowhere)
    #expect(VectorField(node) == nil)
  }

  @Test func eigenvaluesOfKnownMatrices() {
    let diagonal = eigenvalues(of: [[2, 0], [0, 3]]).map(\.real)
    for (value, root) in zip(diagonal, [3.0, 2]) { #expect(abs(value - root) < 1e-12) }
    let turning = eigenvalues(of: [[0, -2], [2, 0]])
    #expect(turning.allSatisfy { abs($0.real) < 1e-12 && abs(abs($0.imaginary) - 2) < 1e-12 })
    let companion = eigenvalues(of: [[6, -11, 6], [1, 0, 0], [0, 1, 0]])
    for (value, root) in zip(companion, [3.0, 2, 1]) { #expect(abs(value.real - root) < 1e-9) }
  }
}
