import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

/// What a loss measures the distance from.
struct LossTarget: Sendable {
  /// What is wanted.
  enum Aim: Sendable {
    /// Something of one run.
    case loss(Loss)
    /// A file with a row a sample: what flows into the first node, and then the class that is right.
    case classes(NumberFile)
    /// The same, and then a rate for each neuron of the last node.
    case rates(NumberFile)
  }

  var aim: Aim
  /// Where it was typed.
  var range: SourceRange
}

extension Argument where Value == LossTarget? {
  /// `spikes=5`, `train=FILE`, `mem=FILE`, `classes=FILE` or `rates=FILE`.
  static var lossTarget: Argument {
    let spikes = ValueSyntax<Int>.whole(0...1_000_000_000).map {
      LossTarget(aim: .loss(.spikeCount(Double($0))), range: $1)
    }
    return .one(
      of: .keyed("spikes", spikes), .keyed("train", .trace(of: "spike")),
      .keyed("mem", .trace(of: "mem")), .keyed("classes", .samples { .classes($0) }),
      .keyed("rates", .samples { .rates($0) }), note: "the target of a loss")
  }
}

extension ValueSyntax where Value == LossTarget {
  /// A file that says what a state is to be at each step.
  fileprivate static func trace(of state: String) -> ValueSyntax {
    ValueSyntax(["FILE"], candidates: \.fileCandidates) {
      (word: Name, _: String, context: Context) throws(Diagnostic) in
      let table = try NumberFile(try context.host.text(of: word), file: word)
      let column = try table.index(ofQuantity: state)
      return LossTarget(
        aim: .loss(.trace(state, try table.numbers(in: column))), range: word.range)
    }
  }

  /// A file with a row a sample, or the rows themselves with spaces between them.
  fileprivate static func samples(
    _ aim: @escaping @Sendable (NumberFile) -> LossTarget.Aim
  ) -> ValueSyntax {
    ValueSyntax(["FILE", "\"ROW ...\""], candidates: \.fileCandidates) {
      (word: Name, _: String, context: Context) throws(Diagnostic) in
      let text =
        word.text.contains(",")
        ? word.text.replacing(" ", with: "\n") : try context.host.text(of: word)
      return LossTarget(aim: aim(try NumberFile(text, file: word)), range: word.range)
    }
  }
}

extension Session {
  /// The nodes that a gradient goes through, from the one that is fed to the one that a loss is about:
  /// of a module the first and the last, else a node and itself.
  ///
  /// - Throws: `Diagnostic` where there are several that are no module, or some neurons only.
  func differentiated(_ target: Target) throws(Diagnostic) -> (first: Node, last: Node) {
    guard target.parts.allSatisfy({ $0.neurons == nil }),
      target.parts.count == 1 || target.module != nil,
      let first = target.parts.first.flatMap({ nodes[$0.node] }),
      let last = target.parts.last.flatMap({ nodes[$0.node] })
    else {
      throw Diagnostic(
        "no gradient goes through that", at: target.range,
        expected: "a whole node, or a module whose last node is the one that it is about")
    }
    let members = network.component(of: [last.name])
    if let other = target.parts.first(where: { !members.contains($0.node) }) {
      throw Diagnostic(
        "'\(other.node)' is not connected with '\(last.name)', the last node of the module",
        at: target.range, expected: "a module of nodes that are connected")
    }
    return (first, last)
  }

  /// What a network is to do.
  ///
  /// - Parameters:
  ///   - ends: the node into which samples flow, and the one that the loss is about.
  ///   - aim: what is wanted.
  ///   - steps: how many steps a run has.
  ///   - range: where errors of the run point.
  /// - Throws: `Diagnostic` at the target where its file does not fit the nodes.
  func task(
    _ ends: (first: Node, last: Node), _ aim: LossTarget, steps: Int, at range: SourceRange
  ) throws(Diagnostic) -> TrainingTask {
    let (first, last) = ends
    do throws(Network.Obstacle) {
      _ = try network.order(of: network.component(of: [last.name]), steps: steps)
    } catch { throw diagnostic(of: error, at: range) }
    switch aim.aim {
    case .loss(let loss):
      return TrainingTask(loss, at: last.name, steps: steps, random: random, at: range)
    case .classes(let file):
      let (currents, others) = try file.samples(for: first, others: 1, at: aim.range)
      let classes = try file.classes(others.map { $0[0] }, of: last, at: aim.range)
      return TrainingTask(
        .crossEntropy(classes), at: last.name, samples: .init(node: first.name, currents: currents),
        steps: steps, random: random, at: range)
    case .rates(let file):
      let (currents, rates) = try file.samples(
        for: first, others: last.population, at: aim.range)
      return TrainingTask(
        .rate(rates), at: last.name, samples: .init(node: first.name, currents: currents),
        steps: steps, random: random, at: range)
    }
  }
}

extension NumberFile {
  // A row a sample: as many currents as a node has neurons, and then the others.
  fileprivate func samples(
    for node: Node, others: Int, at range: SourceRange
  ) throws(Diagnostic) -> (currents: [[Double]], others: [[Double]]) {
    guard columns == node.population + others else {
      throw Diagnostic(
        "'\(file.text)' has \(columns.counted("column"))", at: range,
        expected: "\(node.population) for the neurons of '\(node.name)' and then \(others)")
    }
    var rows: [[Double]] = []
    for column in 0..<columns {
      for (row, number) in try numbers(in: column).enumerated() {
        if column == 0 { rows.append([]) }
        if row < rows.count { rows[row].append(number) }
      }
    }
    return (
      rows.map { Array($0.prefix(node.population)) }, rows.map { Array($0.suffix(others)) }
    )
  }

  // Neurons are counted from 1, classes often from 0.
  fileprivate func classes(
    _ numbers: [Double], of node: Node, at range: SourceRange
  ) throws(Diagnostic) -> [Int] {
    let first = numbers.contains(0) ? 0.0 : 1.0
    var classes: [Int] = []
    for (row, number) in numbers.enumerated() {
      let index = (number - first).whole(in: -1...node.population)
      guard number.rounded() == number, (0..<node.population).contains(index) else {
        throw Diagnostic(
          "class \(number.readable) of sample \(row + 1) in '\(file.text)' is no neuron of"
            + " '\(node.name)'", at: range,
          expected: "whole numbers from 1 to \(node.population), or from 0 to"
            + " \(node.population - 1)")
      }
      classes.append(index)
    }
    return classes
  }
}
