import Equations

/// A formula of a neuron's number: `10ms*i`, `(5 + i/N)*1ms`, `mod(i,N)+1`.
///
/// `i` is the number, counted from 1 as in `p[1]`; `N` is how many neurons there are.
struct NeuronFormula: Sendable {
  private let term: Expression
  private static let names = ["i", "N"]

  /// Whether `i` or `N` stands in a text as a name.
  static func isWritten(as text: String) -> Bool {
    text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.contains { names.contains("\($0)") }
  }

  /// Reads a word.
  ///
  /// - Throws: `Diagnostic` at the part that is no term of `i` and `N`.
  init(_ word: Name) throws(Diagnostic) {
    // Blanks in front put every part where it stands in the line.
    let isQuoted = word.range.upper - word.range.lower == word.text.utf8.count + 2
    let blanks = String(repeating: " ", count: word.range.lower + (isQuoted ? 1 : 0))
    term = try Expression(parsing: blanks + word.text)
    guard !term.isRandom else {
      throw Diagnostic(
        "a formula of 'i' draws no random numbers", at: term.range,
        expected: "uniform(LOW,HIGH) or normal(MEAN,DEVIATION) by itself", kind: .unexpected)
    }
    try term.check(as: .number, in: Scope(parameters: Self.names))
  }

  /// The numbers of some neurons of a population.
  ///
  /// - Parameters:
  ///   - neurons: which, counted from 0.
  ///   - population: how many there are.
  ///   - unit: what they are in; a formula without units is in it.
  ///   - what: what errors call them.
  /// - Throws: `Diagnostic` at the part whose unit does not fit, or where a number is not finite.
  func numbers(
    of neurons: Range<Int>, population: Int, in unit: UnitOfMeasure, what: String
  ) throws(Diagnostic) -> [Double] {
    let measured = try term.measured(in: Scope(parameters: Self.names))
    let wanted = measured.unit.isDimensionless ? .none : unit
    let numbers = try measured.converted(to: wanted, what: what)
    var values: [Double] = []
    values.reserveCapacity(neurons.count)
    for neuron in neurons {
      let value = try numbers.value { (part: Expression) throws(Diagnostic) in
        Double(part.kind == .name("i") ? neuron + 1 : population)
      }
      guard value.isFinite else {
        throw Diagnostic(
          "\(what) would be \(value) for neuron \(neuron + 1)", at: term.range,
          expected: "a finite number for i from \(neurons.lowerBound + 1) to \(neurons.upperBound)",
          kind: .outOfRange)
      }
      values.append(value)
    }
    return values
  }
}
