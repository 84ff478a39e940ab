import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Layers of neurons whose loss has a gradient in every weight, parameter and input.
  static let networkGradients = [
    RecordCheck(
      file: "network_gradients.json", prefix: "pub-net-",
      unread: [
        "mode": "the order of the loops", "framework": "what made the record",
        "loss.text": "in words",
      ],
      loose: [
        "loss.target": "what the loss compares with", "loss.classes": "what the loss compares with",
      ], results: ["loss", "output", "spike", "mem_final", "grad"], compare: layers)
  ]

  // A batch is as many networks side by side as it has members.
  @Sendable private static func layers(_ record: Oracle) throws -> RecordComparison {
    let params = record.part("params")
    let layered = try LayeredNetwork(params)
    let input = record.json(at: "input")?.elements.map { $0.elements.map(\.flat) } ?? []
    let window = Int(try #require(params.number("window")))
    #expect(params.number("batch") == Double(input.count))
    var network = try layered.network.repeated(input.count, random: random, at: nowhere)
    for (sample, rows) in input.enumerated() {
      for neuron in 0..<layered.sizes[0] {
        let place = sample * layered.sizes[0] + neuron
        network.feed("0", .list(rows.map { $0[neuron] }), neurons: place..<place + 1)
      }
    }
    let last = "\(layered.sizes.count - 1)"
    let loss = try loss(record.part("loss"), samples: input.count)
    let gradient = try network.gradient(
      of: loss, at: last, steps: window, random: random, at: nowhere
    ).joined(input.count)
    #expect(network.run(window) == .finished)
    var comparison = RecordComparison()
    let hidden = layered.sizes.indices.dropFirst()
    let nodes = hidden.compactMap { network.nodes["\($0)"] }
    comparison.values(
      nodes.flatMap { spikes($0, samples: input.count, steps: window) }, "spike", within: 0)
    comparison.values(nodes.flatMap(\.mem), "mem_final", within: 1e-9)
    let fired = nodes.last.map { spikes($0, samples: input.count, steps: window) } ?? []
    let size = layered.sizes.last ?? 1
    let counts = input.indices.flatMap { sample in
      (0..<size).map { neuron in
        (0..<window).reduce(0.0) { $0 + fired[(sample * window + $1) * size + neuron] }
      }
    }
    comparison.values(counts, "output", within: 0)
    comparison.value(gradient.loss, "loss.value", within: 1e-9)
    comparison.values(
      hidden.flatMap { layer in
        layered.rows(gradient.weights["\(layer - 1) \(layer)"] ?? [], to: layer)
      }, "grad.weights", within: 1e-9)
    for parameter in ["tau", "threshold"] {
      comparison.values(
        hidden.compactMap { gradient.parameter(parameter, of: "\($0)") }, "grad.\(parameter)",
        within: 1e-9)
    }
    let inputs = gradient.inputs("input", of: "0")
    comparison.values(
      input.indices.flatMap { sample in
        (0..<window).flatMap { step in
          let row = (step * input.count + sample) * layered.sizes[0]
          return inputs[row..<row + layered.sizes[0]]
        }
      }, "grad.input", within: 1e-9)
    if !layered.loops.isEmpty {
      comparison.values(
        layered.loops.flatMap { layer in
          layered.rows(gradient.weights["\(layer) \(layer)"] ?? [], to: layer, isLoop: true)
        }, "grad.recurrent", within: 1e-9)
    }
    return comparison
  }

  // As records have them: by sample, step and neuron.
  private static func spikes(_ node: Node, samples: Int, steps: Int) -> [Double] {
    let size = node.population / samples
    return (0..<samples).flatMap { sample in
      (1...steps).flatMap { step in
        (0..<size).map { neuron in
          node.recording.sample(of: "spike", neuron: sample * size + neuron, step: step) ?? .nan
        }
      }
    }
  }

  private static func loss(_ loss: Oracle, samples: Int) throws -> Loss {
    switch loss.text("kind") {
    case "sum": return .sum("spike", weights: nil)
    case "rate": return .rate(Array(repeating: loss.numbers("target"), count: samples))
    case "ce": return .crossEntropy(loss.numbers("classes").map { Int($0) })
    case let other: throw UnknownInRecord(what: other ?? "no kind")
    }
  }
}

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)
