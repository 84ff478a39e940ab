import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Single neurons whose spikes are known to the last digit, in steps of their models' own.
  static let exactSpikes =
    [
      "lif.const", "lif.two_in_one_step", "lif.pulse", "qif", "eif", "adex", "mn", "izh", "hh", "wb",
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
      return """
        define Exact
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
    var node = try makeRecordNode("Exact", defining: text, values)
    for segment in record.table("input", "segments_ms") {
      let pieces = Signal.Pieces(
        edges: [segment[0] / node.dt, segment[1] / node.dt], currents: [segment[2]])
      node.feed(Signal(.pieces(pieces)), neurons: 0..<1, isAdded: true)
    }
    return node
  }

  // Once by the model's own method and once in steps as long as their error allows.
  @Sendable private static func compare(_ record: Oracle) throws -> RecordComparison {
    var comparison = RecordComparison()
    let tolerance = record.part("tolerance")
    for isAdaptive in [false, true] {
      var node = try node(record)
      node.solve(by: isAdaptive ? .adaptive : node.method, spikes: .exact)
      try node.set(tolerance: 1e-13, at: SourceRange(0, 0))
      let stop = try #require(record.number("t_stop_ms"))
      try node.run(for: stop)
      // A record is compared by the tolerance for a solver of a tolerance of 1e-9, unless steps are exact.
      let loose = tolerance.number("loose_spike_time_ms") ?? .nan
      let times = node.recording.spikeTimes(neuron: 0).map { $0 * node.dt }
      comparison.spikes(
        times, "expect.spike_times_ms", count: "expect.spike_count"
      ) { _ in loose }
      comparison.number(intervals(times).min(), "expect.min_isi_ms", within: 2 * loose)
      for name in record.part("init").keys {
        comparison.number(
          node.last(name), "expect.final.\(name)",
          within: tolerance.number("loose_final") ?? .nan)
      }
      comparison.number(stop, "expect.final.t_ms", within: 0)
      let worst = zip(times, record.numbers("expect", "spike_times_ms")).map { abs($0 - $1) }.max()
      print("WORST", record.id, isAdaptive, worst ?? -1)
    }
    return comparison
  }
}
