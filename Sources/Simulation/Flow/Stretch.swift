import Neurons
import OrderedCollections

/// Some steps of a whole node whose spikes are found between steps, taken block by block on all cores.
struct Stretch {
  let node: Node
  let count: Int
  let currents: [Currents]
  let random: RandomSource
  /// What takes the steps; nil for the interpreter.
  let code: NativeCode?
  /// How many threads take them at once at most; as many as there are cores where nil.
  let workers: Int?
  /// Asked between the steps of each neuron that is solved by itself; what became of the stretch is nothing
  /// then.
  let isInterrupted: @Sendable () -> Bool
  /// Whether every number is looked at after every step.
  var isCareful = false
  /// The first number that was infinite or undefined; its step counts from 0 within the stretch.
  var failure: Node.NotFinite?

  init(
    node: Node, count: Int, currents: [Currents], random: RandomSource,
    code: NativeCode? = nil, workers: Int? = nil,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.code = code
    self.workers = workers
    self.isInterrupted = isInterrupted
    self.node = node
    self.count = count
    self.currents = currents
    self.random = random
  }

  /// What is recorded of the steps.
  ///
  /// - Parameters:
  ///   - columns: one for each quantity, where every step is recorded.
  ///   - spikes: who fired when.
  func segment(_ columns: [[Double]], _ spikes: Spikes) -> Recording.Segment {
    var columns = columns
    if node.record == .all {
      for (index, current) in currents.prefix(node.model.inputs.count).enumerated() {
        if let shared = current.shared { columns[index] = Array(shared.prefix(count)) }
      }
    } else {
      columns = Array(repeating: [], count: node.recording.quantities.count)
    }
    return Recording.Segment(steps: count, columns: columns, spikes: spikes)
  }

  // One column for each quantity but those of which no row is written: shared inputs and spikes.
  var emptyColumns: [[Double]] {
    node.recording.quantities.enumerated().map { index, quantity in
      let isShared = index < node.model.inputs.count && currents[index].shared != nil
      let size = isShared || quantity == "spike" ? 0 : count * node.population
      return Array(repeating: 0, count: size)
    }
  }
}

/// Calls `body` with the storage of every column.
func withPointers<Result>(
  to columns: inout [[Double]], _ body: ([UnsafeMutableBufferPointer<Double>]) -> Result
) -> Result {
  // One array's storage at a time, and the others within.
  func descend(_ pointers: [UnsafeMutableBufferPointer<Double>], _ rest: inout [[Double]]) -> Result
  {
    guard var column = rest.popLast() else { return body(pointers.reversed()) }
    defer { rest.append(column) }
    return column.withUnsafeMutableBufferPointer { descend(pointers + [$0], &rest) }
  }
  return descend([], &columns)
}
