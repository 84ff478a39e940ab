// x / (exp(x) - 1), the rate of a Hodgkin-Huxley gate, has a gap at 0 that is none: it tends to 1
// there. Written as 1 / exprel(x) it has its value everywhere, and nothing cancels beside it.
extension ProgramBuilder {
  /// A quotient of a term that vanishes together with its divisor `exp(u) - 1` or `1 - exp(u)`,
  /// without the gap; nil for any other.
  ///
  /// That is so where u is the dividend times or over what no step changes.
  mutating func quotientOverGap(_ dividend: Int, _ divisor: Int) -> Int? {
    guard let (exponent, sign) = exponentOfGap(divisor) else { return nil }
    let (above, below) = (line(dividend), line(exponent))
    guard above.isZero(with: below) else { return nil }
    // dividend / (u exprel(u)), where what changes with the steps cancels.
    var share = constant(sign * above.slope / below.slope)
    for value in above.multiplied + below.divided { share = apply(.multiply, [share, value]) }
    for value in above.divided + below.multiplied { share = apply(.divide, [share, value]) }
    return apply(.divide, [share, apply(.exprel, [exponent])])
  }

  // u of `exp(u) - 1`, or of `1 - exp(u)` with a sign.
  private func exponentOfGap(_ value: Int) -> (exponent: Int, sign: Double)? {
    guard case .operation(.subtract, let sides) = program.values[value].origin else { return nil }
    for (exponential, one, sign) in [(sides[0], sides[1], 1.0), (sides[1], sides[0], -1)] {
      if case .operation(.exp, let operands) = program.values[exponential].origin,
        program.values[one].origin == .constant(1)
      {
        return (operands[0], sign)
      }
    }
    return nil
  }

  /// slope * core + offset, multiplied and divided by what no step changes.
  private struct Line {
    var core: Int
    var slope = 1.0
    var offset = 0.0
    var multiplied: [Int] = []
    var divided: [Int] = []

    /// Whether it is 0 where another one is.
    func isZero(with other: Line) -> Bool {
      guard core == other.core, slope != 0, other.slope != 0 else { return false }
      let (own, others) = (offset * other.slope, other.offset * slope)
      // Numbers of a text, 0.1 and 10, are rounded.
      return abs(own - others) <= 1e-14 * max(abs(own), abs(others))
    }
  }

  private func line(_ value: Int) -> Line {
    var line = Line(core: value)
    while case .operation(let operation, let operands) = program.values[line.core].origin {
      // Which operand it is that no step changes, and its number where it has one.
      let fixed = operands.firstIndex { program.values[$0].isInvariant }
      let number: Double? = fixed.flatMap { place in
        if case .constant(let number) = program.values[operands[place]].origin {
          number
        } else {
          nil
        }
      }
      switch (operation, fixed, number) {
      case (.negate, _, _): line.slope.negate()
      case (.add, _, let number?): line.offset += line.slope * number
      case (.subtract, 1, let number?): line.offset -= line.slope * number
      case (.subtract, _, let number?):
        line.offset += line.slope * number
        line.slope.negate()
      case (.multiply, _, let number?): line.slope *= number
      case (.divide, 1, let number?) where number != 0: line.slope /= number
      // Nothing may have been added outside of it.
      case (.multiply, let place?, nil) where line.offset == 0:
        line.multiplied.append(operands[place])
      case (.divide, 1, nil) where line.offset == 0: line.divided.append(operands[1])
      default: return line
      }
      line.core = operands.count == 2 && fixed == 0 ? operands[1] : operands[0]
    }
    return line
  }
}
