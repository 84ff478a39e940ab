import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Izhikevich's neuron as its equations are, and not in the steps of its author.
  static let continuousIzhikevich = """
    define Continuous
      inherits Membrane
      param a = 0.02; param b = 0.2; param c = -65mV; param d = 8mV
      input input in mV
      state u = 0mV
      integral {
        d mem/dt = (0.04/mV * mem^2 + 5 * mem + 140mV - u + input) / 1ms
        d u/dt = a * (b * mem - u) / 1ms
      }
      spike { spike when mem >= threshold; reset mem = c; reset u += d }
    end
    """

  /// Single neurons whose spikes are known to the last digit, in steps of their models' own.
  static let exactSpikes =
    [
      "lif.const", "lif.two_in_one_step", "lif.pulse", "qif", "eif", "adex", "mn", "izh", "hh",
      "wb",
    ].map { prefix in
      RecordCheck(
        file: "exact_spikes.json", prefix: "exact.\(prefix)",
        unread: [
          "sensitivity": "how exact the record is", "refractory": "in words; the check has it",
        ], compare: compare)
    }

  private static let models = [
    "lif": "RefractoryLIF", "qif": "QIF", "eif": "EIF", "adex": "AdEx", "mn": "MihalasNiebur",
    "hh": "HH", "wb": "WangBuzsaki",
  ]

  // The model with what the record adds to it: a refractory period, or a reset.
  private static func text(_ kind: String, _ values: [String: Double]) -> String {
    if kind == "izh" {
      return continuousIzhikevich
    }
    let held = values["t_ref"] == nil ? "" : "\n  param t_ref = 0ms\n  refractory t_ref"
    let reset =
      values["Vreset"] == nil
      ? ""
      : "\n  param Vreset = 0mV\n  spike { spike when mem crosses threshold; reset mem = Vreset }"
    return "define Exact\n  inherits \(models[kind] ?? "none")\(held)\(reset)\nend"
  }

  private static func node(_ record: Oracle) throws -> Node {
    let kind = try #require(record.id.split(separator: ".").dropFirst().first.map(String.init))
    var values = record.dictionary("params").merging(record.dictionary("init")) { $1 }
    if let reset = values.removeValue(forKey: "reset") { values["Vreset"] = reset }
    if values["t_ref"] == 0 { values["t_ref"] = nil }
    // It has one of its own, which is not 0.
    let own = ["lif", "eif"].contains(kind)
    let text = text(kind, own ? [:] : values)
    if own { values["t_ref"] = values["t_ref"] ?? 0 }
    var node = try makeRecordNode(kind == "izh" ? "Continuous" : "Exact", defining: text, values)
    node.feed(exactSegments: record.table("input", "segments_ms"))
    return node
  }

  // In steps as long as their error allows; and a membrane that exponential steps solve exactly in these.
  @Sendable private static func compare(_ record: Oracle) throws -> RecordComparison {
    var comparison = RecordComparison()
    let tolerance = record.part("tolerance")
    let methods: [Equations.Method] =
      record.id.hasPrefix("exact.lif") ? [.adaptive, .exponentialEuler] : [.adaptive]
    for method in methods {
      var node = try node(record)
      node.solve(by: method, spikes: .exact)
      try node.set(tolerance: 1e-13, at: SourceRange(0, 0))
      let stop = try #require(record.number("t_stop_ms"))
      let dt = node.dt
      // Up to the last whole step, and then the rest.
      let steps = (stop / dt + 1e-9).rounded(.down)
      try node.run(for: steps * dt)
      let rest = stop - steps * dt
      if rest > 1e-9 {
        // The same current in other steps.
        let last = record.table("input", "segments_ms").filter {
          $0[0] <= steps * dt && $0[1] >= stop
        }
        node.feed(constant: last.reduce(0) { $0 + $1[2] })
        try node.set(Name("dt", SourceRange(0, 0)), to: rest, neurons: 0..<1, at: SourceRange(0, 0))
        try node.run(for: rest)
      }
      // What is chaotic multiplies the last digit of each spike.
      let isChaotic = record.id.contains("irregular")
      let allowed = tolerance.number(isChaotic ? "loose_spike_time_ms" : "spike_time_ms") ?? .nan
      let times = node.recording.spikeTimes(neuron: 0).map { $0 * dt }
      comparison.spikes(
        times, "expect.spike_times_ms", count: "expect.spike_count"
      ) { _ in allowed }
      // The record has it to seven digits behind the point.
      comparison.number(intervals(times).min(), "expect.min_isi_ms", within: 1e-7)
      for name in record.part("init").keys {
        comparison.number(
          node.last(name), "expect.final.\(name)",
          within: tolerance.number(isChaotic ? "loose_final" : "final") ?? .nan)
      }
      comparison.number(stop, "expect.final.t_ms", within: 0)
    }
    return comparison
  }
}
