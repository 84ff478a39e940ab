/// What is made small: a number that says how far a node's window is from what is wanted.
///
/// Of a population each neuron counts; what is said of one output holds for each sample of a batch.
public enum Loss: Hashable, Sendable {
  /// The sum of a state such as `spike` or `mem` over the steps, each with a weight; 1 where nil.
  case sum(String, weights: [Double]?)
  /// Half the squared distance of each neuron's number of spikes from a target.
  case spikeCount(Double)
  /// Half the squared distance of a state from a target at each step.
  case trace(String, [Double])
  /// The squared distance of each neuron's spikes a step from a target, summed over the neurons: the
  /// mean of all samples. A row a sample, of a number a neuron of it.
  case rate([[Double]])
  /// The cross-entropy of the numbers of spikes, taken as logits, with the class that is right: the
  /// mean of all samples. A class a sample, counted from 0.
  case crossEntropy([Int])

  /// The state that it looks at.
  public var state: String {
    switch self {
    case .sum(let state, _), .trace(let state, _): state
    case .spikeCount, .rate, .crossEntropy: "spike"
    }
  }

  /// Its value for a window, and how it changes with the state of each neuron at each step.
  ///
  /// - Parameters:
  ///   - rows: the state, a row of the population a step.
  ///   - population: how many neurons there are.
  /// - Returns: the loss, and one slope for each of `rows`.
  public func value(of rows: [Double], population: Int) -> (loss: Double, slopes: [Double]) {
    let steps = rows.count / max(1, population)
    switch self {
    case .sum(_, let weights):
      var (total, slopes) = (0.0, rows)
      for index in rows.indices {
        let step = index / population
        let weight = weights.map { step < $0.count ? $0[step] : 0 } ?? 1
        total += rows[index] * weight
        slopes[index] = weight
      }
      return (total, slopes)
    case .trace(_, let target):
      var (total, slopes) = (0.0, rows.map { _ in 0.0 })
      for index in rows.indices.prefix(target.count * population) {
        slopes[index] = rows[index] - target[index / population]
        total += slopes[index] * slopes[index] / 2
      }
      return (total, slopes)
    case .spikeCount(let target):
      let differences = counts(rows, population).map { $0 - target }
      let total = differences.reduce(0) { $0 + $1 * $1 / 2 }
      return (total, differences.repeated(steps))
    case .rate(let targets):
      let window = Double(max(1, steps))
      let wanted = Array(targets.joined())
      precondition(wanted.count == population, "a target for each neuron")
      let differences = zip(counts(rows, population), wanted).map { $0 / window - $1 }
      let samples = Double(max(1, targets.count))
      let total = differences.reduce(0) { $0 + $1 * $1 } / samples
      return (total, differences.map { 2 * $0 / window / samples }.repeated(steps))
    case .crossEntropy(let classes):
      let (total, slopes) = crossEntropy(counts(rows, population), classes)
      return (total, slopes.repeated(steps))
    }
  }

  /// How often each neuron fired.
  private func counts(_ rows: [Double], _ population: Int) -> [Double] {
    var counts = Array(repeating: 0.0, count: population)
    for (index, value) in rows.enumerated() { counts[index % population] += value }
    return counts
  }

  private func crossEntropy(
    _ counts: [Double], _ classes: [Int]
  ) -> (loss: Double, slopes: [Double]) {
    let samples = Double(max(1, classes.count))
    let size = counts.count / max(1, classes.count)
    var total = 0.0
    var slopes = counts.map { _ in 0.0 }
    for (sample, right) in classes.enumerated() {
      let outputs = sample * size..<(sample + 1) * size
      // Less the largest, so that nothing overflows.
      let largest = counts[outputs].max() ?? 0
      let sum = outputs.reduce(0) { $0 + exponential(counts[$1] - largest) }
      for output in outputs {
        let isRight = output == outputs.lowerBound + right
        let share = exponential(counts[output] - largest) / sum
        slopes[output] = (share - (isRight ? 1 : 0)) / samples
        if isRight { total += logarithm(sum) + largest - counts[output] }
      }
    }
    return (total / samples, slopes)
  }
}
