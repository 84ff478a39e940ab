import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

/// The closed forms and bifurcations of `Analysis` against ../shared/oracles.
@Suite(.serialized, .enabled(if: Oracle.areThere)) struct OracleTheoryTests {
  private let nowhere = SourceRange(0, 0)

  private func makeNode(_ model: String, _ values: [String: Double]) throws -> Node {
    var node = try Node(name: "n", model: try #require(ModelLibrary.builtIn[model]), at: nowhere)
    for (name, value) in values where node.model.states[name] == nil {
      try node.set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
    }
    try node.begin()
    return node
  }

  private func compare(
    _ record: Oracle, _ what: String, _ measured: Double?, _ expected: Double?, within: Double
  ) {
    let isMet =
      if let measured, let expected { abs(measured - expected) <= within } else {
        measured == nil && expected == nil
      }
    let texts = [measured, expected].map { $0.map { "\($0)" } ?? "none" }
    #expect(
      record.mismatch(
        what, measured: texts[0], expected: "\(texts[1]) within \(within)", isMet: isMet) == nil)
  }

  @Test(arguments: Oracle.records("lif_noise.json", "lif.siegert"))
  func siegert(record: Oracle) throws {
    let p = record.dictionary("params")
    let neuron = NoisyMembrane(
      tau: p["tau"] ?? 0, threshold: p["th"] ?? 0, reset: p["vr"] ?? 0,
      refractoryPeriod: p["tref"] ?? 0, mean: p["mu"] ?? 0, deviation: p["sigma"] ?? 0)
    let rate = try #require(record.number("expect", "rate_Hz"))
    // The record has five decimals.
    compare(record, "rate", neuron.rate * 1000, rate, within: max(1e-6 * rate, 5e-6))
    compare(
      record, "CV", neuron.coefficientOfVariation(), record.number("expect", "cv"), within: 1e-4)
  }

  @Test(arguments: Oracle.records("networks.json", "net.brunel.meanfield"))
  func brunelNetwork(record: Oracle) throws {
    let p = record.dictionary("params")
    var network = BrunelNetwork()
    network.excitatorySynapses = p["CE"] ?? 0
    network.inhibitorySynapses = p["CI"] ?? 0
    network.weight = p["J_mV"] ?? 0
    network.inhibition = p["g"] ?? 0
    network.drive = p["nu_ext_over_thr"] ?? 0
    network.tau = p["tau"] ?? 0
    network.threshold = p["theta"] ?? 0
    network.reset = p["Vr"] ?? 0
    network.refractoryPeriod = p["tref"] ?? 0
    compare(record, "threshold rate", network.thresholdRate, p["nu_thr_Hz"], within: 1e-9)
    let state = try #require(network.states()?.last { $0.isStable })
    for (what, measured, key) in [
      ("rate", state.rate, "rate_Hz"), ("mean", state.mean, "mu_mV"),
      ("deviation", state.deviation, "sigma_mV"),
    ] {
      let expected = try #require(record.number("expect", key))
      compare(record, what, measured, expected, within: 1e-3 * expected)
    }
  }

  @Test(arguments: Oracle.records("qif_eif_rf.json", "qif."))
  func quadraticPeriod(record: Oracle) throws {
    func place(_ key: String) -> Double { Double(record.text("params", key) ?? "") ?? .nan }
    let (reset, peak) = (place("v_reset"), place("v_peak"))
    let tau = try #require(record.number("params", "tau"))
    let input = try #require(record.number("params", "I"))
    let expected = try #require(record.number("expect", "period"))
    var node = try makeNode("QIF", ["tau": tau])
    let period: Double?
    if reset.isInfinite {
      // No parameter may be infinite: the field alone, between the ends of the line.
      let field = try #require(VectorField(node))
      period = passageTime(from: reset, to: peak) { field.slopes(at: [$0], inputs: [input])[0] }
    } else {
      node = try makeNode("QIF", ["tau": tau, "Vr": reset, "threshold": peak])
      period = try #require(FirstPassage(node, inputs: [input])).interval
    }
    compare(record, "period", period, expected, within: 1e-6 * expected)
  }

  @Test(arguments: Oracle.records("qif_eif_rf.json", "theta."))
  func thetaPeriod(record: Oracle) throws {
    let input = try #require(record.number("params", "I"))
    let passage = try #require(
      FirstPassage(try makeNode("Theta", ["tau": 1]), inputs: [input]))
    let expected = try #require(record.number("expect", "period"))
    compare(record, "period", passage.interval, expected, within: 1e-6 * expected)
  }

  @Test(arguments: Oracle.records("qif_eif_rf.json", "eif."))
  func exponentialPeriod(record: Oracle) throws {
    var p = record.dictionary("params")
    let input = try #require(p["RI_mV"])
    p["RI_mV"] = nil
    p["threshold"] = p.removeValue(forKey: "Vpeak")
    p["t_ref"] = p.removeValue(forKey: "tref")
    let passage = try #require(FirstPassage(try makeNode("EIF", p), inputs: [input]))
    let expected = ["first_spike_ms", "isi_ms"].map { record.number("expect", $0) }
    compare(
      record, "first spike", passage.firstSpike, expected[0], within: 1e-6 * (expected[0] ?? 1))
    compare(record, "interval", passage.interval, expected[1], within: 1e-6 * (expected[1] ?? 1))
    compare(
      record, "rheobase", passage.rheobase, record.number("expect", "rheobase_RI"), within: 1e-6)
  }

  @Test(arguments: Oracle.records("lif.json", "lif.fI"))
  func leakyPeriod(record: Oracle) throws {
    let p = record.dictionary("params")
    let node = try makeNode(
      "RefractoryLIF",
      [
        "tau": p["tau_ms"] ?? 0, "R": p["R_MOhm"] ?? 0, "EL": p["E_mV"] ?? 0,
        "threshold": p["theta_mV"] ?? 0, "Vr": p["reset_mV"] ?? 0, "t_ref": p["tref_ms"] ?? 0,
      ])
    let passage = try #require(FirstPassage(node, inputs: [p["I_nA"] ?? 0]))
    compare(
      record, "first spike", passage.firstSpike, record.number("expect", "first_spike_ms"),
      within: 1e-6)
    compare(
      record, "interval", passage.interval, record.number("expect", "isi_ms"), within: 1e-6)
    compare(
      record, "rheobase", passage.rheobase, record.number("expect", "rheobase_nA"), within: 1e-6)
  }

  @Test(
    arguments: Oracle.records(
      "planar.json", "fhn.bif", "ml.hopf.bif", "ml.snlc.bif", "ml.homoclinic.bif"))
  func planarBifurcations(record: Oracle) throws {
    let isCubic = record.id.hasPrefix("fhn")
    let node = try makeNode(
      isCubic ? "FitzHughNagumo" : "MorrisLecar", record.dictionary("params"))
    let field = try #require(VectorField(node))
    let range = isCubic ? -3.0...3.0 : -80.0...60.0
    let found = field.bifurcations(
      over: range,
      from: node.states.elements.filter { field.states.contains($0.key) }
        .map { $0.value[0] }, inputs: [0], knots: 300)
    let hopf = found.filter { $0.kind == .hopf }
    let currents = record.numbers("expect", "hopf_I")
    let tolerance = isCubic ? 1e-5 : 0.02
    for (index, current) in currents.enumerated() {
      compare(
        record, "Hopf", index < hopf.count ? hopf[index].input : nil, current, within: tolerance)
    }
    for (index, mem) in record.numbers("expect", "hopf_v").enumerated() {
      compare(
        record, "Hopf mem", index < hopf.count ? hopf[index].point[0] : nil, mem, within: tolerance)
    }
    if let current = record.number("expect", "saddle_node_I") {
      let folds = found.filter { $0.kind == .saddleNode }
      let fold = folds.max { $0.input < $1.input }
      compare(record, "saddle-node", fold?.input, current, within: tolerance)
      compare(
        record, "saddle-node mem", fold?.point[0], record.number("expect", "saddle_node_v"),
        within: 0.02)
    }
    let rest = try #require(
      field.fixedPoint(near: isCubic ? [-1.2, -0.6] : [-60, 0.01], inputs: [0]))
    // As many decimals as the record has.
    compare(
      record, "rest", rest.point[0], record.number("expect", "rest_v"),
      within: isCubic ? 1e-6 : 5e-4)
  }

  @Test func hodgkinHuxleyBifurcations() throws {
    let record = try #require(Oracle.records("hodgkin_huxley.json", "hh.bifurcation").first)
    let node = try makeNode("HH", [:])
    let field = try #require(VectorField(node))
    let start = field.states.map { node.states[$0]?[0] ?? 0 }
    let found = field.bifurcations(over: -80 ... -20, from: start, inputs: [0], knots: 120)
      .filter { $0.kind == .hopf }
    #expect(found.count == 2)
    for (index, key) in ["hopf1", "hopf2"].enumerated() {
      compare(
        record, key, index < found.count ? found[index].input : nil, record.number("expect", key),
        within: 0.02)
    }
    compare(
      record, "hopf1 frequency", found.first.map { $0.frequency * 1000 },
      record.number("expect", "hopf1_freq_Hz"), within: 1)
    let rest = try #require(field.fixedPoint(near: start, inputs: [0]))
    #expect(rest.isStable)
    let turning = rest.eigenvalues.first { $0.imaginary > 0 }
    compare(
      record, "damped frequency at rest", turning.map { $0.imaginary / (2 * .pi) * 1000 },
      record.number("expect", "rest_damped_freq_Hz"), within: 1)
  }
}
