import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Neurons in steps, and Izhikevich's in his own.
  static let discrete = [
    RecordCheck(
      file: "lif.json", prefix: "lif.discrete", unread: ["expect.closed_form": "in words"],
      compare: { try steps($0, model: "LIF", steps: 200) }),
    RecordCheck(
      file: "lif.json", prefix: "if.discrete", compare: { try steps($0, model: "IF", steps: 100) }),
    RecordCheck(
      file: "izhikevich2003.json", prefix: "izh2003.const",
      unread: ["expect_dt_to_0": notInSteps], compare: network),
    RecordCheck(
      file: "izhikevich2003.json", prefix: "izh2003.fig2",
      unread: ["expect_dt_to_0": notInSteps], compare: script),
    RecordCheck(
      file: "izhikevich2004.json", prefix: "izh2004",
      unread: [
        "expect_dt_to_0": notInSteps, "check_holds.dt_to_0": notInSteps,
        "input.formula_note": "in words",
      ],
      compare: script),
    RecordCheck(
      file: "surrogate.json", prefix: "surrogate.",
      unread: [
        "expect.sigmoid_deriv.formula": "in words", "expect.atan.formula": "in words",
        "expect.fast_sigmoid_superspike.formula": "in words",
        "expect.triangle.formula": "in words",
      ], compare: surrogates),
  ]

  private static let notInSteps =
    "the equations solved exactly; ours is their author's script, and exact spikes are issue 19"

  @Sendable private static func steps(
    _ record: Oracle, model: String, steps: Int
  ) throws -> RecordComparison {
    var values = record.dictionary("params")
    let input = try values.take("I")
    var node = try makeRecordNode(model, values, renamed: ["theta": "threshold", "v0": "mem"])
    // Of our surrogates the sigmoid fires at the threshold too, as the record does.
    node.set(surrogate: .sigmoid)
    node.feed(constant: input)
    try node.run(for: Double(steps))
    let spikes = node.spikeTimes
    var comparison = RecordComparison()
    comparison.spikes(
      spikes, "expect.spike_steps",
      count: "expect.spike_count_\(steps)"
    ) { _ in 0 }
    comparison.number(
      spikes.first, "expect.first_spike_step", within: 0)
    if model == "LIF" {
      comparison.number(
        intervals(spikes).first, "expect.period_steps", within: 0)
      comparison.samples("expect.v_samples", within: [1e-9]) {
        let step = Int(exactly: $0)
        return [
          step.flatMap { node.recording.sample(of: "mem_before", neuron: 0, step: $0) } ?? .nan
        ]
      }
    }
    return comparison
  }

  // The steps of the paper's net.m: two half steps of v, one of u, a test before each.
  @Sendable private static func network(_ record: Oracle) throws -> RecordComparison {
    var node = try makeRecordNode(
      "Izhikevich.net", record.dictionary("params").merging(record.dictionary("init")) { $1 },
      renamed: ["v": "mem"])
    let text = try #require(record.text("input", "text"))
    guard let words = text.wholeMatch(of: /I=([0-9.]+) from t=1/), let input = Double(words.1)
    else { throw UnknownInRecord(what: text) }
    node.feed(constant: input)
    try node.run(for: try #require(record.number("t_stop_ms")))
    let spikes = node.spikeTimes
    var comparison = RecordComparison()
    comparison.spikes(
      spikes, "expect.spike_times_ms",
      count: "expect.spike_count"
    ) { _ in 0 }
    comparison.numbers(
      intervals(spikes).suffix(4), "expect.last_isis",
      within: 0)
    // The record has four decimals.
    comparison.number(
      variation(intervals(spikes)), "expect.cv_isi", within: 5.1e-5)
    return comparison
  }

  private static let accommodating = """
    define Accommodating
      inherits Izhikevich
      integral
        mem += dt / 1ms * (0.04/mV * mem^2 + linear * mem + constant - u + input)
        u += dt * a * (b * (mem + 65mV))
    end
    """

  // Inputs that the records have as words only, by the words.
  private static let ramps: [String: @Sendable (Double) -> Double] = [
    "ramp I=0.075*(t-30) for t>30; v'=0.04v^2+4.1v+108-u+I": { $0 > 30 ? 0.075 * ($0 - 30) : 0 },
    "I=-0.5+0.015*(t-30) for t>30 else -0.5": { $0 > 30 ? -0.5 + 0.015 * ($0 - 30) : -0.5 },
    "slow ramp I=t/25 (t<200), 0, then fast ramp 4*(t-300)/12.5 for 300<=t<312.5; u'=a*b*(v+65)": {
      $0 < 200 ? $0 / 25 : $0 < 300 ? 0 : $0 < 312.5 ? ($0 - 300) / 12.5 * 4 : 0
    },
  ]

  private static func scriptNode(_ record: Oracle) throws -> Node {
    var values = record.dictionary("params").merging(record.dictionary("init")) { $1 }
    values["dt"] = record.number("dt_ms")
    let names = ["v": "mem"]
    let equations = record.texts("equations")
    switch (equations.first, equations.dropFirst().first) {
    case ("v' = 0.04 v^2 + 5 v + 140 - u + I", "u' = a*(b*v-u)"):
      return try makeRecordNode("Izhikevich", values, renamed: names)
    case (let first?, "u' = a*(b*v-u)") where first.contains("4.1"):
      (values["linear"], values["constant"]) = (4.1, 108)
      return try makeRecordNode("Izhikevich", values, renamed: names)
    case (_, let second?) where second.contains("v+65"):
      return try makeRecordNode("Accommodating", defining: accommodating, values, renamed: names)
    default: throw UnknownInRecord(what: equations.joined(separator: "; "))
    }
  }

  @Sendable private static func script(_ record: Oracle) throws -> RecordComparison {
    var node = try scriptNode(record)
    let dt = node.dt
    // The loop of the script counts from 0.
    let last = Int((try #require(record.number("t_stop_ms")) / dt).rounded())
    let pieces = record.table("input", "I_by_step")
    if pieces.isEmpty {
      let words = try #require(record.text("input", "text"))
      guard let ramp = ramps[words] else { throw UnknownInRecord(what: words) }
      node.feed(
        Signal(.list((0...last).map { ramp(Double($0) * dt) })), neurons: 0..<1, isAdded: false)
    }
    for piece in pieces {
      let (first, end) = (Int(piece[0]), Int(piece[1]))
      node.feed(
        Signal(
          .pulse(amplitude: piece[2], onset: first + 1, duration: end - first, period: nil)),
        neurons: 0..<1, isAdded: true)
    }
    try node.run(for: Double(last + 1) * dt)
    // The script draws a spike at 30 mV.
    let mem = node.column("mem_before").map { min($0, 30) }
    let spikes = node.recording.spikeSteps(neuron: 0).map { Double($0 - 1) }
    var comparison = RecordComparison()
    comparison.spikes(
      spikes, "expect.spike_steps", count: "expect.spike_count"
    ) { _ in 0 }
    comparison.numbers(
      spikes.prefix(record.numbers("expect", "spike_times_ms").count).map { $0 * dt },
      "expect.spike_times_ms", within: 1e-9)
    comparison.samples("expect.v_samples", within: [0.001]) { step in
      [mem.dropFirst(Int(step)).first ?? .nan]
    }
    for (own, key) in [
      (mem.last, "v_final"), (node.last("u"), "u_final"), (mem.max(), "v_max"),
      (mem.min(), "v_min"),
    ] {
      comparison.number(own, "expect.\(key)", within: 0.001)
    }
    let windows = record.parts("check")
    let hold = windows.allSatisfy { window in
      let (times, counts) = (window.numbers("window_ms"), window.numbers("count"))
      let count = spikes.count { $0 * dt >= times[0] && $0 * dt < times[1] }
      return Double(count) >= counts[0] && Double(count) <= counts[1]
    }
    if !windows.isEmpty { comparison.flag(hold, "check_holds.published_dt") }
    return comparison
  }

  @Sendable private static func surrogates(_ record: Oracle) throws -> RecordComparison {
    let slope = try #require(record.number("params", "k"))
    let places = record.numbers("x")
    var comparison = RecordComparison()
    for (name, surrogate) in [
      ("sigmoid_deriv", Surrogate.sigmoid), ("fast_sigmoid_superspike", .fastSigmoid),
      ("atan", .atan), ("triangle", .quadraticGate),
    ] {
      comparison.numbers(
        places.map { surrogate.derivative($0, alpha: slope) }, "expect.\(name).y", within: 1e-7)
    }
    return comparison
  }
}
