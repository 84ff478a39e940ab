import Equations
import Neurons
import Simulation

/// A number that a user typed, with its unit where one was typed, and where it stands.
struct Quantity: Hashable, Sendable {
  /// The number.
  var value: Double
  /// Its unit; nil for a bare number, which is in whatever unit its place asks for.
  var unit: UnitOfMeasure?
  /// The word.
  var name: Name
  /// Whether it counts steps by its own words, as `100 steps` does.
  var isOfSteps = false

  /// The number in a unit.
  ///
  /// - Throws: `Diagnostic` at the word where its unit is of another kind, or the number too large.
  func number(in wanted: UnitOfMeasure, what: String) throws(Diagnostic) -> Double {
    guard unit != nil || isOfSteps else { return value }
    guard let unit, unit.isSameKind(as: wanted) else {
      throw Diagnostic(
        "\(what) wants \(wanted.kind), got \(unit?.kind ?? "steps")", at: name.range,
        expected: wanted.text.isEmpty
          ? "a number without a unit, such as \(value.readable)"
          : "\(wanted.kind) such as 1\(wanted.text)", kind: .mismatch)
    }
    let number = value * unit.factor(to: wanted)
    guard number.isFinite else {
      throw .mismatch(what, name, expected: "a size below 1.79e308\(wanted.text.spaced)")
    }
    return number
  }

  /// The number of time steps that a node takes for it: a bare number counts steps, a time is
  /// divided by dt.
  ///
  /// - Throws: `Diagnostic` at the word where it is no whole number of steps within `bounds`.
  func steps(
    of node: Node, in bounds: ClosedRange<Int>, what: String
  ) throws(Diagnostic) -> Int {
    let steps = unit == nil ? value : try timeInSteps(of: node, what: what)
    let time = node.timeUnit.map { ", or a time such as 10\($0.text)" } ?? ""
    guard let whole = Int(exactly: steps), bounds.contains(whole) else {
      throw .outOfRange(what, name, expected: bounds.expectation + time)
    }
    return whole
  }

  private func timeInSteps(of node: Node, what: String) throws(Diagnostic) -> Double {
    if node.timeUnit == nil, let unit, !unit.isDimensionless {
      throw Diagnostic(
        "\(what) wants a pure number, got \(unit.kind): time has no unit in \(node.model.name)",
        at: name.range,
        expected: "a number of steps, such as \(max(1, value.rounded()).readable)",
        kind: .mismatch)
    }
    let timeUnit = node.timeUnit ?? .none
    let steps = try number(in: timeUnit, what: what) / node.dt
    guard steps <= 0 || steps.rounded() > 0 else {
      throw Diagnostic(
        "\(what) is less than a step of '\(node.name)'", at: name.range,
        expected: "at least \(node.dt.readable)\(timeUnit.text)", kind: .outOfRange)
    }
    return steps.rounded()
  }
}

extension Name {
  /// The number that the word stands for, with its unit if it has one.
  ///
  /// - Throws: `Diagnostic` at the word where it is no finite number.
  func quantity(
    for what: String, expected: String = "a number"
  ) throws(Diagnostic) -> Quantity {
    guard !text.isEmpty else {
      throw Diagnostic("\(what) has no value", at: range, expected: expected, kind: .incomplete)
    }
    if !isUnit, let quantity = decimal ?? steps ?? measured { return quantity }
    let isTooLarge = Double(text)?.isInfinite == true && text.first?.isLetter == false
    throw .mismatch(
      what, self, expected: expected + (isTooLarge ? ", of a size below 1.79e308" : ""))
  }

  /// Whether it is a unit without a number.
  var isUnit: Bool {
    text.first?.isLetter == true && Name("1" + text, range).measured?.unit != nil
  }

  private var decimal: Quantity? {
    guard text.utf8.allSatisfy({ decimalBytes.contains($0) }), let value = Double(text),
      value.isFinite
    else { return nil }
    return Quantity(value: value, unit: nil, name: self)
  }

  // `100steps`, as words joined make it.
  private var steps: Quantity? {
    guard let ending = ["steps", "step"].first(where: text.hasSuffix) else { return nil }
    return Name(String(text.dropLast(ending.count)), range).decimal.map {
      Quantity(value: $0.value, unit: nil, name: self, isOfSteps: true)
    }
  }

  // `-65mV`, `3uA/cm^2` and other terms of numbers and units.
  private var measured: Quantity? {
    guard text.utf8.count < 100, let term = try? Expression(parsing: text),
      (try? term.check(as: .number, in: Scope())) != nil,
      let measured = try? term.measured(in: Scope()),
      let value = try? measured.expression.value({ (_: Expression) throws(Diagnostic) in .nan }),
      value.isFinite
    else { return nil }
    return Quantity(value: value, unit: measured.isBare ? nil : measured.unit, name: self)
  }
}

private let decimalBytes = Set("0123456789+-.eE".utf8)
