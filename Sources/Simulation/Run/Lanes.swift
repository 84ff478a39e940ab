import RealModule

/// A number that columns may hold.
protocol ColumnScalar: Real, BinaryFloatingPoint, Sendable {
  /// As many of them as are computed at once.
  associatedtype Vector: Lanes where Vector.Scalar == Self
  /// One of them, for single neurons.
  associatedtype Single: Lanes where Single.Scalar == Self
}

extension Double: ColumnScalar {
  /// A cache line of doubles.
  typealias Vector = SIMD8<Double>
  /// One double.
  typealias Single = Double
}

extension Float: ColumnScalar {
  /// A cache line of floats.
  typealias Vector = SIMD16<Float>
  /// One float.
  typealias Single = Float
}

/// The numbers of neighbouring neurons, computed at once: a SIMD vector, or a single number.
///
/// Every operation rounds as the scalar one does, so that a result does not depend on how many
/// lanes there are. Conditions are 1 or 0. What is not declared here follows from these few in
/// `Lanes+Functions.swift`; they are written out for each type, since a debug build runs a generic
/// SIMD operation lane by lane.
protocol Lanes: Sendable {
  /// The number in one lane.
  associatedtype Scalar: ColumnScalar
  /// How many there are.
  static var laneCount: Int { get }
  /// The same number in every lane.
  init(repeating value: Scalar)
  /// The number in one lane.
  subscript(lane: Int) -> Scalar { get set }
  /// The sums.
  static func + (a: Self, b: Self) -> Self
  /// The differences.
  static func - (a: Self, b: Self) -> Self
  /// The products.
  static func * (a: Self, b: Self) -> Self
  /// The quotients.
  static func / (a: Self, b: Self) -> Self
  /// The numbers with the other sign.
  static prefix func - (a: Self) -> Self
  /// a < b
  static func isLess(_ a: Self, _ b: Self) -> Self
  /// a <= b
  static func isAtMost(_ a: Self, _ b: Self) -> Self
  /// a == b
  static func isEqual(_ a: Self, _ b: Self) -> Self
  /// `yes` where the condition is not 0, else `no`.
  static func choose(_ condition: Self, _ yes: Self, _ no: Self) -> Self
  /// The square roots.
  func root() -> Self
  /// The numbers with the signs of others.
  func signed(like other: Self) -> Self
  /// 2 to the power of these whole numbers, which have to be exponents of normal numbers.
  func powerOfTwo() -> Self
  /// The fraction from 1 to 2 and the exponent of these normal numbers.
  func split() -> (fraction: Self, exponent: Self)
  /// How many lanes are not 0.
  var nonZeroCount: Int { get }
}

extension SIMD8<Double>: Lanes {
  /// How many there are.
  static var laneCount: Int { 8 }
  /// a < b
  static func isLess(_ a: Self, _ b: Self) -> Self {
    Self(repeating: 0).replacing(with: 1, where: a .< b)
  }
  /// a <= b
  static func isAtMost(_ a: Self, _ b: Self) -> Self {
    Self(repeating: 0).replacing(with: 1, where: a .<= b)
  }
  /// a == b
  static func isEqual(_ a: Self, _ b: Self) -> Self {
    Self(repeating: 0).replacing(with: 1, where: a .== b)
  }
  /// `yes` where the condition is not 0, else `no`.
  static func choose(_ condition: Self, _ yes: Self, _ no: Self) -> Self {
    no.replacing(with: yes, where: condition .!= Self(repeating: 0))
  }
  /// The square roots.
  func root() -> Self {
    Self(
      self[0].squareRoot(), self[1].squareRoot(), self[2].squareRoot(), self[3].squareRoot(),
      self[4].squareRoot(), self[5].squareRoot(), self[6].squareRoot(), self[7].squareRoot())
  }
  /// The numbers with the signs of others.
  func signed(like other: Self) -> Self {
    let sign = SIMD8<UInt64>(repeating: 1 << 63)
    return unsafeBitCast(bits & ~sign | other.bits & sign, to: Self.self)
  }
  /// 2 to the power of these whole numbers.
  func powerOfTwo() -> Self {
    // The sum's lowest bits are the biased exponent.
    let biased = self + Self(repeating: 0x1.8p52 + 1023)
    return unsafeBitCast(biased.bits &<< 52, to: Self.self)
  }
  /// The fraction and the exponent.
  func split() -> (fraction: Self, exponent: Self) {
    let mantissa = bits & SIMD8<UInt64>(repeating: (1 << 52) - 1)
    let fraction = mantissa | Self(repeating: 1).bits
    let exponent = bits &>> 52 | Self(repeating: 0x1p52).bits
    return (
      unsafeBitCast(fraction, to: Self.self),
      unsafeBitCast(exponent, to: Self.self) - Self(repeating: 0x1p52 + 1023)
    )
  }
  /// How many lanes are not 0.
  var nonZeroCount: Int {
    let one = SIMD8<Int64>(repeating: 0).replacing(with: 1, where: self .!= Self(repeating: 0))
    return Int(one.wrappedSum())
  }

  private var bits: SIMD8<UInt64> { unsafeBitCast(self, to: SIMD8<UInt64>.self) }
}

extension SIMD16<Float>: Lanes {
  /// How many there are.
  static var laneCount: Int { 16 }
  /// a < b
  static func isLess(_ a: Self, _ b: Self) -> Self {
    Self(repeating: 0).replacing(with: 1, where: a .< b)
  }
  /// a <= b
  static func isAtMost(_ a: Self, _ b: Self) -> Self {
    Self(repeating: 0).replacing(with: 1, where: a .<= b)
  }
  /// a == b
  static func isEqual(_ a: Self, _ b: Self) -> Self {
    Self(repeating: 0).replacing(with: 1, where: a .== b)
  }
  /// `yes` where the condition is not 0, else `no`.
  static func choose(_ condition: Self, _ yes: Self, _ no: Self) -> Self {
    no.replacing(with: yes, where: condition .!= Self(repeating: 0))
  }
  /// The square roots.
  func root() -> Self {
    var result = self
    for lane in 0..<16 { result[lane] = self[lane].squareRoot() }
    return result
  }
  /// The numbers with the signs of others.
  func signed(like other: Self) -> Self {
    let sign = SIMD16<UInt32>(repeating: 1 << 31)
    return unsafeBitCast(bits & ~sign | other.bits & sign, to: Self.self)
  }
  /// 2 to the power of these whole numbers.
  func powerOfTwo() -> Self {
    let biased = self + Self(repeating: 0x1.8p23 + 127)
    return unsafeBitCast(biased.bits &<< 23, to: Self.self)
  }
  /// The fraction and the exponent.
  func split() -> (fraction: Self, exponent: Self) {
    let mantissa = bits & SIMD16<UInt32>(repeating: (1 << 23) - 1)
    let fraction = mantissa | Self(repeating: 1).bits
    let exponent = bits &>> 23 | Self(repeating: 0x1p23).bits
    return (
      unsafeBitCast(fraction, to: Self.self),
      unsafeBitCast(exponent, to: Self.self) - Self(repeating: 0x1p23 + 127)
    )
  }
  /// How many lanes are not 0.
  var nonZeroCount: Int {
    let one = SIMD16<Int32>(repeating: 0).replacing(with: 1, where: self .!= Self(repeating: 0))
    return Int(one.wrappedSum())
  }

  private var bits: SIMD16<UInt32> { unsafeBitCast(self, to: SIMD16<UInt32>.self) }
}

extension Double: Lanes {
  /// The number in one lane.
  typealias Scalar = Double
  /// 2 to the power of this whole number.
  func powerOfTwo() -> Double { Double(bitPattern: (self + (0x1.8p52 + 1023)).bitPattern << 52) }
  /// The fraction and the exponent.
  func split() -> (fraction: Double, exponent: Double) {
    (
      Double(bitPattern: bitPattern & ((1 << 52) - 1) | 1.0.bitPattern),
      Double(bitPattern: bitPattern >> 52 | 0x1p52.bitPattern) - (0x1p52 + 1023)
    )
  }
}

extension Float: Lanes {
  /// The number in one lane.
  typealias Scalar = Float
  /// 2 to the power of this whole number.
  func powerOfTwo() -> Float { Float(bitPattern: (self + (0x1.8p23 + 127)).bitPattern << 23) }
  /// The fraction and the exponent.
  func split() -> (fraction: Float, exponent: Float) {
    (
      Float(bitPattern: bitPattern & ((1 << 23) - 1) | (1 as Float).bitPattern),
      Float(bitPattern: bitPattern >> 23 | (0x1p23 as Float).bitPattern) - (0x1p23 + 127)
    )
  }
}

extension Lanes where Self: ColumnScalar, Scalar == Self {
  /// One.
  static var laneCount: Int { 1 }
  /// The number itself.
  init(repeating value: Self) { self = value }
  /// The number itself.
  subscript(lane: Int) -> Self {
    get { self }
    set { self = newValue }
  }
  /// a < b
  static func isLess(_ a: Self, _ b: Self) -> Self { a < b ? 1 : 0 }
  /// a <= b
  static func isAtMost(_ a: Self, _ b: Self) -> Self { a <= b ? 1 : 0 }
  /// a == b
  static func isEqual(_ a: Self, _ b: Self) -> Self { a == b ? 1 : 0 }
  /// `yes` where the condition is not 0, else `no`.
  static func choose(_ condition: Self, _ yes: Self, _ no: Self) -> Self {
    condition != 0 ? yes : no
  }
  /// The square root.
  func root() -> Self { squareRoot() }
  /// The number with the sign of another.
  func signed(like other: Self) -> Self { Self(signOf: other, magnitudeOf: self) }
  /// Whether it is not 0.
  var nonZeroCount: Int { self != 0 ? 1 : 0 }
}
