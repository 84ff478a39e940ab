import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)

/// A record of ../shared/golden of any of the nodes that are written in the language.
struct GoldenTrace {
  let record: Oracle
  let framework, model: String

  init(_ record: Oracle) throws {
    self.record = record
    framework = try #require(record.text("framework"))
    model = try #require(record.text("model"))
  }

  /// Our names of upstream's nodes.
  static let ours: [String: [String: String]] = [
    "braincog": [
      "IFNode": "IF", "LIFNode": "braincog.LIF", "BurstLIFNode": "BurstLIF",
      "BiasLIFNode": "BiasLIF", "BiasPLIFNode": "BiasPLIF", "LIFSTDPNode": "LIFSTDP",
      "PLIFNode": "PLIF", "LIAFNode": "LIAF", "DGLIFNode": "DGLIF", "HTDGLIFNode": "HTDGLIF",
      "OnlineLIFNode": "OnlineLIF", "ReLUNode": "ReLU", "BiasReLUNode": "BiasReLU",
      "DoubleSidePLIFNode": "braincog.DoubleSidePLIF", "NoiseLIFNode": "NoiseLIF",
      "NoisePLIFNode": "NoisePLIF", "IzhNode": "braincog.Izhikevich",
      "IzhNodeMU": "IzhikevichMU", "CTIzhNode": "CTIzhikevich", "SimHHNode": "SimHH",
      "HHNode": "braincog.HH", "aEIF": "aEIF", "adth": "adth", "ThreeCompNode": "ThreeComp",
      "BackEINode": "BackEI", "PSU": "PSU", "IPSU": "IPSU", "RPSU": "RPSU",
    ],
    "step": [
      "LIFNode": "LIF", "IFNode": "IF", "PLIFNode": "PLIF", "EIFNode": "step.EIF",
      "ILIFNode": "ILIF", "NILIFNode": "NILIF", "KLIFNode": "KLIF",
      "ComplementaryLIFNeuron": "CLIF", "GLIFTorch": "GLIF", "PSNTorch": "PSN",
    ],
    "st": ["st_LIFNode": "LIF"],
  ]

  /// Our names of upstream's parameters and states.
  private static let names: [String: String] = [
    "capacitance": "C", "V_Na": "VNa", "V_K": "VK", "V_l": "Vl", "g_Na": "gNa", "g_K": "gK",
    "g_l": "gl", "if_back": "back", "if_ei": "ei", "refrac": "refractory_steps", "vt": "threshold",
    "v_threshold": "threshold",
    "alpha_effective": "alpha",
    "soma": "mem", "v": "mem", "rate_tracking": "rate", "vm1": "previous",
  ]

  private static let gatedNames = [
    "tau": "tau", "Vth": "threshold", "leak": "leak", "conduct": "conduct",
    "reVth": "reset_threshold", "alpha": "gate_leak", "beta": "gate_input", "gamma": "gate_reset",
  ]

  // Analog outputs other than SELU, which a user of LIAF writes as a spike block.
  private static let analogOutputs = [
    "ReLU": "relu(x)", "LeakyReLU": "if x > 0 then x else 0.01 * x",
  ]

  /// Parameters of the originals that ours have none for, with the reason.
  private static let parametersWithoutMeaning = [
    "m1": "a matrix that follows from tau", "m2": "a matrix that follows from tau",
    "channel": "how many cells a kernel sees; one", "static_gate": "how the gates are trained",
    "act_fun": "read by its word", "sigmoid_thres": "read with the threshold",
    "fc_weight": "read as a matrix", "fc_bias": "read as a vector", "effective": "read as a group",
    "effective_gate": "read as a group", "ref0": "in 'init' too", "surrogate": "read by its word",
    "requires_thres_grad": "whether the original's threshold has a gradient",
  ]

  private static func ours(_ name: String) -> String { names[name] ?? name }

  /// How many steps the original could take.
  var steps: Int { Int(record.number("nonfinite_from") ?? Double(inputs.count)) }

  /// The input of every step.
  var inputs: [JSONValue] { record.json(at: "input")?.elements ?? [] }

  /// Resets and setters in between.
  var events: [Oracle] { record.parts("events") }

  /// A node with the record's parameters, initial state and input.
  func node() throws -> Node {
    var library = ModelLibrary.builtIn
    var model = try #require(library[Self.ours[framework]?[self.model] ?? ""])
    let drawn = record.numbers("noise_draw")
    if !drawn.isEmpty { model = try library.define(Self.withoutChance(model)) }
    let params = record.part("params")
    let word = params.text("surrogate") ?? params.text("act_fun")
    if let word, let output = Self.analogOutputs[word], model.name == "LIAF" {
      model = try library.define(
        """
        define Analog = LIAF spike {
          let fired = act(mem - threshold)
          let x = if threshold_related > 0 then mem - threshold else mem
          spike = \(output); mem = mem * (1 - fired)
        }
        """)
    }
    var node = try Node(name: "n", model: model, at: nowhere)
    func set(_ name: String, _ value: Double?) throws {
      try node.set(Name(name, nowhere), to: #require(value), neurons: 0..<1, at: nowhere)
    }
    if let word, self.model != "LIAFNode" {
      node.set(surrogate: try #require(Self.surrogate(word)))
    } else if framework == "step", self.model == "PLIFNode" {
      node.set(surrogate: .sigmoid)
    }
    for key in params.keys where Self.parametersWithoutMeaning[key] == nil {
      // Where nothing is written, it is what the surrogate brings.
      guard let written = params.json(at: key), written != .null else { continue }
      let value = written.looseNumber
      // Upstream's sigmoid_thres squashes the threshold, once.
      let isSquashed = key == "threshold" && params.flag(at: "sigmoid_thres") == true
      try set(Self.ours(key), isSquashed ? value.map { 1 / (1 + exp(-$0)) } : value)
    }
    for key in params.keys where Self.parametersWithoutMeaning[key] != nil {
      // What is read by itself is asked for there.
      _ = params.json(at: key)
    }
    for (row, entries) in params.table("fc_weight").enumerated() {
      for (column, entry) in entries.enumerated() {
        try set("weight[\(row + 1),\(column + 1)]", entry)
      }
      try set("bias[\(row + 1)]", params.numbers("fc_bias")[row])
    }
    for group in ["effective", "effective_gate"] {
      for key in params.part(group).keys {
        let values = params.part(group).flat(at: key)
        // The original has one for each step; ours are for all of them.
        #expect(values.allSatisfy { $0 == values[0] })
        try set(try #require(Self.gatedNames[key]), values.first)
      }
    }
    if model.name == "CLIF", params.number("v_reset") != nil { try set("hard", 1) }
    let initial = record.part("init")
    for key in initial.keys {
      // Unset is 0; what OnlineLIF has not given yet is -1 with us.
      guard let value = initial.json(at: key)?.looseNumber, key != "rate_tracking" else { continue }
      try set(isMemOnly ? "mem" : Self.ours(key), value)
    }
    feed(&node)
    if !drawn.isEmpty {
      node.feed(Signal(.list(drawn)), neurons: 0..<1, input: "drawn", isAdded: false)
    }
    return node
  }

  private func feed(_ node: inout Node) {
    guard let names = inputs.first?.members.keys, !names.isEmpty else {
      let currents = inputs.compactMap(\.number)
      node.feed(Signal(.list(currents)), neurons: 0..<1, input: "input", isAdded: false)
      return
    }
    for name in names {
      let currents = inputs.compactMap { $0[name]?.number }
      node.feed(
        Signal(.list(currents)), neurons: 0..<1,
        input: name.hasPrefix("basal") ? "basal_input" : "apical_input", isAdded: false)
    }
  }

  /// Our surrogate of upstream's class.
  static func surrogate(_ word: String) -> Surrogate? {
    Surrogate(named: word.replacing("_Grad", with: "").replacing("Grad", with: ""))
  }

  // The shipped text with the draws as a second input.
  private static func withoutChance(_ model: NeuronModel) -> String {
    model.text.replacing("neuron \(model.name)", with: "neuron Drawn")
      .replacing("beta(a, b)", with: "drawn")
      .replacing("  integral", with: "  input input\n  input drawn\n  integral")
  }

  // The only state of these has a name of its own upstream.
  private var isMemOnly: Bool { ["GLIFTorch", "PSNTorch"].contains(model) }

  /// What we call a quantity of upstream's, before the reset or after it.
  func quantity(_ name: String, before: Bool) -> String {
    let own = isMemOnly ? "mem" : Self.ours(name)
    return before && own == "mem" ? "mem_before" : own
  }

  /// Another state than mem after the integral and before the reset, step by step: where a step leads
  /// that ends without a spike block.
  func beforeReset(_ quantity: String, _ run: Playback) throws -> [Double] {
    var library = ModelLibrary.builtIn
    let node = try node()
    let model = try library.define("define Free = \(node.model.name) spike { spike = 0 }")
    var free = try Node(name: "n", model: model, at: nowhere)
    for (name, values) in node.parameters {
      try free.set(Name(name, nowhere), to: values[0], neurons: 0..<1, at: nowhere)
    }
    return (0..<run.steps).map { step in
      let before = node.states.keys.map { name in
        (name, [step == 0 ? node.states[name]?[0] ?? .nan : run.columns[name]?[step - 1] ?? .nan])
      }
      let after = free.afterOneStep(
        of: 0, from: Dictionary(uniqueKeysWithValues: before),
        inputs: node.model.inputs.keys.map { run.columns[$0]?[step] ?? .nan }, count: 1)
      return after.states[quantity]?[0] ?? .nan
    }
  }

  /// How close numbers have to be: the README's tolerances.
  var tolerance: Double {
    if record.text("dtype") == "float32" { return 2e-5 }
    if record.id.contains("edge") { return 0 }
    let slow = ["IzhNode", "IzhNodeMU", "CTIzhNode", "SimHHNode", "HHNode", "aEIF"]
    return slow.contains(model) ? 1e-7 : 1e-9
  }
}

/// What a node recorded over the events of a record, resets included.
struct Playback {
  private(set) var steps = 0
  private(set) var columns: [String: [Double]] = [:]

  init(_ trace: GoldenTrace) throws {
    var node = try trace.node()
    if trace.record.text("dtype") == "float32" { node.precision = .float }
    let random = RandomSource(seed: 1)
    let events = trace.events.map { (step: Int($0.number("t") ?? -1), event: $0) }
    let stops = Set(events.map(\.step) + [0, trace.inputs.count]).sorted()
    for (start, end) in zip(stops, stops.dropFirst()) {
      for (step, event) in events where step == start {
        switch try #require(event.text("op")) {
        case "reset":
          collect(node)
          let played = start
          try node.reset()
          // The input goes on where it was.
          node.feeds.changeSignals { $0.start = -played }
        case let setter:
          let name = String(setter.dropFirst("set_".count))
          let written = event.number("value")
          let value = try #require(event.number("value_effective") ?? written)
          try node.set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
        }
      }
      _ = node.advance(end - start, random: random) { false }
    }
    collect(node)
  }

  private mutating func collect(_ node: Node) {
    guard node.recording.steps > 0 else { return }
    for name in node.recording.quantities {
      columns[name, default: []] += node.recording.samples(
        of: name, neuron: 0, steps: 1...node.recording.steps)
    }
    steps += node.recording.steps
  }
}

extension RecordCheck {
  /// The nodes of BrainCog, STEP and the Spiking Transformers, step by step.
  static let golden = [
    "traces_braincog.json", "traces_step.json", "traces_st.json", "edge.json", "float32.json",
    "events.json",
  ].map { file in
    RecordCheck(
      file: file, unread: ["mode": "how the original was called"],
      results: ["pre", "state", "spike", "nonfinite_from"], compare: trace)
  }

  @Sendable static func trace(_ record: Oracle) throws -> RecordComparison {
    let trace = try GoldenTrace(record)
    let run = try Playback(trace)
    let steps = trace.steps
    var comparison = RecordComparison()
    // Where the original had no finite numbers any more, ours has stopped.
    if record.number("nonfinite_from") != nil {
      comparison.number(Double(run.steps), "nonfinite_from", within: 0)
    } else {
      #expect(run.steps == steps)
    }
    for when in ["pre", "state"] {
      for name in record.part(when).keys {
        let quantity = trace.quantity(name, before: when == "pre")
        let own =
          if when == "pre", quantity != "mem_before" { try trace.beforeReset(quantity, run) } else {
            run.columns[quantity] ?? []
          }
        comparison.values(own, "\(when).\(name)", first: steps, within: trace.tolerance)
      }
    }
    var spikes = run.columns["spike"] ?? []
    if steps < trace.inputs.count {
      comparison.excuse("spike", because: "what has no finite state fires as it likes")
    }
    if trace.model == "CTIzhNode" {
      // Upstream's never puts its light out again; ours has to have been lit.
      let resets = trace.events.filter { $0.text("op") == "reset" }.compactMap { $0.number("t") }
      var isLit = false
      for step in spikes.indices {
        if resets.contains(Double(step)) { isLit = false }
        isLit = isLit || spikes[step] != 0
        spikes[step] = isLit ? 1 : 0
      }
    }
    // The second of two outputs is the rate.
    if trace.model == "OnlineLIFNode" {
      spikes = zip(spikes, run.columns["rate"] ?? []).flatMap { [$0, $1] }
    }
    let outputs = trace.model == "OnlineLIFNode" ? 2 : 1
    comparison.values(spikes, "spike", first: steps * outputs, within: trace.tolerance)
    return comparison
  }
}

@Suite struct GoldenTests {
  /// The records of the first nodes, copied, so that a checkout by itself has something to test.
  private static let copied: [RecordCase] = {
    do {
      let url = try #require(
        Bundle.module.url(forResource: "Golden/discrete", withExtension: "json"))
      let whole = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: url))
      return whole.elements.map {
        RecordCase(check: RecordCheck.golden[0], record: Oracle(fields: $0))
      }
    } catch {
      Issue.record("the copied records cannot be read: \(error)")
      return []
    }
  }()

  @Test func thereAreCopiedRecords() { #expect(Self.copied.count == 106) }

  // They are among those of ../shared, where these are there.
  @Test(arguments: copied)
  func nodeComputesWhatTheOriginalDidWithoutShared(_ entry: RecordCase) throws {
    let problems = try entry.problems()
    #expect(problems == [])
  }
}
