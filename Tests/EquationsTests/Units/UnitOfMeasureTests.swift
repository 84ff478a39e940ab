import Equations
import Testing

@Suite struct UnitOfMeasureTests {
  private func unit(_ name: String) throws -> UnitOfMeasure {
    try #require(UnitOfMeasure.named(name))
  }

  @Test func exponentsStayIntegers() throws {
    var unit = try #require(UnitOfMeasure.named("ms"))
    for _ in 0..<70 { unit = unit * unit }
    #expect(!unit.isDimensionless)
    #expect(unit.power(99) == nil)
    #expect((UnitOfMeasure.none / unit * unit).isDimensionless)
  }

  // A rate per millisecond is a kilohertz, but nobody says so.
  @Test(arguments: UnitOfMeasure.names.filter { $0 != "kHz" })
  func printsAsItIsNamed(name: String) throws { #expect(try unit(name).text == name) }

  @Test(arguments: [
    ("V", "mV", 1000), ("mV", "V", 0.001), ("s", "us", 1e6), ("um", "cm", 1e-4),
    ("GOhm", "MOhm", 1000), ("Hz", "kHz", 0.001), ("nA", "nA", 1),
  ])
  func convertsExactly(from: String, to other: String, factor: Double) throws {
    #expect(try unit(from).factor(to: unit(other)) == factor)
    #expect(try unit(from).isSameKind(as: unit(other)))
  }

  @Test func productsAndQuotientsAreUnits() throws {
    #expect(try unit("MOhm") * unit("nA") == unit("mV"))
    #expect(try unit("GOhm") * unit("pF") == unit("ms"))
    #expect(try unit("nA") / unit("mV") == unit("uS"))
    #expect(try UnitOfMeasure.none / unit("s") == unit("Hz"))
    #expect(try (unit("mV") / unit("V")).isDimensionless && unit("mV") / unit("V") != .none)
    #expect(try unit("mV").power(2) == unit("mV") * unit("mV"))
    #expect(try unit("mV").power(2)?.power(0.5) == unit("mV"))
    #expect(try unit("mV").power(0.25) == nil)
  }

  @Test(arguments: [
    ("mV", "ms", "mV/ms"), ("uA", "cm", "uA/cm"), ("S", "ms", "S/ms"), ("mol", "s", "mmol/ms"),
    ("mM", "ms", "mM/ms"), ("kOhm", "cm", "kOhm/cm"), ("ms", "mV", "ms/mV"), ("cm", "cm", ""),
    ("pA", "mV", "nS"),
  ])
  func quotientsPrint(above: String, below: String, text: String) throws {
    #expect(try (unit(above) / unit(below)).text == text)
  }

  // As people write them, without a power of ten.
  @Test(arguments: ["S/cm^2", "mS/cm^2", "mA/cm^2", "uF/cm^2", "S/um^2", "1/mV", "mM/ms", "mV/K"])
  func compoundsPrintAsTheyAreWritten(text: String) throws {
    #expect(try Expression(parsing: text).measured(in: Scope()).unit.text == text)
  }

  // What is left of a power of ten goes into one of the units.
  @Test(arguments: ["mV*mA", "V*A/ms", "1/uM^2"])
  func productsHaveNoPowerOfTen(text: String) throws {
    let unit = try Expression(parsing: text).measured(in: Scope()).unit
    let read = try Expression(parsing: unit.text).measured(in: Scope())
    #expect(read.unit.isSameKind(as: unit))
    #expect(!unit.text.contains("1e") && read.unit == unit)
  }

  @Test func aTemperatureOnAScaleIsOneInKelvin() throws {
    let term = try Expression(parsing: "(36degC - 6.3degC) / 10K").measured(in: Scope())
    #expect(term.unit == .none)
    let value = try term.expression.value { (_: Expression) in .nan }
    #expect(abs(value - 2.97) < 1e-12)
    #expect(try Expression(parsing: "6.3degC").text == "6.3degC")
    #expect(try Expression(parsing: "6.3degC").measured(in: Scope()).expression.text == "279.45")
  }

  @Test(arguments: [
    ("mV", "a voltage"), ("mM", "a concentration"), ("mol", "an amount of substance"),
    ("K", "a temperature"), ("degC", "a temperature"), ("s", "a time"), ("pA", "a current"),
    ("um", "a length"),
    ("Hz", "a rate"), ("nS", "a conductance"), ("kOhm", "a resistance"), ("uF", "a capacitance"),
  ])
  func knowsWhatItMeasures(name: String, kind: String) throws {
    #expect(try unit(name).kind == kind)
  }

  @Test func listsItsOwnNameFirst() throws {
    #expect(try unit("mV").namesOfKind == ["mV", "uV", "V"])
    #expect(UnitOfMeasure.none.kind == "a pure number" && UnitOfMeasure.none.text == "")
    #expect(UnitOfMeasure.named("parsec") == nil)
  }
}
