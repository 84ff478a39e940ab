import Equations

/// The dimensions and units of a file of LEMS: those of NeuroML, and what else its quantities need.
struct LEMSUnits {
  /// What the file has to define itself, an element a line.
  private(set) var definitions: [String] = []
  private var symbols: [UnitOfMeasure: String] = [:]
  private var dimensions: [[Int]: String] = [:]

  /// The name of what a unit measures.
  ///
  /// - Parameter unit: the unit.
  /// - Throws: `ExportRefusal` for what is no product of whole powers.
  mutating func dimension(of unit: UnitOfMeasure) throws(ExportRefusal) -> String {
    guard let exponents = unit.exponents else {
      throw ExportRefusal("neuroml: LEMS has no '\(unit.text)', a root of units")
    }
    let powers = [
      exponents.mass, exponents.length, exponents.time, exponents.current, exponents.temperature,
      exponents.amount,
    ]
    if powers.allSatisfy({ $0 == 0 }) { return "none" }
    if let known = Self.ofNeuroML.first(where: { $0.powers == powers })?.name ?? dimensions[powers]
    {
      return known
    }
    let name = "dimension_of_\(unit.plainName)"
    let list = zip(["m", "l", "t", "i", "k", "n"], powers).filter { $0.1 != 0 }
    let attributes = list.map { " \($0)=\"\($1)\"" }.joined()
    definitions.append("<Dimension name=\"\(name)\"\(attributes)/>")
    dimensions[powers] = name
    return name
  }

  /// The symbol that stands behind numbers in a unit; empty for pure numbers.
  ///
  /// - Parameter unit: the unit.
  /// - Throws: `ExportRefusal` for what is no product of whole powers.
  mutating func symbol(of unit: UnitOfMeasure) throws(ExportRefusal) -> String {
    if unit == .none { return "" }
    if let symbol = symbols[unit] { return symbol }
    let dimension = try dimension(of: unit)
    guard let power = unit.powerOfTen else {
      throw ExportRefusal("neuroml: LEMS has no '\(unit.text)', a root of units")
    }
    let known = Self.symbolsOfNeuroML.first { $0.dimension == dimension && $0.power == power }
    let symbol = known?.symbol ?? "\(unit.plainName)_"
    if known == nil {
      definitions.append(
        "<Unit symbol=\"\(symbol)\" dimension=\"\(dimension)\" power=\"\(power)\"/>")
    }
    symbols[unit] = symbol
    return symbol
  }

  // NeuroMLCoreDimensions.xml: powers of mass, length, time, current, temperature and amount.
  private static let ofNeuroML: [(name: String, powers: [Int])] = [
    ("time", [0, 0, 1, 0, 0, 0]), ("per_time", [0, 0, -1, 0, 0, 0]),
    ("voltage", [1, 2, -3, -1, 0, 0]), ("per_voltage", [-1, -2, 3, 1, 0, 0]),
    ("conductance", [-1, -2, 3, 2, 0, 0]), ("conductanceDensity", [-1, -4, 3, 2, 0, 0]),
    ("capacitance", [-1, -2, 4, 2, 0, 0]), ("specificCapacitance", [-1, -4, 4, 2, 0, 0]),
    ("resistance", [1, 2, -3, -2, 0, 0]), ("charge", [0, 0, 1, 1, 0, 0]),
    ("charge_per_mole", [0, 0, 1, 1, 0, -1]), ("current", [0, 0, 0, 1, 0, 0]),
    ("currentDensity", [0, -2, 0, 1, 0, 0]), ("length", [0, 1, 0, 0, 0, 0]),
    ("area", [0, 2, 0, 0, 0, 0]), ("volume", [0, 3, 0, 0, 0, 0]),
    ("concentration", [0, -3, 0, 0, 0, 1]), ("substance", [0, 0, 0, 0, 0, 1]),
    ("permeability", [0, 1, -1, 0, 0, 0]), ("temperature", [0, 0, 0, 0, 1, 0]),
    ("idealGasConstantDims", [1, 2, -2, 0, -1, -1]),
    ("conductance_per_voltage", [-2, -4, 6, 3, 0, 0]), ("rho_factor", [0, -1, -1, -1, 0, 1]),
  ]

  private static let symbolsOfNeuroML: [(symbol: String, dimension: String, power: Int)] = [
    ("s", "time", 0), ("ms", "time", -3), ("Hz", "per_time", 0), ("per_ms", "per_time", 3),
    ("V", "voltage", 0), ("mV", "voltage", -3), ("per_V", "per_voltage", 0),
    ("per_mV", "per_voltage", 3), ("ohm", "resistance", 0), ("kohm", "resistance", 3),
    ("Mohm", "resistance", 6), ("S", "conductance", 0), ("mS", "conductance", -3),
    ("uS", "conductance", -6), ("nS", "conductance", -9), ("pS", "conductance", -12),
    ("S_per_m2", "conductanceDensity", 0), ("mS_per_cm2", "conductanceDensity", 1),
    ("S_per_cm2", "conductanceDensity", 4), ("uS_per_cm2", "conductanceDensity", -2),
    ("F", "capacitance", 0), ("uF", "capacitance", -6), ("nF", "capacitance", -9),
    ("pF", "capacitance", -12), ("F_per_m2", "specificCapacitance", 0),
    ("uF_per_cm2", "specificCapacitance", -2), ("C", "charge", 0), ("A", "current", 0),
    ("uA", "current", -6), ("nA", "current", -9), ("pA", "current", -12),
    ("A_per_m2", "currentDensity", 0), ("uA_per_cm2", "currentDensity", -2),
    ("mA_per_cm2", "currentDensity", 1), ("m", "length", 0), ("cm", "length", -2),
    ("um", "length", -6), ("cm2", "area", -4), ("um2", "area", -12),
    ("mM", "concentration", 0), ("M", "concentration", 3), ("mol", "substance", 0),
    ("K", "temperature", 0), ("nS_per_mV", "conductance_per_voltage", -6),
  ]
}

extension UnitOfMeasure {
  // `nA/ms^2` as nA_per_ms2.
  fileprivate var plainName: String {
    let words = text.replacing("1/", with: "/").replacing("/", with: "_per_")
      .replacing("*", with: "_").replacing("^", with: "")
    let plain = words.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    return plain.hasPrefix("_") ? String(plain.dropFirst()) : plain
  }
}
