import Equations
import Neurons
import RealModule

extension Instruction {
  /// Computes the column of an instruction's result.
  ///
  /// The loops over the lanes are written once for each operation, so that nothing is decided
  /// within them; each is unrolled into plain vector instructions.
  // SAFETY: every column lies within the block that `base` begins, and an operand's column is either
  // the result's own or does not touch it; of three operands none that lanes share is the result's.
  @inline(__always)
  static func execute<V: Lanes>(
    _ instruction: UnsafePointer<Self>, _ base: UnsafeMutablePointer<V>,
    _ context: borrowing StepContext
  ) {
    // Field by field: a copy of the whole would be stored and loaded again.
    let count = instruction.pointee.count
    let sharesA = instruction.pointee.sharesA
    let sharesB = instruction.pointee.sharesB
    let result = base + instruction.pointee.result
    let a = base + instruction.pointee.a
    @inline(__always) func unary(_ compute: (V) -> V) {
      if sharesA {
        let value = compute(a[0])
        for index in 0..<count { result[index] = value }
      } else {
        for index in 0..<count { result[index] = compute(a[index]) }
      }
    }
    @inline(__always) func binary(_ compute: (V, V) -> V) {
      let b = base + instruction.pointee.b
      if sharesB {
        let second = b[0]
        if sharesA {
          let value = compute(a[0], second)
          for index in 0..<count { result[index] = value }
        } else {
          for index in 0..<count { result[index] = compute(a[index], second) }
        }
      } else if sharesA {
        let first = a[0]
        for index in 0..<count { result[index] = compute(first, b[index]) }
      } else {
        for index in 0..<count { result[index] = compute(a[index], b[index]) }
      }
    }
    // For functions that have no vectors of their own.
    @inline(__always) func lanewise(_ compute: (V.Scalar, V.Scalar) -> V.Scalar) {
      binary { first, second in
        var result = first
        for lane in 0..<V.laneCount { result[lane] = compute(first[lane], second[lane]) }
        return result
      }
    }
    @inline(__always) func ternary(_ compute: (V, V, V) -> V) {
      let (b, c) = (base + instruction.pointee.b, base + instruction.pointee.c)
      let strideC = instruction.pointee.sharesC ? 0 : 1
      let (strideA, strideB) = (sharesA ? 0 : 1, sharesB ? 0 : 1)
      for index in 0..<count {
        result[index] = compute(a[index &* strideA], b[index &* strideB], c[index &* strideC])
      }
    }
    @inline(__always) func joined(_ following: Following, _ first: (V, V) -> V) {
      switch following {
      case .add: ternary { first($0, $1) + $2 }
      case .subtract: ternary { first($0, $1) - $2 }
      case .subtractFrom: ternary { $2 - first($0, $1) }
      case .multiply: ternary { first($0, $1) * $2 }
      case .divide: ternary { first($0, $1) / $2 }
      case .divideInto: ternary { $2 / first($0, $1) }
      }
    }
    if let following = instruction.pointee.following {
      switch instruction.pointee.operation {
      case .add: joined(following) { $0 + $1 }
      case .subtract: joined(following) { $0 - $1 }
      case .multiply: joined(following) { $0 * $1 }
      case .divide: joined(following) { $0 / $1 }
      default: preconditionFailure("only arithmetic is joined with what follows")
      }
      return
    }
    let zero = V(repeating: 0)
    let one = V(repeating: 1)
    switch instruction.pointee.operation {
    case .wholePower(let exponent):
      switch exponent {
      case 2: unary { $0 * $0 }
      case 3: unary { $0 * $0 * $0 }
      case 4:
        unary {
          let square = $0 * $0
          return square * square
        }
      default: unary { $0.power(exponent) }
      }
    case .act(let surrogate):
      if let comparison = surrogate.comparison {
        if comparison == .less {
          unary { .isLess(zero, $0) }
        } else {
          unary { .isAtMost(zero, $0) }
        }
      } else if surrogate == .sign {
        unary { $0.sign() }
      } else {
        unary {
          V.least(V.greatest($0, V(repeating: -0.5)), V(repeating: 4.5)).ceil() + zero
        }
      }
    case .surrogateSlope(let surrogate): lanewise { surrogate.derivative($0, alpha: $1) }
    case .surrogateSlopeByAlpha(let surrogate):
      lanewise { surrogate.alphaDerivative($0, alpha: $1) }
    case .passed: binary { .choose($0, $0 * $1, zero) }
    case .copy, .detach, .fires: unary { $0 }
    case .negate: unary { -$0 }
    case .not: unary { .isEqual($0, zero) }
    case .add: binary { $0 + $1 }
    case .subtract: binary { $0 - $1 }
    case .multiply: binary { $0 * $1 }
    case .divide: binary { $0 / $1 }
    case .power: lanewise { raise($0, to: $1) }
    case .equal: binary { .isEqual($0, $1) }
    case .notEqual: binary { one - .isEqual($0, $1) }
    case .less: binary { .isLess($0, $1) }
    case .lessOrEqual: binary { .isAtMost($0, $1) }
    case .and: binary { .choose($0, .choose($1, one, zero), zero) }
    case .or: binary { .choose($0, one, .choose($1, one, zero)) }
    case .select: ternary { .choose($0, $1, $2) }
    case .exp: unary { $0.map { exponential($0) } }
    case .log: unary { $0.map { logarithm($0) } }
    case .sqrt: unary { $0.root() }
    case .abs: unary { $0.absolute() }
    case .min: binary { .least($0, $1) }
    case .max: binary { .greatest($0, $1) }
    case .sigmoid: unary { $0.map { logistic($0) } }
    case .tanh: unary { $0.map { hyperbolicTangent($0) } }
    case .relu: unary { .greatest($0, zero) }
    case .sin: unary { $0.map { .sin($0) } }
    case .cos: unary { $0.map { .cos($0) } }
    case .arctangent: lanewise { V.Scalar(Double.atan2(y: Double($0), x: Double($1))) }
    case .floor: unary { $0.floor() }
    case .ceil: unary { $0.ceil() }
    case .round: unary { $0.nearest() }
    case .sign: unary { $0.sign() }
    case .exprel: unary { $0.map { relativeExponential($0) } }
    case .uniform, .normal, .beta, .stepsBefore:
      instruction.pointee.executeFromContext(base, context)
    }
  }

  // What comes with the step does so for each neuron by itself.
  func executeFromContext<V: Lanes>(
    _ base: UnsafeMutablePointer<V>, _ context: borrowing StepContext
  ) {
    for index in 0..<count {
      for lane in 0..<V.laneCount {
        let value = context.number(
          operation, Double((base + a)[sharesA ? 0 : index][lane]),
          Double((base + b)[sharesB ? 0 : index][lane]), lane: index * V.laneCount + lane)
        base[result + index][lane] = V.Scalar(value)
      }
    }
  }
}

/// What an instruction may need besides its operands: which step it is, and where its random
/// numbers come from.
struct StepContext: Sendable {
  var random: RandomSource
  /// Which random numbers the node draws.
  var stream: UInt32
  /// The number, within its population, of the neuron in lane 0.
  var firstNeuron: Int
  /// The step, counted from 1.
  var step: Int

  /// For what draws no random numbers.
  static var drawless: Self {
    Self(random: RandomSource(seed: 0), stream: 0, firstNeuron: 0, step: 0)
  }

  /// The number that comes with the step for one lane; undefined where none does.
  func number(_ operation: Operation, _ a: Double, _ b: Double, lane: Int) -> Double {
    switch operation {
    case .uniform(let draw): random.chance(at: place(of: draw, lane))
    case .normal(let draw): random.noise(at: place(of: draw, lane))
    case .beta(let draw): random.beta(a, b, at: place(of: draw, lane))
    case .stepsBefore: Double(step - 1)
    default: .nan
    }
  }

  // Where one of the program's draws lies for one lane.
  private func place(of draw: Int, _ lane: Int) -> RandomSource.Place {
    RandomSource.Place(
      stream: stream &+ UInt32(truncatingIfNeeded: draw), neuron: firstNeuron + lane, step: step)
  }
}
