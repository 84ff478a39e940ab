import Equations
import Neurons

// Brian2 adds, compares and chooses between quantities of one kind only, and for it 0 is a pure number.
extension Brian2Terms {
  /// What a term is measured in; none where all are numbers.
  ///
  /// - Parameter term: the term.
  func unit(of term: Expression) -> UnitOfMeasure {
    guard let known else { return .none }
    let measured = try? term.measured { (part: Expression) throws(Diagnostic) in
      if case .name(let name) = part.kind { known[name] } else { nil }
    }
    return measured?.unit ?? .none
  }

  /// The unit in which a variable is declared.
  ///
  /// - Parameter unit: what it is measured in.
  /// - Throws: `ExportRefusal` for a unit that Brian2 does not have.
  func declared(_ unit: UnitOfMeasure) throws(ExportRefusal) -> String {
    guard known != nil else { return "1" }
    guard let base = unit.brian2Base, unit.brian2Factor() != nil else {
      throw ExportRefusal("brian2 has no unit '\(unit.text)'")
    }
    return base
  }

  /// What stands behind numbers of a unit; nothing where all are numbers.
  ///
  /// - Parameters:
  ///   - unit: the unit.
  ///   - module: what stands before each unit.
  func factor(_ unit: UnitOfMeasure, module: String = "") -> String {
    known == nil ? "" : unit.brian2Factor(module: module) ?? ""
  }

  /// Checks that Brian2 has the units that stand in a term.
  ///
  /// - Parameter term: the term.
  /// - Throws: `ExportRefusal` that names the first that it has not.
  func checkUnits(_ term: Expression) throws(ExportRefusal) {
    guard let known else { return }
    for part in term.allParts {
      var missing: String?
      switch part.kind {
      case .quantity(_, let unit) where unit.brian2Factor() == nil: missing = unit.text
      case .name(let name)
      where known[name] == nil && UnitOfMeasure.named(name)?.brian2Name(name) == nil:
        missing = UnitOfMeasure.named(name) == nil ? nil : name
      default: break
      }
      if let missing { throw ExportRefusal("brian2 has no unit '\(missing)'") }
    }
  }

  /// A number of a unit in Python.
  ///
  /// - Parameters:
  ///   - value: the number, spelled.
  ///   - unit: the unit.
  func inPython(_ value: String, _ unit: UnitOfMeasure) -> String {
    let factor = factor(unit, module: "b2.")
    guard let sign = factor.first else { return value }
    return "\(value) \(sign) \(factor.dropFirst())"
  }

  /// A term that stands for a quantity of a unit, spelled: a bare 0 is 0 of it.
  ///
  /// - Parameters:
  ///   - term: the term.
  ///   - unit: the unit.
  /// - Throws: `ExportRefusal` for what Brian2 does not say.
  func spelled(_ term: Expression, in unit: UnitOfMeasure) throws(ExportRefusal) -> String {
    try spelled(withUnits(term).zero(of: unit))
  }

  /// A term in which a bare 0 has the unit of what it stands beside, and what counts wholes counts them in
  /// the unit of the model.
  ///
  /// - Parameter term: the term.
  func withUnits(_ term: Expression) -> Expression {
    guard known != nil else { return term }
    func alike(_ terms: [Expression]) -> [Expression] {
      let unit = terms.first { !$0.isZero }.map(unit) ?? .none
      return terms.map { withUnits($0).zero(of: unit) }
    }
    return term.replacing { part in
      switch part.kind {
      case .binary(let op, let left, let right)
      where op.isComparison || op == .add || op == .subtract:
        let both = alike([left, right])
        return both[0].joined(op, both[1])
      case .conditional(let test, let yes, let no):
        let both = alike([yes, no])
        return .choice(withUnits(test), both[0], both[1])
      case .call(let name, let arguments):
        let unit = unit(of: arguments.first { !$0.isZero } ?? .number(0))
        let one = Expression(.quantity(1, unit), part.range)
        func called(_ terms: [Expression]) -> Expression {
          Expression(.call(name, terms), part.range)
        }
        switch Function(rawValue: name.text) {
        case .min, .max, .clamp, .mod: return called(alike(arguments))
        case .relu: return .call(.max, withUnits(arguments[0]), .number(0).zero(of: unit))
        case .heaviside where unit != .none:
          let test = withUnits(arguments[0]).joined(.greaterOrEqual, .number(0).zero(of: unit))
          return .choice(test, .number(1), .number(0))
        case .floor, .ceil, .round:
          return unit.isDimensionless
            ? nil : called([(withUnits(arguments[0]).zero(of: unit)) / one]) * one
        case .atan2:
          return unit == .none ? nil : called(alike(arguments).map { $0 / one })
        default: return nil
        }
      default: return nil
      }
    }
  }
}

extension Expression {
  // Nothing of a unit, where it is a bare 0.
  fileprivate func zero(of unit: UnitOfMeasure) -> Expression {
    isZero && !unit.isDimensionless ? Expression(.quantity(0, unit), range) : self
  }
}
