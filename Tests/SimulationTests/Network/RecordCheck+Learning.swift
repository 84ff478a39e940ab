import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Layers whose weights a rule changes, and synapses that tire.
  static let learning =
    ["STDP", "MutliInputSTDP", "LTD", "FullSTDP", "Hebb", "BCM"].map { rule in
      RecordCheck(
        file: "learning.json", prefix: "pub-learn-\(rule)-", results: ["steps"], compare: learning)
    } + [
      RecordCheck(
        file: "learning.json", prefix: "pub-learn-STP-",
        unread: [
          "rule": "the only one", "params.history": "how many spikes the original keeps",
        ],
        loose: ["steps.*.isi": "when the spikes are"], results: ["steps"], compare: tiring)
    ]

  /// The rules of ours that change weights by `rate` times what upstream's returns: what it adds, and
  /// what is taken away.
  private static func rules(
    _ record: Oracle, rate: Double
  ) throws -> (gain: Plasticity?, loss: Plasticity?, both: Plasticity) {
    var params = record.dictionary("params")
    let decay = params.removeValue(forKey: "decay")
    let decay2 = params.removeValue(forKey: "decay2")
    func pair(_ potentiation: Double, _ depression: Double) throws -> Plasticity {
      .stdp(
        Plasticity.PairRule(
          potentiation: potentiation, depression: depression,
          tauBefore: -1 / log(try #require(decay)),
          tauAfter: -1 / log(try #require(decay2 ?? decay))))
    }
    func alone(_ rule: Plasticity) -> (gain: Plasticity?, loss: Plasticity?, both: Plasticity) {
      (rule, nil, rule)
    }
    let (gain, loss) = try decay == nil ? (nil, nil) : (pair(rate, 0), pair(0, rate))
    defer { #expect(params.isEmpty) }
    switch record.text("rule") {
    case "STDP", "MutliInputSTDP": return alone(try #require(gain))
    case "LTD": return (nil, loss, try #require(loss))
    case "FullSTDP": return (gain, loss, try pair(rate, rate))
    case "Hebb": return alone(.hebb(rate: rate))
    case "BCM":
      return alone(
        .bcm(rate: rate, tau: try params.take("tau"), decay: try params.take("weightdecay")))
    case let rule: throw UnknownInRecord(what: rule ?? "no rule")
    }
  }

  @Sendable private static func learning(_ record: Oracle) throws -> RecordComparison {
    let shape = record.flat(at: "weight_shape").map { Int($0) }
    let (targets, sources) = (shape[0], shape[1])
    let neuron = record.part("node")
    let name = try #require(GoldenTrace.ours["braincog"]?[neuron.text("model") ?? ""])
    var network = Network()
    try network.add("x", "Relay", population: sources)
    try network.add("s", name, population: targets, neuron.dictionary("params"))
    let input = record.table("input")
    for source in 0..<sources {
      network.feed("x", .list(input.map { $0[source] }), neurons: source..<source + 1)
    }
    // Upstream's rows are targets, ours are sources.
    let weight0 = record.flat(at: "weight0")
    let values = (0..<sources * targets).map { weight0[$0 % targets * sources + $0 / targets] }
    func upstream(_ own: [Double]) -> [Double] {
      (0..<sources * targets).map { own[$0 % sources * targets + $0 / sources] }
    }
    func connect(_ name: String, _ port: Connection.Port, _ rule: Plasticity?) throws {
      guard let rule else { return }
      let weights = try #require(
        SparseWeights(
          sources: sources, targets: targets, starts: (0...sources).map { $0 * targets },
          columns: (0..<sources * targets).map { UInt32($0 % targets) }, values: values))
      network.connections[name] = Connection(
        name: name, from: "x", to: "s", port: port, pattern: .all(includesSelf: false), delay: 0,
        weights: weights)
      network.connections[name]?.plasticity = rule
    }
    let rate = try #require(record.number("lr"))
    try connect("w", .input("input"), rules(record, rate: rate).both)
    // What ends in the output is overwritten by the step: these only show what the rule says.
    let shown = try rules(record, rate: 1)
    try connect("gain", .state("spike"), shown.gain)
    try connect("loss", .state("spike"), shown.loss)
    var columns: [String: [[Double]]] = [:]
    for _ in input.indices {
      let before = try #require(network.connections["w"]).weights
      for name in ["gain", "loss"] { network.connections[name]?.weights = before }
      #expect(network.run(1) == .finished)
      let node = try #require(network.nodes["s"])
      let connection = try #require(network.connections["w"])
      let learning = try #require(connection.learning).now
      func change(_ name: String, _ sign: Double) -> [Double]? {
        network.connections[name].map { shadow in
          upstream(zip(shadow.weights.values, before.values).map { sign * ($0 - $1) })
        }
      }
      let isLoss = shown.gain == nil
      for (field, own) in [
        ("spike", node.states["spike"]), ("mem_after", node.states["mem"]),
        ("dw", change(isLoss ? "loss" : "gain", isLoss ? -1 : 1)), ("dw_ltd", change("loss", -1)),
        ("weight_after", upstream(connection.weights.values.doubles)),
        // Of depression alone the one trace is that of the target.
        ("trace", isLoss ? learning.after : learning.before), ("tracein", learning.before),
        ("traceout", learning.after), ("threshold", learning.after),
      ] { columns[field, default: []].append(own ?? []) }
    }
    var comparison = RecordComparison()
    for field in Set(record.parts("steps").flatMap(\.keys)) {
      comparison.values(columns[field] ?? [], ofEach: "steps", field, within: 1e-9)
    }
    return comparison
  }

  @Sendable private static func tiring(_ record: Oracle) throws -> RecordComparison {
    let p = record.part("params")
    func number(_ key: String) throws -> Double { try #require(p.number(key)) }
    let rule = ShortTermPlasticity(
      use: try number("use"), facilitation: try number("tc_fac"), recovery: try number("tc_rec"))
    var state = ShortTermPlasticity.State(
      u: try number("u0"), resources: try number("R0"), elapsed: 0)
    var columns: [String: [[Double]]] = [:]
    for step in record.parts("steps") {
      state.elapsed = step.number("isi")
      columns["product", default: []].append([rule.spike(&state)])
      columns["u", default: []].append([state.u])
      columns["R", default: []].append([state.resources])
    }
    var comparison = RecordComparison()
    for (field, own) in columns {
      comparison.values(own, ofEach: "steps", field, within: 1e-9)
    }
    return comparison
  }
}
