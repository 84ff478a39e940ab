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
    let names = component(of: [output])
    try checkHasGradient(names, at: range)
    guard let node = nodes[output], let state = node.states.index(forKey: loss.state) else {
      throw Diagnostic.unknown(
        "state", Name(loss.state, range), among: nodes[output]?.states.keys ?? [],
        expected: "a state of '\(output)'")
    }
    guard let order = try? order(of: names, steps: steps) else {
      throw Diagnostic(
        "\(names.joined(separator: ", ")) cannot take \(steps) steps together", at: range,
        expected: "what 'run' takes")
    }
    var start = self
    try start.reset(names, random: random, at: range)
    for name in names {
      start.nodes[name]?.record = .none
      start.nodes[name]?.keepToSteps()
    }
    let stretches = stretches(of: steps, names, order)
    func run(
      _ network: Network, _ steps: Range<Int>, keepsTape: Bool
    ) throws(Diagnostic) -> Plan {
      if stretches.count > 1, isInterrupted() { throw .interrupted(at: range) }
      let run = Plan(
        network, names, steps: steps.count, stretch: steps.count, order: order, engine: engine,
        random: random,
        keepsTape: keepsTape, watching: (output, state))
      guard run.advance(steps.count) == nil, run.isFinite() else {
        throw Diagnostic(
          "a number is no longer finite in steps \(steps.lowerBound + 1) to \(steps.upperBound)",
          at: range, expected: "what 'run' takes without an error")
      }
      return run
    }
    // Forwards: of many stretches only where each began is kept.
    var starts: [Network] = []
    var rows: [Double] = []
    var last: Plan?
    for steps in stretches {
      starts.append(start)
      let isLast = steps.upperBound == stretches.last?.upperBound
      let taken = try run(start, steps, keepsTape: isLast)
      rows += taken.populations.first { $0.node.name == output }?.watched ?? []
      if isLast { last = taken } else { taken.write(to: &start, after: steps.count) }
    }
    guard let last, let part = last.populations.firstIndex(where: { $0.node.name == output }) else {
      throw Diagnostic("there is no step", at: range, expected: "at least one")
    }
    let (total, slopes) = loss.value(of: rows, population: node.population)
    var back = Backpropagation(last, steps: steps, random: random)
    for (index, steps) in stretches.enumerated().reversed() {
      let taken =
        index == stretches.count - 1 ? last : try run(starts[index], steps, keepsTape: true)
      back.goBack(through: taken, steps: steps, from: (part, state), slopes: slopes)
    }
    return starts[0].gradient(total, rows, back, last, random)
  }

  // As many steps as fit into some memory, or the square root of all where that is more.
  private func stretches(of steps: Int, _ names: [String], _ order: Order) -> [Range<Int>] {
    let numbers = names.reduce(1) { sum, name in
      guard let node = nodes[name] else { return sum }
      return sum + node.population * (node.states.count + node.program.inputSlots.count)
    }
    var longest = max(mostOnTape / numbers, Int(Double(steps).squareRoot()), 1)
    if case .layerByLayer(let window) = order { longest = (longest + window - 1) / window * window }
    // A window that is seen whole is gone through at once.
    for name in names {
      guard let node = nodes[name], node.seesWindow else { continue }
      longest = (longest + node.windowLength - 1) / node.windowLength * node.windowLength
    }
    return stride(from: 0, to: steps, by: longest).map { $0..<min($0 + longest, steps) }
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

  private func checkHasGradient(_ names: [String], at range: SourceRange) throws(Diagnostic) {
    for connection in connections.values where names.contains(connection.target) {
      let reason: String? =
        if connection.plasticity != nil {
          "learns as it is used"
        } else if connection.shortTerm != nil {
          "tires as it is used"
        } else if !connection.delays.isEmpty {
          "has delays that differ between its synapses"
        } else if connection.dependsOnStates, nodes[connection.target]?.seesWindow == true {
          "acts on the states of '\(connection.target)', which takes whole windows"
        } else {
          nil
        }
      guard let reason else { continue }
      throw Diagnostic(
        "'\(connection.name)' \(reason), and no gradient goes through it", at: range,
        expected: "connections without that")
    }
  }
}

extension Connection {
  /// Whether what arrives is added to a state of the target, or depends on its membrane potential.
  fileprivate var dependsOnStates: Bool {
    if case .state = port { return true }
    // The second input of a synapse, which not all of them read.
    return carried == .membrane
      || synapse?.kernel.reduced.values.contains { $0.origin == .input(1) } == true
  }
}

extension Diagnostic {
  fileprivate static func interrupted(at range: SourceRange) -> Diagnostic {
    Diagnostic("the gradient was interrupted", at: range)
  }
}

// In numbers: 64 MB.
private let mostOnTape = 8_000_000
