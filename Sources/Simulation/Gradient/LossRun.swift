import Equations
import Neurons
import OrderedCollections

/// Nodes that run from reset for a loss of one of them.
struct LossRun {
  /// Where they begin.
  let start: Network
  /// The steps, in stretches that are gone through at once.
  let stretches: [Range<Int>]
  /// The place of the state that the loss looks at among those of its node.
  let state: Int
  /// How many neurons that node has.
  let population: Int
  private let names: [String]
  private let output: String
  private let order: Network.Order
  private let random: RandomSource
  private let range: SourceRange
  private let engine: Engine

  /// Prepares the run.
  ///
  /// - Throws: `Diagnostic` at `range` for a state that is not there, for synapses that learn or tire as they
  ///   are used, and for nodes that cannot go together.
  init(
    _ network: Network, _ loss: Loss, at output: String, steps: Int, random: RandomSource,
    at range: SourceRange, engine: Engine
  ) throws(Diagnostic) {
    names = network.component(of: [output])
    (self.output, self.random, self.range, self.engine) = (output, random, range, engine)
    try network.checkHasGradient(names, at: range)
    guard let node = network.nodes[output], let state = node.states.index(forKey: loss.state)
    else {
      throw Diagnostic.unknown(
        "state", Name(loss.state, range), among: network.nodes[output]?.states.keys ?? [],
        expected: "a state of '\(output)'")
    }
    guard let order = try? network.order(of: names, steps: steps) else {
      throw Diagnostic(
        "\(names.joined(separator: ", ")) cannot take \(steps) steps together", at: range,
        expected: "what 'run' takes")
    }
    (self.state, population, self.order) = (state, node.population, order)
    var start = network
    try start.reset(names, random: random, at: range)
    for name in names {
      start.nodes[name]?.record = .none
      start.nodes[name]?.keepToSteps()
    }
    self.start = start
    stretches = network.stretches(of: steps, names, order)
  }

  /// Takes a stretch of steps.
  ///
  /// - Parameters:
  ///   - network: where they begin.
  ///   - steps: which they are.
  ///   - keepsTape: whether it is kept what each of them begins with, to go back through them.
  ///   - isInterrupted: asked before the stretch where there are several.
  /// - Throws: `Diagnostic` where it was interrupted, and where something becomes no finite number.
  func plan(
    _ network: Network, _ steps: Range<Int>, keepsTape: Bool, isInterrupted: () -> Bool
  ) throws(Diagnostic) -> Plan {
    if stretches.count > 1, isInterrupted() { throw .interrupted(at: range) }
    let plan = Plan(
      network, names, steps: steps.count, stretch: steps.count, order: order, engine: engine,
      random: random, keepsTape: keepsTape, watching: (output, state))
    guard plan.advance(steps.count) == nil, plan.isFinite() else {
      throw Diagnostic(
        "a number is no longer finite in steps \(steps.lowerBound + 1) to \(steps.upperBound)",
        at: range, expected: "what 'run' takes without an error")
    }
    return plan
  }

  /// What the state that the loss looks at was at each step of a stretch, a row a step.
  func rows(of plan: Plan) -> [Double] {
    plan.populations.first { $0.node.name == output }?.watched ?? []
  }
}

extension Network {
  // As many steps as fit into some memory, or the square root of all where that is more.
  fileprivate func stretches(of steps: Int, _ names: [String], _ order: Order) -> [Range<Int>] {
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

  fileprivate func checkHasGradient(_ names: [String], at range: SourceRange) throws(Diagnostic) {
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
