import Equations
public import Neurons

extension Node {
  /// A part of the setup that is one of a few words, and no number.
  public struct Choice: Sendable {
    /// What stands before `=`.
    public let name: String
    /// What it is.
    public let note: String
    /// What it can be, each with what it means where that needs words.
    public let values: [(word: String, note: String)]
    /// What it is in a node.
    public let word: @Sendable (Node) -> String
    /// What errors call it.
    public let kind: String
    /// Gives a node one of `values`, by its index.
    public let choose: @Sendable (inout Node, Int) -> Void
    /// Why a node cannot have one of `values`, and what would do instead; nil where it can.
    public let refusal: @Sendable (Node, Int) -> (reason: String, expected: String)?

    private init<Value: CaseIterable & RawRepresentable<String> & Sendable>(
      _ name: String, called kind: String? = nil, _ note: String,
      _ value: @escaping @Sendable (Node) -> Value,
      saying word: (@Sendable (Node) -> String)? = nil,
      meaning: (Value) -> String = { _ in "" },
      offered isOffered: @escaping @Sendable (NeuronModel) -> Bool = { _ in true },
      refusing: @escaping @Sendable (Node, Value) -> (reason: String, expected: String)? = { _, _ in
        nil
      },
      set: @escaping @Sendable (inout Node, Value) -> Void
    ) where Value.AllCases == [Value] {
      self.name = name
      self.kind = kind ?? name
      self.note = note
      values = Value.allCases.map { ($0.rawValue, meaning($0)) }
      self.word = word ?? { value($0).rawValue }
      choose = { set(&$0, Value.allCases[$1]) }
      self.isOffered = isOffered
      refusal = { refusing($0, Value.allCases[$1]) }
    }

    /// Whether a model has more than one of `values` to choose from.
    public let isOffered: @Sendable (NeuronModel) -> Bool

    /// Whether its words say too little by themselves.
    public var needsHelp: Bool { values.contains { !$0.note.isEmpty } }

    /// All that there are.
    public static let all = [
      Choice(
        "act", called: "surrogate", "surrogate that makes the spike", \.surrogate, meaning: \.note
      ) { $0.set(surrogate: $1) },
      Choice(
        "precision", "how numbers are kept", \.precision,
        refusing: { node, precision in
          precision == .float && node.spikeTiming == .exact
            ? ("spikes between steps are found with 64 bits", "precision=double, or spikes=grid")
            : nil
        }
      ) { $0.precision = $1 },
      Choice(
        "method", "how differential equations are solved", \.method, meaning: \.note,
        offered: \.hasDifferentialEquations,
        refusing: { node, method in
          if let reason = method.isAdaptive ? node.reasonAgainstExactSpikes : nil {
            return (reason, "method=\(node.model.method.rawValue)")
          }
          if [.euler, .exponentialEuler].contains(method), node.model.diffuses {
            return ("something diffuses between its compartments", "method=rosenbrock")
          }
          if method == .exact, let fault = node.model.reasonAgainstExactSteps {
            return (fault.reason, "method=\(node.model.method.rawValue)")
          }
          return node.model.hasDifferentialEquations
            ? nil
            : (
              "it has no differential equation", "a neuron whose integral has a line 'd x/dt = ...'"
            )
        }
      ) { $0.solve(by: $1, spikes: $0.setup.spikeTiming) },
      Choice(
        "spikes", called: "time of spikes", "when spikes happen", \.spikeTiming,
        meaning: {
          $0 == .grid ? "at the ends of steps" : "where mem reaches threshold, between steps too"
        },
        offered: \.hasDifferentialEquations,
        refusing: { node, timing in
          if timing == .exact { return node.reasonAgainstExactSpikes.map { ($0, "spikes=grid") } }
          return node.method.isAdaptive
            ? ("method \(node.method.rawValue) takes steps of its own", "method=rk4 before it")
            : nil
        }
      ) { $0.solve(by: $0.method, spikes: $1) },
      Choice("record", "how much of a run is kept", \.record, saying: \.recordText) {
        $0.record = $1
      },
    ]

    /// The one of this name.
    public static func named(_ name: String) -> Choice? { all.first { $0.name == name } }
  }
}

extension Node {
  // Why its spikes cannot be found between steps.
  private var reasonAgainstExactSpikes: String? {
    precision == .float
      ? "with precision=float it keeps to steps" : model.reasonAgainstExactSpikes
  }
}
