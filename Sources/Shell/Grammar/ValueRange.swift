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
    case linear(Int)
    case logarithmic(Int)
  }

  private enum Form: Sendable {
    case list([Quantity])
    case range(Quantity, Quantity, Spacing)
  }

  private let form: Form
  /// Where it stands.
  let range: SourceRange
  /// How it is written.
  static let usage = "FROM..TO [step SIZE | log COUNT | COUNT]"

  /// Whether the values lie at equal ratios.
  var isLogarithmic: Bool {
    if case .range(_, _, .logarithmic) = form { true } else { false }
  }

  /// Reads a range from its first word and those behind it, of which it takes what belongs to it.
  ///
  /// - Throws: `Diagnostic` at the word that does not fit.
  init(_ first: Name, _ rest: inout ArraySlice<Word>, what: String) throws(Diagnostic) {
    var place = first.range
    guard let dots = first.text.firstRange(of: "..") else {
      var values: [Quantity] = []
      var lower = first.range.lower
      for part in first.text.split(separator: ",", omittingEmptySubsequences: false) {
        let name = Name(String(part), SourceRange(lower, lower + part.utf8.count))
        values.append(try name.quantity(for: what, expected: "\(Self.usage), or V,V,..."))
        lower = name.range.upper + 1
      }
      form = .list(values)
      range = place
      return
    }
    let before = String(first.text[..<dots.lowerBound])
    let split = first.range.lower + before.utf8.count
    let from = try Name(before, SourceRange(first.range.lower, split))
      .quantity(for: what, expected: Self.usage)
    let to = try Name(
      String(first.text[dots.upperBound...]), SourceRange(split + 2, first.range.upper)
    ).quantity(for: what, expected: Self.usage)
    var spacing = Spacing.linear(Self.usualCount)
    if let word = rest.first, word.key == nil, !word.isFlag {
      switch word.text {
      case "step":
        rest.removeFirst()
        guard let size = rest.popFirst() else {
          throw Diagnostic("'step' needs a size", at: word.range, expected: "step SIZE")
        }
        spacing = .step(try size.value.quantity(for: "a step"))
        place = place.joined(with: size.range)
      case "log":
        rest.removeFirst()
        guard let count = rest.popFirst() else {
          throw Diagnostic("'log' needs a count", at: word.range, expected: "log COUNT")
        }
        let whole = try count.value.whole(in: 2...Self.mostValues, what: "'log'")
        spacing = .logarithmic(whole)
        place = place.joined(with: count.range)
      case let text where Double(text) != nil:
        rest.removeFirst()
        spacing = .linear(try word.value.whole(in: 2...Self.mostValues, what: "a count"))
        place = place.joined(with: word.range)
      default: break
      }
    }
    form = .range(from, to, spacing)
    range = place
  }

  private static let usualCount = 21
  private static let mostValues = 10_000

  /// The values in a unit, ascending.
  ///
  /// - Throws: `Diagnostic` at a value whose unit does not fit, or at a range that is none.
  func values(in unit: UnitOfMeasure, what: String) throws(Diagnostic) -> [Double] {
    switch form {
    case .list(let quantities):
      var values: [Double] = []
      for quantity in quantities {
        let value = try quantity.number(in: unit, what: what)
        guard value > values.last ?? -.infinity else {
          throw Diagnostic(
            "\(what) has values that do not ascend", at: quantity.name.range,
            expected: "a value above the one before it")
        }
        values.append(value)
      }
      return values
    case .range(let from, let to, let spacing):
      // `0..5nA`: the unit behind the second counts for both.
      var from = from
      if from.unit == nil { from.unit = to.unit }
      let first = try from.number(in: unit, what: what)
      let last = try to.number(in: unit, what: what)
      guard first < last else {
        throw Diagnostic(
          "the range begins at \(from.name.text) and ends at \(to.name.text)",
          at: from.name.range.joined(with: to.name.range), expected: "an end above the start")
      }
      switch spacing {
      case .linear(let count): return spaced(from: first, to: last, count: count)
      case .logarithmic(let count):
        guard first > 0 else {
          throw Diagnostic(
            "equal ratios cannot begin at \(from.name.text)", at: from.name.range,
            expected: "a start above 0, or 'step SIZE'")
        }
        return spaced(from: first, to: last, count: count, isLogarithmic: true)
      case .step(let quantity):
        let size = try quantity.number(in: unit, what: "a step")
        guard size > 0, (last - first) / size < Double(Self.mostValues) else {
          throw Diagnostic(
            "a step of \(quantity.name.text) does not fit here", at: quantity.name.range,
            expected: "a size above 0 that makes \(Self.mostValues) values at most")
        }
        return (0...Int((last - first) / size + 1e-9)).map { first + Double($0) * size }
      }
    }
  }
}

/// `tau=1..20 log 40`: a parameter or an input, and the values that it takes.
struct AxisSyntax: Sendable {
  var name: Name
  var values: ValueRange

  /// The axis for a node, checked.
  ///
  /// - Throws: `Diagnostic` at a name that can not be varied, or a value that it cannot take.
  func axis(of node: Node) throws(Diagnostic) -> Sweep.Axis {
    let text = name.text
    try node.checkVaries(name)
    let values = try self.values.values(in: node.unit(of: text), what: "'\(text)'")
    if let parameter = node.model.parameters[text] {
      for value in values { try parameter.check(value, at: self.values.range) }
    }
    return Sweep.Axis(text, values)
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
    throw .unknown("parameter or input", name, oneOf: names)
  }
}

extension NeuronModel.Parameter {
  /// Whether it may differ between the neurons of a sweep: those that say how time runs may not.
  var isVariable: Bool { !isFlag && name != "dt" && name != "step" }
}
