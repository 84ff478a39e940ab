import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

private let nowhere = SourceRange(0, 0)

private func makeNode(_ body: String, dt: Double) throws -> Node {
  var library = ModelLibrary.builtIn
  let model = try library.define(
    "define X\n inherits Base\n\(body)\n spike { spike when mem > 1e9 }")
  var node = try Node(name: "n", model: model, at: nowhere)
  try node.set(Name("dt", nowhere), to: dt, neurons: 0..<1, at: nowhere)
  return node
}

private func run(_ node: inout Node, _ steps: Int) {
  #expect(node.advance(steps, random: RandomSource(seed: 1)) { false } == .finished)
}

/// Methods that solve all equations together.
@Suite struct ImplicitMethodTests {
  // d mem/dt = -(mem - sin t)^3 + cos t from 0 stays on sin t, but only where the time of each stage counts.
  @Test(arguments: [("backward-euler", 1.0), ("crank-nicolson", 2), ("rosenbrock", 4)])
  func followsWhatChangesWithTime(method: String, order: Double) throws {
    let errors = try [20, 40, 80].map { steps in
      var node = try makeNode(
        """
        method \(method)
        state mem = 0
        state slow = 1
        integral
          d mem/dt = -5 * (mem - sin(t)) * slow + cos(t) * mem^2 + (1 - sin(t)^2) * cos(t)
          d slow/dt = -t * slow
        """, dt: 1 / Double(steps))
      run(&node, steps)
      return [(node.states["mem"]?[0] ?? 0) - sin(1), (node.states["slow"]?[0] ?? 0) - exp(-0.5)]
    }
    for state in 0..<2 {
      for (coarse, fine) in zip(errors, errors.dropFirst()) {
        #expect(abs(log2(coarse[state] / fine[state]) - order) < 0.35)
      }
    }
  }

  // However the equations depend on each other, elimination gives what it gives when nothing is left out.
  @Test(arguments: 0..<12)
  func eliminationIsThatOfAWholeMatrix(seed: Int) throws {
    let count = 2 + seed / 2
    let random = RandomSource(seed: UInt64(seed))
    func draw(_ row: Int, _ column: Int) -> Double {
      random.uniform(at: RandomSource.Place(stream: 1, neuron: row, step: column))
    }
    // A third of the entries are there, and the diagonal.
    let matrix = (0..<count).map { row in
      (0..<count).map { column in
        let value = draw(row, column)
        return row == column ? -1 - value : value < 0.66 ? 0 : 4 * (value - 0.8)
      }
    }
    func name(_ index: Int) -> String { index == 0 ? "mem" : "s\(index)" }
    let states = (0..<count).map { "state \(name($0)) = \($0 + 1)" }.joined(separator: "\n")
    let equations = (0..<count).map { row in
      "d \(name(row))/dt = "
        + (0..<count).filter { matrix[row][$0] != 0 }
        .map { "(\(matrix[row][$0])) * \(name($0))" }.joined(separator: " + ")
    }.joined(separator: "\n")
    let dt = 0.75
    var node = try makeNode("method backward-euler\n\(states)\nintegral {\n\(equations) }", dt: dt)
    run(&node, 1)
    // (1 - dt A) of the new states is the old ones.
    for row in 0..<count {
      let back = (0..<count).reduce(0.0) { sum, column in
        let new = node.states[name(column)]?[0] ?? .nan
        return sum + ((row == column ? 1 : 0) - dt * matrix[row][column]) * new
      }
      #expect(abs(back - Double(row + 1)) < 1e-11)
    }
  }

  // A step a thousand times as long as the fast equation's time.
  @Test(arguments: ["backward-euler", "rosenbrock"])
  func largeStepsEndAtRest(method: String) throws {
    var node = try makeNode(
      """
      method \(method)
      state mem = 5
      state fast = -3
      integral { d mem/dt = fast - mem; d fast/dt = 1000 * (2 - fast) }
      """, dt: 1)
    run(&node, 60)
    #expect(abs((node.states["mem"]?[0] ?? 0) - 2) < 1e-9)
    #expect(abs((node.states["fast"]?[0] ?? 0) - 2) < 1e-9)
  }

  // Twice as many compartments are twice as much work.
  @Test func theWorkIsLinearInCompartments() throws {
    func work(_ count: Int) throws -> Double {
      var library = ModelLibrary.builtIn
      let model = try library.define(
        """
        define Cable
          inherits Membrane
          state mem[\(count)] = -65mV
          state m[\(count)] = 0
          integral {
            d mem/dt = (diffusion(mem, 100) - mem - 60mV * (1 + m)) / 1ms
            d m/dt = (1 / (1 + exp(-mem / 10mV)) - m) / 2ms
          }
        end
        """)
      return try Node(name: "n", model: model, at: nowhere).workOfAStep
    }
    let (first, second, third) = (try work(50), try work(100), try work(200))
    #expect(abs((third - second) / (second - first) - 2) < 0.01)
  }
}
