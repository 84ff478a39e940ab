// x / (exp(x) - 1), the rate of a Hodgkin-Huxley gate, has a gap at 0 that is none: it tends to 1
// there. Written as 1 / exprel(x) it has its value everywhere, and nothing cancels beside it.
extension ProgramBuilder {
  /// A quotient of a term that vanishes together with its divisor `exp(u) - 1` or `1 - exp(u)`,
  /// without the gap; nil for any other.
  ///
  /// That is so where u is the dividend times or over what no step changes.
  mutating func quotientOverGap(_ dividend: Int, _ divisor: Int) -> Int? {
    guard let (exponent, sign) = exponentOfGap(divisor) else { return nil }
    let (above, below) = (factors(of: dividend), factors(of: exponent))
    guard let ratio = ratio(of: above.core, to: below.core) else { return nil }
    // dividend / (u exprel(u)), where the cores of dividend and u cancel.
    var share = constant(sign * ratio * above.number / below.number)
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

  /// A product: what changes with the steps, and the rest.
  private struct Factors {
    var core: Int
    var number = 1.0
    var multiplied: [Int] = []
    var divided: [Int] = []
  }

  private func factors(of value: Int) -> Factors {
    var result = Factors(core: value)
    while case .operation(let operation, let operands) = program.values[result.core].origin {
      switch operation {
      case .negate:
        result.number.negate()
        result.core = operands[0]
      case .divide where program.values[operands[1]].isInvariant:
        if case .constant(let number) = program.values[operands[1]].origin {
          result.number /= number
        } else {
          result.divided.append(operands[1])
        }
        result.core = operands[0]
      case .multiply where operands.contains { program.values[$0].isInvariant }:
        let (factor, rest) =
          program.values[operands[0]].isInvariant
          ? (operands[0], operands[1]) : (operands[1], operands[0])
        if case .constant(let number) = program.values[factor].origin {
          result.number *= number
        } else {
          result.multiplied.append(factor)
        }
        result.core = rest
      default: return result
      }
    }
    return result
  }

  // How many times the second the first is: both are one value, or lines that are 0 at one place.
  private func ratio(of first: Int, to second: Int) -> Double? {
    if first == second { return 1 }
    let (a, b) = (line(first), line(second))
    guard a.value == b.value, b.slope != 0, a.slope != 0 else { return nil }
    let ratio = a.slope / b.slope
    // Numbers of a text, 0.1 and 10, are rounded.
    let scale = max(abs(a.offset), abs(ratio * b.offset))
    return abs(a.offset - ratio * b.offset) <= 1e-14 * scale ? ratio : nil
  }

  // A value as a number times another one and a number.
  private func line(_ value: Int) -> (value: Int, slope: Double, offset: Double) {
    var line = (value: value, slope: 1.0, offset: 0.0)
    while case .operation(let operation, let operands) = program.values[line.value].origin {
      let numbers = operands.map { operand -> Double? in
        if case .constant(let number) = program.values[operand].origin { number } else { nil }
      }
      guard let place = numbers.firstIndex(where: { $0 == nil }) else { return line }
      let number = numbers.count == 2 ? numbers[1 - place] : nil
      switch (operation, number) {
      case (.negate, _): line.slope.negate()
      case (.add, let number?): line.offset += line.slope * number
      case (.subtract, let number?) where place == 0: line.offset -= line.slope * number
      case (.subtract, let number?):
        line.offset += line.slope * number
        line.slope.negate()
      case (.multiply, let number?): line.slope *= number
      case (.divide, let number?) where place == 0 && number != 0: line.slope /= number
      default: return line
      }
      line.value = operands[place]
    }
    return line
  }
}
