import Equations

/// The unit of a name as other programs write it, such as `mV`, `mvolt` or `Mohm`; nil where there is
/// none, or none of that size.
func foreignUnit(_ name: String) -> UnitOfMeasure? {
  if let unit = UnitOfMeasure.named(name) { return unit }
  // As modules of Python have them: b2.mV.
  if let point = name.lastIndex(of: ".") {
    return foreignUnit(String(name[name.index(after: point)...]))
  }
  if name == "radian" { return UnitOfMeasure.none }
  if name == "Bq" { return UnitOfMeasure.named("Hz") }
  if ["metre", "meter"].contains(name), let millimetre = UnitOfMeasure.named("mm"),
    let kilohertz = UnitOfMeasure.named("kHz"), let hertz = UnitOfMeasure.named("Hz")
  {
    return millimetre * kilohertz / hertz
  }
  for (long, short) in longNames where name.hasSuffix(long) {
    let prefix = name.dropLast(long.count)
    if prefix.count <= 1 || ["milli", "micro", "nano", "pico", "kilo", "mega"].contains(prefix) {
      let letter = prefix == "micro" ? "u" : prefix == "mega" ? "M" : String(prefix.prefix(1))
      if let unit = UnitOfMeasure.named(letter + short) { return unit }
    }
  }
  return nil
}

// The longest first, so that 'ohm' is not looked for in what ends otherwise.
private let longNames = [
  ("siemens", "S"), ("second", "s"), ("metre", "m"), ("meter", "m"), ("ampere", "A"),
  ("kelvin", "K"), ("farad", "F"), ("hertz", "Hz"), ("molar", "M"), ("volt", "V"),
  ("mole", "mol"), ("amp", "A"), ("ohm", "Ohm"), ("Ohm", "Ohm"),
]

extension UnitOfMeasure {
  /// How it is said of neurons, where the file has only the kind: mV for volts.
  var ofNeurons: UnitOfMeasure {
    let usual = ["V": "mV", "A": "nA", "S": "nS", "F": "pF", "s": "ms"]
    return usual[text].flatMap(UnitOfMeasure.named) ?? self
  }
}

extension Expression {
  /// The same with names that stand for units as units, and a number times a unit as one quantity.
  ///
  /// - Parameter isName: whether a word is a name of the file, which goes before a unit.
  func withUnits(except isName: (String) -> Bool) -> Expression {
    var result = self
    switch kind {
    case .number, .quantity, .element, .member: break
    case .name(let name):
      if !isName(name), let unit = foreignUnit(name) { result.kind = .quantity(1, unit) }
    case .unary(let op, let operand): result.kind = .unary(op, operand.withUnits(except: isName))
    case .binary(let op, let left, let right):
      let (left, right) = (left.withUnits(except: isName), right.withUnits(except: isName))
      result.kind = .binary(op, left, right)
      guard op == .multiply, case .quantity(1, let unit) = right.kind, unit != .none else { break }
      if case .number(let value) = left.kind { result.kind = .quantity(value, unit) }
      if case .unary(.minus, let inner) = left.kind, case .number(let value) = inner.kind {
        result.kind = .unary(.minus, Expression(.quantity(value, unit), range))
      }
    case .conditional(let test, let yes, let no):
      result.kind = .conditional(
        test.withUnits(except: isName), yes.withUnits(except: isName), no.withUnits(except: isName))
    case .call(let name, let arguments):
      result.kind = .call(name, arguments.map { $0.withUnits(except: isName) })
    }
    return result
  }

  /// The unit that a term of names of units stands for: `volt`, `amp / metre**2`, `1`.
  ///
  /// - Throws: `Diagnostic` at the part that is no unit.
  func unitOfMeasure() throws(Diagnostic) -> UnitOfMeasure {
    switch kind {
    case .number(1), .name("boolean"), .name("integer"), .name("real"): return .none
    case .quantity(1, let unit): return unit
    case .name(let name): if let unit = foreignUnit(name) { return unit }
    case .binary(.multiply, let left, let right):
      return try left.unitOfMeasure() * right.unitOfMeasure()
    case .binary(.divide, let left, let right):
      return try left.unitOfMeasure() / right.unitOfMeasure()
    case .binary(.power, let base, let exponent):
      let number = try? exponent.value { (part: Expression) throws(Diagnostic) -> Double in
        throw .untranslatable("a name in an exponent", at: part.range)
      }
      if let number, let unit = try base.unitOfMeasure().power(number) { return unit }
    default: break
    }
    throw Diagnostic(
      "'\(text.prefix(40))' is no unit", at: range,
      expected: "a unit such as mV, nS or pA/mV, or 1",
      kind: .unknown)
  }
}
