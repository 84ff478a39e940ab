import RealModule

extension RandomSource {
  /// Adds the trials that succeed, of so many each of which does with the same probability.
  ///
  /// How many are passed over until the next one is drawn from the geometric distribution, by the inverse
  /// of its cumulative distribution (Devroye, Non-Uniform Random Variate Generation, 1986, X.2), so that the
  /// work is that of the successes.
  ///
  /// - Parameters:
  ///   - count: how many trials there are.
  ///   - probability: that of each, between 0 and 1 and neither of them.
  ///   - except: a trial that is left out.
  ///   - place: where the first number is drawn; each next one a step further.
  ///   - trials: what they are added to, counted from 0 and in their order.
  public func appendSuccesses(
    of count: Int, probability: Double, except: Int?, at place: Place, to trials: inout [UInt32]
  ) {
    let scale = 1 / Double.log(onePlus: -probability)
    let margin = LogarithmTable.largestError * -scale
    var place = place
    var trial = -1
    LogarithmTable.shared.withLogarithms { logarithm in
      while true {
        let uniform = uniform(at: place)
        place.step += 1
        let rest = Double(count - trial)
        var passed: Int?
        if margin < 0.1 {
          // Nearly always it follows from an approximation.
          let gap = logarithm(uniform) * scale
          guard gap - margin < rest else { return }
          let least = Int(gap - margin)
          if least == Int(gap + margin) { passed = least }
        }
        if passed == nil {
          let gap = (Double.log(uniform) * scale).rounded(.down)
          guard gap < rest else { return }
          passed = Int(gap)
        }
        trial += 1 + (passed ?? 0)
        guard trial < count else { return }
        if trial != except { trials.append(UInt32(truncatingIfNeeded: trial)) }
      }
    }
  }
}

/// Natural logarithms to six digits, which take fewer operations than all digits.
struct LogarithmTable: Sendable {
  static let shared = LogarithmTable()
  /// How far a logarithm is off at most: within each of 512 parts of [1, 2) it is its tangent in the middle,
  /// from which it departs by less than half of the square of 1/1024; and what rounding adds.
  static let largestError = 5e-7

  // Of each part what the tangent is at 0, and how steep it is.
  private let tangents: [(Double, Double)]

  private init() {
    tangents = (0..<512).map { part in
      let middle = 1 + (Double(part) + 0.5) / 512
      return (Double.log(middle) - 1, 1 / middle)
    }
  }

  /// Calls `body` with what takes the logarithm of a normal number above 0.
  @inline(__always)
  func withLogarithms(_ body: ((Double) -> Double) -> Void) {
    tangents.withUnsafeBufferPointer { tangents in
      body { number in
        let bits = number.bitPattern
        let mantissa = Double(bitPattern: bits & 0xF_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
        let tangent = tangents[Int(truncatingIfNeeded: bits >> 43 & 511)]
        let exponent = Double(Int(truncatingIfNeeded: bits >> 52) - 1023)
        return exponent * 0x1.62e42fefa39efp-1 + (tangent.0 + mantissa * tangent.1)
      }
    }
  }
}
