/// Neurons of a population and what each of them gives or gets: the value of its spike, its membrane
/// potential, or what arrives.
typealias SpikeList = [(neuron: Int, value: Double)]

extension SpikeList {
  /// A number for each neuron.
  init(row: [Double]) { self = row.enumerated().map { ($0, $1) } }
}
