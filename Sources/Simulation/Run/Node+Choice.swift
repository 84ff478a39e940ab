import Neurons

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

    private init<Value: CaseIterable & RawRepresentable<String> & Sendable>(
      _ name: String, called kind: String? = nil, _ note: String,
      _ value: @escaping @Sendable (Node) -> Value,
      meaning: (Value) -> String = { _ in "" },
      set: @escaping @Sendable (inout Node, Value) -> Void
    ) where Value.AllCases == [Value] {
      self.name = name
      self.kind = kind ?? name
      self.note = note
      values = Value.allCases.map { ($0.rawValue, meaning($0)) }
      word = { value($0).rawValue }
      choose = { set(&$0, Value.allCases[$1]) }
    }

    /// Whether its words say too little by themselves.
    public var needsHelp: Bool { values.contains { !$0.note.isEmpty } }

    /// All that there are.
    public static let all = [
      Choice(
        "act", called: "surrogate", "surrogate that makes the spike", \.surrogate, meaning: \.note
      ) { $0.set(surrogate: $1) },
      Choice("precision", "how numbers are kept", \.precision) { $0.precision = $1 },
      Choice("record", "how much of a run is kept", \.record) { $0.record = $1 },
    ]

    /// The one of this name.
    public static func named(_ name: String) -> Choice? { all.first { $0.name == name } }
  }
}
