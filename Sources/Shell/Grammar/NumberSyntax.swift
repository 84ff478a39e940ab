import Equations
import Simulation

/// A number of a waveform or of a learning rule: how it is called, what it measures and may be.
struct NumberSyntax: Sendable {
  /// What it measures.
  enum Kind: Sendable {
    /// How strong an input or a synapse is, in the unit of what it reaches.
    case strength
    /// The number of a step; as a time, when the step begins.
    case stepNumber
    /// A whole number of steps, or a time.
    case steps
    /// A number of steps that need not be whole, or a time.
    case time
    /// A time in the unit of dt.
    case duration
    /// How often a step, or a rate.
    case rate
    /// The spectral density of a strength: its square times a time, in steps where it has no unit and the
    /// node no time.
    case density
    /// A pure number.
    case pure
  }

  var name: String
  var note: String
  /// The value where none is given; nil where one has to be.
  var value: Double?
  var bounds: [Bound]
  var kind: Kind

  init(
    _ name: String, _ note: String = "", value: Double? = nil, bounds: [Bound] = [],
    kind: Kind = .strength
  ) {
    (self.name, self.note, self.value, self.bounds) = (name, note, value, bounds)
    self.kind = kind
  }

  /// `[at=1]`, or `CURRENT` where it has to be given.
  var usage: String {
    guard let value else { return name.uppercased() }
    return "[\(name)=\(value == .greatestFiniteMagnitude ? "none" : value.readable)]"
  }

  /// What the number may be, in words.
  var expectation: String {
    let limits = bounds.map(\.text).joined(separator: " and ").spaced
    switch kind {
    case .stepNumber, .steps: return "a whole number\(limits), or a time"
    case .time: return "a number\(limits), or a time"
    case .rate: return "a number\(limits), or a rate such as 50Hz"
    case .strength, .duration, .density, .pure: return "a number\(limits)"
    }
  }

  /// The number for a node: a time in its steps, or in the unit of its time.
  ///
  /// - Parameter strength: the unit of its input, or of the weights of a connection.
  /// - Throws: `Diagnostic` at the word where its unit does not fit or it breaks the limits.
  func number(
    _ quantity: Quantity, node: Node, strength: UnitOfMeasure
  ) throws(Diagnostic) -> Double {
    let time = node.timeUnit ?? .none
    let what = "'\(name)'"
    var value: Double
    switch kind {
    case .strength: value = try quantity.number(in: strength, what: what)
    case .duration: value = try quantity.number(in: time, what: what)
    case .pure: value = try quantity.number(in: .none, what: what)
    case .density:
      value = try quantity.number(in: strength * strength * time, what: what) / node.stepLength
    case .rate:
      value = try quantity.number(in: .none / time, what: what)
      if quantity.unit != nil { value *= node.stepLength }
    case .time, .steps, .stepNumber:
      value = try quantity.isOfSteps ? quantity.value : quantity.number(in: time, what: what)
      if quantity.unit != nil { value /= node.stepLength }
      if quantity.unit != nil, kind != .time { value.round() }
      if quantity.unit != nil, kind == .stepNumber { value += 1 }
    }
    let isWhole = (kind != .steps && kind != .stepNumber) || value == value.rounded()
    guard value.isFinite, isWhole, bounds.allSatisfy({ $0.holds(for: value) }) else {
      throw .outOfRange(what, quantity.name, expected: expectation)
    }
    return value
  }
}

extension [NumberSyntax] {
  /// Reads them in their order, each by its place or as `name=value`.
  ///
  /// - Parameters:
  ///   - usage: the grammar of what they belong to; nil where every number needs its name, as where
  ///     others stand before them.
  ///   - kind: what errors call them.
  ///   - none: what is expected where there are none.
  /// - Throws: `Diagnostic` at a number that is missing or does not fit.
  func read(
    _ reader: inout ArgumentReader, for usage: String?, kind: String = "option",
    none: String = "no '='"
  ) throws(Diagnostic) -> [Quantity] {
    var values: [Quantity] = []
    for number in self {
      let word = reader.take(key: number.name) ?? (usage == nil ? nil : reader.takePositional())
      guard let word else {
        guard let value = number.value else {
          throw reader.missing(
            "\(number.name.uppercased()), \(number.note): \(usage ?? number.usage)")
        }
        values.append(Quantity(value: value, unit: nil, name: reader.verb))
        continue
      }
      values.append(
        try word.value.quantity(for: "'\(number.name)'", expected: number.expectation))
    }
    try reader.checkNames(kind, among: map(\.name), none: none)
    return values
  }
}
