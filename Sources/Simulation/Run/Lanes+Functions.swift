import Equations

// Functions of whole vectors that follow from the operations of `Lanes`.
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
}
