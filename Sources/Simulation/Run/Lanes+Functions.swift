import Equations

// Functions of whole vectors that follow from the operations of `Lanes`. Exponentials and what is
// made of them are computed by the operations written here and no others, without fused
// multiply-add, so that they agree to the last bit on every machine, for every number of lanes, and
// with the native backend, which prints the same operations (`NativeSource+Functions.swift`).
extension Lanes {
  /// The smaller ones, as `Swift.min` says.
  @inline(__always) static func least(_ a: Self, _ b: Self) -> Self { choose(isLess(b, a), b, a) }

  /// The larger ones, as `Swift.max` says.
  @inline(__always) static func greatest(_ a: Self, _ b: Self) -> Self {
    choose(isAtMost(a, b), b, a)
  }

  /// The numbers without their signs.
  @inline(__always) func absolute() -> Self { signed(like: Self(repeating: 0)) }

  /// -1, 0 or 1.
  @inline(__always) func sign() -> Self {
    let zero = Self(repeating: 0)
    return Self.isLess(zero, self) - Self.isLess(self, zero)
  }

  /// The nearest whole numbers, halves to the even one.
  @inline(__always) func nearest() -> Self {
    // Numbers beyond that are whole; below it, adding it leaves no room for a fraction.
    let limit = Self(repeating: 1 / Scalar.ulpOfOne)
    let size = absolute()
    let rounded = (size + limit) - limit
    return Self.choose(Self.isLess(size, limit), rounded.signed(like: self), self)
  }

  /// The whole numbers at or below.
  @inline(__always) func floor() -> Self {
    let rounded = nearest()
    return (rounded - Self.isLess(self, rounded)).signed(like: self)
  }

  /// The whole numbers at or above.
  @inline(__always) func ceil() -> Self {
    let rounded = nearest()
    return (rounded + Self.isLess(rounded, self)).signed(like: self)
  }

  /// A function of each lane.
  @inline(__always) func map(_ transform: (Scalar) -> Scalar) -> Self {
    var result = self
    for lane in 0..<Self.laneCount { result[lane] = transform(self[lane]) }
    return result
  }

  /// A whole power, by the multiplications of `raise(_:to:)`.
  @inline(__always) func power(_ exponent: Int) -> Self {
    let size = exponent.magnitude
    guard size > 0 else { return Self(repeating: 1) }
    var result = self
    for bit in (0..<size.highestBit).reversed() {
      result = result * result
      if size & (1 << bit) != 0 { result = result * self }
    }
    return exponent < 0 ? Self(repeating: 1) / result : result
  }

  // MARK: - Exponentials

  // x = n ln 2 + r with a whole n and |r| <= ln 2 / 2; gives exp(r) - 1 and n.
  @inline(__always) private func reduced() -> (change: Self, power: Self) {
    let isWide = Scalar.significandBitCount > 23
    // Rounds to a whole number, which stays as the difference.
    let shift = Self(repeating: isWide ? 0x1.8p52 : 0x1.8p23)
    let power = (self * Self(repeating: 0x1.71547652b82fep+0) + shift) - shift
    // The first part of ln 2 is so short that its product is exact.
    let high = Self(repeating: isWide ? 0x1.62e42feep-1 : 0x1.62e4p-1)
    let low = Self(repeating: isWide ? 0x1.a39ef35793c76p-33 : 0x1.7f7d1cp-20)
    let r = (self - power * high) - power * low
    // Taylor's series to the 13th or 7th power, whose rest is below a twentieth of the last bit.
    let square = r * r
    func pair(_ even: Scalar, _ odd: Scalar) -> Self {
      Self(repeating: 1 / even) + Self(repeating: 1 / odd) * r
    }
    var sum: Self
    if isWide {
      sum = pair(479_001_600, 6_227_020_800)
      sum = pair(3_628_800, 39_916_800) + sum * square
      sum = pair(40_320, 362_880) + sum * square
      sum = pair(720, 5040) + sum * square
    } else {
      sum = pair(720, 5040)
    }
    sum = pair(24, 120) + sum * square
    sum = pair(2, 6) + sum * square
    return (r + sum * square, power)
  }

  /// e to the power of each lane, within one unit in the last place of the true value.
  @inline(__always) func exponential() -> Self {
    let (change, power) = bounded().reduced()
    let half = power.halved()
    // In two factors, since 2^1024 is no number but 2^1024 times a half may be.
    return (Self(repeating: 1) + change) * half.powerOfTwo() * (power - half).powerOfTwo()
  }

  /// exp(x) - 1, within two units in the last place of the true value.
  @inline(__always) func exponentialMinusOne() -> Self {
    let (change, power) = bounded().reduced()
    let half = power.halved()
    let (first, second) = (half.powerOfTwo(), (power - half).powerOfTwo())
    return Self.choose(
      Self.isAtMost(power.absolute(), Self(repeating: 52)),
      change * first * second + (first * second - Self(repeating: 1)),
      (change + Self(repeating: 1)) * first * second - Self(repeating: 1))
  }

  // Half of these whole numbers, as whole numbers.
  @inline(__always) private func halved() -> Self {
    let shift = Self(repeating: Scalar.significandBitCount > 23 ? 0x1.8p52 : 0x1.8p23)
    return (self * Self(repeating: 0.5) + shift) - shift
  }

  // Beyond these limits exp is 0 or infinite; a NaN stays one.
  @inline(__always) private func bounded() -> Self {
    let isWide = Scalar.significandBitCount > 23
    let most = Self(repeating: isWide ? 710 : 89)
    let least = Self(repeating: isWide ? -746 : -104)
    let capped = Self.choose(Self.isLess(most, self), most, self)
    return Self.choose(Self.isLess(capped, least), least, capped)
  }

  /// (exp(x) - 1) / x, and 1 where x is 0, within three units in the last place.
  @inline(__always) func relativeExponential() -> Self {
    let isZero = Self.isEqual(self, Self(repeating: 0))
    return Self.choose(isZero, Self(repeating: 1), exponentialMinusOne() / self)
  }

  /// 1 / (1 + exp(-x)), within three units in the last place.
  @inline(__always) func logistic() -> Self {
    Self(repeating: 1) / (Self(repeating: 1) + (-self).exponential())
  }

  /// The hyperbolic tangent, within four units in the last place.
  @inline(__always) func hyperbolicTangent() -> Self {
    // Beyond 22 it is 1 to the last bit.
    let size = Self.least(absolute(), Self(repeating: 22))
    let change = (size + size).exponentialMinusOne()
    let value = (change / (change + Self(repeating: 2))).signed(like: self)
    return Self.choose(Self.isEqual(self, self), value, self)
  }

  /// The natural logarithm, within one unit in the last place.
  ///
  /// log x = k ln 2 + log m with m from 1/sqrt 2 to sqrt 2, where the series of 2 artanh
  /// ((m - 1) / (m + 1)) is short; with the terms in the order of fdlibm's e_log.c (Sun 1993).
  @inline(__always) func logarithm() -> Self {
    let isWide = Scalar.significandBitCount > 23
    let one = Self(repeating: 1)
    let isSubnormal = Self.isLess(self, Self(repeating: Scalar.leastNormalMagnitude))
    let lift: Scalar = isWide ? 54 : 25
    let raised = self * Self(repeating: isWide ? 0x1p54 : 0x1p25)
    let normal = Self.choose(isSubnormal, raised, self)
    var (m, k) = normal.split()
    k = k - Self.choose(isSubnormal, Self(repeating: lift), Self(repeating: 0))
    let isLarge = Self.isLess(Self(repeating: 0x1.6a09e667f3bcdp+0), m)
    m = Self.choose(isLarge, m * Self(repeating: 0.5), m)
    k = k + isLarge
    let f = m - one
    let s = f / (Self(repeating: 2) + f)
    let square = s * s
    func next(_ degree: Scalar, _ rest: Self) -> Self {
      Self(repeating: 2 / degree) + rest * square
    }
    var series = Self(repeating: isWide ? 2 / 21 : 2 / 11)
    if isWide {
      series = next(19, series)
      series = next(17, series)
      series = next(15, series)
      series = next(13, series)
      series = next(11, series)
    }
    series = next(9, series)
    series = next(7, series)
    series = next(5, series)
    series = next(3, series)
    series = series * square
    let half = Self(repeating: 0.5) * f * f
    let high = Self(repeating: isWide ? 0x1.62e42feep-1 : 0x1.62e4p-1)
    let low = Self(repeating: isWide ? 0x1.a39ef35793c76p-33 : 0x1.7f7d1cp-20)
    let value = k * high - ((half - (s * (half + series) + k * low)) - f)
    // What lies outside the domain, and infinity, which is its own logarithm.
    let zero = Self(repeating: 0)
    let infinity = Self(repeating: .infinity)
    let outside = Self.choose(Self.isEqual(self, zero), -infinity, Self(repeating: .nan))
    let inside = Self.choose(Self.isLess(self, infinity), value, self)
    return Self.choose(Self.isLess(zero, self), inside, outside)
  }
}
