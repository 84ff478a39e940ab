import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let grad = Command(
    "grad", .explore, "Differentiate what a node does by its input or parameters.",
    details: """
      The node runs from reset over its window (step, or steps=COUNT); the session stays as it is.
      What is differentiated: spikes (their sum), a state such as mem (its sum), or loss, which is
      half the squared distance from a target: spikes=COUNT, train=FILE or mem=FILE (CSV files: the
      column 'spike' or 'mem', or the only one; mem is compared after a reset). Spikes pass
      the surrogate's gradient back, detach passes nothing, mem_detach=true cuts mem and spike
      between steps. By: input, or parameters joined by commas.
      """,
    examples: [
      "create lif n step=4; feed n const 1.5; grad n spikes input",
      "create lif n; feed n const 1.5; grad n spikes tau,threshold steps=20",
      "create lif n step=20; feed n const 1.5; grad n loss tau spikes=5",
    ],
    Argument<Target>.requiredTarget,
    Argument<Name>.word("QUANTITY", "spikes, a state, or loss", candidates: \.gradedCandidates),
    Argument<Name>.word("BY", "input, or parameters joined by commas") { situation in
      let inputs = ["input"] + (situation.node?.model.inputs.keys.elements ?? [])
      return inputs.map { Candidate($0, "") } + situation.listed(situation.gradientCandidates)
    },
    Argument<Quantity?>.passLength,
    Argument<LossTarget?>.lossTarget
  ) {
    (
      context: inout Context, target: Target, quantity: Name, by: Name, steps: Quantity?,
      aim: LossTarget?
    ) throws(Diagnostic) in
    let node = try context.session.single(target)
    let loss: Loss
    switch quantity.text {
    case "loss":
      guard let aim else {
        throw Diagnostic(
          "a loss needs a target", at: quantity.range,
          expected: "spikes=COUNT, train=FILE or mem=FILE")
      }
      loss = aim.loss
    case "spikes": loss = .sum("spike", weights: nil)
    case let state:
      guard node.states[state] != nil else {
        throw .unknown(
          "quantity", quantity, among: ["spikes", "loss"] + node.states.keys,
          expected: "spikes, loss, or one of \(node.states.keys.joined(separator: ", "))")
      }
      loss = .sum(state, weights: nil)
    }
    let count =
      try steps?.steps(of: node, in: passLengths, what: "'steps'") ?? node.windowLength
    let gradient = try context.unlessStopped(at: target.range) { () throws(Diagnostic) in
      try node.gradient(
        of: loss, steps: count, random: context.session.random, at: target.range,
        isInterrupted: context.host.isInterrupted)
    }
    let columns: [String]
    let rows: [[Table.Cell]]
    if by.text == "input" || gradient.inputs[by.text] != nil {
      let name = by.text == "input" ? node.model.inputs.keys[0] : by.text
      columns = ["step", "d \(quantity.text) / d \(name)"]
      rows = (gradient.inputs[name] ?? []).enumerated().map { [.count($0 + 1), .number($1)] }
    } else {
      columns = ["parameter", "value", "d \(quantity.text) / d parameter"]
      // Spikes and losses have no unit.
      let unit = node.unit(of: quantity.text)
      rows = try node.parameterNames(by).map(\.text).map { name in
        [
          .text(name),
          .measured(node.parameters[name]?.first ?? 0, unit: node.unit(of: name).text),
          .measured(gradient.parameters[name] ?? 0, unit: (unit / node.unit(of: name)).text),
        ]
      }
    }
    let value = Table([quantity.text], [[.number(gradient.loss)]])
    return Report(
      .told("\(quantity.text) \(gradient.loss.readable)", value), .table(columns, rows))
  }
}

/// What a loss measures the distance from.
struct LossTarget: Sendable {
  var loss: Loss
  /// Where it was typed.
  var range: SourceRange
}

/// How many steps a gradient can go back.
let passLengths = 1...1_000_000

extension Argument where Value == Quantity? {
  /// `steps=`, a number of them or a time.
  static var passLength: Argument {
    .keyed("steps", .time, "how many steps, or a time; else the parameter 'step'")
  }
}

extension Argument where Value == LossTarget? {
  /// `spikes=5`, `train=FILE` or `mem=FILE`.
  static var lossTarget: Argument {
    let spikes = ValueSyntax<Int>.whole(0...1_000_000_000).map {
      LossTarget(loss: .spikeCount(Double($0)), range: $1)
    }
    return .one(
      of: .keyed("spikes", spikes), .keyed("train", .trace(of: "spike")),
      .keyed("mem", .trace(of: "mem")), note: "the target of a loss")
  }
}

extension ValueSyntax where Value == LossTarget {
  /// A file that says what a state is to be at each step.
  fileprivate static func trace(of state: String) -> ValueSyntax {
    ValueSyntax(["FILE"], candidates: \.fileCandidates) {
      (word: Name, _: String, context: Context) throws(Diagnostic) in
      let table = try NumberFile(try context.host.text(of: word), file: word)
      let column = try table.index(ofQuantity: state)
      return LossTarget(loss: .trace(state, try table.numbers(in: column)), range: word.range)
    }
  }
}

extension Argument where Value == Name {
  /// A word by its place.
  static func word(
    _ usage: String, _ note: String,
    candidates: @escaping @Sendable (CompletionSituation) -> [Candidate]
  ) -> Argument {
    .required(.name(usage, candidates: candidates), note, missing: "\(usage): \(note)")
  }
}

extension Session {
  /// The one node, of one neuron, that a target names.
  func single(_ target: Target) throws(Diagnostic) -> Node {
    guard target.parts.count == 1, let node = nodes[target.parts[0].node] else {
      throw Diagnostic(
        "the target has more than one node", at: target.range, expected: "a node of one neuron")
    }
    guard node.population == 1 else {
      throw Diagnostic(
        "'\(node.name)' is a population of \(node.population)", at: target.range,
        expected: "a node of one neuron: neither a population nor one of its neurons")
    }
    try checkIsAlone(node, at: target.range)
    return node
  }

  /// Checks that no other node's spikes reach a node that is to be looked at by itself.
  func checkIsAlone(_ node: Node, at range: SourceRange) throws(Diagnostic) {
    guard let connection = network.connections.values.first(where: { $0.target == node.name })
    else { return }
    throw Diagnostic(
      "'\(node.name)' gets spikes through '\(connection.name)', and would be looked at by itself",
      at: range, expected: "a node without connections to it, such as a 'fork' of it")
  }
}

extension Node {
  /// The parameters that a word such as `tau,threshold` names.
  ///
  /// - Parameter orInput: whether the error may offer `input` as well.
  /// - Throws: `Diagnostic` at the name that is no number of this node's.
  func parameterNames(_ word: Name, orInput: Bool = true) throws(Diagnostic) -> [Name] {
    let names = word.parts(separator: ",")
    let real = model.differentiableParameters.map(\.name)
    if let unknown = names.first(where: { !real.contains($0.text) }) {
      throw .unknown(
        "parameter", unknown, among: real,
        expected: "\(orInput ? "input, or " : "")some of \(real.joined(separator: ", "))")
    }
    return names
  }
}

extension NeuronModel {
  /// The parameters that a gradient can go by: neither yes or no, nor whole numbers.
  fileprivate var differentiableParameters: [Parameter] {
    parametersOwnFirst.filter { !$0.isFlag && !$0.isInteger }
  }
}

extension CompletionSituation {
  /// What can be differentiated.
  fileprivate var gradedCandidates: [Candidate] {
    [
      Candidate("spikes", "their sum"),
      Candidate("loss", "half the squared distance from a target"),
    ]
      + (node?.model.states.values.map { Candidate($0.name, $0.note) } ?? [])
  }

  /// The parameters that a gradient can go by.
  var gradientCandidates: [Candidate] {
    (node?.model.differentiableParameters ?? []).map { Candidate($0.name, $0.note) }
  }
}
