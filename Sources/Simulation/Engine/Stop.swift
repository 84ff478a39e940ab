extension Node {
  /// How a run ended.
  public enum Ending: Hashable, Sendable {
    /// All steps were taken.
    case finished
    /// Stopped from outside, between two steps.
    case interrupted
    /// A quantity stopped being a number at `step`, which was not taken.
    case notFinite(NotFinite)
  }

  /// Where a running model left the numbers, or could not be solved on.
  public struct NotFinite: Hashable, Sendable {
    /// Why it could not.
    public enum Cause: Hashable, Sendable {
      /// A quantity is infinite or undefined.
      case notFinite
      /// It fires again and again at one time.
      case endlessFiring
      /// An event, given by its heading, happens again and again at one time.
      case endlessEvent(String)
      /// No step is so short that its error keeps to the tolerance.
      case tolerance
      /// It takes more steps of its own within one of dt than anybody waits for.
      case steps
    }

    /// Why it could not go on.
    public var cause = Cause.notFinite
    /// The step, counted from 1, that could not be taken.
    public var step: Int
    /// The neuron, counted from 0.
    public var neuron: Int
    /// The quantity that came out infinite or undefined.
    public var quantity: String
    /// The term of the equations where it began.
    public var term: String
  }
}

extension Network {
  /// How a run of several nodes ended.
  public enum Ending: Hashable, Sendable {
    /// All steps were taken.
    case finished
    /// Stopped from outside, between two steps.
    case interrupted
    /// A quantity of a node stopped being a number at a step, which was not taken.
    case notFinite(node: String, Node.NotFinite)
    /// What the synapses of a connection remember stopped being numbers at a step, counted as those
    /// of its target, which was not taken.
    case notFiniteSynapses(connection: String, step: Int, quantity: String)
  }
}
