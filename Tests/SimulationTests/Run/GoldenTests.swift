import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

/// A number of a record; "nan" and "inf" stand for what JSON cannot hold.
struct LooseNumber: Decodable {
  var value: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      value = number
    } else if let flag = try? container.decode(Bool.self) {
      value = flag ? 1 : 0
    } else {
      value = Double((try? container.decode(String.self)) ?? "") ?? .nan
    }
  }
}

/// One step's input: a number, or one for each dendrite.
enum GoldenInput: Decodable {
  case single(Double)
  case dendrites([String: Double])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .single(number)
    } else {
      self = .dendrites(try container.decode([String: Double].self))
    }
  }
}

/// A record of ../shared/golden, of any of the nodes that are written in the language.
struct GoldenTrace: Decodable, CustomTestStringConvertible {
  struct Event: Decodable {
    var t: Int
    var op: String
    var value_effective: Double?
    var value: Double?
  }

  var id, kind, model, framework: String
  var mode: String?
  var params: [String: LooseParameter]
  var dtype: String?
  var input: [GoldenInput]
  var initial: [String: LooseNumber?]?
  var pre: [String: [LooseNumber]]?
  var state: [String: [LooseNumber]]
  var spike: [LooseParameter]
  var events: [Event]?
  var noise_draw: [Double]?
  var nonfinite_from: Int?

  enum CodingKeys: String, CodingKey {
    case id, kind, model, framework, mode, params, dtype, input, pre, state, spike, events
    case noise_draw, nonfinite_from
    case initial = "init"
  }

  var testDescription: String { id }

  /// A number, a flag, a word, or what no node in the language takes.
  enum LooseParameter: Decodable {
    case number(Double)
    case word(String)
    case list([Double])
    case matrix([[Double]])
    /// Numbers by name; of a list the first, since all of them are the same here.
    case group([String: Double])
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        self = .number(flag ? 1 : 0)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let word = try? container.decode(String.self) {
        self = .word(word)
      } else if let list = try? container.decode([Double].self) {
        self = .list(list)
      } else if let rows = try? container.decode([[Double]].self) {
        self = .matrix(rows)
      } else if let group = try? container.decode([String: LooseParameter].self) {
        self = .group(group.compactMapValues(\.number))
      } else {
        self = .other
      }
    }

    var number: Double? {
      switch self {
      case .number(let number): number
      case .list(let numbers): numbers.first
      case .word, .matrix, .group, .other: nil
      }
    }
  }

  static let files = [
    ("traces_braincog", 214), ("traces_step", 72), ("traces_st", 6), ("edge", 11), ("float32", 6),
    ("events", 9),
  ].map { RecordFile("golden/\($0.0).json", count: $0.1) }

  /// The records of the first nodes, copied, so that a checkout by itself has something to test.
  static let copied: [GoldenTrace] = {
    do {
      let url = try #require(
        Bundle.module.url(forResource: "Golden/discrete", withExtension: "json"))
      return try JSONDecoder().decode([GoldenTrace].self, from: Data(contentsOf: url))
    } catch {
      Issue.record("the copied records cannot be read: \(error)")
      return []
    }
  }()

  /// The records of a file that are of nodes in the language.
  static func records(_ file: RecordFile) -> [GoldenTrace] {
    (file.read([GoldenTrace].self) ?? []).filter { ours[$0.framework]?[$0.model] != nil }
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

  private static func ours(_ name: String) -> String { names[name] ?? name }

  /// A node with the record's parameters, initial state and input.
  func node() throws -> Node {
    let nowhere = SourceRange(0, 0)
    var library = ModelLibrary.builtIn
    var model = try #require(library[Self.ours[framework]?[self.model] ?? ""])
    if noise_draw != nil { model = try library.define(Self.withoutChance(model)) }
    if case .word(let word)? = params["act_fun"], let output = Self.analogOutputs[word],
      model.name == "LIAF"
    {
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
    func set(_ name: String, _ value: Double) throws {
      try node.set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
    }
    if case .word(let word)? = params["act_fun"],
      let surrogate = Surrogate(named: Self.short(word)),
      self.model != "LIAFNode"
    {
      node.set(surrogate: surrogate)
    } else if framework == "step", self.model == "PLIFNode" {
      node.set(surrogate: .sigmoid)
    }
    // Upstream's sigmoid_thres squashes the threshold, once.
    if params["sigmoid_thres"]?.number == 1, let threshold = params["threshold"]?.number {
      try set("threshold", 1 / (1 + exp(-threshold)))
    }
    for (key, parameter) in params {
      if key == "threshold", params["sigmoid_thres"]?.number == 1 { continue }
      let name = Self.ours(key)
      guard model.parameters[name] != nil, let value = parameter.number else { continue }
      try set(name, value)
    }
    if case .matrix(let rows)? = params["fc_weight"], case .list(let bias)? = params["fc_bias"] {
      for (row, entries) in rows.enumerated() {
        for (column, entry) in entries.enumerated() {
          try set("weight[\(row + 1),\(column + 1)]", entry)
        }
        try set("bias[\(row + 1)]", bias[row])
      }
    }
    for group in ["effective", "effective_gate"] {
      guard case .group(let values)? = params[group] else { continue }
      for (key, value) in values { try set(try #require(Self.gatedNames[key]), value) }
    }
    if model.name == "CLIF", params["v_reset"]?.number != nil { try set("hard", 1) }
    for (key, value) in initial ?? [:] {
      let name = Self.ours(key)
      guard model.states[name] != nil, name != "rate", let value = value?.value else { continue }
      try set(name, value)
    }
    try feed(&node)
    return node
  }

  private func feed(_ node: inout Node) throws {
    func currents(_ pick: (GoldenInput) -> Double?) -> Signal {
      Signal(.list(input.compactMap(pick)))
    }
    if case .dendrites(let first)? = input.first {
      for key in first.keys {
        let name = key.hasPrefix("basal") ? "basal_input" : "apical_input"
        let signal = currents { if case .dendrites(let values) = $0 { values[key] } else { nil } }
        node.feed(signal, neurons: 0..<1, input: name, isAdded: false)
      }
    } else {
      let signal = currents { if case .single(let value) = $0 { value } else { nil } }
      node.feed(signal, neurons: 0..<1, input: "input", isAdded: false)
    }
    if let noise_draw {
      node.feed(Signal(.list(noise_draw)), neurons: 0..<1, input: "drawn", isAdded: false)
    }
  }

  private static func short(_ word: String) -> String {
    word.replacing("_Grad", with: "").replacing("Grad", with: "")
  }

  // The shipped text with the draws as a second input.
  private static func withoutChance(_ model: NeuronModel) -> String {
    model.text.replacing("neuron \(model.name)", with: "neuron Drawn")
      .replacing("beta(a, b)", with: "drawn")
      .replacing("  integral", with: "  input input\n  input drawn\n  integral")
  }

  /// How close numbers have to be: the README's tolerances.
  var tolerance: Double {
    if dtype == "float32" { return 2e-5 }
    if id.contains("edge") { return 0 }
    let slow = ["IzhNode", "IzhNodeMU", "CTIzhNode", "SimHHNode", "HHNode", "aEIF"]
    return slow.contains(model) ? 1e-7 : 1e-9
  }
}

@Suite struct GoldenTests {
  @Test func thereAreCopiedRecords() { #expect(GoldenTrace.copied.count == 106) }

  @Test(arguments: GoldenTrace.copied)
  func nodeComputesWhatTheOriginalDidWithoutShared(record: GoldenTrace) throws {
    try compare(record)
  }

  @Test(arguments: GoldenTrace.files.filter(\.isThere))
  func everyRecordOfANodeInTheLanguageIsRead(file: RecordFile) {
    #expect(GoldenTrace.records(file).count == file.count)
  }

  @Test(arguments: GoldenTrace.files.flatMap(GoldenTrace.records))
  func nodeComputesWhatTheOriginalDid(record: GoldenTrace) throws { try compare(record) }

  private func compare(_ record: GoldenTrace) throws {
    var node = try record.node()
    if record.dtype == "float32" { node.precision = .float }
    let run = try Playback(record, on: &node)
    var row = RecordRow(record.id, tolerance: record.tolerance)
    let steps = record.nonfinite_from ?? record.input.count
    if run.steps != steps { row.fail("\(run.steps) steps, expected \(steps)") }
    let quantities =
      (record.pre ?? [:]).map { ("before", $0.key, $0.value) }
      + record.state.map { ("after", $0.key, $0.value) }
    for (when, name, expected) in quantities {
      guard let own = run.column(named: name, before: when == "before", node) else { continue }
      row.compare(
        own, expected.prefix(steps).map(\.value), "\(name) \(when) the reset")
    }
    // Upstream's CTIzhNode never puts its light out again; ours has to have been lit.
    var isLit = false
    for (step, pair) in zip(run.spike, record.spike.prefix(steps)).enumerated() {
      if record.events?.contains(where: { $0.t == step && $0.op == "reset" }) == true {
        isLit = false
      }
      isLit = isLit || pair.0 != 0
      let own = record.model == "CTIzhNode" ? (isLit ? 1 : 0) : pair.0
      row.compare(own, try #require(pair.1.number), "spike at step \(step + 1)")
    }
    row.print()
    #expect(row.failure == nil)
  }
}

/// What a node recorded over the events of a record, resets included.
struct Playback {
  private(set) var steps = 0
  private(set) var spike: [Double] = []
  private var columns: [String: [Double]] = [:]

  init(_ record: GoldenTrace, on node: inout Node) throws {
    let nowhere = SourceRange(0, 0)
    let random = RandomSource(seed: 1)
    let stops = Set((record.events ?? []).map(\.t) + [0, record.input.count]).sorted()
    for (start, end) in zip(stops, stops.dropFirst()) {
      for event in record.events ?? [] where event.t == start {
        switch event.op {
        case "reset":
          collect(node)
          let played = start
          try node.reset()
          // The input goes on where it was.
          node.feeds.changeSignals { $0.start = -played }
        case let setter:
          let name = String(setter.dropFirst("set_".count))
          let value = try #require(event.value_effective ?? event.value)
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
    spike = columns["spike"] ?? []
  }

  /// The samples of upstream's name; nil where we do not record it.
  func column(named name: String, before: Bool, _ node: Node) -> [Double]? {
    let isMemOnly = ["GLIF", "PSN"].contains(node.model.name)
    let own =
      ["v": "mem", "soma": "mem", "rate_tracking": "rate"][name]
      ?? (isMemOnly ? "mem" : name)
    if before { return own == "mem" ? columns["mem_before"] : nil }
    return columns[own]
  }
}
