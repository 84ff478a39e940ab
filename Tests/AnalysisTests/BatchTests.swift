import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

@Suite struct BatchTests {
  private let nowhere = SourceRange(0, 0)

  private func task(_ loss: Loss, samples: Int) -> TrainingTask {
    TrainingTask(
      loss, at: "out",
      samples: .init(node: "x", currents: (0..<samples).map { [Double($0), 1.5] }), steps: 6,
      random: RandomSource(seed: 4), at: nowhere)
  }

  private func network() throws -> Network {
    var network = Network()
    for (name, model, count) in [("x", "Relay", 2), ("out", "LIF", 3)] {
      network.nodes[name] = try Node(
        name: name, model: try #require(ModelLibrary.builtIn[model]), population: count, at: nowhere
      )
    }
    let weights = try #require(
      SparseWeights(
        sources: 2, targets: 3, starts: [0, 3, 6], columns: [0, 1, 2, 0, 1, 2],
        values: [0.4, -0.2, 0.3, 0.9, 0.8, 0.7]))
    network.connections["x_out"] = Connection(
      name: "x_out", from: "x", to: "out", port: .input("input"), carried: .spikes,
      pattern: .chosen, delay: 0, weights: weights)
    return network
  }

  // Each sample once in a pass, with its own class.
  @Test(arguments: [1, 3, 4, 9, 10, 11])
  func aPassHasEachSampleOnce(size: Int) throws {
    let task = task(.crossEntropy((0..<10).map { $0 % 3 }), samples: 10)
    var orders: Set<[Double]> = []
    for pass in 0..<5 {
      let batches = task.batches(of: size, pass: pass)
      #expect(batches == task.batches(of: size, pass: pass))
      #expect(batches.count == (10 + size - 1) / size)
      var order: [Double] = []
      for batch in batches {
        guard case .crossEntropy(let classes) = batch.loss, let samples = batch.samples else {
          Issue.record("it has no classes")
          continue
        }
        #expect(classes.count == samples.currents.count && classes.count <= size)
        #expect(zip(classes, samples.currents).allSatisfy { $0 == Int($1[0]) % 3 })
        order += samples.currents.map { $0[0] }
      }
      #expect(order.sorted() == (0..<10).map(Double.init))
      orders.insert(order)
    }
    #expect(orders.count == (size < 10 ? 5 : 1))
  }

  // The loss alone is that of the gradient to the bit, in one stretch and in several.
  @Test(arguments: [6, 40, 3000])
  func theLossAloneIsThatOfTheGradient(steps: Int) throws {
    let rates = (0..<10).map { [Double($0) / 10, 0.5, 0.25] }
    for loss in [Loss.crossEntropy((0..<10).map { $0 % 3 }), .rate(rates)] {
      var task = task(loss, samples: 10)
      task.steps = steps
      let network = try network()
      let gradient = try task.gradient(of: network)
      let value = try task.value(of: network)
      #expect(value.loss == gradient.loss && value.output == gradient.output)
    }
  }
}
