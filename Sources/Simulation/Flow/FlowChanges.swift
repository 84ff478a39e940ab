/// What changes from outside for neurons within a step.
struct FlowChanges {
  private var list: [(neuron: Int, change: FlowNeuron.Change)] = []
  // The same in the order of neurons, and whose each is.
  private var sorted: [FlowNeuron.Change] = []
  private var neurons: [Int] = []

  /// Whether nothing does.
  var isEmpty: Bool { list.isEmpty }

  /// Adds one, behind those at the same time.
  mutating func add(_ change: FlowNeuron.Change, to neuron: Int) { list.append((neuron, change)) }

  /// Forgets all, and keeps the room for others.
  mutating func removeAll() {
    list.removeAll(keepingCapacity: true)
    sorted.removeAll(keepingCapacity: true)
    neurons.removeAll(keepingCapacity: true)
  }

  /// Puts them in the order of neurons and times, as they are asked for.
  mutating func sort() {
    list.sort { ($0.neuron, $0.change.offset) < ($1.neuron, $1.change.offset) }
    sorted.removeAll(keepingCapacity: true)
    neurons.removeAll(keepingCapacity: true)
    for (neuron, change) in list {
      neurons.append(neuron)
      sorted.append(change)
    }
  }

  /// Those of a neuron, in the order of their times.
  func of(_ neuron: Int) -> ArraySlice<FlowNeuron.Change> {
    if neurons.isEmpty { return [] }
    var (low, high) = (0, neurons.count)
    while low < high {
      let middle = (low + high) / 2
      if neurons[middle] < neuron { low = middle + 1 } else { high = middle }
    }
    while high < neurons.count, neurons[high] == neuron { high += 1 }
    return sorted[low..<high]
  }

  /// Calls `body` with each of them and its neuron.
  func forEach(_ body: (_ neuron: Int, _ change: FlowNeuron.Change) -> Void) {
    for (neuron, change) in list { body(neuron, change) }
  }

  /// Takes those out, and gives them, that are not before a time.
  mutating func takeLater(than end: Double) -> FlowChanges {
    var rest = FlowChanges()
    rest.list = list.filter { $0.change.offset >= end }
    if !rest.isEmpty { list.removeAll { $0.change.offset >= end } }
    return rest
  }
}
