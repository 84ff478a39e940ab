import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

@Suite struct PhasePlaneTests {
  private func node(_ model: String) throws -> Node {
    let model = try #require(ModelLibrary.builtIn[model])
    return try Node(name: "n", model: model, at: SourceRange(0, 0))
  }

  @Test func aContinuousModelMovesAtItsSlopes() throws {
    let plane = try #require(PhasePlane(node("FitzHughNagumo"), x: "mem", y: "w"))
    #expect(plane.isContinuous && plane.held.isEmpty)
    let changes = plane.changes(x: [0, 1.5], y: [0.5, -1], inputs: [0.3])
    for (index, (v, w)) in [(0.0, 0.5), (1.5, -1)].enumerated() {
      #expect(abs(changes.x[index] - (v - v * v * v / 3 - w + 0.3)) < 1e-12)
      #expect(abs(changes.y[index] - (v + 0.7 - 0.8 * w) / 12.5) < 1e-12)
    }
  }

  // The axes may be given either way round.
  @Test(arguments: [0.0, 0.2, 0.5, 1.2])
  func fixedPointsAreThoseOfTheWholeField(input: Double) throws {
    let node = try node("FitzHughNagumo")
    let field = try #require(VectorField(node))
    let known = field.fixedPoints(within: [-3...3, -3...3], inputs: [input], knots: 5)
    let plane = try #require(PhasePlane(node, x: "w", y: "mem"))
    let found = plane.fixedPoints(x: -3...3, y: -3...3, inputs: [input])
    #expect(found.count == known.count && !found.isEmpty)
    for (point, other) in zip(found, known) {
      #expect(abs(point.x - other.point[1]) < 1e-9 && abs(point.y - other.point[0]) < 1e-9)
      #expect(point.isStable == other.isStable)
      #expect((point.kind == .focus) == other.isSpiral)
      #expect((point.kind == .saddle) == other.isSaddle)
    }
  }

  // Where both changes of Izhikevich's model are zero, 0.04 v^2 + (5 - b) v + 140 + I = 0 and
  // u = b v; the lower point is stable for these currents, and the upper is a saddle.
  @Test(arguments: [0.0, 1, 2, 3])
  func aModelInStepsMovesByThem(input: Double) throws {
    let plane = try #require(PhasePlane(node("Izhikevich"), x: "mem", y: "u"))
    #expect(!plane.isContinuous)
    let change = plane.changes(x: [-60], y: [-10], inputs: [input])
    #expect(abs(change.x[0] - 0.25 * (0.04 * 3600 - 300 + 140 + 10 + input)) < 1e-9)
    let points = plane.fixedPoints(x: -90 ... -30, y: -20...0, inputs: [input])
    let root = (4.8 * 4.8 - 0.16 * (140 + input)).squareRoot()
    #expect(points.count == 2)
    for (point, mem) in zip(points, [(-4.8 - root) / 0.08, (-4.8 + root) / 0.08]) {
      #expect(abs(point.x - mem) < 1e-6 && abs(point.y - 0.2 * mem) < 1e-6)
    }
    #expect(points.map(\.isStable) == [true, false])
    #expect(points[1].kind == .saddle)
  }

  @Test func withoutFixedPointsThereAreNone() throws {
    let plane = try #require(PhasePlane(node("Izhikevich"), x: "mem", y: "u"))
    #expect(plane.fixedPoints(x: -90 ... -30, y: -20...0, inputs: [10]).isEmpty)
  }

  @Test func otherStatesAreHeldWhereAsked() throws {
    let plane = try #require(
      PhasePlane(node("HH"), x: "mem", y: "n", holding: ["m": 0.1], settles: false))
    #expect(plane.held == ["m": 0.1, "h": 0.595994] && plane.settled.isEmpty)
    // The gates of the plane do not depend on those that are held.
    let change = plane.changes(x: [-65], y: [0.3177], inputs: [0])
    #expect(abs(change.y[0]) < 1e-3)
  }

  // The other states settle, so that a fixed point of the plane is one of the whole neuron, with
  // its stability: the axon begins to oscillate between 9 and 10 uA/cm^2.
  @Test(arguments: [("mem", "n"), ("mem", "h"), ("h", "n"), ("m", "mem")])
  func fixedPointsAreThoseOfTheNeuron(x: String, y: String) throws {
    let node = try node("HH")
    let field = try #require(VectorField(node))
    for input in [0.0, 9, 10] {
      let whole = try #require(
        field.fixedPoint(near: [-60, 0.1, 0.4, 0.4], inputs: [input]))
      let plane = try #require(PhasePlane(node, x: x, y: y))
      #expect(plane.held.isEmpty && plane.settled.count == 2)
      func range(_ state: String) -> ClosedRange<Double> { state == "mem" ? -80...20 : 0.01...0.99 }
      let points = plane.fixedPoints(x: range(x), y: range(y), inputs: [input])
      try #require(points.count == 1, "\(points)")
      let place = zip(field.states, whole.point).reduce(into: [:]) { $0[$1.0] = $1.1 }
      #expect(abs(points[0].x - (place[x] ?? .nan)) < 1e-8)
      #expect(abs(points[0].y - (place[y] ?? .nan)) < 1e-8)
      #expect(points[0].isStable == (input < 9.5) && points[0].kind == .focus)
    }
  }

  @Test(arguments: [("mem", "mem"), ("mem", "nothing"), ("spike", "mem"), ("mem", "spike")])
  func noPlaneWithoutTwoStates(x: String, y: String) throws {
    #expect(try PhasePlane(node("HH"), x: x, y: y) == nil)
    #expect(try PhasePlane(node("Izhikevich"), x: x, y: y) == nil)
  }
}
