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
  /// Whether a < b.
  static func isLess(_ a: Self, _ b: Self) -> Self
  /// Whether a <= b.
  static func isAtMost(_ a: Self, _ b: Self) -> Self
  /// Whether a == b.
  static func isEqual(_ a: Self, _ b: Self) -> Self
  /// `yes` where the condition is not 0, else `no`.
  static func choose(_ condition: Self, _ yes: Self, _ no: Self) -> Self
  /// The square roots.
  func root() -> Self
  /// The numbers with the signs of others.
  func signed(like other: Self) -> Self
  /// A function of each number, computed as a double.
  func map(_ transform: (Double) -> Double) -> Self
  /// A bit for each lane, from the lowest on: whether it is not 0.
  var nonZeroBits: UInt64 { get }
  /// Computes the columns of instructions, one after another, in the block that `base` begins.
  static func execute(
    _ instructions: UnsafeBufferPointer<Instruction>, _ base: UnsafeMutablePointer<Self>,
    _ context: StepContext)
}

extension Lanes {
  /// Computes the columns of instructions.
  static func execute(
    _ instructions: UnsafeBufferPointer<Instruction>, _ base: UnsafeMutablePointer<Self>,
    _ context: StepContext
  ) {
    // SAFETY: the columns lie within the block.
    guard var next = instructions.baseAddress else { return }
    let end = next + instructions.count
    while next < end {
      Instruction.execute(next, base, context)
      next += 1
    }
  }

  /// Computes instructions whose columns are single vectors, one after another.
  static func execute(
    _ instructions: [Instruction], on columns: inout [Self], _ context: StepContext
  ) {
    instructions.withUnsafeBufferPointer { instructions in
      columns.withUnsafeMutableBufferPointer { columns in
        if let base = columns.baseAddress { execute(instructions, base, context) }
      }
    }
  }
}

extension SIMD8<Double>: Lanes {
  /// How many there are.
  static var laneCount: Int { 8 }
  /// Whether a < b.
  @inline(__always)
  static func isLess(_ a: Self, _ b: Self) -> Self {
    Self(repeating: 0).replacing(with: 1, where: a .< b)
  }
  /// Whether a <= b.
  @inline(__always)
  static func isAtMost(_ a: Self, _ b: Self) -> Self {
    Self(repeating: 0).replacing(with: 1, where: a .<= b)
  }
  /// Whether a == b.
  @inline(__always)
  static func isEqual(_ a: Self, _ b: Self) -> Self {
    Self(repeating: 0).replacing(with: 1, where: a .== b)
  }
  /// `yes` where the condition is not 0, else `no`.
  @inline(__always)
  static func choose(_ condition: Self, _ yes: Self, _ no: Self) -> Self {
    no.replacing(with: yes, where: condition .!= Self(repeating: 0))
  }
  /// The square roots.
  @inline(__always)
  func root() -> Self {
    Self(
      self[0].squareRoot(), self[1].squareRoot(), self[2].squareRoot(), self[3].squareRoot(),
      self[4].squareRoot(), self[5].squareRoot(), self[6].squareRoot(), self[7].squareRoot())
  }
  /// The numbers with the signs of others.
  @inline(__always)
  func signed(like other: Self) -> Self {
    let sign = SIMD8<UInt64>(repeating: 1 << 63)
    return unsafeBitCast(bits & ~sign | other.bits & sign, to: Self.self)
  }
  /// A function of each number; written out, since that compiles to vectors.
  @inline(__always)
  func map(_ transform: (Double) -> Double) -> Self {
    Self(
      transform(self[0]), transform(self[1]), transform(self[2]), transform(self[3]),
      transform(self[4]), transform(self[5]), transform(self[6]), transform(self[7]))
  }
  /// A bit for each lane, from the lowest on: whether it is not 0.
  @inline(__always)
  var nonZeroBits: UInt64 {
    let places = SIMD8<UInt64>(1, 2, 4, 8, 16, 32, 64, 128)
    return SIMD8<UInt64>(repeating: 0).replacing(with: places, where: self .!= Self(repeating: 0))
      .wrappedSum()
  }

  private var bits: SIMD8<UInt64> { unsafeBitCast(self, to: SIMD8<UInt64>.self) }
}

extension SIMD16<Float>: Lanes {
  /// How many there are.
  static var laneCount: Int { 16 }
  /// Whether a < b.
  @inline(__always)
  static func isLess(_ a: Self, _ b: Self) -> Self {
    Self(repeating: 0).replacing(with: 1, where: a .< b)
  }
  /// Whether a <= b.
  @inline(__always)
  static func isAtMost(_ a: Self, _ b: Self) -> Self {
    Self(repeating: 0).replacing(with: 1, where: a .<= b)
  }
  /// Whether a == b.
  @inline(__always)
  static func isEqual(_ a: Self, _ b: Self) -> Self {
    Self(repeating: 0).replacing(with: 1, where: a .== b)
  }
  /// `yes` where the condition is not 0, else `no`.
  @inline(__always)
  static func choose(_ condition: Self, _ yes: Self, _ no: Self) -> Self {
    no.replacing(with: yes, where: condition .!= Self(repeating: 0))
  }
  /// The square roots.
  @inline(__always)
  func root() -> Self {
    var result = self
    for lane in 0..<16 { result[lane] = self[lane].squareRoot() }
    return result
  }
  /// The numbers with the signs of others.
  @inline(__always)
  func signed(like other: Self) -> Self {
    let sign = SIMD16<UInt32>(repeating: 1 << 31)
    return unsafeBitCast(bits & ~sign | other.bits & sign, to: Self.self)
  }
  /// A function of each number, in two halves of doubles.
  @inline(__always)
  func map(_ transform: (Double) -> Double) -> Self {
    let low = SIMD8<Double>(lowHalf).map(transform)
    let high = SIMD8<Double>(highHalf).map(transform)
    return Self(lowHalf: SIMD8<Float>(low), highHalf: SIMD8<Float>(high))
  }
  /// A bit for each lane, from the lowest on: whether it is not 0.
  @inline(__always)
  var nonZeroBits: UInt64 {
    let places = SIMD16<UInt32>(
      1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768)
    let found = SIMD16<UInt32>(repeating: 0)
      .replacing(with: places, where: self .!= Self(repeating: 0))
    return UInt64(found.wrappedSum())
  }

  private var bits: SIMD16<UInt32> { unsafeBitCast(self, to: SIMD16<UInt32>.self) }
}

extension Double: Lanes {
  /// The number in one lane.
  typealias Scalar = Double
  /// The function's value.
  @inline(__always)
  func map(_ transform: (Double) -> Double) -> Double { transform(self) }
  /// Computes the one number of each instruction.
  static func execute(
    _ instructions: UnsafeBufferPointer<Instruction>, _ base: UnsafeMutablePointer<Double>,
    _ context: StepContext
  ) {
    // SAFETY: the slots lie within the block.
    guard var next = instructions.baseAddress else { return }
    let end = next + instructions.count
    while next < end {
      if next.pointee.comesWithStep {
        next.pointee.executeFromContext(base, context)
      } else {
        let (a, b, c) = (base[next.pointee.a], base[next.pointee.b], base[next.pointee.c])
        let first = next.pointee.operation.apply(a, b, c)
        base[next.pointee.result] = next.pointee.following?.apply(first, c) ?? first
      }
      next += 1
    }
  }
}

extension Float: Lanes {
  /// The number in one lane.
  typealias Scalar = Float
  /// The function's value.
  @inline(__always)
  func map(_ transform: (Double) -> Double) -> Float { Float(transform(Double(self))) }
}

extension Lanes where Self: ColumnScalar, Scalar == Self {
  /// One.
  static var laneCount: Int { 1 }
  /// The number itself.
  @inline(__always)
  init(repeating value: Self) { self = value }
  /// The number itself.
  @inline(__always)
  subscript(lane: Int) -> Self {
    get { self }
    set { self = newValue }
  }
  /// Whether a < b.
  @inline(__always)
  static func isLess(_ a: Self, _ b: Self) -> Self { a < b ? 1 : 0 }
  /// Whether a <= b.
  @inline(__always)
  static func isAtMost(_ a: Self, _ b: Self) -> Self { a <= b ? 1 : 0 }
  /// Whether a == b.
  @inline(__always)
  static func isEqual(_ a: Self, _ b: Self) -> Self { a == b ? 1 : 0 }
  /// `yes` where the condition is not 0, else `no`.
  @inline(__always)
  static func choose(_ condition: Self, _ yes: Self, _ no: Self) -> Self {
    condition != 0 ? yes : no
  }
  /// The square root.
  @inline(__always)
  func root() -> Self { squareRoot() }
  /// The number with the sign of another.
  @inline(__always)
  func signed(like other: Self) -> Self { Self(signOf: other, magnitudeOf: self) }
  /// Whether it is not 0.
  @inline(__always)
  var nonZeroBits: UInt64 { self != 0 ? 1 : 0 }
}
