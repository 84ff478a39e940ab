import RealModule

// Noise of runs whose steps differ in length: the same path, as far as the longer steps can tell.
extension RandomSource {
  /// White noise at a step, normally distributed with mean 0 and standard deviation 1: what that of the
  /// shorter steps in it sums up to, where there are such.
  public func noise(at place: Place) -> Double {
    guard stepsPerDraw > 1 else { return normal(at: place) }
    let sum = shorterSteps(at: place).reduce(0) { $0 + normal(at: $1) }
    return sum / Double(stepsPerDraw).squareRoot()
  }

  /// A number of a step, evenly spread between 0 and 1, of which those of the shorter steps in it are parts,
  /// where there are such.
  ///
  /// It is below 1 - exp(-r) exactly where one of `stepsPerDraw` shorter steps is below
  /// 1 - exp(-r / stepsPerDraw): a Poisson process fires in the longer step where it does in a shorter one.
  public func chance(at place: Place) -> Double {
    guard stepsPerDraw > 1 else { return uniform(at: place) }
    let least = shorterSteps(at: place).reduce(1) { min($0, uniform(at: $1)) }
    return -.expMinusOne(Double(stepsPerDraw) * .log(onePlus: -least))
  }

  // The places of the shorter steps in one.
  private func shorterSteps(at place: Place) -> some Sequence<Place> {
    let before = (place.step - 1) * UInt64(stepsPerDraw)
    return (1...UInt64(stepsPerDraw)).lazy.map { step in
      var shorter = place
      shorter.step = before + step
      return shorter
    }
  }

  /// A process of Ornstein & Uhlenbeck with mean 0 and standard deviation 1 (1930, Phys Rev 36:823), exact
  /// for steps of any length.
  ///
  /// It is drawn from the ends of long spans, which know nothing of each other, to the middles between what
  /// is known, whose distribution is that of the process with both ends given. So it needs no memory of the
  /// steps before, and is the same wherever a run begins.
  ///
  /// - Parameters:
  ///   - steps: how many steps after its begin.
  ///   - tau: in how many steps its correlation falls to 1/e, above 0.
  ///   - stream: who draws.
  ///   - neuron: which neuron, from 0.
  public func ornsteinUhlenbeck(
    after steps: Int, tau: Double, stream: UInt32, neuron: Int
  ) -> Double {
    let (steps, tau) = (steps * stepsPerDraw, tau * Double(stepsPerDraw))
    var length = 1
    // What is left of a correlation then is lost in rounding.
    while Double(length) < 40 * tau, length < 1 << 40 { length *= 2 }
    let first = steps / length * length
    // The place of a middle is its number in the tree of its span: no two have the same.
    func draw(_ span: Int, _ middle: Int) -> Double {
      normal(at: Place(stream: stream, neuron: neuron, step: span + middle))
    }
    var left = draw(first, 0)
    var place = steps - first
    if place == 0 { return left }
    var right = draw(first + length, 0)
    var middle = 1
    while true {
      length /= 2
      let half = Double(length) / tau
      let value =
        (left + right) / (2 * .cosh(half)) + Double.tanh(half).squareRoot() * draw(first, middle)
      if place == length { return value }
      if place < length {
        right = value
        middle = 2 * middle
      } else {
        left = value
        place -= length
        middle = 2 * middle + 1
      }
    }
  }
}
