import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

/// A record of ../shared/golden/layouts.json: batches of cells over windows, with resets between.
struct LayoutRecord: Decodable, CustomTestStringConvertible {
  struct Call: Decodable {
    var op: String
    var input: [Double]?
    var output: [Double]?
    var mem_after_each_step: [[Double]]?
  }

  var id, model, framework: String
  var params: [String: GoldenTrace.LooseParameter]
  var calls: [Call]

  var testDescription: String { id }

  static let file = RecordFile("golden/layouts.json", count: 20)
  static let all: [LayoutRecord] = file.read() ?? []
}

@Suite(.enabled(if: LayoutRecord.file.isThere)) struct LayoutTests {
  @Test func allRecordsAreRead() { #expect(LayoutRecord.all.count == LayoutRecord.file.count) }

  // A batch of cells is a population, a window is that many steps; the state stays between calls.
  @Test(arguments: LayoutRecord.all)
  func windowsOfBatchesAreThoseOfTheOriginal(record: LayoutRecord) throws {
    let nowhere = SourceRange(0, 0)
    let steps = Int(try #require(record.params["step"]?.number))
    let first = try #require(record.calls.lazy.compactMap(\.input).first)
    let cells = first.count / steps
    // Groups have time as the fastest axis, windows as the slowest.
    let isGrouped = record.params["n_groups"] != nil
    func place(step: Int, cell: Int) -> Int {
      isGrouped ? cell * steps + step : step * cells + cell
    }

    let name = try #require(GoldenTrace.ours[record.framework]?[record.model])
    let model = try #require(ModelLibrary.builtIn[name])
    var node = try Node(name: "n", model: model, population: cells, at: nowhere)
    for key in ["threshold", "tau"] {
      guard let value = record.params[key]?.number else { continue }
      if node.model.parameters[key] != nil {
        try node.set(Name(key, nowhere), to: value, neurons: 0..<cells, at: nowhere)
      }
    }
    var row = RecordRow(record.id, tolerance: 1e-9)
    for call in record.calls {
      guard call.op == "run", let input = call.input, let output = call.output else {
        #expect(call.op.contains("reset"))
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
      for step in 0..<steps {
        for cell in 0..<cells {
          func sample(_ quantity: String) -> Double {
            node.recording.sample(of: quantity, neuron: cell, step: before + step + 1) ?? .nan
          }
          let place = place(step: step, cell: cell)
          row.compare(sample("spike"), output[place], "spike of cell \(cell) at step \(step + 1)")
          if let mem = call.mem_after_each_step?[step][cell] {
            row.compare(sample("mem"), mem, "mem of cell \(cell) at step \(step + 1)")
          }
        }
      }
    }
    row.print()
    #expect(row.failure == nil)
  }
}
