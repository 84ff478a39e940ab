import RealModule

/// What is left, after some steps, of something that each step multiplies by the same factor.
struct Fading: Sendable {
  /// What one step leaves of 1.
  let factor: Double
  // The first powers of the factor, and the sums of so many of them, as the steps themselves make them.
  private let powers: [Double]
  private let sums: [Double]

  init(factor: Double) {
    self.factor = factor
    var (powers, sums) = ([1.0], [0.0])
    for step in 1..<stepsInTable {
      sums.append(sums[step - 1] + powers[step - 1])
      powers.append(powers[step - 1] * factor)
    }
    (self.powers, self.sums) = (powers, sums)
  }

  /// Of something that fades with a time constant.
  init(tau: Double, dt: Double) { self.init(factor: .exp(-dt / tau)) }

  /// What is left of 1.
  func left(after steps: Int) -> Double {
    steps < stepsInTable ? powers[max(0, steps)] : .pow(factor, steps)
  }

  /// The sum of what is left of 1 at each of so many steps, the first of which finds it whole.
  func sum(of steps: Int) -> Double {
    if steps < stepsInTable { return sums[max(0, steps)] }
    if factor == 1 { return Double(steps) }
    // 1 - factor^n without the loss of digits where the factor is next to 1.
    return factor > 0
      ? .expMinusOne(Double(steps) * .log(factor)) / (factor - 1)
      : (1 - .pow(factor, steps)) / (1 - factor)
  }
}

private let stepsInTable = 1024
