import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

/// BrainCog's LIFNode, which comes in as its class and goes out as one again.
@Suite struct SeedNodeTests {
  private static let golden = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "SimulationTests/Golden/discrete.json")

  private struct Case: Decodable {
    struct Columns: Decodable { var mem: [Double] }
    var model: String
    var framework: String
    var mode: String
    var dtype: String
    var params: [String: Number]
    var input: [Double]
    var state: Columns
    var spike: [Double]
  }

  // A number, or a flag.
  private struct Number: Decodable {
    var value: Double
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      value =
        try (try? container.decode(Bool.self)).map { $0 ? 1 : 0 } ?? container.decode(Double.self)
    }
  }

  private func imported() throws -> NeuronModel {
    try ImportFormat.python.model(PythonSample.braincogLIF, ImportWishes(name: "LIFNode")).model
  }

  private func text(_ format: String) throws -> String {
    let node = try Node(name: "n", model: imported(), at: SourceRange(0, 0))
    let neuron = try ExportedNeuron(node, steps: 10, random: Driven.random)
    return try #require(ExportFormat.named(format)).text(of: ExportedNetwork(neuron))
  }

  // The imported class runs as BrainCog itself did, bit for bit.
  @Test func itRunsAsBrainCogRanIt() throws {
    // Some of the other cases have columns of other kinds.
    let lines = try String(contentsOf: Self.golden, encoding: .utf8).split(separator: "\n")
      .filter { $0.contains("\"model\":\"LIFNode\"") && $0.contains("\"framework\":\"braincog\"") }
    var count = 0
    for line in lines {
      let bytes = Data(line.utf8.reversed().drop { $0 == UInt8(ascii: ",") }.reversed())
      let golden = try JSONDecoder().decode(Case.self, from: bytes)
      guard golden.dtype == "float64" else { continue }
      var node = try Node(name: "n", model: imported(), at: SourceRange(0, 0))
      for (name, number) in golden.params where ["threshold", "tau"].contains(name) {
        try node.set(
          Name(name, SourceRange(0, 0)), to: number.value, neurons: 0..<1, at: SourceRange(0, 0))
      }
      for (step, input) in golden.input.enumerated() {
        node.feed(Signal(.constant(input)), neurons: 0..<1, isAdded: false)
        _ = node.advance(1, random: Driven.random, isInterrupted: { false })
        #expect(node.states["mem"]?[0] == golden.state.mem[step])
        #expect(node.states["spike"]?[0] == golden.spike[step])
      }
      count += 1
    }
    #expect(count >= 20)
  }

  // The class that goes out gives BrainCog's own traces in PyTorch, bit for bit.
  @Test(
    .enabled(if: Peer.torch != nil), arguments: ["torch"] + (Peer.hasBrainCog ? ["braincog"] : []))
  func theExportedClassGivesThemToo(format: String) throws {
    let python = try #require(Peer.torch)
    let driver = """
      import json, sys, torch
      torch.set_default_dtype(torch.float64)
      from exported import LIFNode
      count = 0
      for line in open(sys.argv[1]):
          if '"model":"LIFNode"' not in line or '"framework":"braincog"' not in line: continue
          case = json.loads(line.strip().rstrip(','))
          if case['dtype'] != 'float64': continue
          layered = case['mode'] == 'layer_by_layer'
          names = ['threshold', 'tau'] + (['layer_by_layer', 'step'] if '\(format)' == 'braincog' else [])
          if layered and 'step' not in names: continue
          node = LIFNode(**{k: v for k, v in case['params'].items() if k in names})
          if layered:
              spikes = node(torch.tensor(case['input']).reshape(-1, 1)).flatten().tolist()
              mems = case['state']['mem'][:-1] + [float(node.mem)]
          else:
              spikes, mems = [], []
              for value in case['input']:
                  spikes.append(float(node(torch.tensor([value]))))
                  mems.append(float(node.mem))
          assert spikes == case['spike'] and mems == case['state']['mem'], case['id']
          count += 1
      print(count)
      """
    try Peer.withFolder { folder in
      try text(format).write(
        to: folder.appending(path: "exported.py"), atomically: true, encoding: .utf8)
      let script = folder.appending(path: "driver.py")
      try driver.write(to: script, atomically: true, encoding: .utf8)
      let said = try Peer.run(python, [script.path, Self.golden.path], in: folder)
      let count = Int(said.split(separator: "\n").last ?? "") ?? 0
      #expect(count >= 20, "\(said.suffix(600))")
      guard count >= 20 else { return }
      try Verified.write(["LIFNode \(text(format).digest)"], of: "seed-\(format)")
    }
  }

  // PyTorch is not there in every run: what is written is what was compared.
  @Test(arguments: ["torch", "braincog"]) func itIsAsItWasCompared(format: String) throws {
    #expect(try Verified.lines("seed-\(format)") == ["LIFNode \(text(format).digest)"])
  }
}
