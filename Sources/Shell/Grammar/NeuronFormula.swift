import Equations
import Simulation

/// A formula of the numbers of neurons: `10ms*i`, `(5 + i/N)*1ms`, `mod(i,N)+1`, `exp(-distance/10)`.
///
/// `i` is a neuron's number, counted from 1 as in `p[1]`; `N` is how many neurons there are. Of a synapse
/// `i` is the number of its source, `j` that of its target, `N` how many the target has, and `distance` how
/// far they are apart.
struct NeuronFormula: Sendable {
  /// What a formula is about, by the names that it may have.
  enum Subject: Sendable {
    case neuron, synapse

    fileprivate var names: [String] {
      self == .neuron ? ["i", "N"] : ["i", "j", "N", "distance"]
    }

    /// The names as errors list them.
    var list: String { self == .neuron ? "i and N" : "i, j, N and distance" }
  }

  private let term: Expression
  private let subject: Subject

  /// Whether a text has one of the names.
  static func isWritten(as text: String, of subject: Subject = .neuron) -> Bool {
    text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
      .contains { subject.names.contains("\($0)") }
  }

  /// Reads a word.
  ///
  /// - Throws: `Diagnostic` at the part that is no term of the names.
  init(_ word: Name, of subject: Subject = .neuron) throws(Diagnostic) {
    self.subject = subject
    // Blanks in front put every part where it stands in the line.
    let isQuoted = word.range.upper - word.range.lower == word.text.utf8.count + 2
    let blanks = String(repeating: " ", count: word.range.lower + (isQuoted ? 1 : 0))
    term = try Expression(parsing: blanks + word.text)
    guard !term.isRandom else {
      throw Diagnostic(
        "a formula of 'i' draws no random numbers", at: term.range,
        expected: "uniform(LOW,HIGH) or normal(MEAN,DEVIATION) by itself", kind: .unexpected)
    }
    try term.check(as: .number, in: Scope(parameters: subject.names))
  }

  /// Whether one of its names is this one.
  func uses(_ name: String) -> Bool { term.contains { $0.kind == .name(name) } }

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
    let formula = try function(in: unit, what: what)
    let values = neurons.map { formula([Double($0 + 1), Double(population)]) }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw Diagnostic(
        "\(what) would be \(values[index]) for neuron \(neurons.lowerBound + index + 1)",
        at: term.range,
        expected: "a finite number for i from \(neurons.lowerBound + 1) to \(neurons.upperBound)",
        kind: .outOfRange)
    }
    return values
  }

  /// The numbers of some synapses.
  ///
  /// - Parameters:
  ///   - synapses: which there are, and how far they reach.
  ///   - unit: what they are in; a formula without units is in it.
  ///   - what: what errors call them.
  /// - Throws: `Diagnostic` at the part whose unit does not fit, or where a number is not finite.
  func numbers(
    of synapses: SynapsePlaces, in unit: UnitOfMeasure, what: String
  ) throws(Diagnostic) -> [Double] {
    let formula = try function(in: unit, what: what)
    var values: [Double] = []
    values.reserveCapacity(synapses.weights.count)
    var failure: (source: Int, target: Int)?
    synapses.forEach { source, target in
      values.append(formula(synapses.numbers(source, target)))
      if failure == nil, values.last?.isFinite != true { failure = (source, target) }
    }
    if let failure, let value = values.first(where: { !$0.isFinite }) {
      throw Diagnostic(
        "\(what) would be \(value) from neuron \(failure.source + 1) to \(failure.target + 1)",
        at: term.range, expected: "a finite number for every synapse", kind: .outOfRange)
    }
    return values
  }

  /// The formula as a function of the numbers of its names, in their order.
  ///
  /// - Parameters:
  ///   - unit: what its numbers are in; a formula without units is in it.
  ///   - what: what errors call them.
  /// - Throws: `Diagnostic` at the part whose unit does not fit.
  func function(
    in unit: UnitOfMeasure, what: String
  ) throws(Diagnostic) -> @Sendable ([Double]) -> Double {
    let measured = try term.measured(in: Scope(parameters: subject.names))
    let wanted = measured.unit.isDimensionless ? .none : unit
    let numbers = try measured.converted(to: wanted, what: what)
    guard let function = numbers.function(of: subject.names) else {
      throw Diagnostic(
        "\(what) has no value", at: term.range, expected: "a formula of \(subject.list)")
    }
    return function
  }

  /// Whether its numbers have no unit, so that they are in any.
  func isBare() throws(Diagnostic) -> Bool {
    try term.measured(in: Scope(parameters: subject.names)).unit.isDimensionless
  }
}
