/// The branches of the axons of a source: each holds the synapses of one neuron that have the same delay.
///
/// A neuron of the source is then several senders, the spikes of which arrive at their own times; synapses
/// lie in the same order, so that only the rows are other ones.
struct Branches {
  /// The branches of each neuron of the source: where they begin, and where the last ones end.
  let starts: [Int]
  /// How many steps a spike is on its way along each of them; it need not be whole where spikes arrive
  /// between steps.
  let delays: [Double]
  /// The same synapses, with a row for each branch.
  let weights: SparseWeights

  /// Splits the rows of a connection, in which synapses are ordered by their delays.
  ///
  /// - Returns: nil where one delay is that of all synapses.
  init?(_ connection: Connection) {
    guard !connection.delays.isEmpty else { return nil }
    var starts = [0]
    var delays: [Double] = []
    var rows = [0]
    for source in 0..<connection.weights.sources {
      for synapse in connection.weights.row(source) {
        let isFirst = synapse == connection.weights.starts[source]
        if isFirst || connection.delays[synapse] != delays.last {
          if !delays.isEmpty { rows.append(synapse) }
          delays.append(connection.delays[synapse])
        }
      }
      starts.append(delays.count)
    }
    if !delays.isEmpty { rows.append(connection.weights.count) }
    self.starts = starts
    self.delays = delays
    weights = SparseWeights(connection.weights, rowsFrom: rows)
  }

  /// The branches of a neuron.
  func row(_ neuron: Int) -> Range<Int> { starts[neuron]..<starts[neuron + 1] }
}
