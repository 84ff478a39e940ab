/// A kind of file that other programs read, or people.
public struct ExportFormat: Sendable {
  /// The word that chooses it: `brian2`.
  public let name: String
  /// Another word for it, the name of its program; nil where it has none.
  public let otherName: String?
  /// What it is, in a line.
  public let summary: String
  /// The ending of its files, without a point.
  public let ending: String
  /// The program that runs such a file, for `verify`; nil where nothing runs it.
  public var peer: ExportPeer?
  private let print: @Sendable (ExportedNetwork) throws(ExportRefusal) -> String

  /// Declares a format.
  init(
    _ name: String, also otherName: String? = nil, _ summary: String, ending: String,
    peer: ExportPeer? = nil,
    print: @escaping @Sendable (ExportedNetwork) throws(ExportRefusal) -> String
  ) {
    (self.name, self.otherName, self.summary, self.ending) = (name, otherName, summary, ending)
    (self.peer, self.print) = (peer, print)
  }

  /// All of them, in the order in which help lists them.
  public static let all: [ExportFormat] = [
    brian2, ode, torch, braincog, step, spikingjelly, snntorch, nestml, nmodl, neuroml, nir,
    latex, markdown,
  ]

  /// The format of a name.
  ///
  /// - Parameter name: upper and lower case alike.
  public static func named(_ name: String) -> ExportFormat? {
    all.first { [$0.name, $0.otherName].contains(name.lowercased()) }
  }

  /// Nodes as text in this format.
  ///
  /// - Parameter network: the nodes, and the connections between them.
  /// - Throws: `ExportRefusal` where the format cannot say what a model does.
  public func text(of network: ExportedNetwork) throws(ExportRefusal) -> String {
    try print(network)
  }
}

extension ExportFormat {
  static let brian2 = ExportFormat(
    "brian2", "a script of Brian2, which runs as it is", ending: "py", peer: .brian2
  ) { (network: ExportedNetwork) throws(ExportRefusal) in try Brian2Script(network).text() }

  static let ode = ExportFormat(
    "ode", also: "xppaut", "a file of XPPAUT", ending: "ode", peer: .xppaut
  ) { (network: ExportedNetwork) throws(ExportRefusal) in
    try XPPAUTFile(network.alone(for: "XPPAUT")).text()
  }

  static let torch = ofPython(
    "torch", "a module of PyTorch, a step a call", of: "PyTorch", needs: "torch", .module)

  static let braincog = ofPython(
    "braincog", "a class that inherits BrainCog's BaseNode", of: "BrainCog", needs: "braincog",
    .braincog)

  static let step = ofPython(
    "step", "a class that inherits STEP's BaseNode_Torch", of: "STEP",
    needs: "the folder of STEP in PYTHONPATH", .step)

  static let spikingjelly = ofPython(
    "spikingjelly", "a class that inherits SpikingJelly's MemoryModule", of: "SpikingJelly",
    needs: "spikingjelly", .spikingjelly)

  static let snntorch = ofPython(
    "snntorch", "a class that inherits snnTorch's SpikingNeuron", of: "snnTorch",
    needs: "snntorch", .snntorch)

  // A class of Python, with what it needs to be there.
  private static func ofPython(
    _ name: String, _ summary: String, of library: String, needs package: String,
    _ base: TorchBase
  ) -> ExportFormat {
    ExportFormat(name, summary, ending: "py", peer: .python(needs: package)) {
      (network: ExportedNetwork) throws(ExportRefusal) in
      guard network.neurons.count > 1 || !network.connections.isEmpty else {
        return try TorchClass(network.alone(for: library), base).text()
      }
      return try TorchModule(network, base).text()
    }
  }

  static let nestml = ExportFormat(
    "nestml", "a neuron of NESTML, for NEST", ending: "nestml"
  ) { (network: ExportedNetwork) throws(ExportRefusal) in
    try NESTMLNeuron(network.alone(for: "NESTML")).text()
  }

  static let nmodl = ExportFormat(
    "nmodl", "a point process of NEURON", ending: "mod", peer: .neuron
  ) { (network: ExportedNetwork) throws(ExportRefusal) in
    try NMODLMechanism(network.alone(for: "NEURON")).text()
  }

  static let neuroml = ExportFormat(
    "neuroml", also: "lems", "a cell of NeuroML 2, in a simulation of LEMS", ending: "xml",
    peer: .lems
  ) { (network: ExportedNetwork) throws(ExportRefusal) in
    try NeuroMLCell(network.alone(for: "NeuroML")).text()
  }

  static let nir = ExportFormat(
    "nir", "a script that writes a graph of NIR, for the neurons that it has", ending: "py",
    peer: .nir
  ) { (network: ExportedNetwork) throws(ExportRefusal) in try NIRScript(network).text() }

  static let latex = ExportFormat(
    "latex", "equations and a table of parameters, for an article", ending: "tex"
  ) { (network: ExportedNetwork) throws(ExportRefusal) in
    try NeuronDocument(network.alone(for: "LaTeX")).latex()
  }

  static let markdown = ExportFormat(
    "markdown", "the same for a page of a notebook or a wiki", ending: "md"
  ) { (network: ExportedNetwork) throws(ExportRefusal) in
    try NeuronDocument(network.alone(for: "Markdown")).markdown()
  }
}
