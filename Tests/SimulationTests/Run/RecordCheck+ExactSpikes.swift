import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Single neurons whose spikes are known to the last digit, as near to them as steps come.
  ///
  /// Currents begin and end between two steps, each of which gets the mean of its own.
  static let exactSpikes =
    ["lif.const", "lif.two_in_one_step", "lif.pulse", "qif", "eif", "adex", "mn"].map {
      exact($0, "reset at the end of a step", compare: resetting)
    } + [
      exact("izh", "reset at the end of a step", compare: resetting),
      exact("hh.reset", "reset at the end of a step", compare: resetting),
      exact("hh.const", nil, compare: crossing), exact("hh.pulse", nil, compare: crossing),
      exact("wb", nil, compare: crossing),
    ]

  private static func exact(
    _ prefix: String, _ late: String?,
    compare: @escaping @Sendable (Oracle) throws -> RecordComparison
  ) -> RecordCheck {
    RecordCheck(
      file: "exact_spikes.json", prefix: "exact.\(prefix)",
      unread: [
        "sensitivity": "how exact the record is", "refractory": "in words; the check has it",
      ].merging(late.map { ["expect.final": "issue 19: a spike has its \($0)"] } ?? [:]) { $1 },
      compare: compare)
  }

  private static let step = 0.002

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
    values["dt"] = step
    // It has one of its own, which is not 0.
    let own = ["lif", "eif"].contains(kind)
    let text = text(kind, own ? [:] : values)
    if own { values["t_ref"] = values["t_ref"] ?? 0 }
    var node = try makeRecordNode("Exact", defining: text, values)
    for segment in record.table("input", "segments_ms") {
      let pieces = Signal.Pieces(
        edges: [segment[0] / step, segment[1] / step], currents: [segment[2]])
      node.feed(Signal(.pieces(pieces)), neurons: 0..<1, isAdded: true)
    }
    return node
  }

  @Sendable private static func resetting(_ record: Oracle) throws -> RecordComparison {
    var node = try node(record)
    node.record = .spikes
    try node.run(for: try #require(record.number("t_stop_ms")))
    let times = node.spikeTimes
    var comparison = RecordComparison()
    // Each is up to a step late and delays those after it, by more where the gates or the recovery go
    // on steeply until the reset.
    let delay: Double =
      record.id.hasPrefix("exact.hh") ? 12 : record.id.hasPrefix("exact.izh") ? 4 : 2
    // A chaotic train has soon forgotten how it began.
    let isChaotic = record.id.contains("irregular")
    if isChaotic {
      comparison.excuse("expect.spike_times_ms", because: "chaotic: the first five count")
      comparison.number(Double(times.count), "expect.spike_count", within: 0)
    }
    comparison.spikes(
      times, "expect.spike_times_ms", count: "expect.spike_count", first: isChaotic ? 5 : nil
    ) { time in step * (2 + delay * Double(times.count { $0 < time })) }
    comparison.number(intervals(times).min(), "expect.min_isi_ms", within: 4 * step)
    return comparison
  }

  // Without a reset nothing depends on steps but how near rk4 comes.
  @Sendable private static func crossing(_ record: Oracle) throws -> RecordComparison {
    let names = record.part("init").keys
    let stop = try #require(record.number("t_stop_ms"))
    let trace = try Trace(node(record), for: stop, keeping: names)
    var comparison = RecordComparison()
    comparison.spikes(
      trace.crossings, "expect.spike_times_ms", count: "expect.spike_count"
    ) { _ in 1e-5 }
    comparison.number(intervals(trace.crossings).min(), "expect.min_isi_ms", within: 1e-5)
    for name in names {
      comparison.number(trace.values(name).last, "expect.final.\(name)", within: 1e-5)
    }
    comparison.number(stop, "expect.final.t_ms", within: 0)
    return comparison
  }
}
