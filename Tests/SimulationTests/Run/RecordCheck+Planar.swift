import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Models of two and three dimensions.
  static let planar = planarTraces + planarRests

  private static let planarTraces: [RecordCheck] = [
    ("fhn.const", "FitzHughNagumo"), ("fhn.anodal", "FitzHughNagumo"),
    ("ml.hopf.I", "MorrisLecar"), ("ml.snlc.I", "MorrisLecar"),
    ("ml.homoclinic.I", "MorrisLecar"), ("wb.", "WangBuzsaki"), ("hr.", "HindmarshRose"),
  ].map { (prefix: String, model: String) -> RecordCheck in
    var check = RecordCheck(file: "planar.json", prefix: prefix) { try planar($0, model: model) }
    if model == "HindmarshRose" {
      for field in ["spike_count", "period_last", "v_max", "v_min", "v_final", "v_samples"] {
        check.unread["expect.\(field)"] = "chaotic: 'tolerance' has the first five spikes only"
      }
      check.loose = ["expect.spike_times": "only the first five count"]
    }
    return check
  }

  private static let planarRests: [RecordCheck] = [
    ("fhn.bif", "FitzHughNagumo"), ("ml.hopf.bif", "MorrisLecar"),
    ("ml.snlc.bif", "MorrisLecar"), ("ml.homoclinic.bif", "MorrisLecar"),
  ].map { (prefix: String, model: String) -> RecordCheck in
    let unread = [
      "expect.hopf_I": "AnalysisTests has it", "expect.hopf_v": "AnalysisTests has it",
      "expect.saddle_node_I": "AnalysisTests has it",
      "expect.saddle_node_v": "AnalysisTests has it", "expect.formula": "in words",
    ]
    return RecordCheck(file: "planar.json", prefix: prefix, unread: unread) {
      try rest($0, model: model)
    }
  }

  private static let states = [
    "FitzHughNagumo": ["mem", "w"], "MorrisLecar": ["mem", "w"],
    "WangBuzsaki": ["mem", "h", "n"], "HindmarshRose": ["mem", "y", "z"],
  ]

  @Sendable private static func planar(_ record: Oracle, model: String) throws -> RecordComparison {
    let states = try #require(states[model])
    var values = record.dictionary("params")
    let start = record.numbers("init")
    guard start.count == states.count else { throw UnknownInRecord(what: "\(start)") }
    for (name, value) in zip(states, start) { values[name] = value }
    // In the step and with the threshold of the record.
    let (method, spike) = (record.text("method") ?? "", record.text("spike_def") ?? "")
    guard let step = method.wholeMatch(of: /RK4 dt=([0-9.]+)/),
      let crossing = spike.wholeMatch(of: /upward crossing of (-?[0-9.]+)/)
    else { throw UnknownInRecord(what: "\(method), \(spike)") }
    values["dt"] = Double(step.1)
    values["threshold"] = Double(crossing.1)
    var node = try makeRecordNode(model, values)
    node.feed(segments: record.table("input", "segments"))
    let trace = try Trace(
      node, for: try #require(record.number("t_stop")), keeping: Array(states.prefix(2)))
    let times = trace.crossings
    let isChaotic = model == "HindmarshRose"
    var comparison = RecordComparison()
    comparison.spikes(
      times, "expect.spike_times", count: "expect.spike_count",
      first: isChaotic ? 5 : nil
    ) { _ in isChaotic ? 0.05 : 0.02 }
    if isChaotic { return comparison }
    comparison.number(
      times.count > 2 ? intervals(times).last : nil, "expect.period_last", within: 0.04)
    // The record counts from the end of the first step.
    let mem = trace.values("mem").dropFirst()
    for (own, key) in [
      (mem.max(), "v_max"), (mem.min(), "v_min"), (mem.last, "v_final"),
    ] {
      comparison.number(own, "expect.\(key)", within: 0.01)
    }
    comparison.samples("expect.v_samples", within: [0.01, 0.01]) { time in
      states.prefix(2).map { trace.value($0, at: time) }
    }
    return comparison
  }

  @Sendable private static func rest(_ record: Oracle, model: String) throws -> RecordComparison {
    let isCubic = model == "FitzHughNagumo"
    func fed(_ current: Double, for duration: Double) throws -> Node {
      var node = try makeRecordNode(
        model, record.dictionary("params").merging(["dt": 0.05]) { $1 })
      node.feed(constant: current)
      try node.run(for: duration)
      return node
    }
    let node = try fed(0, for: isCubic ? 400 : 3000)
    var comparison = RecordComparison()
    // As many decimals as the record has.
    comparison.number(
      node.last("mem"), "expect.rest_v", within: isCubic ? 1e-5 : 5e-4)
    comparison.number(
      node.last("w"), "expect.rest_w", within: 1e-5)
    // Where firing begins to last, as far as the record and its note are exact.
    for (key, tolerance) in [
      ("onset_limit_cycle_I", 0.1), ("repetitive_onset_step_from_rest_I", 5e-4),
    ] {
      guard let onset = record.number("expect", key) else { continue }
      let last = try [-tolerance, tolerance].map {
        try fed(onset + $0, for: 3000).spikeTimes.last ?? 0
      }
      let isThere = last[0] < 2500 && last[1] > 2800
      comparison.number(isThere ? onset : nil, "expect.\(key)", within: 0)
    }
    return comparison
  }
}
