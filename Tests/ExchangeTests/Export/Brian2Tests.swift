import Equations
import Exchange
import Foundation
import Neurons
import Testing

@Suite struct Brian2Tests {
  // One process for all, since to start one takes longer than to run most models.
  private static let driver = """
    import glob, runpy, sys, traceback
    import brian2
    brian2.BrianLogger.log_level_error()
    for script in sorted(glob.glob('*.model.py')):
        sys.argv = [script, script[:-9] + '.table']
        try:
            runpy.run_path(script, run_name='__main__')
        except Exception as error:
            causes = []
            while error is not None:
                causes.append(str(error).replace('\\n', ' '))
                error = error.__cause__
            print(script, ' <- '.join(causes)[:600])
    """

  // What Brian2 cannot do as the model does it, and why.
  private static let refused: [String: String] = [
    "NoiseLIF": "Beta", "NoisePLIF": "Beta", "PSU": "forward pass", "IPSU": "forward pass",
    "RPSU": "forward pass", "SPSN": "forward pass", "PSN": "forward pass",
    "Base": "no integral", "Membrane": "no integral", "Synapse": "no integral",
  ]
  // What draws its own random numbers.
  private static let random: Set<String> = ["NoisyLIF", "Poisson"]

  @Test(.enabled(if: Peer.brian2 != nil)) func agreesWithBrian2() throws {
    let python = try #require(Peer.brian2)
    let format = try #require(ExportFormat.named("brian2"))
    try Peer.withFolder { folder in
      var own: [String: Outcome] = [:]
      for name in ModelLibrary.builtIn.names {
        let reason = Self.refused[name]
        guard reason != "no integral" else { continue }
        let driven = try Driven(name)
        do {
          let neuron = try ExportedNeuron(driven.node, steps: driven.steps, random: Driven.random)
          let text = try format.text(of: neuron)
          let file = folder.appending(path: "\(name).model.py")
          try text.write(to: file, atomically: true, encoding: .utf8)
          own[name] = driven.own
          #expect(reason == nil)
        } catch let refusal as ExportRefusal {
          #expect(reason.map(refusal.reason.contains) == true, "\(name): \(refusal.reason)")
        }
      }
      let script = folder.appending(path: "driver.py")
      try Self.driver.write(to: script, atomically: true, encoding: .utf8)
      let said = try Peer.run(python, [script.path], in: folder)
      #expect(said == "")
      var table: [String] = []
      for (name, outcome) in own {
        let file = folder.appending(path: "\(name).table")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let other = Outcome(table: text)
        guard !Self.random.contains(name) else {
          #expect(other != nil, "\(name)")
          continue
        }
        let (spikes, mem) = other?.difference(from: outcome) ?? (.infinity, .infinity)
        let count = outcome.spikes.joined().count { $0 != 0 }
        table.append("\(name): \(count) spikes, mem \(mem)")
        #expect(spikes <= 1e-9 && mem <= 1e-9, "\(name): spikes \(spikes), mem \(mem)")
      }
      #expect(table.count >= 50)
      print(table.sorted().joined(separator: "\n"))
    }
  }
}
