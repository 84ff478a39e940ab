/// A kind of file that other programs read, or people.
public struct ExportFormat: Sendable {
  /// The word that chooses it: `brian2`.
  public let name: String
  /// What it is, in a line.
  public let summary: String
  /// The ending of its files, without a point.
  public let ending: String
  private let print: @Sendable (ExportedNeuron) throws(ExportRefusal) -> String

  /// All of them.
  public static let all = [brian2]

  /// The format of a name.
  ///
  /// - Parameter name: upper and lower case alike.
  public static func named(_ name: String) -> ExportFormat? {
    all.first { $0.name == name.lowercased() }
  }

  /// A node as text in this format.
  ///
  /// - Parameter neuron: the node.
  /// - Throws: `ExportRefusal` where the format cannot say what the model does.
  public func text(of neuron: ExportedNeuron) throws(ExportRefusal) -> String {
    try print(neuron)
  }
}

extension ExportFormat {
  static let brian2 = ExportFormat(
    name: "brian2", summary: "a script of Brian2, which runs as it is", ending: "py"
  ) { (neuron: ExportedNeuron) throws(ExportRefusal) in try Brian2Script(neuron).text() }
}
