import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let grad = Command(
    "grad", .explore,
    "Differentiate what a node or module does by its input or parameters.",
    details: """
      The nodes run from reset over their window (step, or steps=COUNT); the session stays as it is. Of a
      module what its last node does counts, and with a node go all that are connected with it; the
      gradient goes back through all of them and through their connections and delays, of which each
      connection has to have one for all its synapses. What is differentiated: spikes (their sum), a
      state such as mem (its sum), or loss, which is half the squared distance from a target:
      spikes=COUNT (of each neuron), train=FILE or mem=FILE (CSV files: the column 'spike' or 'mem', or
      the only one; mem is compared after a reset). With classes=FILE
      each row of the file is a sample: what flows into each neuron of the first node while it runs,
      and then the class; the loss is the mean cross-entropy of the last node's numbers of spikes. With
      rates=FILE there is a wanted number of spikes a step for each neuron of the last node instead.
      Spikes pass the surrogate's gradient back, detach passes nothing, mem_detach=true cuts mem and
      spike between steps. By: input (also hidden.input), or joined by commas parameters (tau,
      hidden.tau) and weights (x_hidden.weight).
      """,
    examples: [
      "create lif n step=4; feed n const 1.5; grad n spikes input",
      "create lif n; feed n const 1.5; grad n spikes tau,threshold steps=20",
      "create lif n step=20; feed n const 1.5; grad n loss tau spikes=5",
      "create lif a; create lif b; connect a -> b weight=2; feed a const 1.5; grad b spikes a_b.weight,a.tau steps=20",
    ],
    Argument<Target>.requiredTarget,
    Argument<Name>.word("QUANTITY", "spikes, a state, or loss", candidates: \.gradedCandidates),
    Argument<Name>.word("BY", "input, or parameters and weights joined by commas") { situation in
      let inputs = ["input"] + (situation.gradientNode?.model.inputs.keys.elements ?? [])
      return inputs.map { Candidate($0, "") } + situation.listed(situation.gradientCandidates)
    },
    Argument<Quantity?>.passLength,
    Argument<LossTarget?>.lossTarget
  ) {
    (
      context: inout Context, target: Target, quantity: Name, by: Name, steps: Quantity?,
      aim: LossTarget?
    ) throws(Diagnostic) in
    let session = context.session
    let ends = try session.differentiated(target)
    let node = ends.last
    let quantity = node.model.writtenOut(quantity)
    let wanted: LossTarget
    if let aim { wanted = aim } else { wanted = try node.aim(quantity) }
    guard aim == nil || quantity.text == "loss" else {
      throw Diagnostic(
        "only a loss has a target", at: quantity.range, expected: "'loss', or no target")
    }
    let count =
      try steps?.steps(of: node, in: passLengths, what: "'steps'") ?? node.windowLength
    let task = try session.task(ends, wanted, steps: count, at: target.range)
    let source = try session.input(by, at: node)
    if let source {
      let most = mostTableRows / (source.node.population / mostColumns + 1)
      guard count <= most else {
        throw Diagnostic(
          "the table would have \(count) rows", at: steps?.name.range ?? by.range,
          expected: "at most \(most) steps", kind: .outOfRange)
      }
    }
    let variables = try source == nil ? session.variables(by, at: node, orInput: true) : []
    let gradient = try context.unlessStopped(at: target.range) { () throws(Diagnostic) in
      try task.gradient(of: session.network, isInterrupted: context.host.isInterrupted)
    }
    let table =
      if let source {
        gradient.table(quantity.text, by: source, task)
      } else {
        session.table(quantity.text, of: node, by: variables, gradient)
      }
    let value = Table([quantity.text], [[.number(gradient.loss)]])
    return Report(
      .told("\(quantity.text) \(gradient.loss.readable)\(task.score(gradient.output))", value),
      table)
  }
}

extension TrainingTask {
  /// `, 144 of 150 right`; empty where there are no classes.
  func score(_ output: [Double]) -> String {
    guard let right = rightCount(output), let all = samples?.currents.count else { return "" }
    return ", \(right) of \(all) right"
  }
}

extension Node {
  // What is differentiated, where it is no loss.
  fileprivate func aim(_ quantity: Name) throws(Diagnostic) -> LossTarget {
    let state = quantity.text == "spikes" ? "spike" : quantity.text
    guard quantity.text != "loss" else {
      throw Diagnostic(
        "a loss needs a target", at: quantity.range,
        expected: "spikes=COUNT, train=FILE, mem=FILE, classes=FILE or rates=FILE")
    }
    guard states[state] != nil else {
      let names = model.declaredStates.keys
      throw .unknown(
        "quantity", quantity, among: ["spikes", "loss"] + names,
        expected: "spikes, loss, or one of \(names.joined(separator: ", "))")
    }
    return LossTarget(aim: .loss(.sum(state, weights: nil)), range: quantity.range)
  }
}

extension Session {
  // The node and the input that a word names; nil where it names none.
  fileprivate func input(_ by: Name, at node: Node) throws(Diagnostic) -> (
    node: Node, input: String
  )? {
    let pieces = by.parts(separator: ".")
    guard let owner = pieces.count == 2 ? nodes[pieces[0].text] : node, let name = pieces.last?.text
    else { return nil }
    let input =
      name == "input"
      ? owner.model.inputs.keys[0] : owner.model.writtenOut(Name(name, by.range)).text
    guard owner.model.inputs[input] != nil else { return nil }
    guard network.component(of: [node.name]).contains(owner.name) else {
      throw Diagnostic(
        "'\(owner.name)' is not connected with '\(node.name)'", at: by.range,
        expected: "a node that is")
    }
    return (owner, input)
  }

  fileprivate func table(
    _ quantity: String, of node: Node, by variables: [(name: String, variable: Fit.Variable)],
    _ gradient: Gradient
  ) -> Report.Item {
    // Spikes and losses have no unit.
    let unit = node.unit(of: quantity)
    let rows = variables.flatMap { name, variable in
      let own = self.unit(of: variable)
      return zip(
        labels(of: variable, called: name),
        zip(network.values(of: variable), gradient.slopes(by: variable))
      ).map { label, numbers -> [Table.Cell] in
        let slope = Table.Cell.measured(numbers.1, unit: (unit / own).text)
        return [.text(label), .measured(numbers.0, unit: own.text), slope]
      }
    }
    return .table(["parameter", "value", "d \(quantity) / d parameter"], rows)
  }
}

extension Gradient {
  // A row a step, with a column for each neuron where there are several.
  fileprivate func table(
    _ quantity: String, by source: (node: Node, input: String), _ task: TrainingTask
  ) -> Report.Item {
    let slopes = inputs(source.input, of: source.node.name)
    let population = max(1, slopes.count / max(1, task.steps))
    let heading = "d \(quantity) / d \(source.input)"
    let headings =
      population == 1 ? [heading] : (1...population).map { "\(heading)[\($0)]" }
    let rows = (0..<task.steps).map { step -> [Table.Cell] in
      let row = slopes[step * population..<(step + 1) * population]
      return [.count(step + 1)] + row.map { .number($0) }
    }
    return .table(["step"] + headings, rows)
  }
}

// The columns with which as many rows are printed as a table may have; with more there are fewer.
private let mostColumns = 10

/// How many steps a gradient can go back.
let passLengths = 1...1_000_000

extension Argument where Value == Quantity? {
  /// `steps=`, a number of them or a time.
  static var passLength: Argument {
    .keyed("steps", .time, "how many steps, or a time; else the parameter 'step'")
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
  /// Checks that no other node's spikes reach a node that is to be looked at by itself.
  func checkIsAlone(_ node: Node, at range: SourceRange) throws(Diagnostic) {
    guard let connection = network.connections.values.first(where: { $0.target == node.name })
    else { return }
    throw Diagnostic(
      "'\(node.name)' gets spikes through '\(connection.name)', and would be looked at by itself",
      at: range, expected: "a node without connections to it, such as a 'fork' of it")
  }
}

extension CompletionSituation {
  /// What can be differentiated.
  fileprivate var gradedCandidates: [Candidate] {
    [
      Candidate("spikes", "their sum"),
      Candidate("loss", "half the squared distance from a target"),
    ]
      + (gradientNode?.model.declaredStates.values.map { Candidate($0.name, $0.note) } ?? [])
  }
}
