/// What a quantity is measured in: a product of powers of time, voltage, current, length, amount of
/// substance and temperature, and a power of ten.
///
/// All exponents are kept doubled, so that the square root of a unit is one too. Since the units of
/// the field differ by powers of ten only, units are exact and never rounded.
public struct UnitOfMeasure: Hashable, Sendable {
  /// Twice the exponents of time, voltage, current, length, amount and temperature.
  private var time = 0, voltage = 0, current = 0, length = 0, amount = 0, temperature = 0
  /// Twice the power of ten, relative to ms, mV, nA, cm, mol and K.
  private var tens = 0
  /// Where its scale begins, in the unit without one of its own: 273.15 for `degC`, else 0.
  private(set) var zero = 0.0

  private init() {}

  fileprivate init(
    time: Int = 0, voltage: Int = 0, current: Int = 0, length: Int = 0, amount: Int = 0,
    temperature: Int = 0, tens: Int = 0, zero: Double = 0
  ) {
    self.amount = 2 * amount
    self.temperature = 2 * temperature
    self.zero = zero
    self.time = 2 * time
    self.voltage = 2 * voltage
    self.current = 2 * current
    self.length = 2 * length
    self.tens = 2 * tens
  }

  /// That of a pure number.
  public static let none = UnitOfMeasure()

  /// Whether the quantity is a pure number, whatever its power of ten.
  public var isDimensionless: Bool { isSameKind(as: .none) }

  /// The unit of the same size whose scale begins at nothing: K for degC.
  var absolute: UnitOfMeasure {
    var unit = self
    unit.zero = 0
    return unit
  }

  /// Whether two units measure the same kind of quantity.
  public func isSameKind(as other: UnitOfMeasure) -> Bool {
    time == other.time && voltage == other.voltage && current == other.current
      && length == other.length && amount == other.amount && temperature == other.temperature
  }

  /// The number by which a value in this unit becomes one in another of the same kind.
  public func factor(to other: UnitOfMeasure) -> Double {
    let power = tens - other.tens
    if power == 0 { return 1 }
    // Literals are nearest to the true power, which a loop of multiplications is not.
    if power.isMultiple(of: 2) { return Double("1e\(power / 2)") ?? .nan }
    return (Double("1e\(power)") ?? .nan).squareRoot()
  }

  /// The unit of a product.
  public static func * (a: UnitOfMeasure, b: UnitOfMeasure) -> UnitOfMeasure {
    // Products of products soon have exponents that no quantity has, and then more than an integer.
    func sum(_ a: Int, _ b: Int) -> Int { min(max(a + b, -largestExponent), largestExponent) }
    var result = UnitOfMeasure()
    result.time = sum(a.time, b.time)
    result.voltage = sum(a.voltage, b.voltage)
    result.current = sum(a.current, b.current)
    result.length = sum(a.length, b.length)
    result.amount = sum(a.amount, b.amount)
    result.temperature = sum(a.temperature, b.temperature)
    result.tens = sum(a.tens, b.tens)
    return result
  }

  /// The unit of a quotient.
  public static func / (a: UnitOfMeasure, b: UnitOfMeasure) -> UnitOfMeasure {
    guard let inverse = b.power(-1) else { return a }
    return a * inverse
  }

  /// The unit of a power; nil where an exponent would be no multiple of one half, or too large.
  public func power(_ exponent: Double) -> UnitOfMeasure? {
    func scaled(_ value: Int) -> Int? {
      guard abs(exponent) < 100 else { return value == 0 ? 0 : nil }
      let whole = Int(exactly: Double(value) * exponent)
      return whole.flatMap { abs($0) <= largestExponent ? $0 : nil }
    }
    guard let time = scaled(time), let voltage = scaled(voltage), let current = scaled(current),
      let length = scaled(length), let amount = scaled(amount),
      let temperature = scaled(temperature), let tens = scaled(tens)
    else { return nil }
    var result = UnitOfMeasure()
    (result.time, result.voltage, result.current, result.length) = (time, voltage, current, length)
    (result.amount, result.temperature, result.tens) = (amount, temperature, tens)
    return result
  }
}

private let largestExponent = 1_000_000

// MARK: - The International System

extension UnitOfMeasure {
  /// Exponents of the base quantities of the International System of Units.
  public struct Exponents: Hashable, Sendable {
    public var mass = 0, length = 0, time = 0, current = 0, temperature = 0, amount = 0
  }

  /// What it measures, as a product of powers of base quantities; nil where one is no whole power.
  public var exponents: Exponents? {
    let doubled = [time, voltage, current, length, amount, temperature]
    guard doubled.allSatisfy({ $0.isMultiple(of: 2) }) else { return nil }
    // A volt is kg m^2 / (s^3 A).
    let volts = voltage / 2
    return Exponents(
      mass: volts, length: length / 2 + 2 * volts, time: time / 2 - 3 * volts,
      current: current / 2 - volts, temperature: temperature / 2, amount: amount / 2)
  }

  /// How many powers of ten it is larger than the unit of the International System; nil for no whole power.
  public var powerOfTen: Int? {
    let doubled = tens - 3 * time - 3 * voltage - 9 * current - 2 * length
    return doubled.isMultiple(of: 2) ? doubled / 2 : nil
  }
}

// MARK: - Names

extension UnitOfMeasure {
  /// The unit of a name such as `mV`; nil where there is none.
  public static func named(_ name: String) -> UnitOfMeasure? { units[name] }

  /// All names of units.
  public static var names: [String] { unitTable.map(\.name) }

  /// The names of all units of the same kind, this one's first, then the others by their size.
  public var namesOfKind: [String] {
    let own = text
    let others = namesByUnit.filter { $0.key.isSameKind(as: self) && $0.value != own }
    return (own.isEmpty ? [] : [own]) + others.sorted { $0.key.tens < $1.key.tens }.map(\.value)
  }

  /// How the unit is written, such as `mV` or `uA/cm^2`; empty for a pure number.
  public var text: String {
    if self == .none { return "" }
    if let name = namesByUnit[self] ?? derivedNames[self] { return name }
    // Anything else is spelt out, where it can be in units that leave no power of ten over.
    let usual = [
      ("ms", time), ("mV", voltage), ("nA", current), ("cm", length), ("mol", amount),
      ("K", temperature),
    ].filter { $0.1 != 0 }
    let fitting: [(String, Int)]? = (0...2).lazy.compactMap {
      Self.withoutPowerOfTen(usual[...], tens: 2 * tens, replacing: $0)
    }
    .first
    let parts = fitting ?? usual
    let scale = fitting == nil ? ["1e\(Double(tens) / 2)".replacing(".0", with: "")] : []
    let above = parts.filter { $0.1 > 0 }.map { $0.0 + Self.exponent($0.1) }
    let below = parts.filter { $0.1 < 0 }.map { $0.0 + Self.exponent(-$0.1) }
    let numerator = (scale + above).joined(separator: "*")
    return (numerator.isEmpty ? "1" : numerator) + below.map { "/" + $0 }.joined()
  }

  // The same units, some of them with other prefixes so that no power of ten is left.
  private static func withoutPowerOfTen(
    _ usual: ArraySlice<(String, Int)>, tens: Int, replacing most: Int
  ) -> [(String, Int)]? {
    if tens == 0 { return Array(usual) }
    guard most > 0, let (name, exponent) = usual.first, let base = units[name] else { return nil }
    for (other, unit) in unitTable where unit.isSameKind(as: base) && unit != base {
      let left = tens - (unit.tens - base.tens) * exponent
      if let rest = withoutPowerOfTen(usual.dropFirst(), tens: left, replacing: most - 1) {
        return [(other, exponent)] + rest
      }
    }
    return withoutPowerOfTen(usual.dropFirst(), tens: tens, replacing: most)
      .map { [(name, exponent)] + $0 }
  }

  private static func exponent(_ doubled: Int) -> String {
    if doubled == 2 { return "" }
    return doubled.isMultiple(of: 2) ? "^\(doubled / 2)" : "^\(Double(doubled) / 2)"
  }

  /// What kind of quantity it measures, for error messages: `a voltage`.
  public var kind: String {
    if isDimensionless { return "a pure number" }
    if let kind = kinds.first(where: { $0.unit.isSameKind(as: self) }) { return kind.name }
    return "a quantity in \(text)"
  }
}

private let unitTable: [(name: String, unit: UnitOfMeasure)] = {
  // Each kind: its unit relative to ms, mV, nA and cm, and the prefixes in use.
  let seconds = UnitOfMeasure(time: 1, tens: 3)
  let volts = UnitOfMeasure(voltage: 1, tens: 3)
  let amperes = UnitOfMeasure(current: 1, tens: 9)
  let metres = UnitOfMeasure(length: 1, tens: 2)
  let siemens = amperes / volts
  let farads = amperes * seconds / volts
  let ohms = volts / amperes
  let hertz = UnitOfMeasure.none / seconds
  let moles = UnitOfMeasure(amount: 1)
  let molar = UnitOfMeasure(length: -3, amount: 1, tens: -3)
  let kelvin = UnitOfMeasure(temperature: 1)
  let celsius = UnitOfMeasure(temperature: 1, zero: 273.15)
  let bases: [(String, UnitOfMeasure, [String])] = [
    ("s", seconds, ["m", "u", ""]), ("V", volts, ["m", "u", ""]),
    ("A", amperes, ["n", "p", "u", "m", ""]), ("S", siemens, ["n", "u", "m", "p", ""]),
    ("F", farads, ["p", "n", "u", "m", ""]), ("Ohm", ohms, ["M", "k", "G", ""]),
    ("Hz", hertz, ["", "k"]), ("m", metres, ["c", "m", "u"]),
    ("mol", moles, ["", "m", "u", "n", "p"]), ("M", molar, ["m", "u", "n"]), ("K", kelvin, [""]),
    ("degC", celsius, [""]),
  ]
  let prefixes = ["p": -12, "n": -9, "u": -6, "m": -3, "c": -2, "": 0, "k": 3, "M": 6, "G": 9]
  return bases.flatMap { name, unit, used in
    used.map {
      (name: $0 + name, unit: $0.isEmpty ? unit : unit * UnitOfMeasure(tens: prefixes[$0] ?? 0))
    }
  }
}()

private let units = Dictionary(
  unitTable.map { ($0.name, $0.unit) }, uniquingKeysWith: { first, _ in first })

// The names that units are printed with: single ones, and the compounds of the field.
private let namesByUnit: [UnitOfMeasure: String] = {
  var names: [UnitOfMeasure: String] = [:]
  for (name, unit) in unitTable where names[unit] == nil { names[unit] = name }
  let compounds = [
    ("uA", "/cm^2"), ("mS", "/cm^2"), ("uF", "/cm^2"), ("nA", "/cm^2"), ("pA", "/mV"),
    ("mV", "/ms"), ("pA", "/ms"), ("nA", "/ms"),
  ]
  for (above, below) in compounds {
    guard let unit = units[above], let centimetre = units["cm"], let millisecond = units["ms"],
      let millivolt = units["mV"]
    else { continue }
    let divisor =
      below == "/cm^2" ? centimetre * centimetre : below == "/ms" ? millisecond : millivolt
    if names[unit / divisor] == nil { names[unit / divisor] = above + below }
  }
  // A rate per millisecond is a kilohertz, but nobody says so.
  if let millisecond = units["ms"] { names[.none / millisecond] = "1/ms" }
  return names
}()

// What people write as one unit by another, in the order of preference.
private let derivedNames: [UnitOfMeasure: String] = {
  var names: [UnitOfMeasure: String] = [:]
  let above = [("1", UnitOfMeasure.none)] + unitTable.filter { $0.unit.zero == 0 }
  let divisors = [
    "cm^2", "um^2", "ms", "mV", "cm", "s", "mM", "K", "uM", "um", "nA", "cm^3", "mol",
  ]
  for name in divisors {
    let parts = name.split(separator: "^")
    guard let unit = units[String(parts[0])],
      let divisor = unit.power(parts.count > 1 ? Double(parts[1]) ?? 1 : 1)
    else { continue }
    for (first, unit) in above where names[unit / divisor] == nil {
      names[unit / divisor] = "\(first)/\(name)"
    }
  }
  return names
}()

private let kinds: [(name: String, unit: UnitOfMeasure)] = [
  ("a time", UnitOfMeasure(time: 1)), ("a voltage", UnitOfMeasure(voltage: 1)),
  ("a current", UnitOfMeasure(current: 1)), ("a length", UnitOfMeasure(length: 1)),
  ("a rate", UnitOfMeasure(time: -1)), ("a conductance", UnitOfMeasure(voltage: -1, current: 1)),
  ("a resistance", UnitOfMeasure(voltage: 1, current: -1)),
  ("a capacitance", UnitOfMeasure(time: 1, voltage: -1, current: 1)),
  ("a current density", UnitOfMeasure(current: 1, length: -2)),
  ("a conductance density", UnitOfMeasure(voltage: -1, current: 1, length: -2)),
  ("a capacitance density", UnitOfMeasure(time: 1, voltage: -1, current: 1, length: -2)),
  ("a rate of change of voltage", UnitOfMeasure(time: -1, voltage: 1)),
  ("an amount of substance", UnitOfMeasure(amount: 1)),
  ("a concentration", UnitOfMeasure(length: -3, amount: 1)),
  ("a temperature", UnitOfMeasure(temperature: 1)),
]
