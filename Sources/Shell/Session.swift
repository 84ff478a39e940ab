public import Neurons
public import OrderedCollections
public import Plots
public import Simulation

/// Everything the user has made, as one value: undo is a copy, replay is bit-identical.
public struct Session: Hashable, Sendable {
  /// The neurons that can be created.
  public var models = ModelLibrary.builtIn
  /// The nodes and the connections between them.
  public var network = Network()
  /// Groups of nodes and of other modules, by name: the names of their members in order.
  public var modules: OrderedDictionary<String, [String]> = [:]
  /// The node that commands mean where they name none: the one created or fed last.
  public var current: String?
  /// Where noise comes from.
  public var random = RandomSource(seed: 1)
  /// Sessions to return to, by the names that `mark` gave them; they have no marks themselves.
  public var marks: OrderedDictionary<String, Session> = [:]

  /// What computes the steps of neurons; the results are the same.
  public var backend = Backend.auto
  /// Megabytes that what all nodes record may take; beyond that the oldest steps are given up.
  public var recordingMemory = 800
  /// What `recordingMemory` may be.
  static let recordingMemories = 1...1_000_000

  /// What plots are made of unless they are asked for in another style.
  public var plotMarks = PlotStyle.Marks.ascii
  /// Whether a terminal that can show pictures shows plots as such.
  public var showsPictures = false
  /// Whether a run says so where shorter steps would move its spikes.
  public var tellsOfSteps = true
  /// The models and lengths of steps for which that was found out, each once.
  var knownSteps: Set<String> = []

  /// How many numbers the recordings of all nodes may hold.
  var largestRecording: Int { recordingMemory * 1_000_000 / MemoryLayout<Double>.size }

  /// Makes an empty session.
  public init() {}

  /// The nodes by name, in order of creation.
  public var nodes: OrderedDictionary<String, Node> {
    get { network.nodes }
    _modify { yield &network.nodes }
  }

  /// The nodes of a module, those of modules within it included, each once.
  public func members(of module: String) -> [String] {
    var found: [String] = []
    // Modules may share members at every level, and each is looked into once.
    var seen: Set<String> = []
    var open = Array((modules[module] ?? []).reversed())
    while let name = open.popLast() {
      guard seen.insert(name).inserted else { continue }
      if let members = modules[name] { open += members.reversed() } else { found.append(name) }
    }
    return found
  }

  /// Everything within a module, at whatever depth.
  func reachable(from module: String) -> Set<String> {
    var found: Set<String> = []
    var open = modules[module] ?? []
    while let name = open.popLast() {
      if found.insert(name).inserted { open += modules[name] ?? [] }
    }
    return found
  }

  /// How many numbers the nodes hold, those of marks included: what they recorded, and their states.
  var size: Int {
    let own = nodes.values.reduce(0) {
      $0 + $1.recording.size + $1.population * $1.states.count
    }
    let synapses = network.connections.values.reduce(own) {
      $0 + $1.weights.byteCount / MemoryLayout<Double>.size
    }
    return marks.values.reduce(synapses) { $0 + $1.size }
  }

  /// What stands before the line at the prompt: the current node, its time and its mem.
  public var prompt: String {
    guard let current, let node = nodes[current] else { return "neurosh> " }
    let mem = node.readable(node.mem)
    return "\(current) step=\(node.time) mem=\(mem)> "
  }
}
