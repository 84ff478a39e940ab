import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Stiff systems that small steps of rk4 still get through.
  static let stiff = [
    RecordCheck(
      file: "stiff.json", prefix: "stiff.hh.", unread: unreadOfStiff,
      loose: ["fixed_step_rk4.*.dt_ms": "in which steps it runs"],
      results: ["expect", "fixed_step_rk4"], compare: axon),
    RecordCheck(
      file: "stiff.json", prefix: "stiff.markov_na", unread: unreadOfStiff, compare: markov),
  ]

  private static let unreadOfStiff = [
    "expect.spike": "in words", "work": "what other solvers needed",
    "sensitivity": "how exact the record is",
  ]

  private static func trace(
    _ node: Node, of record: Oracle, keeping names: [String]
  ) throws -> Trace {
    var node = node
    node.feed(segments: record.table("input", "segments_ms"))
    return try Trace(node, for: try #require(record.number("t_stop_ms")), keeping: names)
  }

  // In steps of a thousandth of a millisecond, of which the fourth power is beyond the last digit.
  private static func compare(
    _ trace: Trace, with names: [String], of record: Oracle
  ) throws -> RecordComparison {
    var comparison = RecordComparison()
    // Between two steps a spike is found on a straight line.
    comparison.spikes(
      trace.crossings, "expect.spike_times_ms", count: "expect.spike_count"
    ) { _ in 1e-6 }
    for name in names {
      comparison.number(trace.values(name).last, "expect.final.\(name)", within: 1e-7)
    }
    comparison.number(record.number("t_stop_ms"), "expect.final.t_ms", within: 0)
    return comparison
  }

  @Sendable private static func axon(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params").merging(record.dictionary("init")) { $1 }
    let current = try values.take("I")
    #expect(record.table("input", "segments_ms").allSatisfy { $0[2] == current })
    let names = ["mem", "m", "h", "n"]
    func run(dt: Double) throws -> Trace {
      values["dt"] = dt
      return try trace(makeRecordNode("HH", values), of: record, keeping: names)
    }
    var comparison = try compare(run(dt: 0.001), with: names, of: record)
    // With the steps of others, and what these come to.
    let times = record.numbers("expect", "spike_times_ms")
    let runs = try record.parts("fixed_step_rk4").map { row in
      try run(dt: try #require(row.number("dt_ms")))
    }
    func worst(_ trace: Trace) -> Double {
      zip(trace.crossings, times).map { abs($0 - $1) }.max() ?? .nan
    }
    func column(_ value: (Trace) -> Double) -> [[Double]] { runs.map { [value($0)] } }
    comparison.values(
      column { Double($0.crossings.count) }, ofEach: "fixed_step_rk4", "spike_count", within: 0)
    comparison.values(
      column { $0.values("mem").last ?? .nan }, ofEach: "fixed_step_rk4", "final_mem", within: 1e-9)
    // The record has two digits of it.
    comparison.add { record in
      let field = "max_spike_error_ms_linear_interpolation"
      let expected = record.parts("fixed_step_rk4").compactMap { $0.number(field) }
      let own = runs.map(worst)
      return RecordComparison.Row(
        what: field, measured: "\(own)", expected: "\(expected) within 6 %",
        isMet: own.count == expected.count
          && zip(own, expected).allSatisfy { abs($0 - $1) <= 0.06 * $1 })
    }
    return comparison
  }

  // The axon with the states of its channels one by one, as a user would write them.
  private static let markovText = """
    define Markov
      inherits HH
      param kf = 0; param kb = 0
      state Na0i = 0; state Na1i = 0; state Na2i = 0; state Na3i = 0
      state Na0o = 0; state Na1o = 0; state Na2o = 0; state Na3o = 0; state B = 0
      state K0 = 0; state K1 = 0; state K2 = 0; state K3 = 0; state K4 = 0
      integral {
        let v = mem / 1mV
        let am = 1 / exprel(-(v + 40) / 10)
        let bm = 4 * exp(-(v + 65) / 18)
        let ah = 0.07 * exp(-(v + 65) / 20); let bh = 1 / (1 + exp(-(v + 35) / 10))
        let an = 0.1 / exprel(-(v + 55) / 10); let bn = 0.125 * exp(-(v + 65) / 80)
        d Na0i/dt = (bm * Na1i - 3 * am * Na0i + bh * Na0o - ah * Na0i) / 1ms
        d Na1i/dt = (3 * am * Na0i - bm * Na1i + 2 * bm * Na2i - 2 * am * Na1i + bh * Na1o - ah * Na1i) / 1ms
        d Na2i/dt = (2 * am * Na1i - 2 * bm * Na2i + 3 * bm * Na3i - am * Na2i + bh * Na2o - ah * Na2i) / 1ms
        d Na3i/dt = (am * Na2i - 3 * bm * Na3i + bh * Na3o - ah * Na3i) / 1ms
        d Na0o/dt = (bm * Na1o - 3 * am * Na0o - bh * Na0o + ah * Na0i) / 1ms
        d Na1o/dt = (3 * am * Na0o - bm * Na1o + 2 * bm * Na2o - 2 * am * Na1o - bh * Na1o + ah * Na1i) / 1ms
        d Na2o/dt = (2 * am * Na1o - 2 * bm * Na2o + 3 * bm * Na3o - am * Na2o - bh * Na2o + ah * Na2i) / 1ms
        d Na3o/dt = (am * Na2o - 3 * bm * Na3o - bh * Na3o + ah * Na3i - kf * Na3o + kb * B) / 1ms
        d B/dt = (kf * Na3o - kb * B) / 1ms
        d K0/dt = (bn * K1 - 4 * an * K0) / 1ms
        d K1/dt = (4 * an * K0 - bn * K1 + 2 * bn * K2 - 3 * an * K1) / 1ms
        d K2/dt = (3 * an * K1 - 2 * bn * K2 + 3 * bn * K3 - 2 * an * K2) / 1ms
        d K3/dt = (2 * an * K2 - 3 * bn * K3 + 4 * bn * K4 - an * K3) / 1ms
        d K4/dt = (an * K3 - 4 * bn * K4) / 1ms
        d mem/dt = (input - gNa * Na3o * (mem - ENa) - gK * K4 * (mem - EK) - gL * (mem - EL)) / C
      }
    end
    """

  @Sendable private static func markov(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params").merging(record.dictionary("init")) { $1 }
    let current = try values.take("I")
    #expect(record.table("input", "segments_ms").allSatisfy { $0[2] == current })
    values["dt"] = 0.001
    let names = record.part("init").keys
    let node = try makeRecordNode("Markov", defining: markovText, values)
    return try compare(trace(node, of: record, keeping: names), with: names, of: record)
  }
}
