import Equations
import Testing

/// Terms of `v` in mV, `i` in nA, `R` in MOhm, `t` and `dt` in ms, and `n`, a number.
@Suite struct MeasuredTests {
  private func measured(_ text: String) throws(Diagnostic) -> Measured {
    let units = ["v": "mV", "i": "nA", "R": "MOhm", "t": "ms", "dt": "ms"]
    return try Expression(parsing: text).measured {
      (part: Expression) throws(Diagnostic) -> UnitOfMeasure? in
      part.text == "n" ? UnitOfMeasure.none : units[part.text].flatMap(UnitOfMeasure.named)
    }
  }

  // What is written, the same in numbers only, and what they are measured in.
  @Test(arguments: [
    ("10ms", "10", "ms"), ("mV", "1", "mV"), ("-v", "-v", "mV"), ("n + 1", "n + 1", ""),
    ("v + 1V", "v + 1 * 1000", "mV"), ("0 + v", "0 + v", "mV"), ("v - 0", "v - 0", "mV"),
    ("R * i", "R * i", "mV"), ("v / t", "v / t", "mV/ms"), ("v^2", "v^2", "mV^2"),
    ("sqrt(v^2)", "sqrt(v^2)", "mV"), ("exp(v / 1mV)", "exp(v / 1)", ""),
    ("if v > 1V then t else 1s", "if v > 1 * 1000 then t else 1 * 1000", "ms"),
    ("max(v, 2V)", "max(v, 2 * 1000)", "mV"), ("clamp(v, 0, 1V)", "clamp(v, 0, 1 * 1000)", "mV"),
    ("abs(v) * sign(t)", "abs(v) * sign(t)", "mV"), ("act(v)", "act(v)", ""),
    ("pow(v, 2)", "v^2", "mV^2"), ("v^2", "v^2", "mV^2"),
    ("mod(v, 1V)", "mod(v, 1 * 1000)", "mV"), ("atan2(v, 1V)", "atan2(v, 1 * 1000)", ""),
    ("floor(t / 1s)", "floor(t / 1 * 0.001)", ""), ("ceil(1s / dt)", "ceil(1 / dt * 1000)", ""),
    ("round(v)", "round(v)", "mV"),
    ("heaviside(v)", "heaviside(v)", ""), ("cosh(v / 1mV)", "cosh(v / 1)", ""),
    ("2 * pi", "2 * 3.141592653589793", ""),
    ("detach(v)", "detach(v)", "mV"), ("xi()", "xi()", "1/ms^0.5"),
    ("v > 1V and n < 2", "v > 1 * 1000 and n < 2", ""), ("v crosses 1V", "v crosses 1 * 1000", ""),
  ])
  func conversionsAreWrittenOut(text: String, numbers: String, unit: String) throws {
    let term = try measured(text)
    #expect(term.expression.text == numbers)
    #expect(term.unit.text == unit)
    #expect(term.written.text == text)
  }

  // As Python writes it.
  @Test func twoStarsArePowers() throws {
    #expect(try measured("v**2").written.text == "v^2")
    #expect(try measured("-v ** 2").written.text == measured("-v^2").written.text)
  }

  @Test(arguments: [("3", true), ("2 * 3", true), ("3ms", false), ("n", false), ("2 * n", false)])
  func aNumberByItselfIsBare(text: String, isBare: Bool) throws {
    #expect(try measured(text).isBare == isBare)
  }

  @Test(arguments: [
    Refused("v + «t»", .mismatch, "'t' is a time, but 'v' is a voltage"),
    Refused("v + «1»", .mismatch, "'1' is a pure number, but 'v' is a voltage"),
    Refused("if v > «t» then 1 else 2", .mismatch, "'t' is a time, but 'v' is a voltage"),
    Refused("if n > 1 then v else «t»", .mismatch, "'t' is a time, but 'v' is a voltage"),
    Refused("max(v, «i»)", .mismatch, "'i' is a current, but 'v' is a voltage"),
    Refused("mod(v, «t»)", .mismatch, "'t' is a time, but 'v' is a voltage"),
    Refused("sinh(«v»)", .mismatch, "'sinh' wants a pure number, got a voltage"),
    Refused(
      "n / «10degC»", .mismatch, "'10degC' is a temperature, not a difference of two"),
    Refused("exp(«v»)", .mismatch, "'exp' wants a pure number, got a voltage"),
    Refused("2^«v»", .mismatch, "an exponent wants a pure number, got a voltage"),
    Refused("v^«n»", .mismatch, "'v' is a voltage and cannot be raised to this"),
    Refused(
      "«sqrt(sqrt(v))»", .mismatch,
      "the square root of a quantity in mV^0.5 is no quantity here"),
  ])
  func unitsHaveToFit(text: Refused) { text.check { _ = try measured($0) } }
}
