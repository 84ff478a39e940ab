import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

@Suite struct NeuroMLTests {
  // What LEMS cannot do as the model does it, and why.
  private static let refused: [String: String] = [
    "NoiseLIF": "beta", "NoisePLIF": "beta", "PSU": "forward pass", "IPSU": "forward pass",
    "RPSU": "forward pass", "SPSN": "forward pass", "PSN": "forward pass",
    "Functions": "atan2",
  ]
  // What draws its own random numbers.
  private static let random: Set<String> = ["NoisyLIF", "Poisson"]

  // Two at a time: what takes longest is to start.
  private static let driver = """
    import concurrent.futures, glob, importlib.util, os, subprocess
    place = importlib.util.find_spec('pyneuroml').submodule_search_locations[0]
    jar = glob.glob(place + '/lib/jNeuroML*.jar')[0]

    def run(file):
        folder = file[:-4] + '.run'
        os.mkdir(folder)
        os.rename(file, folder + '/neuron.xml')
        said = subprocess.run(['java', '-jar', jar, 'neuron.xml', '-nogui'], cwd=folder,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
        try:
            os.rename(folder + '/n.dat', file[:-4] + '.table')
        except OSError:
            lines = [line for line in said.split('\\n') if 'Error' in line or 'Caused' in line]
            print('failed:', file, ' '.join(lines)[:400])

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(run, sorted(glob.glob('*.xml'))))
    """

  @Test(.enabled(if: Peer.python(with: "pyneuroml") != nil)) func agreesWithNeuroML() throws {
    let python = try #require(Peer.python(with: "pyneuroml"))
    let format = try #require(ExportFormat.named("neuroml"))
    let peer = try #require(format.peer)
    var own: OrderedDictionary<String, ExportedNetwork> = [:]
    try Peer.withFolder { folder in
      for model in try UnusualModels.amongAll() {
        let network = ExportedNetwork(
          try Driven(model.name, model: model, isConstant: true).exported)
        do {
          let text = try format.text(of: network)
          let file = folder.appending(path: "\(model.name).xml")
          try text.write(to: file, atomically: true, encoding: .utf8)
          own[model.name] = network
          #expect(Self.refused[model.name] == nil)
        } catch let refusal as ExportRefusal {
          let reason = Self.refused[model.name] ?? "nothing"
          #expect(refusal.reason.contains(reason), "\(model.name): \(refusal.reason)")
        }
      }
      let script = folder.appending(path: "driver.py")
      try Self.driver.write(to: script, atomically: true, encoding: .utf8)
      let said = try Peer.run(python, [script.path], in: folder)
      let failures = said.split(separator: "\n").filter { $0.hasPrefix("failed:") }
      #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
      var table: [String] = []
      var digests: [String] = []
      for (name, network) in own where !Self.random.contains(name) {
        let told = try? String(
          contentsOf: folder.appending(path: "\(name).table"), encoding: .utf8)
        let method = peer.method(network)
        let made = (method.map(network.solved) ?? network).ownTable { false }
        let outcome = try #require(made)
        guard let other = peer.read(told ?? "", network),
          let apart = ExportDifference(outcome, other, precision: peer.precision)
        else {
          Issue.record("\(name): \(told?.prefix(100) ?? "no table")")
          continue
        }
        let share = apart.membrane / (apart.scale > 0 ? apart.scale : 1)
        let count = outcome[0].count { $0 != 0 }
        table.append(
          "\(name): \(method == nil ? "steps" : "equations"), \(count) spikes, mem \(share)")
        #expect(apart.spikes == 0 && share <= peer.precision, "\(name): \(apart)")
        guard apart.spikes == 0, share <= peer.precision else { continue }
        digests.append(
          Verified.line(name, try format.text(of: network), spikes: count, apart: share))
      }
      print(table.joined(separator: "\n"))
      #expect(table.count >= 57)
      try Verified.write(digests, of: "neuroml")
    }
  }

  // LEMS is not brought for every run: what is written is what was compared.
  @Test func isAsItWasCompared() throws {
    let format = try #require(ExportFormat.named("neuroml"))
    let seen = try Verified.check("neuroml") { name in
      try format.text(of: ExportedNetwork(Driven(name, isConstant: true).exported))
    }
    #expect(seen >= 50)
  }

  private func text(_ model: String) throws -> String {
    let model = try ModelLibrary.builtIn[model] ?? ModelLibrary.builtIn.read(model)
    let node = try Node(name: "n", model: model, at: SourceRange(0, 0))
    let neuron = try ExportedNeuron(node, steps: 10, random: Driven.random)
    return try #require(ExportFormat.named("lems")).text(of: ExportedNetwork(neuron))
  }

  // Equations stay equations, with units, and may be part of a network of NeuroML.
  @Test func equationsKeepTheirUnits() throws {
    let text = try text("AdEx")
    for part in [
      "extends=\"baseCellMembPot\"", "<Parameter name=\"gL\" dimension=\"conductance\"",
      "gL=\"10nS\"", "<Attachments name=\"synapses\" type=\"basePointCurrent\"/>",
      "<StateVariable name=\"v\" dimension=\"voltage\" exposure=\"v\"/>",
      "<TimeDerivative variable=\"w\" value=\"((a * (v_ - EL)) - w) / tauw\"/>",
      "<OnCondition test=\"v .geq. threshold\">",
      "<StateAssignment variable=\"w\" value=\"w + b\"/>",
      "<EventOut port=\"spike\"/>", "step=\"0.01ms\"",
    ] { #expect(text.contains(part), "\(part)") }
    // What NeuroML has no dimension for is defined.
    let other = try self.text(
      """
      define Odd
        inherits Membrane
        param k = 2mV/ms^2 > 0
        integral
          d mem/dt = k * 1ms
      """)
    #expect(other.contains("<Unit symbol=\"mV_per_ms2_\" dimension=\"dimension_of_mV_per_ms2\""))
    #expect(other.contains("k=\"2mV_per_ms2_\""))
  }

  // A reset that reads what another one sets is the same whether they are set at once or not.
  @Test func resetsDoNotDependOnTheirOrder() throws {
    let text = try text(
      """
      define Order
        inherits Membrane
        state w = 0mV
        integral
          d mem/dt = (-mem - w) / 10ms
          d w/dt = -w / 20ms
        spike
          spike when mem >= 1mV
          reset mem = w
          reset w += mem
      """)
    #expect(text.contains("<TimeDerivative"))
    let assigned = text.split(separator: "\n").filter { $0.contains("<StateAssignment") }.map {
      $0.split(separator: "\"")
    }
    let resets = assigned.dropFirst(3).map { "\($0[1]) = \($0[3])" }
    #expect(resets.prefix(2) == ["v = w", "w = w + w"])
  }

  // A NaN of the side that is not chosen counts, and the file says so where it has a choice.
  @Test(arguments: [("EIF", true), ("HH", false)])
  func theFileSaysThatBothSidesAreComputed(name: String, isSaid: Bool) throws {
    let format = try #require(ExportFormat.named("neuroml"))
    let text = try format.text(of: ExportedNetwork(Driven(name, isConstant: true).exported))
    #expect(text.contains("Both sides of a choice") == isSaid)
  }

  @Test func networksAndCurrentsThatChangeAreRefused() throws {
    let format = try #require(ExportFormat.named("neuroml"))
    #expect {
      try format.text(of: ExportedNetwork(Driven("LIF").exported))
    } throws: { ($0 as? ExportRefusal)?.reason.contains("from step to step") == true }
    let networks = try SampleNetworks.all()
    #expect {
      try format.text(of: #require(networks["later"]))
    } throws: { ($0 as? ExportRefusal)?.reason.contains("one node without connections") == true }
  }
}
