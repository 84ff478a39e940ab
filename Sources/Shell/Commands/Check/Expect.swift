import Equations
import OrderedCollections
import Simulation

extension Command {
  static let expect = Command(
    "expect", .check, "Check a number, and fail where it is not as expected.",
    traits: [.isExpectation],
    details: """
      Both sides may be terms. What a node offers: its parameters and states (n.tau, n.mem), a
      recorded step of a quantity (n.mem_before[2], n.input[1]), a neuron of a population
      (p[3].mem; p.spikes is the sum of all and p.rate their mean), and n.time, n.spikes, n.first_spike, n.last_spike, n.rate: in steps, or in
      the unit of dt where it has one. A connection offers ab.weight (the mean), ab.weight[2] (of
      one synapse) and ab.synapses, a module m.spikes (the sum over its nodes). A bare number is in the unit of the other side. Without +- the
      two sides have to be equal to the last bit.
      """,
    examples: [
      "create lif n; feed n const 1.5; run n 4; expect n.spikes == 2",
      "create lif n; feed n const 0.9; run n 3; expect n.mem == 0.9 * (1 - (1 - 1/2)^3) +- 1e-12",
      "create lif n; feed n const 1.5; run n 100; expect rate n == 0.5 +- 2%",
      "create lif p n=3; feed p const 1.5; run p 100; expect p.spikes == 3 * p[1].spikes",
    ],
    Argument<Expectation>(
      "QUANTITY COMPARISON TERM [+- TOLERANCE[%]]", "what to check", .text,
      candidates: \.quantityCandidates
    ) { (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> Expectation in
      let (text, offset) = reader.takeText()
      guard text.utf8.contains(where: { !$0.isSpace }) else {
        throw reader.missing("a comparison such as n.spikes == 3")
      }
      do throws(Diagnostic) {
        return Expectation(comparison: try Comparison(parsing: text), offset: offset)
      } catch { throw error.shifted(by: offset) }
    }
  ) { (context: inout Context, expectation: Expectation) throws(Diagnostic) in
    try expectation.check(in: context.session)
  }
}

/// A comparison, and where its text begins in the statement.
struct Expectation: Sendable {
  var comparison: Comparison
  var offset: Int

  /// Both sides in a session, in the same unit.
  struct Sides: Sendable {
    var left: Double
    var right: Double
    var tolerance: Double
    var unit: UnitOfMeasure
    var comparison: BinaryOperator

    /// Whether the comparison holds.
    var holds: Bool {
      switch comparison {
      case .equal: abs(left - right) <= tolerance || left == right
      case .notEqual: abs(left - right) > tolerance
      case .less, .lessOrEqual: comparison.apply(left, right + tolerance) != 0
      default: comparison.apply(left, right - tolerance) != 0
      }
    }
  }

  /// The values of both sides.
  ///
  /// - Throws: `Diagnostic` at the part of the statement that has no value.
  func sides(in session: Session) throws(Diagnostic) -> Sides {
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
      let left = try session.value(of: first, in: unit, what: "the left side")
      let right = try session.value(of: second, in: unit, what: "the right side")
      var tolerance = 0.0
      if let term = comparison.tolerance {
        let kind = comparison.isRelative ? UnitOfMeasure.none : unit
        tolerance = try session.value(of: session.measured(term), in: kind, what: "a tolerance")
      }
      if comparison.isRelative { tolerance *= abs(right) / 100 }
      return Sides(
        left: left, right: right, tolerance: tolerance, unit: unit,
        comparison: comparison.comparison)
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

extension Session {
  /// A term with its unit.
  func measured(_ term: Expression) throws(Diagnostic) -> Measured {
    try term.measured { (part: Expression) throws(Diagnostic) -> UnitOfMeasure? in
      if case .name(let name) = part.kind, !name.contains("."), nodes[name] == nil { return nil }
      return try unit(ofMeasure: part)
    }
  }

  /// The value of a term in a unit.
  fileprivate func value(
    of term: Measured, in unit: UnitOfMeasure, what: String
  ) throws(Diagnostic) -> Double {
    try value(of: term.isBare ? term.expression : term.converted(to: unit, what: what))
  }

  private func unit(ofMeasure part: Expression) throws(Diagnostic) -> UnitOfMeasure {
    if let measure = ConnectionMeasure(part, in: self) { return measure.unit(in: self) }
    if try ModuleMeasure(part, in: self) != nil { return .none }
    var path = part
    // `n.mem[2]` is measured as `n.mem` is, but `p[3]` picks a neuron.
    if case .element(let base, _) = part.kind, base.text.contains(".") { path = base }
    let (node, _, quantity) = try series(path, allowsPopulation: true)
    let time = node.timeUnit ?? .none
    switch quantity.text {
    case "time", "first_spike", "last_spike": return time
    case "rate": return node.rateUnit
    default: return node.unit(of: quantity.text)
    }
  }

  /// The value of a term over the session's nodes.
  ///
  /// - Throws: `Diagnostic` at the part that names nothing, or nothing recorded.
  func value(of expression: Expression) throws(Diagnostic) -> Double {
    try expression.value { (part: Expression) throws(Diagnostic) -> Double in
      try measure(part)
    }
  }

  private func measure(_ expression: Expression) throws(Diagnostic) -> Double {
    if let measure = ConnectionMeasure(expression, in: self) {
      return try measure.value(
        index: measure.index.map { (index: Expression) throws(Diagnostic) in try value(of: index) })
    }
    if let measure = try ModuleMeasure(expression, in: self) { return measure.value }
    switch expression.kind {
    case .element(let base, let index):
      let (node, neuron, quantity) = try series(base)
      try node.requireRun(at: base.range)
      let step = try value(of: index)
      if let whole = Int(exactly: step), 1...node.recording.steps ~= whole,
        node.recording.quantities.contains(quantity.text)
      {
        try node.require([quantity.text], steps: whole...whole, at: quantity.range)
      }
      guard let whole = Int(exactly: step),
        let sample = node.recording.sample(of: quantity.text, neuron: neuron ?? 0, step: whole)
      else {
        throw Diagnostic(
          "nothing is recorded as '\(expression.text)'", at: index.range,
          expected:
            "one of \(node.recording.quantities.joined(separator: ", ")) at a step from 1 to"
            + " \(node.recording.steps)")
      }
      return sample
    default:
      let (node, neuron, quantity) = try series(expression, allowsPopulation: true)
      return try node.measure(quantity, neuron: neuron)
    }
  }

  // `n.mem` and `p[3].mem`: the node, the neuron counted from 0, and the quantity. What all neurons
  // of a population have in common, or together, needs no neuron.
  private func series(
    _ expression: Expression, allowsPopulation: Bool = false
  ) throws(Diagnostic) -> (node: Node, neuron: Int?, quantity: Name) {
    switch expression.kind {
    case .name(let text):
      let parts = text.split(separator: ".", maxSplits: 1)
      let node = Name(
        String(parts[0]),
        SourceRange(expression.range.lower, expression.range.lower + parts[0].utf8.count))
      guard let found = nodes[node.text] else { throw unknownNode(node) }
      guard parts.count == 2 else {
        throw Diagnostic(
          "'\(text)' is a node, not a number", at: expression.range,
          expected: "a quantity such as \(text).mem or \(text).spikes")
      }
      guard found.population == 1 || allowsPopulation && found.isShared(String(parts[1])) else {
        throw Diagnostic(
          "'\(node.text)' has \(found.population) neurons", at: node.range,
          expected: "one of them, such as \(node.text)[1].\(parts[1])")
      }
      return (
        found, found.population == 1 ? 0 : nil,
        Name(String(parts[1]), SourceRange(node.range.upper + 1, expression.range.upper))
      )
    case .member(let base, let quantity):
      guard case .element(let owner, let index) = base.kind, case .name(let name) = owner.kind
      else {
        break
      }
      guard let node = nodes[name] else { throw unknownNode(Name(name, owner.range)) }
      let number = try value(of: index)
      guard let whole = Int(exactly: number), (1...node.population).contains(whole) else {
        throw Diagnostic(
          "'\(name)' has no neuron \(number.canonicalText)", at: index.range,
          expected: "a whole number from 1 to \(node.population)")
      }
      return (node, whole - 1, quantity)
    default: break
    }
    throw Diagnostic(
      "'\(expression.text)' is no quantity", at: expression.range,
      expected: "NODE.QUANTITY, NODE.QUANTITY[STEP] or NODE[NEURON].QUANTITY")
  }
}
