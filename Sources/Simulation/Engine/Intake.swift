import Neurons

/// What a population takes some steps with.
struct Intake {
  /// Which steps of the stretch.
  let steps: Range<Int>
  /// How many neurons there are, which is how long a row is.
  let population: Int
  /// What flows in.
  let inflow: Inflow
  // SAFETY: these places are good while the steps are taken, and every neuron has its own in them.
  /// Where the row of the first of the steps begins for each input, nil where it has none; nothing where
  /// none has.
  let rows: UnsafeBufferPointer<UnsafeMutablePointer<Double>?>
  /// The same of what is recorded, the membrane potential before a spike resets it and each state; nil
  /// where nothing is.
  let samples: UnsafeBufferPointer<UnsafeMutablePointer<Double>?>?

  /// Where the rows of what is recorded begin, for some neurons at one of the steps.
  func samples(at step: Int, of neurons: Range<Int>) -> [UnsafeMutablePointer<Double>?]? {
    let offset = (step - steps.lowerBound) * population + neurons.lowerBound
    return samples.map { $0.map { $0.map { $0 + offset } } }
  }

  /// What flows into an input of some neurons at one of the steps.
  ///
  /// - Parameter spare: where it is put together, if the input has no rows.
  func row(
    _ input: Int, _ step: Int, _ neurons: Range<Int>, spare: UnsafeMutableBufferPointer<Double>
  ) -> UnsafeBufferPointer<Double> {
    let offset = (step - steps.lowerBound) * population + neurons.lowerBound
    let row =
      (rows.isEmpty ? nil : rows[input]).map {
        UnsafeMutableBufferPointer(start: $0 + offset, count: neurons.count)
      }
      ?? UnsafeMutableBufferPointer(rebasing: spare[0..<neurons.count])
    if !inflow.isFilled[input] {
      inflow.currents[input].fill(row, step: step, firstNeuron: neurons.lowerBound)
    }
    return UnsafeBufferPointer(row)
  }
}
