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
  /// What flows into a compartment from its neighbours.
  case diffusion

  /// How many arguments it takes at least and at most.
  public var arity: ClosedRange<Int> {
    switch self {
    case .act, .detach, .previous: 1...1
    case .window, .causal: 2...2
    case .diffusion: 1...4
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
    case .diffusion:
      "diffusion(mem, g, sealed, killed): what flows into a compartment from its neighbours, by the conductance g, 1 where left out; ends are sealed, killed (mem is 0) or clamped(V)"
    }
  }
}
