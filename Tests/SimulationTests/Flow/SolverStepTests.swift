import Equations
import Neurons
import OrderedCollections
import TestSupport
import Testing

@testable import Simulation

/// How many steps stiff equations take at the default tolerance, beside those of solvers that people know.
@Suite struct SolverStepTests {
  /// An equation, and how far off a spike may be.
  struct Problem: Sendable, CustomStringConvertible {
    var record: String
    var model: String
    var text: @Sendable () throws -> String?
    var dt: Double
    var within: Double
    var description: String { record }

    static let all = [
      Problem(
        record: "stiff.vdp.mu1000", model: "Oscillator",
        text: { RecordCheck.oscillatorText(firingWhen: "mem crosses threshold") }, dt: 0.5,
        within: 0.001),
      Problem(record: "stiff.hh.I10", model: "HH", text: { nil }, dt: 0.5, within: 1e-3),
      Problem(
        record: "stiff.thalamic3", model: "TC3",
        text: { try RecordCheck.text(of: "thalamic3_written_out") }, dt: 0.5, within: 0.01),
    ]
  }

  @Test(arguments: Problem.all)
  func areFewerThanThoseOfLSODA(problem: Problem) throws {
    let record = try #require(Oracle.records("stiff.json", problem.record).first)
    var values = record.dictionary("params").merging(record.dictionary("init")) { $1 }
    for (old, new) in [("x", "mem"), ("I", nil)] {
      if let value = values.removeValue(forKey: old), let new { values[new] = value }
    }
    values["dt"] = problem.dt
    var node = try makeRecordNode(problem.model, defining: problem.text(), values)
    node.solve(by: .stiff, spikes: .exact)
    #expect(node.setup.tolerance == Node.usualTolerance)
    var worker = FlowNeuron(node, try #require(node.flow), neuron: 0)
    worker.load(memory: nil) { node.states.values[$0][0] }
    let stop = try #require(record.number("t_stop") ?? record.number("t_stop_ms"))
    let segments = record.table("input", "segments_ms")
    var times: [Double] = []
    for step in 0..<Int((stop / node.dt).rounded()) {
      let begin = Double(step) * node.dt
      let current = segments.first { $0[0] <= begin && begin < $0[1] }?[2] ?? 0
      worker.open(
        step + 1, inputs: node.model.inputs.keys.enumerated().map { $0.offset == 0 ? current : 0 })
      try worker.advance(to: node.dt, changes: [])
      try worker.close()
      times += worker.spikes.map { begin + $0 }
    }
    let expected =
      record.numbers("expect", "spike_times_ms") + record.numbers("expect", "upward_zero_crossings")
    #expect(times.count == expected.count && !times.isEmpty)
    let worst = zip(times, expected).map { abs($0 - $1) }.max() ?? .nan
    #expect(worst <= problem.within)
    let others = ["Radau", "LSODA"].map { record.number("work", $0, "accepted_steps") ?? .nan }
    print(
      "steps | \(record.id) | stiff \(worker.courseCount) | Radau \(Int(others[0]))"
        + " | LSODA \(Int(others[1])) | worst time \(worst)")
    #expect(Double(worker.courseCount) < others[1])
  }
}
