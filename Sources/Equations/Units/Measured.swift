/// A term with its unit known, and every conversion between units written out.
public struct Measured: Hashable, Sendable {
  /// The term as it was written.
  public var written: Expression
  /// The term as numbers only: `10ms` is 10, and where units of one kind but of different size
  /// meet, a factor stands between.
  public var expression: Expression
  /// What the number is measured in.
  public var unit: UnitOfMeasure
  /// Whether the term is a number without a unit, which zero of anything and, in commands, a value
  /// in its own unit can be.
  public var isBare: Bool

  /// The term converted to another unit.
  ///
  /// - Throws: `Diagnostic` at the term where it is of another kind.
  public func converted(to other: UnitOfMeasure, what: String) throws(Diagnostic) -> Expression {
    if isBare, expression.isZero { return expression }
    guard unit.isSameKind(as: other) else {
      throw Diagnostic(
        "\(what) wants \(other.kind), got \(unit.kind)", at: written.range,
        expected: other.isDimensionless ? "a pure number" : "\(other.kind) such as 1\(other.text)",
        kind: .mismatch)
    }
    return scaled(by: unit.factor(to: other))
  }

  /// A name that is measured in a unit.
  init(_ name: Expression, in unit: UnitOfMeasure) {
    self.init(written: name, expression: name, unit: unit, isBare: false)
  }

  init(written: Expression, expression: Expression, unit: UnitOfMeasure, isBare: Bool) {
    self.written = written
    self.expression = expression
    self.unit = unit
    self.isBare = isBare
  }

  private func scaled(by factor: Double) -> Expression {
    guard factor != 1 else { return expression }
    let number = Expression(.number(factor), expression.range)
    return Expression(.binary(.multiply, expression, number), expression.range)
  }
}

extension Expression {
  /// Whether the term is the number 0.
  var isZero: Bool { kind == .number(0) }

  /// Finds the unit of the term and writes all conversions out.
  ///
  /// - Parameter unitOf: the unit of a name, an element or a member; nil for what is not known,
  ///   which may then be the name of a unit.
  /// - Throws: `Diagnostic` at the part whose unit does not fit.
  public func measured(
    _ unitOf: (Expression) throws(Diagnostic) -> UnitOfMeasure?
  ) throws(Diagnostic) -> Measured {
    try measured(calling: Scope()) { (part: Expression) throws(Diagnostic) in
      try unitOf(part).map { Measured(part, in: $0) }
    }
  }

  /// Finds the unit of a term that was checked, and writes all conversions and functions out.
  ///
  /// - Parameter scope: what its names and functions stand for.
  /// - Throws: `Diagnostic` at the part whose unit does not fit.
  public func measured(in scope: Scope) throws(Diagnostic) -> Measured {
    try measured(calling: scope) { (part: Expression) throws(Diagnostic) in
      // What is of one compartment has a name of its own.
      if case .element(let base, let index) = part.kind, case .number(let place) = index.kind {
        let name = try scope.name(
          Name(base.text, base.range), in: Int(exactly: place), at: part.range)
        return scope.unit(of: base.text).map {
          Measured(Expression(.name(name), part.range), in: $0)
        }
      }
      if let count = scope.compartments?.count, scope.isCount(part.text) {
        return Measured(Expression(.number(Double(count)), part.range), in: .none)
      }
      return scope.unit(of: part.text).map { Measured(part, in: $0) }
    }
  }

  /// The same where names stand for terms.
  func measured(
    calling scope: Scope, _ meaning: (Expression) throws(Diagnostic) -> Measured?
  ) throws(Diagnostic) -> Measured {
    func result(_ kind: Kind, _ unit: UnitOfMeasure) -> Measured {
      Measured(written: self, expression: Expression(kind, range), unit: unit, isBare: false)
    }
    switch kind {
    case .number:
      return Measured(written: self, expression: self, unit: .none, isBare: true)
    case .quantity(let value, let unit):
      return result(.number(value + unit.zero), unit.absolute)
    case .name, .element, .member:
      if let measured = try meaning(self) { return measured }
      // The name of a unit by itself is one of it, unless something is named so.
      if case .name(let name) = kind, let unit = UnitOfMeasure.named(name) {
        return result(.number(1 + unit.zero), unit.absolute)
      }
      if case .name(let name) = kind, let number = namedNumbers[name] {
        return result(.number(number), .none)
      }
      if case .name(let name) = kind, let constant = namedConstants[name] {
        return result(.number(constant.value), constant.unit)
      }
      return result(kind, .none)
    case .unary(let op, let operand):
      let inner = try operand.measured(calling: scope, meaning)
      return Measured(
        written: self, expression: Expression(.unary(op, inner.expression), range),
        unit: inner.unit,
        isBare: inner.isBare)
    case .binary(let op, let left, let right):
      if op == .divide, left.isOfUnits { try right.checkIsNoOther(meaning) }
      return try measuredBinary(
        op, left.measured(calling: scope, meaning), right.measured(calling: scope, meaning))
    case .conditional(let condition, let yes, let no):
      let test = try condition.measured(calling: scope, meaning)
      let (first, second, unit) = try matched(
        yes.measured(calling: scope, meaning), no.measured(calling: scope, meaning))
      return result(.conditional(test.expression, first, second), unit)
    case .call(let name, let arguments)
    where name.text == ModelFunction.diffusion.rawValue && scope.functions[name.text] == nil:
      return try measuredDiffusion(name, arguments, calling: scope, meaning)
    case .call(let name, let arguments):
      var measured: [Measured] = []
      for argument in arguments {
        measured.append(try argument.measured(calling: scope, meaning))
      }
      if let function = scope.functions[name.text] {
        return try self.measured(function, of: measured, in: scope.outsideOfBlocks)
      }
      return try measuredCall(name, measured, meaning)
    }
  }

  // Both sides in one unit: that of the left, unless the left is a bare zero.
  func matched(
    _ left: Measured, _ right: Measured
  ) throws(Diagnostic) -> (Expression, Expression, UnitOfMeasure) {
    if left.isBare, left.expression.isZero {
      return (left.expression, right.expression, right.unit)
    }
    if right.isBare, right.expression.isZero {
      return (left.expression, right.expression, left.unit)
    }
    guard left.unit.isSameKind(as: right.unit) else {
      throw Diagnostic(
        "'\(right.written.text)' is \(right.unit.kind), but '\(left.written.text)' is"
          + " \(left.unit.kind)", at: right.written.range, expected: left.unit.kind,
        kind: .mismatch)
    }
    return (left.expression, try right.converted(to: left.unit, what: ""), left.unit)
  }

  func measuredBinary(
    _ op: BinaryOperator, _ left: Measured, _ right: Measured
  ) throws(Diagnostic) -> Measured {
    let plain = Expression(.binary(op, left.expression, right.expression), range)
    switch op {
    case .and, .or: return Measured(written: self, expression: plain, unit: .none, isBare: false)
    case .multiply, .divide:
      try left.written.checkIsNoReading()
      try right.written.checkIsNoReading()
      let unit = op == .multiply ? left.unit * right.unit : left.unit / right.unit
      return Measured(
        written: self, expression: plain, unit: unit, isBare: left.isBare && right.isBare)
    case .power:
      let exponent = try right.converted(to: .none, what: "an exponent")
      let raised = Expression(.binary(.power, left.expression, exponent), range)
      if left.unit == .none {
        return Measured(
          written: self, expression: raised, unit: .none, isBare: left.isBare && right.isBare)
      }
      guard case .number(let number) = exponent.literal, let unit = left.unit.power(number) else {
        throw Diagnostic(
          "'\(left.written.text)' is \(left.unit.kind) and cannot be raised to this",
          at: right.written.range, expected: "a whole or half number", kind: .mismatch)
      }
      return Measured(written: self, expression: raised, unit: unit, isBare: false)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .crosses, .add,
      .subtract:
      let (first, second, unit) = try matched(left, right)
      return Measured(
        written: self, expression: Expression(.binary(op, first, second), range),
        unit: op == .add || op == .subtract ? unit : .none, isBare: left.isBare && right.isBare)
    }
  }

  // `1uA`, `1uA/cm^2` and `1nS/ms/mV` as they are read by anyone, whatever is named so.
  private var isOfUnits: Bool {
    switch kind {
    case .quantity: true
    case .binary(.divide, let left, let right):
      left.isOfUnits && right.nameOfUnit != nil
    default: false
    }
  }

  // The name of the unit that it is or is a power of; nil in brackets, which make it a term.
  private var nameOfUnit: Name? {
    switch kind {
    case .name(let name) where UnitOfMeasure.named(name) != nil:
      range.upper - range.lower == name.utf8.count ? Name(name, range) : nil
    case .binary(.power, let base, let exponent):
      if case .number = exponent.kind { base.nameOfUnit } else { nil }
    default: nil
    }
  }

  // Behind a quantity the name of a unit is taken for the unit, so that nothing else may be meant.
  private func checkIsNoOther(
    _ meaning: (Expression) throws(Diagnostic) -> Measured?
  ) throws(Diagnostic) {
    guard let name = nameOfUnit, try meaning(Expression(.name(name.text), name.range)) != nil
    else { return }
    throw Diagnostic(
      "'\(name.text)' is both a unit and a name in this neuron", at: name.range,
      expected: "another name than that of a unit, or '(\(name.text))' for what is named so",
      kind: .duplicate)
  }

  // `10degC` is a point on a scale, of which no multiples are taken.
  private func checkIsNoReading() throws(Diagnostic) {
    let unit: UnitOfMeasure? =
      switch kind {
      case .quantity(_, let unit): unit
      case .name(let name): UnitOfMeasure.named(name)
      default: nil
      }
    guard let unit, unit.zero != 0 else { return }
    throw Diagnostic(
      "'\(text)' is a temperature, not a difference of two", at: range,
      expected: "a difference such as 10K, or degC right behind a number", kind: .mismatch)
  }

  // A number with its sign.
  private var literal: Kind {
    if case .unary(.minus, let operand) = kind, case .number(let value) = operand.kind {
      return .number(-value)
    }
    return kind
  }
}

/// Constants of nature that have a name, where nothing else has it: those of Nernst's and of Goldman, Hodgkin
/// and Katz's equations (CODATA 2018, exact).
let namedConstants: [String: (value: Double, unit: UnitOfMeasure)] = [
  "faraday_constant": "96485.33212A*s/mol", "gas_constant": "8.31446261815324V*A*s/mol/K",
].compactMapValues { text in
  let measured = try? Expression(parsing: text).measured(in: Scope())
  let value = try? measured?.expression.value { (_: Expression) throws(Diagnostic) in .nan }
  return measured.flatMap { measured in value.map { ($0, measured.unit) } }
}

/// Numbers that have a name, where nothing else has it.
let namedNumbers: [String: Double] = ["pi": .pi, "e": 2.718281828459045]
