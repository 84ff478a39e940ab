/// Steps of the embedded pair of Dormand & Prince, with the course between their ends.
///
/// Dormand & Prince 1980, J Comput Appl Math 6:19; the course between the ends, of fourth order, is that
/// of Hairer, Nørsett & Wanner 1993, II.6.
struct DormandPrince<Number: Lanes>: FlowMethod where Number.Scalar == Double {
  static var order: Int { 5 }
  var start: [Number], slope: [Number]
  // The slopes of the stages behind the first, whose slope is that of the start.
  private var second: [Number], third: [Number], fourth: [Number], fifth: [Number]
  private var sixth: [Number]
  var endSlope: [Number]
  var end: [Number]
  private(set) var difference: [Number]
  let knowsEndSlope = true

  init(size: Int) {
    let zero = Array(repeating: Number(repeating: 0), count: size)
    (start, slope, second, third, fourth, fifth) = (zero, zero, zero, zero, zero, zero)
    (sixth, endSlope, end, difference) = (zero, zero, zero, zero)
  }

  // Term by term: a step of few states takes as long as its loops.
  mutating func step(_ equations: inout FlowEquations<Number>, time: Number, length h: Number) {
    let states = start.indices
    for i in states { end[i] = start[i] + h * times(1.0 / 5, slope[i]) }
    equations.slopes(at: end, time: time + times(1.0 / 5, h), into: &second)
    for i in states {
      end[i] = start[i] + h * (times(3.0 / 40, slope[i]) + times(9.0 / 40, second[i]))
    }
    equations.slopes(at: end, time: time + times(3.0 / 10, h), into: &third)
    for i in states {
      let sum = times(44.0 / 45, slope[i]) - times(56.0 / 15, second[i]) + times(32.0 / 9, third[i])
      end[i] = start[i] + h * sum
    }
    equations.slopes(at: end, time: time + times(4.0 / 5, h), into: &fourth)
    for i in states {
      let sum = times(19372.0 / 6561, slope[i]) - times(25360.0 / 2187, second[i])
      end[i] =
        start[i] + h * (sum + times(64448.0 / 6561, third[i]) - times(212.0 / 729, fourth[i]))
    }
    equations.slopes(at: end, time: time + times(8.0 / 9, h), into: &fifth)
    for i in states {
      let sum =
        times(9017.0 / 3168, slope[i]) - times(355.0 / 33, second[i])
        + times(46732.0 / 5247, third[i])
      end[i] = start[i] + h * (sum + times(49.0 / 176, fourth[i]) - times(5103.0 / 18656, fifth[i]))
    }
    equations.slopes(at: end, time: time + h, into: &sixth)
    for i in states {
      let sum =
        times(35.0 / 384, slope[i]) + times(500.0 / 1113, third[i]) + times(125.0 / 192, fourth[i])
      end[i] = start[i] + h * (sum - times(2187.0 / 6784, fifth[i]) + times(11.0 / 84, sixth[i]))
    }
    // The last stage is where it ends.
    equations.slopes(at: end, time: time + h, into: &endSlope)
    for i in states {
      let sum =
        times(71.0 / 57600, slope[i]) - times(71.0 / 16695, third[i])
        + times(71.0 / 1920, fourth[i])
      let rest = times(22.0 / 525, sixth[i]) - times(1.0 / 40, endSlope[i])
      difference[i] = h * (sum - times(17253.0 / 339200, fifth[i]) + rest)
    }
  }

  func write(_ course: inout [Number], length h: Number) {
    let size = start.count
    for i in start.indices {
      let move = end[i] - start[i]
      let bend = h * slope[i] - move
      let sum =
        times(-12715105075.0 / 11282082432, slope[i]) + times(87487479700.0 / 32700410799, third[i])
        - times(10690763975.0 / 1880347072, fourth[i])
      let rest =
        times(701980252875.0 / 199316789632, fifth[i]) - times(1453857185.0 / 822651844, sixth[i])
        + times(69997945.0 / 29380423, endSlope[i])
      course[i] = start[i]
      course[size + i] = move
      course[2 * size + i] = bend
      course[3 * size + i] = move - h * endSlope[i] - bend
      course[4 * size + i] = h * (sum + rest)
    }
  }
}

@inline(__always)
private func times<Number: Lanes>(_ factor: Double, _ number: Number) -> Number
where Number.Scalar == Double {
  Number(repeating: factor) * number
}
