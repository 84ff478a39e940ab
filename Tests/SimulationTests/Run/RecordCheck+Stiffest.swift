import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)

extension RecordCheck {
  /// Stiff systems that only steps of their own length get through.
  static let stiffest = [
    check("stiff.vdp", compare: oscillator), check("stiff.robertson", compare: kinetics),
    check("stiff.thalamic3") { try cell($0, "thalamic3_written_out", model: "TC3") },
    check("stiff.pinsky_rinzel") { try cell($0, "pinsky_rinzel", model: "PinskyRinzel") },
  ]

  private static func check(
    _ prefix: String, compare: @escaping @Sendable (Oracle) throws -> RecordComparison
  ) -> RecordCheck {
    RecordCheck(
      file: "stiff.json", prefix: prefix,
      unread: [
        "expect.spike": "in words", "work": "what other solvers needed",
        "sensitivity": "how exact the record is", "tolerance": "the check has it",
        "expect.asymptotic_period": "a formula, which the period is near",
        "expect.sum": "of the samples, each of which is compared",
      ], compare: compare)
  }

  private static func solved(
    _ node: Node, by method: Equations.Method, within tolerance: Double
  ) throws -> Node {
    var node = node
    node.solve(by: method, spikes: .exact)
    try node.set(tolerance: tolerance, at: nowhere)
    return node
  }

  /// Van der Pol's oscillator, which fires under a condition.
  static func oscillatorText(firingWhen condition: String) -> String {
    """
    define Oscillator
      inherits Membrane
      param mu = 1; param threshold = 0; param dt = 0.5 > 0
      state mem = 2; state y = 0
      integral {
        d mem/dt = y
        d y/dt = mu * (1 - mem^2) * y - mem
      }
      spike { spike when \(condition) }
    end
    """
  }

  @Sendable private static func oscillator(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params")
    let start = record.dictionary("init")
    (values["mem"], values["y"]) = (start["x"], start["y"])
    let stop = try #require(record.number("t_stop"))
    // Fires where x rises through 0, or where it turns.
    func run(firingWhen condition: String) throws -> Node {
      var node = try solved(
        makeRecordNode("Oscillator", defining: oscillatorText(firingWhen: condition), values),
        by: .stiff, within: 1e-11)
      try node.run(for: stop)
      return node
    }
    let rising = try run(firingWhen: "mem crosses threshold")
    let turning = try run(firingWhen: "-y crosses 0")
    let times = rising.recording.spikeTimes(neuron: 0).map { $0 * rising.dt }
    let peaks = turning.recording.spikeSteps(neuron: 0, after: 2).compactMap {
      turning.recording.sample(of: "mem_before", neuron: 0, step: $0)
    }
    var comparison = RecordComparison()
    comparison.numbers(times, "expect.upward_zero_crossings", within: 1e-5)
    comparison.number(intervals(times).last, "expect.period", within: 1e-6)
    comparison.number(peaks.max(), "expect.largest_x_on_cycle", within: 1e-6)
    comparison.number(rising.last("mem"), "expect.final.x", within: 1e-6)
    comparison.number(rising.last("y"), "expect.final.y", within: 1e-6)
    comparison.number(stop, "expect.final.t", within: 0)
    return comparison
  }

  @Sendable private static func kinetics(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params")
    let start = record.dictionary("init")
    (values["mem"], values["B"], values["C"]) = (start["A"], start["B"], start["C"])
    let text = """
      define Kinetics
        inherits Membrane
        param k1 = 1; param k2 = 1; param k3 = 1; param threshold = 2; param dt = 0.4 > 0
        state mem = 1; state B = 0; state C = 0
        integral {
          d mem/dt = -k1 * mem + k3 * B * C
          d B/dt = k1 * mem - k3 * B * C - k2 * B^2
          d C/dt = k2 * B^2
        }
      end
      """
    var node = try solved(
      makeRecordNode("Kinetics", defining: text, values), by: .stiff, within: 1e-10)
    let times = record.table("expect", "samples").map { $0[0] }
    var samples: [Double: [Double]] = [:]
    for time in times {
      try node.run(for: time - Double(node.time) * node.dt)
      samples[time] = ["mem", "B", "C"].map { node.last($0) }
    }
    var comparison = RecordComparison()
    for column in 0..<3 {
      comparison.add { record in
        let rows = record.table("expect", "samples")
        let errors = rows.map { abs((samples[$0[0]]?[column] ?? .nan) / $0[column + 1] - 1) }
        return RecordComparison.Row(
          what: "samples of \(column)", measured: "\(errors)", expected: "at most 1e-6 each",
          isMet: !errors.isEmpty && errors.allSatisfy { $0 <= 1e-6 })
      }
    }
    return comparison
  }

  // A published cell, whose text stands in its session.
  static func text(of session: String) throws -> String {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../ShellTests/PublishedModels/\(session).nsh").standardizedFileURL
    let whole = try String(contentsOf: tests, encoding: .utf8)
    let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
    let first = try #require(lines.firstIndex { $0.hasPrefix("define ") })
    let last = try #require(lines[first...].firstIndex { $0 == "end" })
    return lines[first...last].joined(separator: "\n")
  }

  @Sendable private static func cell(
    _ record: Oracle, _ session: String, model: String
  ) throws -> RecordComparison {
    var values = record.dictionary("params").merging(record.dictionary("init")) { $1 }
    // The inputs stand among the parameters.
    for name in ["I", "iSoma", "iDend"] { values[name] = nil }
    let text = try text(of: session)
    let stop = try #require(record.number("t_stop_ms"))
    var comparison = RecordComparison()
    // The tight tolerance of the record, and that of usual steps of a stiff solver.
    for (method, tolerance, allowed) in [
      (Equations.Method.adaptive, 1e-13, record.id.hasPrefix("stiff.pinsky") ? 1e-7 : 1e-8),
      (.stiff, 1e-6, 0.01),
    ] {
      var node = try solved(
        makeRecordNode(model, defining: text, values), by: method, within: tolerance)
      node.feed(segments: record.table("input", "segments_ms"))
      try node.run(for: stop)
      let times = node.recording.spikeTimes(neuron: 0).map { $0 * node.dt }
      comparison.spikes(times, "expect.spike_times_ms", count: "expect.spike_count") { _ in allowed
      }
      for name in record.part("init").keys where method == .adaptive {
        comparison.number(node.last(name), "expect.final.\(name)", within: 1e-6)
      }
    }
    comparison.number(stop, "expect.final.t_ms", within: 0)
    return comparison
  }
}
