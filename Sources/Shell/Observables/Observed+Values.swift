import Analysis
import Equations
import OrderedCollections
import Plots
import Simulation

extension Session {
  /// The value of a term after each of the last `count` steps.
  ///
  /// - Returns: nil where a part of it is not known at each of them.
  func values(of term: Expression, atLast count: Int) -> [Double]? {
    var parts: [SourceRange: [Double]?] = [:]
    let last = try? term.value { (part: Expression) throws(Diagnostic) -> Double in
      let observed = try Observed(part, in: self)
      parts[part.range] = .some(observed.values(atLast: count, in: self))
      return try observed.value(in: self)
    }
    let known = parts.compactMapValues(\.self)
    guard let last, known.count == parts.count else { return nil }
    if known.isEmpty { return Array(repeating: last, count: count) }
    if let values = known[term.range] { return values }
    var values: [Double] = []
    values.reserveCapacity(count)
    for step in 0..<count {
      let value = try? term.value { (part: Expression) throws(Diagnostic) -> Double in
        guard let values = known[part.range] else { throw Diagnostic("", at: part.range) }
        return values[step]
      }
      guard let value else { return nil }
      values.append(value)
    }
    return values
  }
}

extension Observed {
  // Its value after each of the last `count` steps; nil where only the present one is known.
  fileprivate func values(atLast count: Int, in session: Session) -> [Double]? {
    func constant() -> [Double]? {
      (try? value(in: session)).map { Array(repeating: $0, count: count) }
    }
    switch owner {
    case .connection(let connection):
      return connection.plasticity == nil || quantity.text == "synapses" ? constant() : nil
    case .module(let nodes):
      let counts = nodes.map { $0.recording.spikeCounts(atLast: count) }
      return (0..<count).map { step in Double(counts.reduce(0) { $0 + $1[step] }) }
    case .node(let node, let neuron):
      if let index {
        // A step that was taken before stays as it is.
        guard case .number(let step) = index.kind, step <= Double(node.recording.steps - count)
        else { return nil }
        return constant()
      }
      if node.parameters[quantity.text] != nil { return constant() }
      return values(of: node, neuron: neuron, atLast: count)
    }
  }

  private func values(of node: Node, neuron: Int?, atLast count: Int) -> [Double]? {
    let (recording, first) = (node.recording, node.recording.steps - count + 1)
    let isNamed = node.computes(quantity.text) && node.observable(quantity.text) == nil
    if isNamed || recording.quantities.contains(quantity.text) {
      guard node.record == .all else { return nil }
      if count == 0 { return [] }
      let samples = node.samples(
        of: quantity.text, neuron: neuron ?? 0, steps: first...recording.steps)
      return samples.isEmpty ? nil : samples
    }
    let observable = node.observable(quantity.text)
    if observable == .time {
      return (0..<count).map { Double(node.time - count + 1 + $0).times(node.stepLength) }
    }
    guard observable == .spikes || observable == .rate,
      let counts = node.spikeCounts(of: neuron, atLast: count)
    else { return nil }
    if observable == .spikes { return counts.map(Double.init) }
    return counts.enumerated().map { step, spikes in
      node.rate(
        ofSpikes: spikes, neurons: neuron == nil ? node.population : 1, steps: first + step)
    }
  }
}

extension Node {
  // How often a neuron, or all together, had fired after each of the last `count` steps.
  fileprivate func spikeCounts(of neuron: Int?, atLast count: Int) -> [Int]? {
    guard let neuron, population > 1 else { return recording.spikeCounts(atLast: count) }
    guard record != .none, recording.holdsSpikes() else { return nil }
    let first = recording.steps - count
    var counts = Array(repeating: 0, count: count)
    for step in recording.spikeSteps(neuron: neuron, after: first) { counts[step - first - 1] += 1 }
    var sum = recording.spikeSteps(neuron: neuron).count - counts.reduce(0, +)
    for index in counts.indices {
      sum += counts[index]
      counts[index] = sum
    }
    return counts
  }
}
