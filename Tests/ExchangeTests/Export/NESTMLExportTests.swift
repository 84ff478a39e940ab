import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

@Suite struct NESTMLExportTests {
  // What NESTML cannot do as the model does it, and why.
  static let refused: [String: String] = [
    "NoiseLIF": "beta", "NoisePLIF": "beta", "PSU": "forward pass", "IPSU": "forward pass",
    "RPSU": "forward pass", "SPSN": "forward pass", "PSN": "forward pass",
    "Functions": "atan2",
  ]
  // What draws its own random numbers.
  private static let random: Set<String> = ["NoisyLIF", "Poisson"]

  /// What is written for the built-in models and unusual ones, into which the same flows at all times.
  static func texts() throws -> OrderedDictionary<String, (node: Node, steps: Int, text: String)> {
    var result: OrderedDictionary<String, (node: Node, steps: Int, text: String)> = [:]
    let format = try #require(ExportFormat.named("nestml"))
    for model in try UnusualModels.amongAll() {
      let driven = try Driven(model.name, model: model, isConstant: true)
      do {
        let text = try format.text(of: ExportedNetwork(driven.exported))
        result[model.name] = (driven.node, driven.steps, text)
        #expect(refused[model.name] == nil)
      } catch let refusal as ExportRefusal {
        let reason = refused[model.name] ?? "nothing"
        #expect(refusal.reason.contains(reason), "\(model.name): \(refusal.reason)")
      }
    }
    return result
  }

  // The importer reads what is written, and it runs as the model does.
  @Test func comesBackAsItWas() throws {
    var table: [String] = []
    var lines: [String] = []
    for (name, (node, steps, text)) in try Self.texts() where !Self.random.contains(name) {
      let imported: ImportedModel
      do throws(Diagnostic) {
        imported = try ImportFormat.nestml.model(text, ImportWishes(name: "x"))
      } catch {
        Issue.record(
          "\(name): \(error.message) at \(text.utf8.prefix(error.range.lower).suffix(60))")
        continue
      }
      var (own, other) = (node, try Node(name: "x", model: imported.model, at: SourceRange(0, 0)))
      if text.contains("integrate_odes") { own.solve(by: imported.model.method, spikes: .grid) }
      if node.model.measuredIntegral?.statements.contains(where: { $0.kind == .derivative })
        == true,
        let dt = node.parameters["dt"]?[0], other.parameters["dt"] != nil
      {
        try other.set(Name("dt", SourceRange(0, 0)), to: dt, neurons: 0..<1, at: SourceRange(0, 0))
      }
      for index in 0..<2 {
        var running = index == 0 ? own : other
        running.record = .all
        try running.begin(random: Driven.random)
        _ = running.advance(steps, random: Driven.random, isInterrupted: { false })
        if index == 0 { own = running } else { other = running }
      }
      let spikes = own.recording.spikeSteps(neuron: 0)
      var apart = 0.0
      var scale = 1e-9
      for step in 1...steps {
        let (a, b) = (
          own.recording.sample(of: "mem", neuron: 0, step: step) ?? .nan,
          other.recording.sample(of: "mem", neuron: 0, step: step) ?? .nan
        )
        apart = max(apart, abs(a - b))
        scale = max(scale, abs(a))
      }
      table.append("\(name): \(spikes.count) spikes, mem \(apart / scale)")
      #expect(spikes == other.recording.spikeSteps(neuron: 0), "\(name)")
      #expect(apart <= 1e-9 * scale, "\(name): \(apart)")
      lines.append(Verified.line(name, text, spikes: spikes.count, apart: apart / scale))
    }
    try Verified.write(lines, of: "nestml")
    print(table.joined(separator: "\n"))
    #expect(table.count >= 55)
  }

  // NESTML's own reader, which ends well whatever it found: its words tell.
  @Test(.enabled(if: Peer.python(with: "pynestml") != nil))
  func nestmlReadsIt() throws {
    let python = try #require(Peer.python(with: "pynestml"))
    try Peer.withFolder { folder in
      for (name, (_, _, text)) in try Self.texts() {
        let file = folder.appending(path: "\(name.filter { $0.isLetter || $0.isNumber }).nestml")
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      let broken = """
        model broken_neuron:
            state:
                x real = 1.0
            equations:
                x' = -x / ms
            output:
                spike
            update:
                integrate_odes()

        """
      let wrong = folder.appending(path: "broken.nestml")
      try broken.write(to: wrong, atomically: true, encoding: .utf8)
      let said = try Peer.run(
        python,
        [
          "-c",
          "from pynestml.frontend.pynestml_frontend import main; import sys;"
            + " sys.argv = ['nestml', '--input_path', '.', '--target_platform', 'NONE']; main()",
        ], in: folder)
      // It says nothing of what is well: a file that is wrong shows that it looked.
      let errors = said.split(separator: "\n").filter { $0.contains("ERROR") }
      #expect(errors.contains { $0.contains("broken_neuron") })
      let others = errors.filter { !$0.contains("broken_neuron") }
      #expect(others.isEmpty, "\(others.prefix(20).joined(separator: "\n"))")
    }
  }

  @Test func currentsThatChangeAndPopulationsAreRefused() throws {
    let format = try #require(ExportFormat.named("nestml"))
    #expect {
      try format.text(of: ExportedNetwork(Driven("LIF").exported))
    } throws: { ($0 as? ExportRefusal)?.reason.contains("from step to step") == true }
    let nowhere = SourceRange(0, 0)
    let node = try Node(
      name: "n", model: #require(ModelLibrary.builtIn["LIF"]), population: 2, at: nowhere)
    let pair = try ExportedNeuron(node, steps: 4, random: Driven.random)
    #expect {
      try format.text(of: ExportedNetwork(pair))
    } throws: { ($0 as? ExportRefusal)?.reason.contains("one neuron, not 2") == true }
  }
}
