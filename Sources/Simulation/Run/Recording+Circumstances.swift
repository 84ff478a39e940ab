public import Neurons
import OrderedCollections

extension Recording {
  /// What held from a step on, and is not recorded step by step: with what is, everything follows from
  /// it that the equations computed.
  public struct Circumstances: Hashable, Sendable {
    /// The first step for which it held, counted from 1.
    public let firstStep: Int
    /// The states before that step, one column a state; empty where states are not recorded.
    public let states: [[Double]]
    /// The parameters in the model's order: one value for all, or one for each neuron.
    public let parameters: [[Double]]
    /// What `act` stood for.
    public let surrogate: Surrogate
    /// How numbers were kept.
    public let precision: Node.Precision
    /// The seed of what was drawn.
    public let seed: UInt64

    /// Puts together what held, or what was saved of it.
    ///
    /// - Parameters:
    ///   - firstStep: the first step for which it held, counted from 1.
    ///   - states: the states before that step; empty where states are not recorded.
    ///   - parameters: the parameters in the model's order.
    ///   - surrogate: what `act` stood for.
    ///   - precision: how numbers were kept.
    ///   - seed: the seed of what was drawn.
    public init(
      firstStep: Int, states: [[Double]], parameters: [[Double]], surrogate: Surrogate,
      precision: Node.Precision, seed: UInt64
    ) {
      self.firstStep = firstStep
      self.states = states
      self.parameters = parameters
      self.surrogate = surrogate
      self.precision = precision
      self.seed = seed
    }

    /// The same from the first step on, with other states before it.
    func beginning(with states: [[Double]]) -> Circumstances {
      Circumstances(
        firstStep: 1, states: states, parameters: parameters, surrogate: surrogate,
        precision: precision, seed: seed)
    }

    /// Whether the next steps need nothing else told of them.
    func holdsOn(for other: Circumstances) -> Bool {
      states.isEmpty == other.states.isEmpty && seed == other.seed
        && (surrogate, precision) == (other.surrogate, other.precision)
        && parameters == other.parameters
    }

    /// Whether its parts have the sizes that fit a node.
    func fits(_ setup: Node.Setup) -> Bool {
      [0, setup.model.states.count].contains(states.count)
        && states.allSatisfy { $0.count == setup.population }
        && parameters.count == setup.model.parameters.count
        && parameters.allSatisfy { [1, setup.population].contains($0.count) }
    }
  }
}

extension Node {
  // What holds for the next step.
  private func circumstances(
    from before: some Sequence<[Double]>, seed: UInt64
  ) -> Recording.Circumstances {
    Recording.Circumstances(
      firstStep: recording.steps + 1, states: record == .all ? Array(before) : [],
      parameters: Array(parameters.values), surrogate: surrogate, precision: precision, seed: seed)
  }

  /// Counts steps that were taken from some states on, before they are recorded.
  mutating func count(
    _ steps: Int, from before: OrderedDictionary<String, [Double]>, random: RandomSource
  ) {
    if steps > 0 {
      let present = circumstances(from: before.values, seed: random.seed)
      if recording.circumstances.last?.holdsOn(for: present) != true { recording.note(present) }
    }
    state.count(steps, from: before)
  }

  /// Notes that a state is no longer where the last step left it.
  mutating func noteMove() {
    guard recording.steps > 0, let last = recording.circumstances.last else { return }
    recording.note(circumstances(from: states.values, seed: last.seed))
  }
}
