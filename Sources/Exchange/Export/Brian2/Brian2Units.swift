import Equations

extension UnitOfMeasure {
  /// The unit of the International System that Brian2's equations are declared in, such as `volt` or
  /// `amp/meter**2`; `1` for pure numbers, nil for what is no product of whole powers.
  var brian2Base: String? {
    guard let powers = exponents else { return nil }
    // A volt is kg m^2 / (s^3 A).
    let volts = powers.mass
    let electric = [volts, powers.current + volts, powers.time + 3 * volts]
    var parts: [(String, Int)] = []
    if let name = electricUnits[electric] {
      parts.append((name, 1))
    } else {
      parts = Array(zip(["volt", "amp", "second"], electric))
    }
    parts += [
      ("meter", powers.length - 2 * volts), ("mole", powers.amount),
      ("kelvin", powers.temperature),
    ]
    let above = parts.filter { $0.1 > 0 }.map { $0.1 == 1 ? $0.0 : "\($0.0)**\($0.1)" }
    let below = parts.filter { $0.1 < 0 }
    if above.isEmpty {
      // A quotient of 1 and a unit is none of Brian2's units.
      return below.isEmpty ? "1" : below.map { "\($0.0)**\($0.1)" }.joined(separator: "*")
    }
    return above.joined(separator: "*")
      + below.map { $0.1 == -1 ? "/\($0.0)" : "/\($0.0)**\(-$0.1)" }.joined()
  }

  /// What stands behind a number of this unit in Brian2, with its sign of multiplication: `*mV`, `/ms`;
  /// nil where Brian2 has no such unit.
  ///
  /// - Parameter module: what stands before each unit.
  func brian2Factor(module: String = "") -> String? {
    guard brian2Base != nil else { return nil }
    var result = ""
    for (index, product) in text.split(separator: "/").enumerated() {
      for part in product.split(separator: "*") where part != "1" {
        let words = part.split(separator: "^")
        let symbol = String(words[0])
        let isPower = symbol.hasPrefix("1e") && Double(symbol) != nil
        guard let name = isPower ? symbol : brian2Names[symbol] else { return nil }
        let power = words.count > 1 ? "**\(words[1])" : ""
        result += "\(index == 0 ? "*" : "/")\(isPower ? "" : module)\(name)\(power)"
      }
    }
    return result
  }

  /// What a unit is called in Brian2; nil where it has no such unit.
  ///
  /// - Parameter name: its name here.
  func brian2Name(_ name: String) -> String? { brian2Names[name] }

  /// The names that stand for units in Brian2's equations.
  static let namesInBrian2 = Set(brian2Names.values).union(electricUnits.values)
}

// By the powers of volts, amperes and seconds.
private let electricUnits: [[Int]: String] = [
  [1, 0, 0]: "volt", [0, 1, 0]: "amp", [0, 0, 1]: "second", [0, 0, -1]: "hertz",
  [-1, 1, 0]: "siemens", [1, -1, 0]: "ohm", [-1, 1, 1]: "farad", [0, 1, 1]: "coulomb",
]

private let brian2Names: [String: String] = [
  "s": "second", "ms": "ms", "us": "us", "V": "volt", "mV": "mV", "uV": "uvolt", "A": "amp",
  "mA": "mA", "uA": "uA", "nA": "nA", "pA": "pA", "S": "siemens", "mS": "msiemens", "uS": "uS",
  "nS": "nS", "pS": "psiemens", "F": "farad", "mF": "mfarad", "uF": "uF", "nF": "nF", "pF": "pF",
  "Ohm": "ohm", "kOhm": "kohm", "MOhm": "Mohm", "GOhm": "Gohm", "Hz": "Hz", "kHz": "kHz",
  "m": "meter", "cm": "cm", "um": "um", "mol": "mole", "mmol": "mmole", "umol": "umole",
  "nmol": "nmole", "pmol": "pmole", "M": "molar", "mM": "mM", "uM": "uM", "nM": "nM",
  "K": "kelvin",
]
