import Neurons

/// What a population takes some steps with.
struct Intake {
  /// Which steps of the stretch.
  let steps: Range<Int>
  /// How many neurons there are, which is how long a row is.
  let population: Int
  /// What is fed to each input of the program during the stretch.
  let currents: [Currents]
  /// For each input the numbers of the stretch that all neurons share; empty where they differ.
  let shared: [[Double]]
  /// How each input is given.
  let inputs: [NativeSource.Input]
  /// For each input whether what is fed was put into its rows already, as more may arrive there.
  let isFilled: [Bool]
  /// Where the row of the first of the steps begins: for each input, and then for the membrane potential
  /// before a spike resets it and each state; nil where there are no rows.
  // SAFETY: they are good while the steps are taken, and every neuron has places of its own in them.
  let places: UnsafeBufferPointer<UnsafeMutablePointer<Double>?>
  /// Whether what the steps lead to is kept in rows.
  let isRecorded: Bool

  /// Where the rows of what is recorded begin, for some neurons at one of the steps.
  func samples(
    at step: Int, of neurons: Range<Int>
  ) -> [UnsafeMutablePointer<Double>?]? {
    guard isRecorded else { return nil }
    let offset = (step - steps.lowerBound) * population + neurons.lowerBound
    return places[currents.count...].map { $0.map { $0 + offset } }
  }

  /// What flows into an input of some neurons at one of the steps.
  ///
  /// - Parameter spare: where it is put together, if the input has no rows.
  func row(
    _ input: Int, _ step: Int, _ neurons: Range<Int>, spare: UnsafeMutableBufferPointer<Double>
  ) -> UnsafeBufferPointer<Double> {
    let offset = (step - steps.lowerBound) * population + neurons.lowerBound
    let row =
      places[input].map { UnsafeMutableBufferPointer(start: $0 + offset, count: neurons.count) }
      ?? UnsafeMutableBufferPointer(rebasing: spare[0..<neurons.count])
    if !isFilled[input] {
      currents[input].fill(row, step: step, firstNeuron: neurons.lowerBound)
    }
    return UnsafeBufferPointer(row)
  }
}
