import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

/// The closed forms and bifurcations of `Analysis` against ../shared/oracles.
@Suite(.serialized, .enabled(if: Oracle.areThere)) struct OracleTheoryTests {
  @Test func everyCheckIsListed() {
    #expect(
      RecordCheck.theory.map { RecordPlace($0.file, $0.prefix) }
        == RecordPlace.all.filter { $0.target == "AnalysisTests" })
  }

  @Test(arguments: RecordCheck.cases(RecordCheck.theory))
  func recordIsMetInEveryField(_ entry: RecordCase) throws {
    let problems = try entry.problems()
    #expect(problems == [])
  }
}

private let nowhere = SourceRange(0, 0)

private func makeNode(_ model: String, _ values: [String: Double]) throws -> Node {
  var node = try Node(name: "n", model: try #require(ModelLibrary.builtIn[model]), at: nowhere)
  for (name, value) in values where node.model.states[name] == nil {
    try node.set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
  }
  try node.begin()
  return node
}

extension RecordCheck {
  static let theory: [RecordCheck] = closedForms + training

  private static let closedForms: [RecordCheck] =
    [
      RecordCheck(file: "lif_noise.json", prefix: "lif.siegert", compare: siegert),
      RecordCheck(
        file: "networks.json", prefix: "net.brunel",
        unread: [
          "expect.regime": "in words", "expect.published": "in words",
        ], compare: brunelNetwork),
      RecordCheck(
        file: "qif_eif_rf.json", prefix: "qif.", unread: ["expect.formula": "in words"],
        compare: quadraticPeriod),
      RecordCheck(file: "qif_eif_rf.json", prefix: "theta.", compare: thetaPeriod),
      RecordCheck(file: "qif_eif_rf.json", prefix: "eif.", compare: exponentialPeriod),
      RecordCheck(
        file: "lif.json", prefix: "lif.fI", unread: ["input": "in words, beside the current"],
        compare: leakyPeriod),
    ]
    + [
      ("fhn.bif", "FitzHughNagumo"), ("ml.hopf.bif", "MorrisLecar"), ("ml.snlc.bif", "MorrisLecar"),
      ("ml.homoclinic.bif", "MorrisLecar"),
    ].map { (prefix: String, model: String) -> RecordCheck in
      RecordCheck(
        file: "planar.json", prefix: prefix,
        unread: [
          "expect.formula": "in words", "expect.onset_limit_cycle_I": inRuns,
          "expect.repetitive_onset_step_from_rest_I": inRuns,
        ]
      ) { try planarBifurcations($0, model: model) }
    }
    + [
      RecordCheck(
        file: "hodgkin_huxley.json", prefix: "hh.bifurcation",
        unread: [
          "expect.note": "in words", "expect.rheobase_single_spike_step": inRuns,
          "expect.repetitive_onset_step_from_rest": inRuns, "expect.onset_rate_Hz": inRuns,
          "expect.f_I_steady_Hz": inRuns,
          "expect.snlc_slow_ramp_down": "an end of cycles, which 'find' does not follow",
          "expect.snlc_rate_Hz": "an end of cycles, which 'find' does not follow",
        ], compare: hodgkinHuxleyBifurcations)
    ]

  private static let inRuns = "SimulationTests has it"

  @Sendable private static func siegert(_ record: Oracle) throws -> RecordComparison {
    var p = record.dictionary("params")
    let neuron = NoisyMembrane(
      tau: try p.take("tau"), threshold: try p.take("th"), reset: try p.take("vr"),
      refractoryPeriod: try p.take("tref"), mean: try p.take("mu"), deviation: try p.take("sigma"))
    try p.requireNone()
    var comparison = RecordComparison()
    // The record has five decimals.
    comparison.number(
      neuron.rate * 1000, "expect.rate_Hz", within: max(1e-6 * neuron.rate * 1000, 5e-6))
    comparison.number(neuron.coefficientOfVariation(), "expect.cv", within: 1e-4)
    return comparison
  }

  @Sendable private static func brunelNetwork(_ record: Oracle) throws -> RecordComparison {
    var p = record.dictionary("params")
    var network = BrunelNetwork()
    network.excitatorySynapses = try p.take("CE")
    network.inhibitorySynapses = try p.take("CI")
    network.weight = try p.take("J_mV")
    network.inhibition = try p.take("g")
    network.drive = try p.take("nu_ext_over_thr")
    network.tau = try p.take("tau")
    network.threshold = try p.take("theta")
    network.reset = try p.take("Vr")
    network.refractoryPeriod = try p.take("tref")
    #expect(abs(network.thresholdRate - (try p.take("nu_thr_Hz"))) <= 1e-9)
    // A mean field has no size and no delay.
    try p.requireNone(but: "NE", "NI", "delay")
    let state = try #require(network.states()?.last { $0.isStable })
    var comparison = RecordComparison()
    for (own, key) in [
      (state.rate, "rate_Hz"), (state.mean, "mu_mV"), (state.deviation, "sigma_mV"),
    ] { comparison.number(own, "expect.\(key)", within: 1e-3 * own) }
    return comparison
  }

  @Sendable private static func quadraticPeriod(_ record: Oracle) throws -> RecordComparison {
    func number(_ key: String) throws -> Double {
      try #require(record.json(at: "params.\(key)")?.looseNumber)
    }
    let (reset, peak) = (try number("v_reset"), try number("v_peak"))
    let (tau, input) = (try number("tau"), try number("I"))
    let period: Double?
    if reset.isInfinite {
      // No parameter may be infinite: the field alone, between the ends of the line.
      let field = try #require(VectorField(try makeNode("QIF", ["tau": tau])))
      period = passageTime(from: reset, to: peak) { field.slopes(at: [$0], inputs: [input])[0] }
    } else {
      let node = try makeNode("QIF", ["tau": tau, "Vr": reset, "threshold": peak])
      period = try #require(FirstPassage(node, inputs: [input])).interval
    }
    var comparison = RecordComparison()
    comparison.number(period, "expect.period", within: 1e-6 * (period ?? 0))
    let rate = period.map { 1 / $0 }
    comparison.number(rate ?? 0, "expect.rate_per_unit", within: 1e-6 * (rate ?? 0))
    return comparison
  }

  @Sendable private static func thetaPeriod(_ record: Oracle) throws -> RecordComparison {
    let input = try #require(record.number("params", "I"))
    let passage = try #require(
      FirstPassage(try makeNode("Theta", ["tau": 1]), inputs: [input]))
    var comparison = RecordComparison()
    comparison.number(
      passage.interval, "expect.period", within: 1e-6 * (passage.interval ?? 0))
    return comparison
  }

  @Sendable private static func exponentialPeriod(_ record: Oracle) throws -> RecordComparison {
    var p = record.dictionary("params")
    let input = try p.take("RI_mV")
    p["threshold"] = try p.take("Vpeak")
    p["t_ref"] = try p.take("tref")
    return period(try #require(FirstPassage(try makeNode("EIF", p), inputs: [input]))) {
      ("expect.rheobase_RI", 1e-6 * $0)
    }
  }

  @Sendable private static func leakyPeriod(_ record: Oracle) throws -> RecordComparison {
    var p = record.dictionary("params")
    let input = try p.take("I_nA")
    let names = [
      "tau_ms": "tau", "R_MOhm": "R", "E_mV": "EL", "theta_mV": "threshold", "reset_mV": "Vr",
      "tref_ms": "t_ref",
    ]
    let values = Dictionary(uniqueKeysWithValues: p.map { (names[$0.key] ?? $0.key, $0.value) })
    let node = try makeNode("RefractoryLIF", values)
    return period(try #require(FirstPassage(node, inputs: [input]))) { _ in
      ("expect.rheobase_nA", 1e-6)
    }
  }

  // The rheobase by its field, and how close times have to be.
  private static func period(
    _ passage: FirstPassage, _ rheobase: (Double) -> (field: String, tolerance: Double)
  ) -> RecordComparison {
    var comparison = RecordComparison()
    for (own, field) in [
      (passage.firstSpike, "first_spike_ms"), (passage.interval, "isi_ms"),
    ] { comparison.number(own, "expect.\(field)", within: rheobase(own ?? 0).tolerance) }
    let rate = passage.interval.map { 1000 / $0 } ?? 0
    // The record has four decimals.
    comparison.number(rate, "expect.rate_Hz", within: max(1e-6 * rate, 5.1e-5))
    comparison.number(passage.rheobase, rheobase(0).field, within: 1e-6)
    return comparison
  }

  private static func planarBifurcations(
    _ record: Oracle, model: String
  ) throws -> RecordComparison {
    let isCubic = model == "FitzHughNagumo"
    let node = try makeNode(model, record.dictionary("params"))
    let field = try #require(VectorField(node))
    let range = isCubic ? -3.0...3.0 : -80.0...60.0
    let found = field.bifurcations(
      over: range,
      from: node.states.elements.filter { field.states.contains($0.key) }
        .map { $0.value[0] }, inputs: [0], knots: 300)
    let tolerance = isCubic ? 1e-5 : 0.02
    var comparison = RecordComparison()
    let hopf = found.filter { $0.kind == .hopf }
    for (own, field) in [
      (hopf.map(\.input), "expect.hopf_I"), (hopf.map { $0.point[0] }, "expect.hopf_v"),
    ] where record.json(at: field) != nil {
      comparison.numbers(
        Array(own.prefix(record.numbers(at: field).count)), field, within: tolerance)
    }
    if record.json(at: "expect.saddle_node_I") != nil {
      let fold = found.filter { $0.kind == .saddleNode }.max { $0.input < $1.input }
      comparison.number(fold?.input, "expect.saddle_node_I", within: tolerance)
      comparison.number(fold?.point[0], "expect.saddle_node_v", within: 0.02)
    }
    let rest = try #require(
      field.fixedPoint(near: isCubic ? [-1.2, -0.6] : [-60, 0.01], inputs: [0]))
    // As many decimals as the record has.
    comparison.number(rest.point[0], "expect.rest_v", within: isCubic ? 1e-6 : 5e-4)
    comparison.number(rest.point[1], "expect.rest_w", within: 1e-5)
    return comparison
  }

  @Sendable private static func hodgkinHuxleyBifurcations(
    _ record: Oracle
  ) throws -> RecordComparison {
    let node = try makeNode("HH", [:])
    let field = try #require(VectorField(node))
    let start = field.states.map { node.states[$0]?[0] ?? 0 }
    let found = field.bifurcations(over: -80 ... -20, from: start, inputs: [0], knots: 120)
      .filter { $0.kind == .hopf }
    #expect(found.count == 2)
    var comparison = RecordComparison()
    comparison.number(found.first?.input, "expect.hopf1", within: 0.02)
    comparison.number(found.last?.input, "expect.hopf2", within: 0.02)
    comparison.number(
      found.first.map { $0.frequency * 1000 }, "expect.hopf1_freq_Hz", within: 1)
    let rest = try #require(field.fixedPoint(near: start, inputs: [0]))
    #expect(rest.isStable)
    let turning = rest.eigenvalues.first { $0.imaginary > 0 }
    comparison.number(
      turning.map { $0.imaginary / (2 * .pi) * 1000 }, "expect.rest_damped_freq_Hz", within: 1)
    return comparison
  }
}
