/// The functions that only the terms of a neuron may call: what they give is more than a number.
public enum ModelFunction: String, CaseIterable, Hashable, Sendable {
  /// The spike that the surrogate makes.
  case act
  /// A value through which no gradient flows.
  case detach
  /// What a state was when the step began.
  case previous
  /// A matrix times the input of a whole forward pass.
  case window
  /// The same, of the present step and those before it only.
  case causal

  /// How many arguments it takes.
  public var arity: Int {
    switch self {
    case .act, .detach, .previous: 1
    case .window, .causal: 2
    }
  }

  /// One line on what it gives.
  public var note: String {
    switch self {
    case .act:
      "act(x): the spike that the neuron's surrogate makes of x; 'list surrogates' shows them"
    case .detach: "detach(x): x, through which no gradient flows"
    case .previous:
      "previous(mem): what a state was when the step began; spike when previous(mem) > mem is past a peak"
    case .window: "window(matrix, input): the matrix times the input at all steps of a forward pass"
    case .causal: "causal(matrix, input): as window, from the present step and those before it only"
    }
  }
}
