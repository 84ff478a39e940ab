public import Equations
public import Neurons
import OrderedCollections
public import Simulation

/// What every format is told of a node: its model with the values that it has here, from where it
/// began, and what flows in.
public struct ExportedNeuron: Sendable {
  /// A number of the equations, as a reader of the file needs it.
  public struct Quantity: Hashable, Sendable {
    /// Its name in the model.
    public var name: String
    /// One value for all neurons, or one for each.
    public var values: [Double]
    /// What it is measured in.
    public var unit: UnitOfMeasure
    /// What it means.
    public var note: String

    /// The value that all neurons share; nil where they differ.
    public var shared: Double? { values.allSatisfy { $0 == values.first } ? values.first : nil }
  }

  /// The node, where it began.
  public let node: Node
  /// For how many steps it runs.
  public let steps: Int
  /// Where random currents come from.
  public let random: RandomSource

  /// Describes a node.
  ///
  /// - Parameters:
  ///   - node: the node; it goes out as it began, with the parameters and feeds that it has now.
  ///   - steps: for how many steps the other program is to run.
  ///   - random: where random currents come from.
  /// - Throws: `ExportRefusal` where it is not known any more how the node began.
  public init(_ node: Node, steps: Int, random: RandomSource) throws(ExportRefusal) {
    self.steps = steps
    self.random = random
    if node.time == 0 {
      self.node = node
      return
    }
    guard let columns = node.states(after: 0), let state = Node.State(columns, of: node.model),
      let first = try? Node(node.setup, state: state, at: SourceRange(0, 0))
    else {
      throw ExportRefusal(
        "'\(node.name)' began where it is not known any more: 'reset \(node.name)' begins anew")
    }
    var began = first
    began.feeds = node.feeds
    self.node = began
  }

  /// The same node, solved by another method.
  ///
  /// - Parameter method: the method.
  func solved(by method: Equations.Method) -> ExportedNeuron {
    var node = node
    node.solve(by: method, spikes: node.spikeTiming)
    return ExportedNeuron(began: node, steps: steps, random: random)
  }

  private init(began node: Node, steps: Int, random: RandomSource) {
    (self.node, self.steps, self.random) = (node, steps, random)
  }

  /// Its equations.
  public var model: NeuronModel { node.model }

  /// How its differential equations are solved.
  var method: Equations.Method { node.method }

  /// Checks that spikes lie at the ends of steps.
  ///
  /// - Throws: `ExportRefusal` where they are found between steps.
  func checkFiresAtSteps() throws(ExportRefusal) {
    guard node.spikeTiming == .grid else {
      throw ExportRefusal(
        "'\(node.name)' has spikes=exact, between steps, where no other program looks for them alike:"
          + " 'set \(node.name) \(node.method.isAdaptive ? "method=rk4 " : "")spikes=grid' before")
    }
  }

  /// The parameters that its equations use, and always the step.
  public var parameters: [Quantity] {
    let terms =
      model.measuredTerms + [model.refractory].compactMap(\.self)
      + model.events.flatMap(\.measured.occasionTerms)
    let used = terms.reduce(into: Set(["dt"])) { $0.formUnion($1.names) }
    return model.parameters.values.filter { used.contains($0.name) }.map {
      Quantity(
        name: $0.name, values: node.parameters[$0.name] ?? [], unit: $0.unit, note: $0.note)
    }
  }

  /// Its states with the values at which they begin.
  public var states: [Quantity] { states(of: node) }

  /// Its states with the values to which `reset` returns them.
  public var statesAfterReset: [Quantity] {
    var node = node
    // What is no finite number cannot be reset to; it stays as it began.
    try? node.reset(random: random)
    return states(of: node)
  }

  private func states(of node: Node) -> [Quantity] {
    model.states.values.map {
      Quantity(name: $0.name, values: node.states[$0.name] ?? [], unit: $0.unit, note: $0.note)
    }
  }

  /// The length of a step, in the model's unit of time.
  public var dt: Double { node.parameters["dt"]?.first ?? 1 }

  /// The model's unit of time; none where time has none.
  public var timeUnit: UnitOfMeasure { model.parameters["dt"]?.unit ?? .none }

  /// The number of a line of the model's own text.
  ///
  /// - Parameter range: a place in that text.
  func line(of range: SourceRange) -> Int {
    1 + model.text.utf8.prefix(range.lower).count { $0 == UInt8(ascii: "\n") }
  }
}

extension ExportedNeuron {
  /// What is fed into an input, step by step.
  enum Current: Hashable {
    /// The same at every step, for every neuron.
    case constant(Double)
    /// The same at every step, another one for every neuron.
    case constants([Double])
    /// One number a step, for every neuron.
    case shared([Double])
    /// A row of the population for every step.
    case each([[Double]])
  }

  /// What is fed into one of the model's inputs.
  ///
  /// - Parameter input: its name.
  /// - Throws: `ExportRefusal` where it would be more numbers than a file should hold.
  func current(_ input: String) throws(ExportRefusal) -> Current {
    let feeds = node.feeds.filter { $0.input == input }
    let isShared = feeds.allSatisfy {
      $0.signal.isShared && $0.neurons == 0..<node.population
    }
    let count = isShared || node.population == 1 ? 1 : node.population
    func row(_ step: Int) -> [Double] {
      (0..<count).map { neuron in
        feeds.reduce(0.0) { sum, feed in
          feed.neurons.contains(neuron)
            ? sum + feed.signal.current(step: step, neuron: neuron, random: random) : sum
        }
      }
    }
    // However long it is, the first step tells all.
    let isConstant = feeds.allSatisfy { feed in
      feed.signal.constant(of: 0) != nil && feed.signal.start == 0
    }
    if isConstant {
      let first = row(1)
      return count == 1 ? .constant(first[0]) : .constants(first)
    }
    guard steps <= mostNumbers / count else {
      throw ExportRefusal(
        "what flows into '\(node.name).\(input)' is \(steps) steps times \(count) neurons; a file"
          + " takes at most \(mostNumbers) numbers")
    }
    let rows = (1...max(1, steps)).map(row)
    guard count == 1 else {
      return rows.allSatisfy { $0 == rows[0] } ? .constants(rows[0]) : .each(rows)
    }
    let column = rows.map { $0[0] }
    return column.allSatisfy { $0 == column[0] } ? .constant(column[0]) : .shared(column)
  }
}

private let mostNumbers = 2_000_000
