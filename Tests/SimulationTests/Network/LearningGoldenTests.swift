import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)

/// A record of ../shared/golden/learning.json: a layer whose weights a rule changes.
struct LearningRecord: Decodable, CustomTestStringConvertible {
  struct Step: Decodable {
    var spike, dw, dw_ltd, trace, tracein, traceout, threshold, weight_after, mem_after: [Double]?
    var isi, product, u, R: Double?
  }

  struct Neuron: Decodable {
    var model: String
    var params: [String: Double]
  }

  var id, rule: String
  var params: [String: Double]
  var node: Neuron?
  var weight_shape: [Int]?
  var weight0: [Double]?
  var lr: Double?
  var input: [[Double]]?
  var steps: [Step]

  var testDescription: String { id }

  static let file = RecordFile("golden/learning.json", count: 20)
  static let all: [LearningRecord] = file.read() ?? []

  /// The rule of ours that changes weights by `rate` times what upstream's returns.
  func plasticity(rate: Double) throws -> Plasticity {
    let before = -1 / log(params["decay"] ?? 0.99)
    let after = -1 / log(params["decay2"] ?? params["decay"] ?? 0.99)
    func pair(_ potentiation: Double, _ depression: Double) -> Plasticity {
      .stdp(
        Plasticity.PairRule(
          potentiation: potentiation, depression: depression, tauBefore: before, tauAfter: after))
    }
    switch rule {
    case "STDP", "MutliInputSTDP": return pair(rate, 0)
    case "LTD": return pair(0, rate)
    case "FullSTDP": return pair(rate, rate)
    case "Hebb": return .hebb(rate: rate)
    case "BCM":
      return .bcm(
        rate: rate, tau: try #require(params["tau"]), decay: try #require(params["weightdecay"]))
    default: throw Diagnostic("unknown rule \(rule)", at: nowhere)
    }
  }
}

@Suite(.enabled(if: LearningRecord.file.isThere)) struct LearningGoldenTests {
  @Test func allRecordsAreRead() { #expect(LearningRecord.all.count == LearningRecord.file.count) }

  @Test(arguments: LearningRecord.all.filter { $0.node != nil })
  func weightsChangeAsTheOriginalsDo(record: LearningRecord) throws {
    let shape = try #require(record.weight_shape)
    let (targets, sources) = (shape[0], shape[1])
    let neuron = try #require(record.node)
    let name = try #require(GoldenTrace.ours["braincog"]?[neuron.model])
    var network = Network()
    try network.add("x", "Relay", population: sources)
    try network.add("s", name, population: targets, neuron.params)
    for source in 0..<sources {
      network.feed(
        "x", .list(try #require(record.input).map { $0[source] }), neurons: source..<source + 1)
    }
    // Upstream's rows are targets, ours are sources.
    let weight0 = try #require(record.weight0)
    let values = (0..<sources * targets).map { weight0[$0 % targets * sources + $0 / targets] }
    func connection(_ name: String, port: Connection.Port, rate: Double) throws -> Connection {
      let weights = try #require(
        SparseWeights(
          sources: sources, targets: targets, starts: (0...sources).map { $0 * targets },
          columns: (0..<sources * targets).map { UInt32($0 % targets) }, values: values))
      var result = Connection(
        name: name, from: "x", to: "s", port: port, pattern: .all(includesSelf: false), delay: 0,
        weights: weights)
      result.plasticity = try record.plasticity(rate: rate)
      return result
    }
    network.connections["w"] = try connection("w", port: .input("input"), rate: record.lr ?? 0)
    // What ends in the output is overwritten by the step: this one only shows what the rule says.
    network.connections["dw"] = try connection("dw", port: .state("spike"), rate: 1)
    var row = RecordRow(record.id, tolerance: 1e-9)
    func close(_ own: [Double], _ expected: [Double]?, _ what: String) {
      if let expected { row.compare(own, expected, what) }
    }
    for (index, step) in record.steps.enumerated() {
      let weights = try #require(network.connections["w"]).weights
      let before = weights.values
      network.connections["dw"]?.weights = weights
      #expect(network.run(1) == .finished)
      let node = try #require(network.nodes["s"])
      let shadow = try #require(network.connections["dw"])
      let learning = try #require(network.connections["w"]?.learning)
      func upstream(_ own: [Double]) -> [Double] {
        (0..<sources * targets).map { own[$0 % sources * targets + $0 / sources] }
      }
      close(node.states["spike"] ?? [], step.spike, "spike at \(index)")
      close(node.states["mem"] ?? [], step.mem_after, "mem at \(index)")
      let change = upstream(zip(shadow.weights.values, before).map { $0 - $1 })
      let expected =
        record.rule == "LTD"
        ? step.dw?.map { -$0 }
        : step.dw_ltd.map { zip(step.dw ?? [], $0).map { $0 - $1 } } ?? step.dw
      close(change, expected, "dw at \(index)")
      close(
        upstream(network.connections["w"]?.weights.values ?? []), step.weight_after,
        "weight at \(index)")
      close(
        learning.before, record.rule == "LTD" ? nil : step.trace ?? step.tracein, "x at \(index)")
      close(learning.after, step.traceout ?? step.threshold, "y at \(index)")
    }
    row.print()
    #expect(row.failure == nil)
  }

  @Test(arguments: LearningRecord.all.filter { $0.node == nil })
  func synapsesTireAsTheOriginalsDo(record: LearningRecord) throws {
    let p = record.params
    let rule = ShortTermPlasticity(
      use: try #require(p["use"]), facilitation: try #require(p["tc_fac"]),
      recovery: try #require(p["tc_rec"]))
    var state = ShortTermPlasticity.State(
      u: try #require(p["u0"]), resources: try #require(p["R0"]), elapsed: 0)
    var row = RecordRow(record.id, tolerance: 1e-9)
    for step in record.steps {
      state.elapsed = step.isi
      row.compare(rule.spike(&state), step.product ?? .nan, "amplitude")
      row.compare(state.u, step.u ?? .nan, "u")
      row.compare(state.resources, step.R ?? .nan, "R")
    }
    row.print()
    #expect(row.failure == nil)
  }
}
