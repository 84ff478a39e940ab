import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

@Suite struct Brian2Tests {
  // One process for all, since to start one takes longer than to run most models.
  private static let driver = """
    import glob, runpy, sys
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
  ]
  // What draws its own random numbers.
  private static let random: Set<String> = ["NoisyLIF", "Poisson"]

  @Test(.enabled(if: Peer.brian2 != nil)) func agreesWithBrian2() throws {
    var networks: [String: ExportedNetwork] = [:]
    for name in ModelLibrary.builtIn.names {
      guard ModelLibrary.builtIn[name]?.integral != nil else { continue }
      networks[name] = ExportedNetwork(try Driven(name).exported)
    }
    let table = try compare(networks, isNoted: true)
    print(table.joined(separator: "\n"))
    #expect(table.count >= 54)
  }

  @Test(.enabled(if: Peer.brian2 != nil)) func agreesOnWhatIsUnusual() throws {
    var networks: [String: ExportedNetwork] = [:]
    for model in try UnusualModels.models() {
      networks[model.name] = ExportedNetwork(try Driven(model.name, model: model).exported)
    }
    // Every neuron has its own parameter and current.
    let nowhere = SourceRange(0, 0)
    for name in ["LIF", "RefractoryLIF", "EIF", "Izhikevich"] {
      let model = try #require(ModelLibrary.builtIn[name])
      var node = try Node(name: "lambda", model: model, population: 3, at: nowhere)
      let names = ["RefractoryLIF": "t_ref", "EIF": "t_ref", "LIF": "tau", "Izhikevich": "d"]
      let parameter = try #require(names[name])
      let values = [1.5, 3.25, 7]
      try node.set(Name(parameter, nowhere), to: values, neurons: 0..<3, at: nowhere)
      let size = Driven.amplitude(of: name)
      node.feed(Signal(.constant(size)), neurons: 0..<2, isAdded: false)
      node.feed(Signal(.noise(mean: size, deviation: size / 9)), neurons: 1..<3, isAdded: true)
      networks["many\(name)"] = try ExportedNetwork(
        ExportedNeuron(node, steps: 400, random: Driven.random))
    }
    #expect(try compare(networks).count == networks.count)
  }

  // A model with units of all kinds goes out with them; a bare 0 is 0 of what it stands beside, and wholes are
  // counted in the model's own unit.
  @Test(.enabled(if: Peer.brian2 != nil)) func agreesWithUnits() throws {
    let texts = [
      """
      define Units
        inherits Membrane
        param C = 1pF > 0
        param gL = 0.1nS
        param bend = 0.01pA/mV^2
        param calcium = 50uM
        param outside = 2mM
        param temperature = 300K
        param area = 20um^2
        param density = 0.1mS/cm^2
        param rate = 0.2kHz
        param volt = 3mV
        param share = 0.5mV/V
        param threshold = -59mV
        state w = 0pA
        state m = 0
        state kept = 0mV
        input input in pA
        function above(v) = max(v, 0)
        integral
          let reversal = gas_constant * temperature / (2 * faraday_constant) * log(outside / calcium)
          let drive = if mem > -64.5mV and not (mem > 0) then input else 0
          let whole = floor(mem) + round(volt / 2) - ceil(mem)
          let angle = atan2(mem, volt) + heaviside(mem + 62mV) + sign(w)
          let wrapped = mod(mem, 7mV) + relu(mem + 63mV) + clamp(mem + 64mV, 0, volt)
          let bent = bend * above(mem + 64mV)^2 + density * area * (wrapped - whole) / 1e3
          let wave = 1mV * sin(2 * pi * t / 7ms) + share * 1V + sqrt(volt * 1mV) + min(0, mem)
          d mem/dt = (1.3 * drive - gL * (mem + 65mV) + bent - w + gL * (reversal + wave + kept) / 50) / C
          d w/dt = (gL * angle * 0.1mV - w) / 20ms
          d m/dt = rate * (exp(share * 100) - m)
        spike
          spike when previous(mem) < threshold and mem >= threshold
          reset mem = -65mV
          reset w += 0
          reset w *= 0.5
          reset kept = 0
      """,
      """
      define Late
        inherits Membrane
        param tau = 10ms
        state since = 0ms
        input input in mV
        integral
          d mem/dt = (-60mV - mem + input + 4mV * cos(t / 5ms)) / tau
        spike
          spike when mem > -60mV + 1mV * sin(t / 3ms)
          reset since = t
          reset mem = -62mV - since / 100ms * 1mV
      """,
      """
      define Rooted
        inherits Membrane
        param slow = 2mV/ms^0.5
        input input in mV
        integral
          d mem/dt = (-60mV - mem + input) / 10ms + slow / sqrt(10ms)
        spike
          spike when mem > -58mV
          reset mem = -62mV
      """,
    ]
    var networks: [String: ExportedNetwork] = [:]
    for text in texts {
      var library = ModelLibrary.builtIn
      let model = try library.define(text)
      networks[model.name] = ExportedNetwork(try Driven(model.name, model: model).exported)
    }
    #expect(try compare(networks).count == 3)
    let format = try #require(ExportFormat.named("brian2"))
    let united = try format.text(of: #require(networks["Units"]))
    #expect(united.contains("Quantities carry their units."))
    #expect(united.contains("'bend': 0.01 * b2.nS/b2.mV,"))
    #expect(united.contains("'volt_': 3 * b2.mV,") && united.contains("kept : volt"))
    #expect(
      try format.text(of: #require(networks["Rooted"])).contains(
        "Numbers are in the units of the model, without them: brian2 has no unit"))
  }

  // Delays of none, of one step and of several, forwards, within a population and back, into currents
  // and states.
  @Test(.enabled(if: Peer.brian2 != nil)) func agreesOnNetworks() throws {
    let networks = try SampleNetworks.all()
    #expect(
      try compare(Dictionary(uniqueKeysWithValues: networks.map { ($0, $1) })).count
        == networks.count)
    #expect(throws: ExportRefusal.self) {
      try ExportedNetwork(
        ["b"], of: SampleNetworks.network(delays: [1, 1, 1]), steps: 60, random: Driven.random)
    }
  }

  // Runs all of them there, and says how far each lies apart.
  private func compare(
    _ networks: [String: ExportedNetwork], isNoted: Bool = false
  ) throws -> [String] {
    let python = try #require(Peer.brian2)
    let format = try #require(ExportFormat.named("brian2"))
    let peer = try #require(format.peer)
    return try Peer.withFolder { folder in
      var own: [String: [[Double]]] = [:]
      for (name, network) in networks {
        do {
          let text = try format.text(of: network)
          let file = folder.appending(path: "\(name).model.py")
          try text.write(to: file, atomically: true, encoding: .utf8)
          own[name] = network.ownTable { false }
          #expect(Self.refused[name] == nil)
        } catch let refusal as ExportRefusal {
          let reason = Self.refused[name] ?? "nothing"
          #expect(refusal.reason.contains(reason), "\(name): \(refusal.reason)")
        }
      }
      let script = folder.appending(path: "driver.py")
      try Self.driver.write(to: script, atomically: true, encoding: .utf8)
      #expect(try Peer.run(python, [script.path], in: folder) == "")
      var table: [String] = []
      var lines: [String] = []
      #expect(own.count == networks.keys.count { Self.refused[$0] == nil })
      for (name, outcome) in own.sorted(by: { $0.key < $1.key }) {
        let file = folder.appending(path: "\(name).table")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let network = try #require(networks[name])
        let other = try #require(peer.read(text, network), "\(name)")
        let apart = try #require(ExportDifference(outcome, other), "\(name)")
        guard !Self.random.contains(name) else { continue }
        let share = apart.membrane / (apart.scale > 0 ? apart.scale : 1)
        let count = outcome.prefix(outcome.count / 2).joined().count { $0 != 0 }
        table.append("\(name): \(count) spikes, mem \(share)")
        #expect(apart.spikes == 0 && share <= 1e-9, "\(name): \(apart)")
        lines.append(
          Verified.line(name, try format.text(of: network), spikes: count, apart: share))
      }
      if isNoted { try Verified.write(lines, of: "brian2") }
      return table
    }
  }
}
