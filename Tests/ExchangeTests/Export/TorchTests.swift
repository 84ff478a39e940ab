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
    + ["spikingjelly", "snntorch"].filter { Peer.python(with: $0) != nil }

  @Test(.enabled(if: Peer.torch != nil), arguments: Self.formats)
  func agreesWithPyTorch(name: String) throws {
    let python = try #require(Peer.torch)
    let format = try #require(ExportFormat.named(name))
    let peer = try #require(format.peer)
    var digests: [String] = []
    try Peer.withFolder { folder in
      // Several formats may share a folder that is kept.
      for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        try FileManager.default.removeItem(at: folder.appending(path: file))
      }
      var networks: [String: ExportedNetwork] = [:]
      for model in try UnusualModels.amongAll() {
        let name = model.name
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
            Self.refused[name]
            ?? (["braincog", "step"].contains(format.name) && hasSeveral ? "inputs" : "nothing")
          #expect(refusal.reason.contains(reason), "\(name): \(refusal.reason)")
        }
      }
      let script = folder.appending(path: "driver.py")
      try Self.driver.write(to: script, atomically: true, encoding: .utf8)
      let said = try Peer.run(python, [script.path], in: folder)
      #expect(said == "")
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
        guard apart.spikes == 0, share <= 1e-9 else { continue }
        digests.append("\(name) \(try format.text(of: network).digest)")
      }
      print(table.joined(separator: "\n"))
      #expect(table.count >= (["braincog", "step"].contains(format.name) ? 50 : 57))
    }
    if ProcessInfo.processInfo.environment["NEUROSH_WRITE_VERIFIED"] != nil {
      let text = digests.map { "\($0)\n" }.joined()
      try text.write(to: Self.verified(name), atomically: true, encoding: .utf8)
    }
  }

  // PyTorch is too large for every run of the tests, which see instead that what is written is what
  // it was when it was compared last: with NEUROSH_WRITE_VERIFIED=1 `agreesWithPyTorch` notes that.
  @Test(arguments: ["torch", "braincog", "step", "spikingjelly", "snntorch"])
  func isAsItWasCompared(name: String) throws {
    let format = try #require(ExportFormat.named(name))
    let text = try String(contentsOf: Self.verified(name), encoding: .utf8)
    var seen = 0
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 2, ModelLibrary.builtIn[words[0]] != nil else { continue }
      let network = ExportedNetwork(try Driven(words[0]).exported)
      #expect(try format.text(of: network).digest == words[1], "\(words[0])")
      seen += 1
    }
    #expect(seen >= 47)
  }

  private static func verified(_ format: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Verified/\(format).txt")
  }
}

extension String {
  // FNV-1a, 64 bits.
  fileprivate var digest: String {
    let hash = utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
