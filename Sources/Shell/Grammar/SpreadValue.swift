import Equations
import Neurons
import Simulation

/// A value of its own for every neuron or synapse: `uniform(-60mV,-50mV)`, `normal(20,2)`, `5ms..20ms`,
/// `5,10,20ms`, a formula of their numbers, or a column of a CSV file.
struct SpreadValue: Sendable {
  private enum Shape: String, CaseIterable {
    case uniform, normal

    var usage: String { self == .uniform ? "uniform(LOW,HIGH)" : "normal(MEAN,DEVIATION)" }
  }

  private enum Form {
    case drawn(Shape, Quantity, Quantity)
    case evenly(Quantity, Quantity)
    case list([Quantity])
    case formula(NeuronFormula)
  }

  /// How they begin.
  static var candidates: [Candidate] {
    Shape.allCases.map {
      Candidate("\($0.rawValue)(", "\($0.usage): a value of its own for each neuron", suffix: "")
    }
  }

  /// The same for synapses.
  static var synapseCandidates: [Candidate] {
    Shape.allCases.map {
      Candidate("\($0.rawValue)(", "\($0.usage): a value of its own for each synapse", suffix: "")
    }
  }

  private let form: Form
  private let range: SourceRange
  private let what: String

  /// Whether chance decides, so that what was set is best said as it was written.
  var isDrawn: Bool { if case .drawn = form { true } else { false } }

  /// Reads the value of a setting; nil where it is one for all.
  ///
  /// - Parameters:
  ///   - setting: what is set, with the numbers of the file that it may name.
  ///   - subject: what a formula in it is about.
  /// - Throws: `Diagnostic` at what is no number.
  init?(
    _ setting: Setting, of subject: NeuronFormula.Subject = .neuron
  ) throws(Diagnostic) {
    let word = setting.value
    range = word.range
    what = "'\(setting.name.text)'"
    if let quantities = setting.quantities {
      form = .list(quantities)
    } else if !Self.mayDiffer(word.text) {
      return nil
    } else if let bracket = word.text.firstIndex(of: "("),
      let shape = Shape(rawValue: String(word.text[..<bracket]))
    {
      form = try Self.drawn(shape, word)
    } else if NeuronFormula.isWritten(as: word.text, of: subject) {
      form = .formula(try NeuronFormula(word, of: subject))
    } else {
      let ends = word.parts(separator: "..")
      let parts = ends.count == 2 ? ends : word.parts(separator: ",")
      guard parts.count > 1, !word.text.contains("(") else { return nil }
      var quantities: [Quantity] = []
      for part in parts {
        quantities.append(
          try part.quantity(
            for: what, expected: "FROM..TO, V,V,... or a formula of \(subject.list)"))
      }
      // `5..20ms`: the unit behind the last counts for those without one.
      let unit = quantities.last?.unit
      for index in quantities.indices { quantities[index].unit = quantities[index].unit ?? unit }
      form = ends.count == 2 ? .evenly(quantities[0], quantities[1]) : .list(quantities)
    }
  }

  // Whether a text has a sign of one of the forms: a bracket, a comma, two dots, or a letter that every
  // formula has. Most have none.
  private static func mayDiffer(_ text: String) -> Bool {
    var last: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: ","), UInt8(ascii: "i"), UInt8(ascii: "j"),
        UInt8(ascii: "N"):
        return true
      case UInt8(ascii: ".") where last == byte: return true
      default: last = byte
      }
    }
    return false
  }

  private static func drawn(_ shape: Shape, _ word: Name) throws(Diagnostic) -> Form {
    let expected = shape.usage
    let start = word.range.lower + shape.rawValue.utf8.count + 1
    let inner = String(word.text.dropFirst(shape.rawValue.count + 1).dropLast())
    let pieces = Name(inner, SourceRange(start, start + inner.utf8.count)).parts(separator: ",")
    guard word.text.hasSuffix(")"), pieces.count == 2 else {
      throw Diagnostic(
        "'\(word.text.shortened)' is not written to its end", at: word.range, expected: expected)
    }
    var numbers: [Quantity] = []
    for piece in pieces {
      let blanks = piece.text.prefix { $0 == " " }.utf8.count
      let number = Name(
        String(piece.text.dropFirst(blanks)),
        SourceRange(piece.range.lower + blanks, piece.range.upper))
      numbers.append(try number.quantity(for: "'\(shape.rawValue)'", expected: expected))
    }
    return .drawn(shape, numbers[0], numbers[1])
  }

  /// The values of some neurons, in a unit; which ones are drawn follows from `owner`.
  ///
  /// - Throws: `Diagnostic` where a unit does not fit, the deviation is negative, or there are not as
  ///   many values as neurons.
  func values(
    _ neurons: Range<Int>, of population: Int, in unit: UnitOfMeasure, owner: String,
    random: RandomSource
  ) throws(Diagnostic) -> [Double] {
    switch form {
    case .drawn(let shape, let first, let second):
      let stream = RandomSource.stream("\(owner) at first")
      let draw = try Self.drawing(shape, first, second, in: unit, random)
      return neurons.map { draw(RandomSource.Place(stream: stream, neuron: $0, step: 0)) }
    case .evenly, .list: return try values(neurons.count, in: unit, of: "neuron")
    case .formula(let formula):
      return try formula.numbers(of: neurons, population: population, in: unit, what: what)
    }
  }

  /// The values of synapses in their order, in a unit; which ones are drawn follows from `owner`.
  ///
  /// - Throws: `Diagnostic` where a unit does not fit, the deviation is negative, or there are not as
  ///   many values as synapses.
  func values(
    of synapses: SynapsePlaces, in unit: UnitOfMeasure, owner: String, random: RandomSource
  ) throws(Diagnostic) -> [Double] {
    switch form {
    case .drawn(let shape, let first, let second):
      let stream = RandomSource.stream(owner)
      let draw = try Self.drawing(shape, first, second, in: unit, random)
      return (0..<synapses.weights.count).map {
        draw(RandomSource.Place(stream: stream, neuron: 0, step: $0))
      }
    case .evenly, .list: return try values(synapses.weights.count, in: unit, of: "synapse")
    case .formula(let formula): return try formula.numbers(of: synapses, in: unit, what: what)
    }
  }

  /// Gives synapses weights; what is drawn or follows from a formula is rounded to `Float`.
  ///
  /// - Throws: `Diagnostic` as `values(of:in:owner:random:)` does.
  func set(
    _ weights: inout SparseWeights, layout: Connection.Layout, in unit: UnitOfMeasure,
    owner: String, random: RandomSource
  ) throws(Diagnostic) {
    switch form {
    case .drawn(let shape, let first, let second):
      let stream = RandomSource.stream(owner)
      let draw = try Self.drawing(shape, first, second, in: unit, random)
      weights.setEachRounded { draw(RandomSource.Place(stream: stream, neuron: 0, step: $0)) }
    case .evenly, .list:
      weights.setEach(to: try values(weights.count, in: unit, of: "synapse"))
    case .formula(let formula):
      let values = try formula.numbers(
        of: SynapsePlaces(weights: weights, layout: layout), in: unit, what: what)
      weights.setEachRounded { values[$0] }
    }
  }

  /// Whether it asks for something by this name.
  func uses(_ name: String) -> Bool {
    if case .formula(let formula) = form { formula.uses(name) } else { false }
  }

  /// Whether its numbers have no unit, so that they are in any.
  func isBare() throws(Diagnostic) -> Bool {
    switch form {
    case .drawn(_, let first, let second), .evenly(let first, let second):
      first.unit == nil && second.unit == nil
    case .list(let quantities): quantities.allSatisfy { $0.unit == nil }
    case .formula(let formula): try formula.isBare()
    }
  }

  // What is written out by itself, of so many neurons or synapses.
  private func values(
    _ count: Int, in unit: UnitOfMeasure, of noun: String
  ) throws(Diagnostic) -> [Double] {
    switch form {
    case .drawn, .formula: return []
    case .evenly(let first, let last):
      let from = try first.number(in: unit, what: what)
      let to = try last.number(in: unit, what: what)
      guard from != to, count > 1 else { return [Double](repeating: from, count: count) }
      // The last is written out, so that it is exactly what was typed.
      let steps = Double(count - 1)
      return (0..<count - 1).map { from + (to - from) * (Double($0) / steps) } + [to]
    case .list(let quantities):
      guard quantities.count == count else {
        throw Diagnostic(
          "\(what) has \(quantities.count.counted("value")) for \(count.counted(noun))",
          at: range, expected: "as many values as \(noun)s", kind: .mismatch)
      }
      var values: [Double] = []
      for quantity in quantities { values.append(try quantity.number(in: unit, what: what)) }
      return values
    }
  }

  // What is drawn at a place.
  private static func drawing(
    _ shape: Shape, _ first: Quantity, _ second: Quantity, in unit: UnitOfMeasure,
    _ random: RandomSource
  ) throws(Diagnostic) -> (RandomSource.Place) -> Double {
    let what = "'\(shape.rawValue)'"
    let a = try first.number(in: unit, what: what)
    let b = try second.number(in: unit, what: what)
    guard shape == .uniform ? a <= b : b >= 0 else {
      throw Diagnostic(
        "\(what) cannot have \(second.name.text) here", at: second.name.range,
        expected: shape == .uniform ? "at least \(first.name.text)" : "a deviation >= 0")
    }
    return { place in
      shape == .uniform
        ? a + (b - a) * random.uniform(at: place) : a + b * random.normal(at: place)
    }
  }
}
