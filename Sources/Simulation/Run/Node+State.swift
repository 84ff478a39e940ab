public import Equations
public import Neurons
public import OrderedCollections

extension Node {
  /// Where a node stands.
  public struct State: Hashable, Sendable {
    /// Every state in the model's order, one value a neuron.
    public internal(set) var columns: OrderedDictionary<String, [Double]> = [:]
    /// How many steps were taken since creation or reset.
    public internal(set) var time = 0
    /// The columns before the first recorded step; empty before it was taken.
    public internal(set) var first: [[Double]] = []
    /// For each neuron the step of an adaptive method that goes on; empty for other methods.
    var memories: [FlowMemory?] = [] { didSet { joint = nil } }
    /// The same where synapses take part in it; nil where none do.
    var joint: Joint?

    /// Steps of an adaptive method that go on, of neurons and their synapses.
    struct Joint: Hashable, Sendable {
      /// Which synapses they are, with which numbers, and where they stand.
      var synapses: [Synapses]
      /// The steps.
      var memories: [FlowMemory?]
    }

    init() {}

    /// Puts together what was saved.
    ///
    /// - Parameters:
    ///   - columns: one for each of the model's states, in its order.
    ///   - model: the equations of the node.
    ///   - time: how many steps were taken.
    ///   - first: the columns before the first of them; empty where they are not known.
    /// - Returns: nil where there are more columns or fewer.
    public init?(
      _ columns: [[Double]], of model: NeuronModel, time: Int = 0, first: [[Double]] = []
    ) {
      guard columns.count == model.states.count, first.isEmpty || first.count == columns.count
      else { return nil }
      self.columns = OrderedDictionary(uniqueKeysWithValues: zip(model.states.keys, columns))
      self.time = time
      self.first = first
    }

    /// For each neuron the numbers of the step of an adaptive method that goes on behind the present; empty
    /// for one without, and altogether where none has one.
    public var courses: [[Double]] { memories.map { $0?.numbers ?? [] } }

    /// Takes over what `courses` was.
    ///
    /// - Returns: whether it is that of neurons of a model; if not, nothing changes.
    public mutating func restore(courses: [[Double]], of model: NeuronModel) -> Bool {
      guard let count = columns.values.first?.count,
        let memories = FlowMemory.all(
          courses, count: count, size: model.flowing.count, inputCount: model.inputs.count)
      else { return false }
      self.memories = memories
      return true
    }

    // Whether the steps that go on are such as a flow takes.
    func coursesFit(_ flow: Flow?) -> Bool {
      memories.compactMap(\.self).allSatisfy { memory in
        guard let flow else { return false }
        return memory.course.count == 5 * flow.flowing.count
      }
    }

    /// Counts steps that led from some columns to the present ones.
    mutating func count(_ steps: Int, from before: OrderedDictionary<String, [Double]>) {
      if time == 0, steps > 0 { first = Array(before.values) }
      time += steps
    }

    /// Whether its columns have a finite number for each neuron.
    func fits(population: Int) -> Bool {
      time >= 0
        && (columns.values + first).allSatisfy {
          $0.count == population && $0.allSatisfy(\.isFinite)
        }
    }
  }

  /// Checks that every state is a finite number, without which no step can be taken.
  ///
  /// - Throws: `Diagnostic` at `range` that names the state.
  public func checkIsFinite(at range: SourceRange) throws(Diagnostic) {
    for (state, column) in states {
      guard let value = column.first(where: { !$0.isFinite }) else { continue }
      throw Diagnostic(
        "'\(state)' of '\(name)' would begin at \(value)", at: range,
        expected: "parameters with which it begins at a finite number")
    }
  }

  /// The states as they were after a step, one column a state; those before the first step for 0.
  ///
  /// - Returns: nil where they were not recorded.
  public func states(after step: Int) -> [[Double]]? {
    guard (0...time).contains(step) else { return nil }
    if step == time { return Array(states.values) }
    if step == 0 { return state.first.isEmpty ? nil : state.first }
    var columns: [[Double]] = []
    for state in states.keys {
      var column: [Double] = []
      for neuron in 0..<population {
        guard let value = recording.sample(of: state, neuron: neuron, step: step) else {
          return nil
        }
        column.append(value)
      }
      columns.append(column)
    }
    return columns
  }

  /// Returns to the end of an earlier step: its states come from the recording, and what was
  /// recorded after it is forgotten.
  ///
  /// Parameters and feeds stay as they are; a feed that began later begins here. Feeds and noise
  /// follow from the step alone, so that going on gives the same numbers again.
  ///
  /// - Returns: whether the states of that step were recorded; if not, nothing changes.
  public mutating func goBack(to step: Int) -> Bool {
    guard let columns = states(after: step) else { return false }
    for (index, column) in columns.enumerated() { states.values[index] = column }
    state.time = step
    state.memories = []
    if step == 0 { state.first = [] }
    recording = recording.first(step)
    feeds.changeSignals { $0.start = min($0.start, step) }
    return true
  }
}
