/// Why the equations of a neuron could not be solved on.
enum FlowFailure: Error, Hashable, Sendable {
  /// A state is infinite or undefined, by its place among all.
  case notFinite(state: Int)
  /// It fires again and again at the same time.
  case endlessFiring
  /// An event happens again and again at the same time, by its place among the model's.
  case endlessEvent(Int)
  /// No step is so short that its error keeps to the tolerance.
  case tolerance
  /// It takes more steps of its own within one of the node than anybody waits for.
  case steps
}
