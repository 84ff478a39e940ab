import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

@Suite struct XPPAUTTests {
  // What XPPAUT cannot do as the model does it, and why.
  private static let refused: [String: String] = [
    "NoiseLIF": "beta", "NoisePLIF": "beta", "PSU": "forward pass", "IPSU": "forward pass",
    "RPSU": "forward pass", "SPSN": "forward pass", "PSN": "forward pass",
  ]
  // What draws its own random numbers.
  private static let random: Set<String> = ["NoisyLIF", "Poisson"]

  @Test(.enabled(if: Peer.xppaut != nil)) func agreesWithXPPAUT() throws {
    let xppaut = try #require(Peer.xppaut)
    let format = try #require(ExportFormat.named("ode"))
    let peer = try #require(format.peer)
    var table: [String] = []
    var lines: [String: String] = [:]
    try Peer.withFolder { folder in
      for model in try UnusualModels.amongAll() {
        let name = model.name
        for isConstant in [false, true] {
          let network = ExportedNetwork(
            try Driven(name, model: model, isConstant: isConstant).exported)
          let text: String
          do {
            text = try format.text(of: network)
            #expect(Self.refused[name] == nil)
          } catch let refusal as ExportRefusal {
            let reason = Self.refused[name] ?? "nothing"
            #expect(refusal.reason.contains(reason), "\(name): \(refusal.reason)")
            continue
          }
          let file = folder.appending(path: "\(name)-\(isConstant).ode")
          let outcome = folder.appending(path: "\(name)-\(isConstant).dat")
          try text.write(to: file, atomically: true, encoding: .utf8)
          let said = try Peer.run(
            xppaut, peer.arguments(file.path, outcome.path, network), in: folder)
          guard !Self.random.contains(name) else { continue }
          let told = (try? String(contentsOf: outcome, encoding: .utf8)) ?? ""
          let made = network.ownTable { false }
          let own = try #require(made)
          let other = try #require(peer.read(told, network), "\(name): \(said.suffix(300))")
          let apart = try #require(
            ExportDifference(own, other, precision: peer.precision), "\(name)")
          let share = apart.membrane / (apart.scale > 0 ? apart.scale : 1)
          let kind = text.contains("(t+1)=") ? "map" : "flow"
          table.append("\(name): \(kind), \(own[0].count { $0 != 0 }) spikes, mem \(share)")
          // As many digits as it prints.
          #expect(apart.spikes == 0 && share <= peer.precision, "\(name) \(kind): \(apart)")
          lines[name] = Verified.line(
            name, text, spikes: own[0].count { $0 != 0 }, apart: share)
        }
      }
    }
    try Verified.write(Array(lines.values), of: "ode")
    print(table.joined(separator: "\n"))
    #expect(table.count >= 100)
  }
}
