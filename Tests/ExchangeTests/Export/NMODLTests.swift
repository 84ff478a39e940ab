import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

@Suite struct NMODLTests {
  // What NEURON cannot do as the model does it, and why.
  private static let refused: [String: String] = [
    "NoiseLIF": "beta", "NoisePLIF": "beta", "PSU": "forward pass", "IPSU": "forward pass",
    "RPSU": "forward pass", "SPSN": "forward pass", "PSN": "forward pass",
  ]
  // What draws its own random numbers.
  private static let random: Set<String> = ["NoisyLIF", "Poisson"]

  private static let driver = """
    import sys
    from neuron import h
    section = h.Section()
    for line in open('cases'):
        name, steps, spike, mem = line.split()
        process = getattr(h, name)(section(0.5))
        h.finitialize(-65)
        with open(name + '.table', 'w') as file:
            for _ in range(int(steps)):
                h.fadvance()
                file.write(repr(getattr(process, spike)) + ' ' + repr(getattr(process, mem)) + '\\n')
    """

  @Test(.enabled(if: Peer.python(with: "neuron") != nil)) func agreesWithNEURON() throws {
    let python = try #require(Peer.python(with: "neuron"))
    let format = try #require(ExportFormat.named("nmodl"))
    var own: OrderedDictionary<String, (name: String, network: ExportedNetwork)> = [:]
    var cases = ""
    var table: [String] = []
    var digests: [String] = []
    try Peer.withFolder { folder in
      for model in try UnusualModels.amongAll() {
        let name = model.name
        let network = ExportedNetwork(try Driven(name, model: model, isConstant: true).exported)
        do {
          let text = try format.text(of: network)
          let process = text.split(separator: "\n").first { $0.contains("POINT_PROCESS") }
          let word = try #require(process?.split(separator: " ").last.map(String.init))
          try text.write(
            to: folder.appending(path: "\(word).mod"), atomically: true, encoding: .utf8)
          own[word] = (name, network)
          // Its names for these two are the model's own.
          cases += "\(word) \(network.steps) spike mem\n"
          #expect(Self.refused[name] == nil)
        } catch let refusal as ExportRefusal {
          let reason = Self.refused[name] ?? "nothing"
          #expect(refusal.reason.contains(reason), "\(name): \(refusal.reason)")
        }
      }
      try cases.write(to: folder.appending(path: "cases"), atomically: true, encoding: .utf8)
      let script = folder.appending(path: "driver.py")
      try Self.driver.write(to: script, atomically: true, encoding: .utf8)
      let compiler = python.deletingLastPathComponent().appending(path: "nrnivmodl")
      let built = try Peer.run(python, [compiler.path], in: folder)
      let said = try Peer.run(python, [script.path], in: folder)
      #expect(!said.contains("Traceback"), "\(built.suffix(600)) \(said.suffix(400))")
      for (word, (name, network)) in own where !Self.random.contains(name) {
        let file = folder.appending(path: "\(word).table")
        let told = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let rows = told.split(separator: "\n").map {
          $0.split(separator: " ").map { Double($0) ?? .nan }
        }
        let made = network.ownTable { false }
        let outcome = try #require(made)
        guard rows.count == network.steps, rows.allSatisfy({ $0.count == 2 }) else {
          Issue.record("\(name): \(told.prefix(100))")
          continue
        }
        let other = (0..<2).map { column in rows.map { $0[column] } }
        let apart = try #require(ExportDifference(outcome, other), "\(name)")
        let share = apart.membrane / (apart.scale > 0 ? apart.scale : 1)
        table.append("\(name): \(outcome[0].count { $0 != 0 }) spikes, mem \(share)")
        #expect(apart.spikes == 0 && share <= 1e-9, "\(name): \(apart)")
        guard apart.spikes == 0, share <= 1e-9 else { continue }
        digests.append(
          Verified.line(
            name, try format.text(of: network), spikes: outcome[0].count { $0 != 0 }, apart: share))
      }
    }
    print(table.joined(separator: "\n"))
    #expect(table.count >= 57)
    try Verified.write(digests, of: "nmodl")
  }

  // NEURON needs a compiler and is not brought for every run: what is written is what was compared.
  @Test func isAsItWasCompared() throws {
    let format = try #require(ExportFormat.named("nmodl"))
    let seen = try Verified.check("nmodl") { name in
      try format.text(of: ExportedNetwork(Driven(name, isConstant: true).exported))
    }
    #expect(seen >= 50)
  }
}
