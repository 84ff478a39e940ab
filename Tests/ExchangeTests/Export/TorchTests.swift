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
        digests.append(
          Verified.line(
            name, try format.text(of: network), spikes: own[0].count { $0 != 0 }, apart: share))
      }
      print(table.joined(separator: "\n"))
      #expect(table.count >= (["braincog", "step"].contains(format.name) ? 50 : 57))
    }
    try Verified.write(digests, of: name)
  }

  // PyTorch is too large for every run of the tests, which see instead that what is written is what
  // it was when it was compared last: with NEUROSH_WRITE_VERIFIED=1 `agreesWithPyTorch` notes that.
  @Test(arguments: ["torch", "braincog", "step", "spikingjelly", "snntorch"])
  func isAsItWasCompared(name: String) throws {
    let format = try #require(ExportFormat.named(name))
    let seen = try Verified.check(name) { model in
      try format.text(of: ExportedNetwork(Driven(model).exported))
    }
    #expect(seen >= 47)
  }

  // Modules run as the nodes and connections do here, one node after the other or all step by step.
  @Test(
    .enabled(if: Peer.torch != nil),
    arguments: formats.filter { $0 != "spikingjelly" && $0 != "snntorch" })
  func modulesAgreeWithPyTorch(name: String) throws {
    let python = try #require(Peer.torch)
    let format = try #require(ExportFormat.named(name))
    let peer = try #require(format.peer)
    try Peer.withFolder { folder in
      let networks = try SampleNetworks.all().filter { !$0.key.contains("-") }
      for (name, network) in networks {
        let file = folder.appending(path: "\(name).model.py")
        try format.text(of: network).write(to: file, atomically: true, encoding: .utf8)
      }
      let script = folder.appending(path: "driver.py")
      try Self.driver.write(to: script, atomically: true, encoding: .utf8)
      #expect(try Peer.run(python, [script.path], in: folder) == "")
      for (name, network) in networks {
        let file = folder.appending(path: "\(name).table")
        let told = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let other = try #require(peer.read(told, network), "\(name)")
        let made = network.ownTable { false }
        let own = try #require(made)
        let apart = try #require(ExportDifference(own, other), "\(name)")
        let spikes = own.prefix(own.count / 2).joined().count { $0 != 0 }
        print("\(name): \(spikes) spikes, mem \(apart.membrane)")
        #expect(spikes > 9 && apart.spikes == 0, "\(name): \(apart)")
        #expect(apart.membrane <= 1e-9 * apart.scale, "\(name): \(apart)")
      }
    }
  }

  // The forward pass of a module resets first, and layers run all steps where nothing comes back.
  @Test func modulesAreModules() throws {
    let networks = try SampleNetworks.all()
    let forward = try #require(networks["forward"])
    let recurrent = try #require(networks["later"])
    let braincog = try #require(ExportFormat.named("braincog"))
    let text = try braincog.text(of: forward)
    #expect(
      text.contains("class Module(BaseModule):")
        && text.contains("step=step, layer_by_layer=layer_by_layer"))
    #expect(
      !(try braincog.text(of: recurrent).contains("step=step, layer_by_layer=layer_by_layer")))
    for (name, network) in [("braincog", forward), ("torch", forward), ("torch", recurrent)] {
      let text = try #require(ExportFormat.named(name)).text(of: network)
      // One class for three nodes of a kind.
      #expect(text.components(separatedBy: "class LIFNode").count == 2)
      let pass = text.components(separatedBy: "def forward(self, a_input").last ?? ""
      #expect(pass.split(separator: "\n").dropFirst(2).first == "        self.reset()", "\(pass)")
    }
    #expect {
      try #require(ExportFormat.named("snntorch")).text(of: forward)
    } throws: { ($0 as? ExportRefusal)?.reason.contains("one node without connections") == true }
  }
}
