import Analysis
import Equations

extension Command {
  static let expect = Command(
    "expect", .check, "Check a number, and fail where it is not as expected.",
    traits: [.isExpectation],
    details: """
      Both sides may be terms. What a node offers: its parameters and states (n.tau, n.mem), a
      recorded step of a quantity (n.mem_before[2], n.input[1]), a neuron of a population
      (p[3].mem; p.spikes is the sum of all and p.rate their mean), and of all that was recorded
      \(Observable.ofNeurons.map { "n.\($0.name)" }.joined(separator: ", ")), n.min_mem, n.mean_mem
      and n.max_mem: in steps, or in the unit of dt where it has one. A connection offers ab.weight (the mean), ab.weight[2] (of
      one synapse) and ab.synapses, a module m.spikes (the sum over its nodes). A bare number is in the unit of the other side. Without +- the
      two sides have to be equal to the last bit.
      """,
    examples: [
      "create lif n; feed n const 1.5; run n 4; expect n.spikes == 2",
      "create lif n; feed n const 0.9; run n 3; expect n.mem == 0.9 * (1 - (1 - 1/2)^3) +- 1e-12",
      "create lif n; feed n const 1.5; run n 100; expect rate n == 0.5 +- 2%",
      "create lif p n=3; feed p const 1.5; run p 100; expect p.spikes == 3 * p[1].spikes",
    ],
    Argument<Name>.text(
      "QUANTITY COMPARISON TERM [+- TOLERANCE[%]]", "what to check",
      missing: "a comparison such as n.spikes == 3", candidates: \.quantityCandidates)
  ) { (context: inout Context, text: Name) throws(Diagnostic) in
    try Expectation(text).check(in: context.session)
  }
}

/// A comparison, and where its text begins in the statement.
struct Expectation: Sendable {
  var comparison: Comparison
  var offset: Int

  /// Reads a comparison.
  ///
  /// - Throws: `Diagnostic` at the part of the statement that has no meaning.
  init(_ text: Name) throws(Diagnostic) {
    offset = text.range.lower
    do throws(Diagnostic) { comparison = try Comparison(parsing: text.text) } catch {
      throw error.shifted(by: offset)
    }
  }

  /// Both sides in a session, in the same unit.
  struct Sides: Sendable {
    var left: Double
    var right: Double
    var tolerance: Double
    var unit: UnitOfMeasure
    var comparison: BinaryOperator

    /// Whether the comparison holds.
    var holds: Bool { comparison.holds(left, right, within: tolerance) }
  }

  /// Both sides as terms of numbers in the same unit.
  struct Terms: Sendable {
    var left: Expression
    var right: Expression
    var tolerance: Expression?
    var unit: UnitOfMeasure
  }

  /// The values of both sides.
  ///
  /// - Throws: `Diagnostic` at the part of the statement that has no value.
  func sides(in session: Session) throws(Diagnostic) -> Sides {
    let terms = try terms(in: session)
    do throws(Diagnostic) {
      let tolerance = try terms.tolerance.map { (term: Expression) throws(Diagnostic) in
        let value = try session.value(of: term)
        guard value >= 0 else {
          throw Diagnostic(
            "a tolerance cannot be \(value.isNaN ? "nan" : value.readable)", at: term.range,
            expected: "a number >= 0", kind: .outOfRange)
        }
        return value
      }
      let (left, right) = (try session.value(of: terms.left), try session.value(of: terms.right))
      return Sides(
        left: left, right: right, tolerance: width(tolerance, right), unit: terms.unit,
        comparison: comparison.comparison)
    } catch { throw error.shifted(by: offset) }
  }

  /// How far apart both sides may lie.
  ///
  /// - Parameters:
  ///   - tolerance: the tolerance as it is written, if it is.
  ///   - right: the right side.
  func width(_ tolerance: Double?, _ right: Double) -> Double {
    (tolerance ?? 0) * (comparison.isRelative ? abs(right) / 100 : 1)
  }

  /// What is compared.
  ///
  /// - Throws: `Diagnostic` at the part of the statement that does not fit.
  func terms(in session: Session) throws(Diagnostic) -> Terms {
    do throws(Diagnostic) {
      // Both sides in the unit of the one that has one; a bare number is in that unit already.
      let first = try session.measured(comparison.left)
      let second = try session.measured(comparison.right)
      let unit = first.isBare ? second.unit : first.unit
      if unit.isDimensionless, !second.unit.isDimensionless {
        let number = try session.value(of: second.expression)
        throw Diagnostic(
          "'\(comparison.left.text)' has no unit, but '\(comparison.right.text)' is"
            + " \(second.unit.kind)", at: comparison.right.range,
          expected: "a number without a unit, such as \(number.readable)")
      }
      let kind = comparison.isRelative ? UnitOfMeasure.none : unit
      return Terms(
        left: try first.term(in: unit, what: "the left side"),
        right: try second.term(in: unit, what: "the right side"),
        tolerance: try comparison.tolerance.map { (term: Expression) throws(Diagnostic) in
          try session.measured(term).term(in: kind, what: "a tolerance")
        }, unit: unit)
    } catch { throw error.shifted(by: offset) }
  }

  fileprivate func check(in session: Session) throws(Diagnostic) -> Report {
    let sides = try sides(in: session)
    if sides.holds {
      return Report(
        .note(
          "as expected: \(comparison.left.text) is \(sides.left.readable)\(sides.unit.text.spaced)")
      )
    }
    let spread = comparison.tolerance == nil ? "" : " within \(sides.tolerance.readable)"
    var report = Report()
    report.problem = Report.Problem(
      kind: .mismatch,
      diagnostic: Diagnostic(
        "\(comparison.left.text) is \(sides.left.canonicalText)\(sides.unit.text.spaced)",
        at: comparison.left.range.joined(with: comparison.right.range).shifted(by: offset),
        expected: "\(comparison.comparison.rawValue) \(sides.right.canonicalText)"
          + sides.unit.text.spaced + spread))
    return report
  }
}

extension Measured {
  // In a unit, which that of a bare number is already.
  fileprivate func term(in unit: UnitOfMeasure, what: String) throws(Diagnostic) -> Expression {
    isBare ? expression : try converted(to: unit, what: what)
  }
}

extension BinaryOperator {
  /// Whether a comparison holds within a tolerance.
  func holds(_ left: Double, _ right: Double, within tolerance: Double) -> Bool {
    switch self {
    case .equal: abs(left - right) <= tolerance || left == right
    case .notEqual: abs(left - right) > tolerance
    case .less, .lessOrEqual: apply(left, right + tolerance) != 0
    default: apply(left, right - tolerance) != 0
    }
  }
}
