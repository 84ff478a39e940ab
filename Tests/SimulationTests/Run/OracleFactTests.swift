import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

/// Facts of ../shared/oracles that are no traces: rest, charging, rheobase, steady rates.
@Suite(.serialized, .enabled(if: Oracle.areThere)) struct OracleFactTests {
  private let random = RandomSource(seed: 1)

  private func makeNode(_ model: String, _ values: [String: Double] = [:]) throws -> Node {
    let nowhere = SourceRange(0, 0)
    var node = try Node(name: "n", model: try #require(ModelLibrary.builtIn[model]), at: nowhere)
    for (name, value) in values {
      try node.set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
    }
    return node
  }

  private func fed(_ node: Node, _ current: Double, for duration: Double) -> Node {
    var node = node
    let dt = node.parameters["dt"]?[0] ?? 1
    node.feed(Signal(.constant(current)), neurons: 0..<1, isAdded: false)
    #expect(
      node.advance(Int((duration / dt).rounded()), random: random) { false } == .finished)
    return node
  }

  private func report(
    _ record: Oracle, _ what: String, _ measured: String, _ expected: String, _ isMet: Bool
  ) {
    #expect(record.mismatch(what, measured: measured, expected: expected, isMet: isMet) == nil)
  }

  @Test func chargingCurve() throws {
    let record = try #require(Oracle.records("lif.json", "lif.subthreshold").first)
    var node = try makeNode(
      "RefractoryLIF", ["tau": 20, "R": 10, "EL": -70, "threshold": -50, "mem": -70, "dt": 0.1])
    node.feed(
      Signal(.pulse(amplitude: 1.5, onset: 1, duration: 1000, period: nil)), neurons: 0..<1,
      isAdded: false)
    _ = node.advance(1600, random: random) { false }
    let worst =
      record.table("expect", "v_samples").map { sample in
        abs(
          (node.recording.sample(of: "mem", neuron: 0, step: Int(sample[0] * 10)) ?? .nan)
            - sample[1])
      }
      .max() ?? .nan
    report(record, "v", "off by \(Float(worst)) mV", "within 1e-6", worst <= 1e-6)
  }

  @Test func hodgkinHuxleyAtRest() throws {
    let record = try #require(Oracle.records("hodgkin_huxley.json", "hh.steady").first)
    let rest = try #require(record.number("expect", "v_rest_EL_minus54_387"))
    let node = fed(try makeNode("HH", ["dt": 0.02]), 0, for: 300)
    let mem = node.states["mem"]?[0] ?? .nan
    // The record has four decimals.
    report(record, "rest", "\(mem)", "\(rest) within 5e-5", abs(mem - rest) <= 5e-5)
  }

  @Test func hodgkinHuxleyCurrents() throws {
    let record = try #require(Oracle.records("hodgkin_huxley.json", "hh.bifurcation").first)
    func spikes(_ current: Double, for duration: Double) throws -> [Int] {
      fed(try makeNode("HH", ["dt": 0.02]), current, for: duration).recording.spikeSteps(neuron: 0)
    }
    let rheobase = try #require(record.number("expect", "rheobase_single_spike_step"))
    let below = try spikes(rheobase - 0.02, for: 60).count
    let above = try spikes(rheobase + 0.02, for: 60).count
    report(
      record, "rheobase", "\(below) and \(above) spikes", "0 and 1 at \(rheobase) -+ 0.02",
      below == 0 && above == 1)
    let onset = try #require(record.number("expect", "repetitive_onset_step_from_rest"))
    let dying = try spikes(onset - 0.02, for: 600).last ?? 0
    let lasting = try spikes(onset + 0.02, for: 600).last ?? 0
    report(
      record, "repetitive onset", "last spikes at \(dying / 50) and \(lasting / 50) ms",
      "silence and firing at \(onset) -+ 0.02", dying < 20_000 && lasting > 28_000)
    for (current, rate) in record.dictionary("expect", "f_I_steady_Hz").sorted(by: { $0 < $1 }) {
      let late = try spikes(Double(current) ?? 0, for: 300).filter { $0 > 7_500 }
      let intervals = zip(late, late.dropFirst()).map { Double($1 - $0) * 0.02 }
      let measured =
        intervals.isEmpty ? 0 : 1000 * Double(intervals.count) / intervals.reduce(0, +)
      report(
        record, "rate at \(current)", "\(Float(measured)) Hz", "\(rate) Hz within 1",
        abs(measured - rate) <= 1)
    }
  }

  @Test(
    arguments: Oracle.records(
      "planar.json", "fhn.bif", "ml.hopf.bif", "ml.snlc.bif", "ml.homoclinic.bif"))
  func planarRest(record: Oracle) throws {
    let isCubic = record.id.hasPrefix("fhn")
    var values = record.dictionary("params")
    values["dt"] = 0.05
    let node = fed(
      try makeNode(isCubic ? "FitzHughNagumo" : "MorrisLecar", values), 0, for: isCubic ? 400 : 3000
    )
    let mem = node.states["mem"]?[0] ?? .nan
    let rest = try #require(record.number("expect", "rest_v"))
    // As many decimals as the record has.
    let tolerance = isCubic ? 1e-5 : 5e-4
    report(
      record, "rest", "\(mem)", "\(rest) within \(tolerance)", abs(mem - rest) <= tolerance)
  }
}
