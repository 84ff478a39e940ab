import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)

extension RecordCheck {
  /// Integrate-and-fire neurons in time.
  static let simple = membranesInTime + adaptive

  private static let adaptive: [RecordCheck] = [
    "adex.naud2008", "adex.bg2005", "adex.nd6_1.tonic", "adex.nd6_1.adapting",
    "adex.nd6_1.initial_burst", "adex.nd6_1.bursting", "adex.nd6_1.irregular",
    "adex.nd6_1.transient", "adex.nd6_1.delayed",
  ].map { (prefix: String) -> RecordCheck in
    var check = RecordCheck(file: "adex.json", prefix: prefix, compare: adaptiveExponential)
    if prefix.hasSuffix("irregular") {
      for field in [
        "spike_count", "isis_last", "adaptation_ratio_last_over_first", "cv_isi",
        "v_samples_subthreshold",
      ] {
        check.unread["expect.\(field)"] = "irregular: 'tolerance' has the first five spikes only"
      }
      check.loose = ["expect.spike_times_ms": "only the first five count"]
    }
    return check
  }

  private static let membranesInTime = [
    RecordCheck(
      file: "lif.json", prefix: "lif.fI", unread: ["expect.rheobase_nA": "AnalysisTests has it"],
      compare: leaky),
    RecordCheck(
      file: "lif.json", prefix: "lif.subthreshold", unread: ["expect.formula": "in words"],
      compare: charging),
    RecordCheck(
      file: "mihalas_niebur.json", prefix: "mn2009",
      unread: ["expect.pattern": "in words"], compare: mihalasNiebur),
    RecordCheck(
      file: "qif_eif_rf.json", prefix: "eif.",
      unread: ["expect.rheobase_RI": "AnalysisTests has it"], compare: exponential),
    RecordCheck(file: "qif_eif_rf.json", prefix: "rf.doublet", compare: resonator),
  ]

  private static let leakyNames = [
    "tau_ms": "tau", "R_MOhm": "R", "E_mV": "EL", "theta_mV": "threshold", "reset_mV": "Vr",
    "tref_ms": "t_ref",
  ]

  @Sendable private static func leaky(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params")
    let current = try values.take("I_nA")
    values["mem"] = values["E_mV"]
    var node = try makeRecordNode("RefractoryLIF", values, renamed: leakyNames)
    node.solve(by: node.method, spikes: .exact)
    node.feed(constant: current)
    let (first, interval) = (
      record.number("expect", "first_spike_ms"), record.number("expect", "isi_ms")
    )
    try node.run(for: (first ?? 1000) + 1.5 * (interval ?? 0))
    let times = node.exactSpikeTimes
    var comparison = RecordComparison()
    comparison.number(times.first, "expect.first_spike_ms", within: 1e-6)
    comparison.number(intervals(times).first, "expect.isi_ms", within: 1e-6)
    let rate = try #require(record.number("expect", "rate_Hz"))
    comparison.number(
      intervals(times).first.map { 1000 / $0 } ?? 0, "expect.rate_Hz", within: 1e-6 * max(1, rate))
    return comparison
  }

  @Sendable private static func charging(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params")
    let current = try values.take("I_nA")
    values["mem"] = values["E_mV"]
    var node = try makeRecordNode("RefractoryLIF", values, renamed: leakyNames)
    let text = try #require(record.text("input", "text"))
    guard let words = text.wholeMatch(of: /step I at t=0, off at t=([0-9.]+) ms/),
      let end = Double(words.1)
    else { throw UnknownInRecord(what: text) }
    node.feed(segments: [[0, end, current]])
    let samples = record.table("expect", "v_samples")
    let trace = try Trace(node, for: try #require(samples.last?.first), keeping: ["mem"])
    var comparison = RecordComparison()
    comparison.samples("expect.v_samples", within: [1e-6]) { [trace.value("mem", at: $0)] }
    return comparison
  }

  @Sendable private static func adaptiveExponential(_ record: Oracle) throws -> RecordComparison {
    var node = try makeRecordNode(
      "AdEx", record.dictionary("params").merging(record.dictionary("init")) { $1 },
      renamed: ["Vpeak": "threshold", "v": "mem"])
    let segments = record.table("input", "segments")
    if segments.isEmpty {
      node.feed(constant: try #require(record.number("I_pA")))
    } else {
      node.feed(segments: segments)
    }
    let trace = try Trace(
      node, for: try #require(record.number("t_stop_ms")), keeping: ["mem", "w"])
    let times = trace.node.spikeTimes
    let isIrregular = record.id.contains("irregular")
    var comparison = RecordComparison()
    // 0.05 ms, or 0.2 % of the time where that is more.
    comparison.spikes(
      times, "expect.spike_times_ms",
      count: "expect.spike_count", first: isIrregular ? 5 : nil
    ) { max(0.05, 0.002 * $0) }
    let own = intervals(times)
    comparison.number(
      times.first, "expect.latency_ms",
      within: max(0.05, 0.002 * (times.first ?? 0)))
    comparison.numbers(
      Array(own.prefix(5)), "expect.isis_first", within: 0.05)
    if isIrregular { return comparison }
    comparison.numbers(
      own.suffix(3), "expect.isis_last", within: 0.05)
    // Of four intervals at least.
    comparison.number(
      own.count > 2 ? (own.last ?? 0) / own[0] : nil,
      "expect.adaptation_ratio_last_over_first", within: 0.1)
    comparison.number(
      own.count > 2 ? variation(own) : nil, "expect.cv_isi", within: 0.005)
    // Where v is steep, spikes that may be 0.05 ms off move it by so much.
    comparison.samples(
      "expect.v_samples_subthreshold", within: [1, 1]
    ) { [trace.value("mem", at: $0), trace.value("w", at: $0)] }
    return comparison
  }

  private static let mihalasNames = [
    "a_per_s": "a", "b_per_s": "b", "G_over_C_per_s": "G", "k1_per_s": "k1", "k2_per_s": "k2",
    "A1_over_C": "A1", "A2_over_C": "A2", "EL_mV": "EL", "Vr_mV": "Vr",
    "Thr_mV": "threshold_reset", "Thinf_mV": "threshold", "V": "mem", "Th": "theta",
    "I1_over_C": "I1", "I2_over_C": "I2",
  ]

  @Sendable private static func mihalasNiebur(_ record: Oracle) throws -> RecordComparison {
    let euler = "define Euler\n  inherits MihalasNiebur\n  method euler\nend"
    func trace(_ model: String, dt: Double? = nil) throws -> Trace {
      var values = record.dictionary("params").merging(record.dictionary("init")) { $1 }
      values["dt"] = dt
      var node = try makeRecordNode(model, defining: euler, values, renamed: mihalasNames)
      if dt == nil { node.solve(by: node.method, spikes: .exact) }
      node.feed(segments: record.table("input", "segments_ms"))
      return try Trace(
        node, for: try #require(record.number("t_stop_ms")), keeping: ["mem", "theta"])
    }
    // The record's steps of 0.001 ms are late by half of that at each spike. Where 25 follow upon each other,
    // exact ones are 0.022 ms before the last of them, so that only such steps can meet it.
    let dt = record.id == "mn2009.R.basal_bistability" ? 0.001 : nil
    let exact = try trace("MihalasNiebur", dt: dt)
    var comparison = RecordComparison()
    let spikes = dt == nil ? exact.node.exactSpikeTimes : exact.node.spikeTimes
    comparison.spikes(
      spikes, "expect.spike_times_ms", count: "expect.spike_count"
    ) { _ in 0.02 }
    // Spikes put it where no step may end.
    let afterSpikes = spikes.isEmpty ? [] : exact.node.parameters["Vr"] ?? []
    for (own, key) in [
      ((exact.values("mem") + afterSpikes).min(), "v_min"),
      (exact.values("mem").last, "V_final"),
      (exact.values("theta").last, "Th_final"),
    ] {
      comparison.number(own, "expect.\(key)", within: 0.02)
    }
    let coarse = try trace("Euler", dt: 0.1).node.spikeTimes
    comparison.number(
      Double(coarse.count), "euler.dt0_1.spike_count", within: 0)
    comparison.numbers(
      coarse, "euler.dt0_1.spike_times_ms",
      within: 1e-6)
    comparison.number(
      Double(try trace("Euler", dt: 0.01).node.spikeTimes.count),
      "euler.dt0_01.spike_count", within: 0)
    return comparison
  }

  @Sendable private static func exponential(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params")
    let input = try values.take("RI_mV")
    values["mem"] = values["EL"]
    var node = try makeRecordNode("EIF", values, renamed: ["Vpeak": "threshold", "tref": "t_ref"])
    node.solve(by: node.method, spikes: .exact)
    node.feed(constant: input)
    let (first, interval) = (
      record.number("expect", "first_spike_ms"), record.number("expect", "isi_ms")
    )
    try node.run(for: (first ?? 150) + 1.01 * (interval ?? 0))
    let times = node.exactSpikeTimes
    let rate = try #require(record.number("expect", "rate_Hz"))
    var comparison = RecordComparison()
    comparison.number(times.first, "expect.first_spike_ms", within: 1e-4 * (first ?? 0))
    comparison.number(
      intervals(times).first, "expect.isi_ms", within: 1e-4 * (interval ?? 0))
    comparison.number(
      intervals(times).first.map { 1000 / $0 } ?? 0, "expect.rate_Hz", within: 1e-4 * rate)
    return comparison
  }

  // Two pulses of which the second arrives where a step begins, and the first so much before that within one.
  @Sendable private static func resonator(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params")
    let pulse = try values.take("A")
    let published = try makeRecordNode("ResonateFire", [:])
    let (dt, threshold) = (published.dt, try #require(published.parameters["threshold"]?[0]))
    let interval = try values.take("interval") / dt
    let between = Int(interval.rounded(.up))
    let last = between + Int((1 / dt).rounded())
    // Out of reach, so that the maxima are those of the free oscillation.
    values["threshold"] = 1e9
    let free = """
      define Free
        inherits ResonateFire
        integral
          d mem/dt = omega * x + b * mem
          d x/dt = b * x - omega * mem
      end
      """
    var node = try makeRecordNode("Free", defining: free, values)
    node.solve(by: node.method, spikes: .exact)
    node.record = .all
    var network = Network()
    network.nodes["n"] = node
    try network.add("s", "Spikes")
    try network.nodes["s"]?.set(Name("dt", nowhere), to: dt, neurons: 0..<1, at: nowhere)
    network.feed("s", .spikes(times: [Double(between) - interval, Double(between)], weight: 1))
    try network.connect("s", "n", port: .state("x"), weight: pulse)
    #expect(network.run(last) == .finished)
    let recording = try #require(network.nodes["n"]?.recording)
    func highest(_ steps: ClosedRange<Int>) -> Double {
      recording.samples(of: "mem", neuron: 0, steps: steps).max() ?? .nan
    }
    let (first, second) = (highest(1...between), highest(between...last))
    var comparison = RecordComparison()
    comparison.number(first, "expect.max_im_after_first", within: 1e-4)
    comparison.number(second, "expect.max_im_after_second", within: 1e-4)
    comparison.flag(max(first, second) >= threshold, "expect.fires")
    return comparison
  }
}
