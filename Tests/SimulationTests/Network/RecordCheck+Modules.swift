import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)

extension RecordCheck {
  /// Two layers, one behind the other.
  static let modules = [
    RecordCheck(
      file: "modules.json",
      results: [
        "output", "queries", "mem_before_reset", "after_reset", "after_set_attr_tau_5",
        "output_after_reset_and_set_attr",
      ], compare: module)
  ]

  @Sendable private static func module(_ record: Oracle) throws -> RecordComparison {
    let cells = Int(record.flat(at: "shape").reduce(1, *))
    let input = record.table("input")
    let layers = record.parts("nodes")
    let names = layers.indices.map { "layer\($0)" }
    var network = Network()
    for (name, layer) in zip(names, layers) {
      let model = try #require(GoldenTrace.ours["braincog"]?[layer.text("model") ?? ""])
      try network.add(name, model, population: cells, layer.dictionary("params"))
    }
    for (source, target) in zip(names, names.dropFirst()) {
      try network.connect(source, target, pattern: .oneToOne)
    }
    for cell in 0..<cells {
      network.feed(names[0], .list(input.map { $0[cell] }), neurons: cell..<cell + 1)
    }
    func run() throws -> [Double] {
      #expect(network.run(input.count) == .finished)
      let last = try #require(network.nodes[names[names.count - 1]])
      return (1...input.count).flatMap { step in
        (0..<cells).map { last.recording.sample(of: "spike", neuron: $0, step: step) ?? .nan }
      }
    }
    var comparison = RecordComparison()
    // Upstream averages in single precision.
    func compare(_ own: [Double], _ field: String) {
      comparison.values(own, field, within: 1e-6)
    }
    compare(try run(), "output")
    for (field, own) in queries(of: names.compactMap { network.nodes[$0] }) {
      compare(own, "queries.\(field)")
    }
    func states() -> [Double] { names.flatMap { network.nodes[$0]?.states["mem"] ?? [] } }
    compare(states(), "mem_before_reset")
    try network.reset(names)
    // One number stands for all cells.
    #expect(states().allSatisfy { $0 == states()[0] })
    compare(names.map { _ in states()[0] }, "after_reset.mem")
    compare(
      names.map { Double(network.nodes[$0]?.recording.steps ?? -1) }, "after_reset.len_feature_map")
    // set_attr reaches the nodes that have the parameter.
    for name in names where network.nodes[name]?.model.parameters["tau"] != nil {
      try network.nodes[name]?.set(Name("tau", nowhere), to: 5, neurons: 0..<cells, at: nowhere)
    }
    let taus = names.map { network.nodes[$0]?.parameters["tau"]?[0] }
    comparison.add { record in
      let after = record.part("after_set_attr_tau_5")
      let (tau, isThere) = (after.number("one.tau"), after.flag(at: "two_has_tau"))
      return RecordComparison.Row(
        what: "after_set_attr_tau_5", measured: "\(taus)", expected: "\(tau ?? .nan)",
        isMet: taus[0] == tau && (taus[1] != nil) == isThere)
    }
    compare(try run(), "output_after_reset_and_set_attr")
    return comparison
  }

  // Upstream's queries follow from what is recorded: for each of them, layer after layer.
  private static func queries(of layers: [Node]) -> [(String, [Double])] {
    let cells = layers[0].population
    let steps = layers[0].recording.steps
    func samples(_ quantity: String, _ layer: Node) -> [[Double]] {
      (0..<cells).map { layer.recording.samples(of: quantity, neuron: $0, steps: 1...steps) }
    }
    func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
    let spikes = layers.map { samples("spike", $0) }
    let counts = spikes.map { $0.map { $0.reduce(0, +) } }
    let totals = counts.map { $0.reduce(0, +) }
    return [
      ("get_fp", spikes.flatMap { $0.map(mean) }),
      ("get_mem", layers.flatMap { samples("mem", $0).map(mean) }),
      ("get_fire_rate", counts.map { Double($0.count { $0 > 0 }) / Double(cells) }),
      ("get_tot_spike", [mean(totals)]), ("get_spike_info.avg", totals),
      (
        "get_spike_info.var",
        counts.map { counts in
          let squares = counts.map { ($0 - mean(counts)) * ($0 - mean(counts)) }
          return (squares.reduce(0, +) / Double(cells - 1)).squareRoot()
        }
      ),
      // How many cells gave no spike, one, and so on.
      (
        "get_spike_info.spike",
        counts.flatMap { counts in
          (0...steps).map { number in
            Double(counts.count { $0 == Double(number) }) / Double(cells)
          }
        }
      ),
      (
        "get_spike_info.avg_per_step",
        spikes.flatMap { spikes in (0..<steps).map { step in mean(spikes.map { $0[step] }) } }
      ),
      ("get_threshold", layers.compactMap { $0.parameters["threshold"]?[0] }),
      ("get_attr_tau", layers.compactMap { $0.parameters["tau"]?[0] }),
    ]
  }
}
