import Equations
import Neurons
import OrderedCollections

/// A model's equations as they are solved between two steps: prepared once, and kept from run to run.
///
/// A reference, since it is large and never changes.
final class Flow: Sendable {
  /// How the equations are solved.
  let method: Equations.Method
  /// The states that have an equation, by their places among all.
  let flowing: [Int]
  /// Those that follow from them.
  let followers: [Int]
  /// The state that says for how long it does not fire; nil for a model without.
  let refractory: Int?
  /// Those that stay as they are for so long.
  let held: [Int]
  let mem: Int
  /// The place of mem among the states that flow; nil where it does not.
  let membrane: Int?
  let spike: Int
  /// How many inputs the model has.
  let inputCount: Int
  /// How many events it has that a condition brings about.
  let eventCount: Int
  /// Whether mem runs up to where it fires, so that time may be asked for by it.
  let runsUp: Bool
  /// Whether the equations change with time by themselves.
  let readsTime: Bool
  /// Whether it fires as long as the condition of a spike holds.
  let firesWhileAbove: Bool
  /// What answers each question where nothing is held.
  let free: Answers
  /// The same where states are held; nil for a model that holds none.
  let whileHeld: Answers?
  let followersKernel: Kernel
  let reset: Kernel
  let margins: Kernel
  let events: [Kernel]
  /// The step of all neurons in which nothing happens; nil for a method that chooses its steps by itself,
  /// and for equations of which it cannot be said.
  let quietStep: Kernel?
  /// The same for neurons that were below the threshold at the begin of it, as all are that took one before;
  /// nil where that does not tell, since the condition of a spike depends on more than the states.
  let quietStepFromBelow: Kernel?

  /// What moves the states that flow.
  struct Answers: Sendable {
    /// Their slopes.
    var slopes: Kernel
    /// A step of the model's own method; nil where it chooses its steps by itself.
    var step: Kernel?
    /// How the slopes change; nil where the method does not ask.
    var changes: Kernel?
    /// How fast the margins of conditions rise; nil where they do not turn within a step.
    var rises: Kernel?
  }

  /// Prepares a model.
  ///
  /// - Returns: nil for a model whose equations do not say what happens between two steps.
  init?(_ model: NeuronModel, method: Equations.Method) {
    guard model.reasonAgainstExactSpikes == nil,
      let integral = model.measuredIntegral?.followersFirst
    else { return nil }
    self.method = method
    flowing = model.flowing.compactMap { model.states.index(forKey: $0) }
    followers = model.followers.compactMap { model.states.index(forKey: $0) }
    refractory = model.states.index(forKey: "refractory")
    held = model.held.compactMap { model.states.index(forKey: $0) }
    mem = model.membraneIndex
    membrane = flowing.firstIndex(of: mem)
    spike = model.spikeIndex
    inputCount = model.inputs.count
    eventCount = model.events.count
    readsTime = model.measuredTerms.contains { $0.uses("t") }
    runsUp = method == .rk4 && membrane != nil && !readsTime && model.firesAtMembrane
    firesWhileAbove = model.firesWhileAbove
    func kernel(_ question: FlowQuestion, holding held: Set<String> = []) -> Kernel {
      Kernel(Program(of: model, integral: integral, answering: question, holding: held))
    }
    func answers(holding held: Set<String>) -> Answers {
      Answers(
        slopes: kernel(.slopes, holding: held),
        step: method.isAdaptive ? nil : kernel(.step(method), holding: held),
        changes: method == .stiff ? kernel(.changes, holding: held) : nil,
        rises: model.mayTurn(by: method) ? kernel(.rises, holding: held) : nil)
    }
    free = answers(holding: [])
    whileHeld = model.held.isEmpty ? nil : answers(holding: Set(model.held))
    followersKernel = kernel(.followers)
    reset = kernel(.reset)
    margins = kernel(.margins)
    events = model.events.indices.map { kernel(.event($0)) }
    func stepOfAll(isBelow: Bool) -> Kernel? {
      if method.isAdaptive { return nil }
      return Program(quietStepOf: model, integral: integral, method: method, isBelow: isBelow)
        .map { Kernel($0) }
    }
    quietStep = stepOfAll(isBelow: false)
    quietStepFromBelow = stepOfAll(isBelow: true)
  }
}

extension NeuronModel {
  // Whether it fires where mem reaches something that does not depend on it.
  fileprivate var firesAtMembrane: Bool {
    let mem = states.keys[membraneIndex]
    return measuredSpike.statements.contains { statement in
      guard statement.kind == .spikeWhen,
        case .binary(let comparison, let left, let right) = statement.value.kind,
        [.greater, .greaterOrEqual, .crosses].contains(comparison)
      else { return false }
      return left.kind == .name(mem) && !right.uses(mem)
    }
  }

  /// Whether a condition may begin to hold and cease to within a step that a method takes at once.
  ///
  /// What flows alone goes one way as long as nothing changes, and steps of `rk4` are left where mem is about
  /// to turn.
  func mayTurn(by method: Equations.Method) -> Bool {
    flowing.count > 1 && (method != .rk4 || !events.isEmpty)
  }
}

extension Flow: Hashable {
  /// Flows of one model and method are the same, and a node has its model beside them.
  static func == (first: Flow, second: Flow) -> Bool { first.method == second.method }

  /// Hashes the method.
  func hash(into hasher: inout Hasher) { hasher.combine(method) }
}
