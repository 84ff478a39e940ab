import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

/// Several values of a quantity as they are written: `0..5 step 0.1`, `1..20 log 40`, `0..5 11`, or
/// `1,2,5`.
struct ValueRange: Sendable {
  /// How the values between two ends lie.
  private enum Spacing: Sendable {
    case step(Quantity)
    case count(Int, isLogarithmic: Bool)
  }

  /// All values, or the two ends.
  private let quantities: [Quantity]
  /// Nil where all values are there.
  private let spacing: Spacing?
  /// Where it stands.
  let range: SourceRange
  /// How it is written.
  static let usage = "FROM..TO [step SIZE | log COUNT | COUNT]"

  /// Whether the values lie at equal ratios.
  var isLogarithmic: Bool {
    if case .count(_, let isLogarithmic)? = spacing { isLogarithmic } else { false }
  }

  /// Reads a range from its first word and those behind it, of which it takes what belongs to it.
  ///
  /// - Throws: `Diagnostic` at the word that does not fit.
  init(_ first: Name, _ rest: inout ArraySlice<Word>, what: String) throws(Diagnostic) {
    let ends = first.parts(separator: "..")
    let isList = ends.count != 2
    var quantities: [Quantity] = []
    for part in isList ? first.parts(separator: ",") : ends {
      quantities.append(
        try part.quantity(for: what, expected: Self.usage + (isList ? ", or V,V,..." : "")))
    }
    self.quantities = quantities
    guard !isList else {
      spacing = nil
      range = first.range
      return
    }
    // Takes the word behind another one.
    func value(_ word: Word, _ expected: String) throws(Diagnostic) -> Name {
      rest.removeFirst()
      guard let value = rest.first?.value else {
        throw Diagnostic(
          "'\(word.text)' needs \(expected)", at: word.range,
          expected: "\(word.text) \(expected == "a size" ? "SIZE" : "COUNT")", kind: .incomplete)
      }
      return value
    }
    let limits = 2...Self.mostValues
    let last: Name?
    switch rest.first {
    case let word? where word.text == "step":
      let size = try value(word, "a size")
      (spacing, last) = (.step(try size.quantity(for: "a step")), size)
    case let word? where word.text == "log":
      let count = try value(word, "a count")
      spacing = .count(try count.whole(in: limits, what: "'log'"), isLogarithmic: true)
      last = count
    case let word? where Double(word.text) != nil:
      spacing = .count(try word.value.whole(in: limits, what: "a count"), isLogarithmic: false)
      last = word.value
    default: (spacing, last) = (.count(Self.usualCount, isLogarithmic: false), nil)
    }
    if last != nil { rest.removeFirst() }
    range = first.range.joined(with: last?.range ?? first.range)
  }

  private static let usualCount = 21
  private static let mostValues = 10_000

  /// The values in a unit, ascending.
  ///
  /// - Throws: `Diagnostic` at a value whose unit does not fit, or at a range that is none.
  func values(in unit: UnitOfMeasure, what: String) throws(Diagnostic) -> [Double] {
    guard let spacing else {
      var values: [Double] = []
      for quantity in quantities {
        let value = try quantity.number(in: unit, what: what)
        guard value > values.last ?? -.infinity else {
          throw Diagnostic(
            "\(what) has values that do not ascend", at: quantity.name.range,
            expected: "a value above the one before it", kind: .outOfRange)
        }
        values.append(value)
      }
      return values
    }
    // `0..5nA`: the unit behind the second counts for both.
    var (from, to) = (quantities[0], quantities[1])
    if from.unit == nil { from.unit = to.unit }
    let first = try from.number(in: unit, what: what)
    let last = try to.number(in: unit, what: what)
    guard first < last else {
      throw Diagnostic(
        "the range begins at \(from.name.text) and ends at \(to.name.text)",
        at: from.name.range.joined(with: to.name.range), expected: "an end above the start",
        kind: .outOfRange)
    }
    switch spacing {
    case .count(let count, let isLogarithmic):
      guard first > 0 || !isLogarithmic else {
        throw Diagnostic(
          "equal ratios cannot begin at \(from.name.text)", at: from.name.range,
          expected: "a start above 0, or 'step SIZE'", kind: .outOfRange)
      }
      return spaced(from: first, to: last, count: count, isLogarithmic: isLogarithmic)
    case .step(let quantity):
      let size = try quantity.number(in: unit, what: "a step")
      guard size > 0, (last - first) / size < Double(Self.mostValues) else {
        throw Diagnostic(
          "a step of \(quantity.name.text) does not fit here", at: quantity.name.range,
          expected: "a size above 0 that makes \(Self.mostValues) values at most",
          kind: .outOfRange)
      }
      return (0...Int((last - first) / size + 1e-9)).map { first + Double($0) * size }
    }
  }
}

/// `tau=1..20 log 40`: a parameter or an input, and the values that it takes.
struct VariableSyntax: Sendable {
  var name: Name
  var values: ValueRange

  /// What varies of a node, checked.
  ///
  /// - Throws: `Diagnostic` at a name that can not be varied, or a value that it cannot take.
  func variable(of node: Node) throws(Diagnostic) -> Sweep.Variable {
    let name = node.model.writtenOut(name)
    let text = name.text
    try node.checkVaries(name)
    let values = try self.values.values(in: node.unit(of: text), what: "'\(text)'")
    if let parameter = node.model.parameters[text] {
      for value in values { try parameter.check(value, at: self.values.range) }
    }
    return Sweep.Variable(text, values)
  }
}

extension Node {
  /// Checks that a name is a parameter or an input that may differ between neurons.
  ///
  /// - Throws: `Diagnostic` at the name.
  func checkVaries(_ name: Name) throws(Diagnostic) {
    let parameters = model.parameters.values.filter { $0.isVariable }.map(\.name)
    let names = Array(model.inputs.keys) + parameters
    guard !names.contains(name.text) else { return }
    throw .unknown(
      "parameter or input", name, oneOf: names.filter { !$0.isOfFurtherCompartment })
  }
}

extension NeuronModel.Parameter {
  /// Whether it may differ between the neurons of a sweep: those that say how time runs may not.
  var isVariable: Bool { !isFlag && name != "dt" && name != "step" }
}
