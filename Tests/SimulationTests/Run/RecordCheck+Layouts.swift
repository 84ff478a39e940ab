import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Batches of cells over windows, with resets between.
  static let layouts = [
    RecordCheck(
      file: "layouts.json",
      unread: [
        "layout": "in words, as 'n_groups' says", "order": "in words, as 'n_groups' says",
        "params.layer_by_layer": "the order of the original's loops",
      ],
      loose: ["calls.*.input": "what flows in", "calls.*.op": "in words"], results: ["calls"],
      compare: layout)
  ]

  // A batch of cells is a population, a window is that many steps; the state stays between calls.
  @Sendable private static func layout(_ record: Oracle) throws -> RecordComparison {
    let nowhere = SourceRange(0, 0)
    let params = record.part("params")
    let steps = Int(try #require(params.number("step")))
    let calls = record.parts("calls")
    let inputs = calls.map { $0.flat(at: "input") }
    let cells = try #require(inputs.map(\.count).max()) / steps
    // Groups have time as the fastest axis, windows as the slowest.
    let isGrouped = params.number("n_groups") != nil
    #expect(record.flat(at: "shape").reduce(1, *) == Double(steps * cells))
    #expect(params.number("batch").map { Double(cells).remainder(dividingBy: $0) == 0 } ?? true)
    func place(step: Int, cell: Int) -> Int {
      isGrouped ? cell * steps + step : step * cells + cell
    }

    let trace = try GoldenTrace(record)
    let name = try #require(GoldenTrace.ours[trace.framework]?[trace.model])
    let model = try #require(ModelLibrary.builtIn[name])
    var node = try Node(name: "n", model: model, population: cells, at: nowhere)
    for key in params.keys where !["step", "n_groups", "batch", "layer_by_layer"].contains(key) {
      let value = try #require(params.number(key))
      try node.set(Name(key, nowhere), to: value, neurons: 0..<cells, at: nowhere)
    }
    var outputs: [[Double]] = []
    var mem: [[Double]] = []
    var lengths: [Double] = []
    for (call, input) in zip(calls, inputs) {
      guard try #require(call.text("op")) == "run" else {
        #expect(call.text("op") == "reset")
        try node.reset()
        continue
      }
      let before = node.time
      node.unfeed(neurons: 0..<cells)
      for cell in 0..<cells {
        let currents = (0..<steps).map { input[place(step: $0, cell: cell)] }
        node.feed(
          Signal(.list(currents), start: before), neurons: cell..<cell + 1, isAdded: true)
      }
      #expect(node.advance(steps, random: RandomSource(seed: 1)) { false } == .finished)
      var output = Array(repeating: Double.nan, count: steps * cells)
      for step in 0..<steps {
        for cell in 0..<cells {
          output[place(step: step, cell: cell)] =
            node.recording.sample(of: "spike", neuron: cell, step: before + step + 1) ?? .nan
        }
      }
      outputs.append(output)
      mem.append(
        (0..<steps).flatMap { step in
          (0..<cells).map { cell in
            node.recording.sample(of: "mem", neuron: cell, step: before + step + 1) ?? .nan
          }
        })
      lengths.append(Double(node.recording.steps))
    }
    // The originals keep a list for each step, which grows by a window a call and which a reset empties.
    let kept = lengths.map { [$0] }
    var comparison = RecordComparison()
    for (field, own) in [
      ("output", outputs), ("mem_after_each_step", mem), ("len_mem_collect", kept),
      ("len_feature_map", kept),
    ] where calls.contains(where: { $0.keys.contains(field) }) {
      comparison.values(own, ofEach: "calls", field, within: 1e-9)
    }
    return comparison
  }
}
