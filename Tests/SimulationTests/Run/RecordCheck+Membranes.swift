import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Hodgkin and Huxley's axon.
  static let membranes = axonTraces + axonFacts

  private static let axonTraces: [RecordCheck] = [
    "hh.const", "hh.nestcheck", "hh.anode_break", "hh.paired_pulse", "hh.pulse_1ms",
  ].map { (prefix: String) -> RecordCheck in
    RecordCheck(
      file: "hodgkin_huxley.json", prefix: prefix,
      unread: ["spike_def": "in words; that of the model"], compare: hodgkinHuxley)
  }

  private static let axonFacts = [
    RecordCheck(file: "hodgkin_huxley.json", prefix: "hh.steady", compare: steadyStates),
    RecordCheck(
      file: "hodgkin_huxley.json", prefix: "hh.bifurcation",
      unread: [
        "expect.hopf1": "AnalysisTests has it", "expect.hopf2": "AnalysisTests has it",
        "expect.hopf1_freq_Hz": "AnalysisTests has it",
        "expect.rest_damped_freq_Hz": "AnalysisTests has it", "expect.note": "in words",
        "expect.snlc_slow_ramp_down":
          "not measured: an end of cycles, which 'find' does not follow",
        "expect.snlc_rate_Hz": "not measured: an end of cycles, which 'find' does not follow",
      ], compare: currents),
  ]

  /// The numbers in `V=-64.9964, m=0.052955`.
  private static func numbers(in text: String) -> [String: Double] {
    Dictionary(
      text.matches(of: /([A-Za-z]+)=(-?[0-9.]*[0-9])/).compactMap { match in
        Double(match.2).map { (String(match.1), $0) }
      }, uniquingKeysWith: { $1 })
  }

  @Sendable private static func hodgkinHuxley(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params")
    var comparison = RecordComparison()
    comparison.number(
      6.3, "params.temp_C", within: 0)
    values["temp_C"] = nil
    var start = numbers(in: try #require(record.text("init")))
    start["I"] = nil
    var node = try makeRecordNode("HH", values.merging(start) { $1 }, renamed: ["V": "mem"])
    node.feed(segments: record.table("input", "segments"))
    let trace = try Trace(node, for: try #require(record.number("t_stop_ms")), keeping: ["mem"])
    let times = trace.crossings
    comparison.spikes(
      times, "expect.spike_times_ms",
      count: "expect.spike_count"
    ) { _ in 0.02 }
    let last = intervals(times).last
    // Two times that may each be off by 0.02 ms.
    comparison.number(
      last, "expect.isi_last_ms", within: 0.04)
    comparison.number(
      times.count > 2 ? last.map { 1000 / $0 } : nil, "expect.rate_Hz",
      within: 0.2)
    let mem = trace.values("mem")
    // The first peak is the first fall after the first spike.
    let peak = times.first.flatMap { time in
      let rise = mem.dropFirst(Int(time / node.dt) + 1)
      return zip(rise, rise.dropFirst()).first { $1 < $0 }?.0
    }
    for (own, key) in [
      (peak, "v_peak_first"), (mem.max(), "v_max"), (mem.min(), "v_min"),
    ] {
      // Records without spikes have no peak.
      comparison.number(own, "expect.\(key)", within: 0.5)
    }
    comparison.samples("expect.v_samples", within: [0.5]) {
      [trace.value("mem", at: $0)]
    }
    return comparison
  }

  private static func fed(_ pieces: [[Double]], _ values: [String: Double] = [:]) throws -> Node {
    var node = try makeRecordNode("HH", ["dt": 0.02].merging(values) { $1 })
    node.feed(segments: pieces)
    try node.run(for: pieces.last?[1] ?? 0)
    return node
  }

  @Sendable private static func steadyStates(_ record: Oracle) throws -> RecordComparison {
    var comparison = RecordComparison()
    for (key, leak) in [
      ("v_rest_EL_minus54_387", -54.387), ("v_rest_EL_minus54_4", -54.4),
      ("v_rest_EL_minus54_3_NEURON", -54.3),
    ] {
      // The record has four decimals.
      comparison.number(
        try fed([[0, 300, 0]], ["EL": leak]).last("mem"), "expect.\(key)", within: 5e-5)
    }
    // A membrane of a huge capacitance stays where it is.
    let clamped = try fed([[0, 300, 0]], ["mem": -65, "C": 1e12])
    for gate in ["m", "h", "n"] {
      comparison.number(
        clamped.last(gate), "expect.at_minus65.\(gate)", within: 1e-5)
    }
    return comparison
  }

  @Sendable private static func currents(_ record: Oracle) throws -> RecordComparison {
    var comparison = RecordComparison()
    func times(_ pieces: [[Double]]) throws -> [Double] { try fed(pieces).spikeTimes }
    let rheobase = try #require(record.number("expect", "rheobase_single_spike_step"))
    let counts = try [-0.02, 0.02].map { try times([[0, 60, rheobase + $0]]).count }
    // What holds 0.02 below and above a current was measured to be there.
    comparison.number(
      counts == [0, 1] ? rheobase : nil, "expect.rheobase_single_spike_step", within: 0)
    // Firing that lasts; its rate is taken halfway, since it rises steeply from the onset.
    let onset = try #require(record.number("expect", "repetitive_onset_step_from_rest"))
    let below = try times([[0, 600, onset - 0.02]]).last ?? 0
    let above = try times([[0, 600, onset + 0.02]]).last ?? 0
    comparison.number(
      below < 400 && above > 560 ? onset : nil, "expect.repetitive_onset_step_from_rest", within: 0)
    comparison.number(
      intervals(try times([[0, 600, onset + 0.01]])).last.map { 1000 / $0 },
      "expect.onset_rate_Hz", within: 1)
    for current in record.dictionary("expect", "f_I_steady_Hz").keys.sorted() {
      let late = try times([[0, 300, try #require(Double(current))]]).filter { $0 > 150 }
      let own = intervals(late)
      let measured = own.isEmpty ? 0 : 1000 * Double(own.count) / own.reduce(0, +)
      comparison.number(measured, "expect.f_I_steady_Hz.\(current)", within: own.isEmpty ? 0 : 1)
    }
    return comparison
  }
}
