import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)

/// A record of ../shared/golden/modules.json: two layers, one behind the other.
struct ModuleRecord: Decodable, CustomTestStringConvertible {
  struct Layer: Decodable {
    var model: String
    var params: [String: Double]
  }

  struct Queries: Decodable {
    struct Info: Decodable {
      var avg, `var`: [Double]
      var spike, avg_per_step: [[Double]]
    }

    var get_fp, get_mem: [[Double]]
    var get_fire_rate: [Double]
    var get_tot_spike: Double
    var get_spike_info: Info
  }

  var id: String
  var nodes: [Layer]
  var shape: [Int]
  var input, output, output_after_reset_and_set_attr: [[Double]]
  var queries: Queries

  var testDescription: String { id }

  static let file = RecordFile("golden/modules.json", count: 2)
  static let all: [ModuleRecord] = file.read() ?? []
}

@Suite(.enabled(if: ModuleRecord.file.isThere)) struct ModuleGoldenTests {
  @Test func allRecordsAreRead() { #expect(ModuleRecord.all.count == ModuleRecord.file.count) }

  @Test(arguments: ModuleRecord.all)
  func moduleDoesWhatTheOriginalDid(record: ModuleRecord) throws {
    let cells = record.shape.reduce(1, *)
    let steps = record.input.count
    let names = record.nodes.indices.map { "layer\($0)" }
    var network = Network()
    for (name, layer) in zip(names, record.nodes) {
      let model = try #require(GoldenTrace.ours["braincog"]?[layer.model])
      try network.add(name, model, population: cells, layer.params)
    }
    for (source, target) in zip(names, names.dropFirst()) {
      try network.connect(source, target, pattern: .oneToOne)
    }
    for cell in 0..<cells {
      network.feed(names[0], .list(record.input.map { $0[cell] }), neurons: cell..<cell + 1)
    }
    func run() throws -> [[Double]] {
      #expect(network.run(steps) == .finished)
      let last = try #require(network.nodes[names[names.count - 1]])
      return (1...steps).map { step in
        (0..<cells).map { last.recording.sample(of: "spike", neuron: $0, step: step) ?? .nan }
      }
    }
    var row = RecordRow(record.id, tolerance: 1e-6)
    row.compare(try run().flatMap(\.self), record.output.flatMap(\.self), "output")
    for (index, name) in names.enumerated() {
      compare(try #require(network.nodes[name]), record, layer: index, &row)
    }
    try network.reset(names)
    for name in names {
      #expect(network.nodes[name]?.states["mem"]?.allSatisfy { $0 == 0 } == true)
      #expect(network.nodes[name]?.recording.steps == 0)
    }
    // set_attr reaches the nodes that have the parameter.
    for name in names where network.nodes[name]?.model.parameters["tau"] != nil {
      try network.nodes[name]?.set(Name("tau", nowhere), to: 5, neurons: 0..<cells, at: nowhere)
    }
    row.compare(
      try run().flatMap(\.self), record.output_after_reset_and_set_attr.flatMap(\.self),
      "output after the reset")
    row.print()
    #expect(row.failure == nil)
  }

  // Upstream's queries follow from what is recorded; it averages in single precision.
  private func compare(
    _ node: Node, _ record: ModuleRecord, layer: Int, _ row: inout RecordRow
  ) {
    let cells = node.population
    let steps = record.input.count
    let queries = record.queries
    var counts: [Double] = []
    for cell in 0..<cells {
      let spikes = node.recording.samples(of: "spike", neuron: cell, steps: 1...steps)
      let mem = node.recording.samples(of: "mem", neuron: cell, steps: 1...steps)
      counts.append(spikes.reduce(0, +))
      row.compare(
        counts[cell] / Double(steps), queries.get_fp[layer][cell], "firing of layer \(layer)")
      row.compare(mem.reduce(0, +) / Double(steps), queries.get_mem[layer][cell], "mem")
    }
    let total = counts.reduce(0, +)
    let mean = total / Double(cells)
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(cells - 1)
    row.compare(
      Double(counts.count { $0 > 0 }) / Double(cells), queries.get_fire_rate[layer],
      "share that fired")
    row.compare(total, queries.get_spike_info.avg[layer], "spikes")
    row.compare(variance.squareRoot(), queries.get_spike_info.var[layer], "spread")
    for (count, share) in queries.get_spike_info.spike[layer].enumerated() {
      row.compare(
        Double(counts.count { $0 == Double(count) }) / Double(cells), share, "histogram at \(count)"
      )
    }
  }
}
