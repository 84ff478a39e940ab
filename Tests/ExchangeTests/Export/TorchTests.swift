import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

@Suite struct TorchTests {
  private static let driver = """
    import glob, runpy, sys
    for script in sorted(glob.glob('*.model.py')):
        sys.argv = [script, script[:-9] + '.table']
        try:
            runpy.run_path(script, run_name='__main__')
        except Exception as error:
            print(script, str(error)[:300])
    """

  // What PyTorch cannot do as the model does it, and why.
  private static let refused: [String: String] = [
    "PSU": "forward pass", "IPSU": "forward pass", "RPSU": "forward pass", "SPSN": "forward pass",
    "PSN": "forward pass",
  ]
  // What draws its own random numbers.
  private static let random: Set<String> = ["NoisyLIF", "Poisson", "NoiseLIF", "NoisePLIF"]

  // BrainCog and STEP are compared where PYTHONPATH has them.
  private static let formats =
    ["torch"] + (Peer.hasBrainCog ? ["braincog", "step"] : [])

  @Test(.enabled(if: Peer.torch != nil), arguments: Self.formats)
  func agreesWithPyTorch(name: String) throws {
    let python = try #require(Peer.torch)
    let format = try #require(ExportFormat.named(name))
    let peer = try #require(format.peer)
    var cases: [(String, NeuronModel?)] = ModelLibrary.builtIn.names.map { ($0, nil) }
    for text in UnusualModels.texts {
      var library = ModelLibrary.builtIn
      let model = try library.define(text)
      cases.append((model.name, model))
    }
    try Peer.withFolder { folder in
      var networks: [String: ExportedNetwork] = [:]
      for (name, model) in cases {
        let known = model ?? ModelLibrary.builtIn[name]
        guard known?.integral != nil else { continue }
        let network = ExportedNetwork(try Driven(name, model: model).exported)
        do {
          let text = try format.text(of: network)
          let file = folder.appending(path: "\(name).model.py")
          try text.write(to: file, atomically: true, encoding: .utf8)
          networks[name] = network
          #expect(Self.refused[name] == nil)
        } catch let refusal as ExportRefusal {
          let hasSeveral = network.neurons[0].model.inputs.count > 1
          let reason =
            Self.refused[name] ?? (format.name == "torch" || !hasSeveral ? "nothing" : "inputs")
          #expect(refusal.reason.contains(reason), "\(name): \(refusal.reason)")
        }
      }
      let script = folder.appending(path: "driver.py")
      try Self.driver.write(to: script, atomically: true, encoding: .utf8)
      #expect(try Peer.run(python, [script.path], in: folder) == "")
      var table: [String] = []
      for (name, network) in networks.sorted(by: { $0.key < $1.key }) {
        let file = folder.appending(path: "\(name).table")
        let told = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let other = try #require(peer.read(told, network), "\(name)")
        let made = network.ownTable { false }
        let own = try #require(made)
        let apart = try #require(ExportDifference(own, other), "\(name)")
        guard !Self.random.contains(name) else { continue }
        let share = apart.membrane / (apart.scale > 0 ? apart.scale : 1)
        table.append("\(name): \(own[0].count { $0 != 0 }) spikes, mem \(share)")
        #expect(apart.spikes == 0 && share <= 1e-9, "\(name): \(apart)")
      }
      print(table.joined(separator: "\n"))
      #expect(table.count >= (format.name == "torch" ? 57 : 50))
    }
  }
}
