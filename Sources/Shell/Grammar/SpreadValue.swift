import Equations
import Neurons

/// `uniform(-60mV,-50mV)` or `normal(20,2)`: a value of its own for every neuron.
struct SpreadValue: Sendable {
  private enum Shape: String, CaseIterable {
    case uniform, normal

    var usage: String { self == .uniform ? "uniform(LOW,HIGH)" : "normal(MEAN,DEVIATION)" }
  }

  /// How they begin.
  static var candidates: [Candidate] {
    Shape.allCases.map {
      Candidate("\($0.rawValue)(", "\($0.usage): a value of its own for each neuron", suffix: "")
    }
  }

  private var shape: Shape
  private var first: Quantity
  private var second: Quantity
  private var range: SourceRange

  /// Reads the value of a setting; nil where it is not written so.
  ///
  /// - Throws: `Diagnostic` at what is not two numbers.
  init?(_ word: Name) throws(Diagnostic) {
    guard let bracket = word.text.firstIndex(of: "("),
      let shape = Shape(rawValue: String(word.text[..<bracket]))
    else { return nil }
    self.shape = shape
    range = word.range
    let expected = shape.usage
    let start = word.range.lower + shape.rawValue.utf8.count + 1
    let inner = String(word.text[bracket...].dropFirst().dropLast())
    let pieces = Name(inner, SourceRange(start, start + inner.utf8.count)).parts(separator: ",")
    guard word.text.hasSuffix(")"), pieces.count == 2 else {
      throw Diagnostic(
        "'\(word.text.shortened)' is not written to its end", at: word.range,
        expected: expected + " without spaces")
    }
    var numbers: [Quantity] = []
    for piece in pieces {
      numbers.append(try piece.quantity(for: "'\(shape.rawValue)'", expected: expected))
    }
    (first, second) = (numbers[0], numbers[1])
  }

  /// The values of some neurons, in a unit; which ones are drawn follows from `owner`.
  ///
  /// - Throws: `Diagnostic` where a unit does not fit or the deviation is negative.
  func values(
    _ neurons: Range<Int>, in unit: UnitOfMeasure, of owner: String, random: RandomSource
  ) throws(Diagnostic) -> [Double] {
    let what = "'\(shape.rawValue)'"
    let a = try first.number(in: unit, what: what)
    let b = try second.number(in: unit, what: what)
    guard shape == .uniform ? a <= b : b >= 0 else {
      throw Diagnostic(
        "\(what) cannot have \(second.name.text) here", at: second.name.range,
        expected: shape == .uniform ? "at least \(first.name.text)" : "a deviation >= 0")
    }
    let stream = RandomSource.stream("\(owner) at first")
    return neurons.map { neuron in
      let place = RandomSource.Place(stream: stream, neuron: neuron, step: 0)
      return shape == .uniform
        ? a + (b - a) * random.uniform(at: place) : a + b * random.normal(at: place)
    }
  }
}
