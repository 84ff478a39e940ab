public import Equations
public import Neurons
import OrderedCollections

extension Network {
  /// Runs nodes from the reset state, without changing the network, and differentiates a loss by all
  /// that is in them and in their connections.
  ///
  /// Where the steps are many, only what each stretch of them began with is kept, and each stretch is
  /// taken once more on the way back, so that memory grows with the square root of the steps.
  ///
  /// Gradients go step by step: spikes that are found between steps count at their ends, and steps of their
  /// own length are those of rk4 and dt.
  ///
  /// - Parameters:
  ///   - loss: what is differentiated.
  ///   - output: the node that it is about.
  ///   - steps: how many steps are taken.
  ///   - random: where noise comes from.
  ///   - range: where errors point.
  ///   - engine: what takes the steps.
  ///   - isInterrupted: asked between stretches.
  /// - Throws: `Diagnostic` at `range` for a state that is not there, for synapses that learn or tire
  ///   as they are used, for nodes that cannot go together, where something becomes no finite number,
  ///   and where it was interrupted.
  public func gradient(
    of loss: Loss, at output: String, steps: Int, random: RandomSource, at range: SourceRange,
    engine: Engine = Engine(), isInterrupted: () -> Bool = { false }
  ) throws(Diagnostic) -> Gradient {
    let run = try LossRun(
      self, loss, at: output, steps: steps, random: random, at: range, engine: engine)
    // Forwards: of many stretches only where each began is kept.
    var starts: [Network] = []
    var start = run.start
    var rows: [Double] = []
    var last: Plan?
    for steps in run.stretches {
      starts.append(start)
      let isLast = steps.upperBound == run.stretches.last?.upperBound
      let taken = try run.plan(start, steps, keepsTape: isLast, isInterrupted: isInterrupted)
      rows += run.rows(of: taken)
      if isLast { last = taken } else { taken.write(to: &start, after: steps.count) }
    }
    guard let last, let part = last.populations.firstIndex(where: { $0.node.name == output }) else {
      throw Diagnostic("there is no step", at: range, expected: "at least one")
    }
    let (total, slopes) = loss.value(of: rows, population: run.population)
    var back = Backpropagation(last, steps: steps, random: random)
    for (index, steps) in run.stretches.enumerated().reversed() {
      let taken =
        index == run.stretches.count - 1
        ? last
        : try run.plan(starts[index], steps, keepsTape: true, isInterrupted: isInterrupted)
      back.goBack(through: taken, steps: steps, from: (part, run.state), slopes: slopes)
    }
    return starts[0].gradient(total, rows, back, last, random)
  }

  /// Runs nodes from the reset state, without changing the network, and says how large a loss is: what
  /// `gradient` says of it, in a fraction of the time.
  ///
  /// - Parameters:
  ///   - loss: what is asked.
  ///   - output: the node that it is about.
  ///   - steps: how many steps are taken.
  ///   - random: where noise comes from.
  ///   - range: where errors point.
  ///   - engine: what takes the steps.
  ///   - isInterrupted: asked between stretches.
  /// - Returns: the loss, and the state of the output that it looks at, a row a step.
  /// - Throws: `Diagnostic` at `range` as `gradient` does.
  public func value(
    of loss: Loss, at output: String, steps: Int, random: RandomSource, at range: SourceRange,
    engine: Engine = Engine(), isInterrupted: () -> Bool = { false }
  ) throws(Diagnostic) -> (loss: Double, output: [Double]) {
    let run = try LossRun(
      self, loss, at: output, steps: steps, random: random, at: range, engine: engine)
    var start = run.start
    var rows: [Double] = []
    for steps in run.stretches {
      let taken = try run.plan(start, steps, keepsTape: false, isInterrupted: isInterrupted)
      rows += run.rows(of: taken)
      taken.write(to: &start, after: steps.count)
    }
    return (loss.value(of: rows, population: run.population).loss, rows)
  }

  // Of the network as it was before the first step.
  private func gradient(
    _ loss: Double, _ output: [Double], _ back: Backpropagation, _ run: Plan,
    _ random: RandomSource
  ) -> Gradient {
    var gradient = Gradient(loss: loss, output: output)
    for (index, part) in run.populations.enumerated() {
      guard let node = nodes[part.node.name] else { continue }
      let inputs = back.inputs[index].prefix(node.model.inputs.count)
      gradient.nodes[node.name] = Gradient.Part(
        inputs: OrderedDictionary(uniqueKeys: node.model.inputs.keys, values: inputs),
        parameters: back.nodes[index].parameters(of: node, random: random))
    }
    for (index, link) in run.synapses.enumerated() {
      gradient.weights[link.name] = back.weights[index]
      guard let synapse = connections[link.name]?.synapse else { continue }
      gradient.synapses[link.name] = Gradient.Part(
        inputs: [:],
        parameters: back.synapses[index]?.parameters(of: synapse, random: random) ?? [:])
    }
    return gradient
  }
}
