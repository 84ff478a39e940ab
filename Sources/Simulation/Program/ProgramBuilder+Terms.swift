import Equations
import Neurons

// Terms that become values.
extension ProgramBuilder {
  /// Adds a term that was checked, in which names stand for what they do at this point.
  mutating func build(_ expression: Expression) -> Int {
    let outside = term
    term = expression.text
    defer { term = outside }
    switch expression.kind {
    case .number(let number), .quantity(let number, _):
      return insert(.constant(number), term: term)
    case .name(let name): return names[name] == nil && name == "t" ? time() : value(of: name)
    case .unary(let op, let operand):
      let value = build(operand)
      // A sign before a number is part of the number.
      if op == .minus, case .constant(let number) = program.values[value].origin {
        return insert(.constant(-number), term: term)
      }
      return apply(op == .minus ? .negate : .not, [value])
    case .binary(.crosses, let left, let right): return crossing(left, right)
    case .binary(let op, let left, let right):
      let operands = [build(left), build(right)]
      if op == .divide, let quotient = quotientOverGap(operands[0], operands[1]) {
        return quotient
      }
      if op == .divide, isSolving, let product = productWithInverse(operands[0], operands[1]) {
        return product
      }
      // x > y is y < x, so the interpreter needs half the comparisons.
      let isSwapped = op == .greater || op == .greaterOrEqual
      return apply(Operation(op), isSwapped ? operands.reversed() : operands)
    case .conditional(let condition, let yes, let no):
      return apply(.select, [build(condition), build(yes), build(no)])
    case .call(let name, let arguments) where name.text == "window" || name.text == "causal":
      return read(
        WindowInput(
          window: arguments[0].text, input: modelInputs.firstIndex(of: arguments[1].text),
          isCausal: name.text == "causal"))
    case .call(let name, let arguments) where name.text == "previous":
      guard let before = statesBefore[arguments[0].text] else {
        preconditionFailure("'\(term)' was not checked")
      }
      return before
    case .call(let name, let arguments):
      return call(name, arguments.map { build($0) }, range: expression.range)
    case .element, .member:
      preconditionFailure("'\(term)' was not checked")
    }
  }

  // What is divided by numbers that stay as they are is multiplied by their inverse, which is computed
  // once: a division takes as long as a dozen other operations.
  private mutating func productWithInverse(_ dividend: Int, _ divisor: Int) -> Int? {
    guard program.values[divisor].isInvariant, !program.values[dividend].isInvariant else {
      return nil
    }
    return apply(.multiply, [dividend, apply(.divide, [constant(1), divisor])])
  }

  // Below when the step began, and no longer below now.
  private mutating func crossing(_ left: Expression, _ right: Expression) -> Int {
    let now = apply(.lessOrEqual, [build(right), build(left)])
    let present = (names, timeInStep)
    names.merge(statesBefore) { _, before in before }
    timeInStep = 0
    let before = apply(.less, [build(left), build(right)])
    (names, timeInStep) = present
    return apply(.and, [before, now])
  }

  // Steps are multiplied, since a sum of rounded steps would drift; without dt they are the time.
  private mutating func time() -> Int {
    if let clock {
      guard timeInStep != 0 else { return clock.start }
      return apply(
        .add, [clock.start, apply(.multiply, [clock.length, constant(timeInStep)])])
    }
    var steps = apply(.stepsBefore, [])
    if timeInStep != 0 { steps = apply(.add, [steps, constant(timeInStep)]) }
    return names["dt"].map { apply(.multiply, [steps, $0]) } ?? steps
  }

  mutating func read(_ input: WindowInput) -> Int {
    let index = program.windowInputs.firstIndex(of: input) ?? program.windowInputs.count
    if index == program.windowInputs.count { program.windowInputs.append(input) }
    return insert(.input(modelInputs.count + index), term: input.window)
  }

  private mutating func call(_ name: Name, _ operands: [Int], range: SourceRange) -> Int {
    if name.text == "act" { return apply(.act(surrogate), operands) }
    if name.text == "detach" { return apply(.detach, operands) }
    guard let function = Function(rawValue: name.text) else {
      preconditionFailure("'\(name.text)' was not checked")
    }
    if let operation = Operation(function) { return apply(operation, operands) }
    if let value = composed(function, operands) { return value }
    let draw = drawsMeans ? mean(of: function, operands) : draw(function, operands, range)
    guard function == .xi else { return draw }
    // So that a step of d x/dt adds a change of variance dt (Euler & Maruyama).
    return apply(.divide, [draw, apply(.sqrt, [value(of: "dt")])])
  }

  private mutating func draw(_ function: Function, _ operands: [Int], _ range: SourceRange) -> Int {
    let place = DrawPlace(block: block, target: target, range: range)
    let number = draws[place] ?? draws.count
    draws[place] = number
    switch function {
    case .uniform: return apply(.uniform(number), [])
    case .beta: return apply(.beta(number), operands)
    default: return apply(.normal(number), [])
    }
  }
}
