// What functions make of quantities.
extension Expression {
  func measuredCall(
    _ name: Name, _ arguments: [Measured],
    _ meaning: (Expression) throws(Diagnostic) -> Measured?
  ) throws(Diagnostic) -> Measured {
    func result(_ arguments: [Expression], _ unit: UnitOfMeasure) -> Measured {
      Measured(
        written: self, expression: Expression(.call(name, arguments), range), unit: unit,
        isBare: false)
    }
    func spread(_ term: Expression, _ unit: UnitOfMeasure, bare isBare: Bool) -> Measured {
      Measured(written: self, expression: term, unit: unit, isBare: isBare)
    }
    let plain = arguments.map(\.expression)
    switch Function(rawValue: name.text) {
    case nil:
      switch name.text {
      // Entries of matrices are pure numbers.
      case "window", "causal": return result(plain, arguments.last?.unit ?? .none)
      // act takes whatever lies between mem and threshold; detach changes nothing.
      case "act": return result(plain, .none)
      default: return result(plain, arguments.first?.unit ?? .none)
      }
    case .uniform where arguments.count == 2:
      // Every argument stands once, so that nested draws do not double the term.
      let (low, high, unit) = try matched(arguments[0], arguments[1])
      let share = Expression(.call(name, []), range)
      let rest = Expression(
        .binary(.subtract, Expression(.number(1), range), share), range)
      return spread(
        low.times(rest).plus(high.times(share)), unit, bare: arguments.allSatisfy(\.isBare))
    case .normal where arguments.count == 2:
      let (mean, deviation, unit) = try matched(arguments[0], arguments[1])
      let draw = Expression(.call(name, []), range)
      return spread(mean.plus(deviation.times(draw)), unit, bare: arguments.allSatisfy(\.isBare))
    case .exp, .log, .sigmoid, .tanh, .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .exprel,
      .uniform, .normal, .beta:
      var pure: [Expression] = []
      for argument in arguments {
        pure.append(try argument.converted(to: .none, what: "'\(name.text)'"))
      }
      return result(pure, .none)
    case .xi:
      let dt = try meaning(Expression(.name("dt"), range))?.unit ?? .none
      return result(plain, dt.power(-0.5) ?? .none)
    case .sign, .heaviside: return result(plain, .none)
    case .pow: return try measuredBinary(.power, arguments[0], arguments[1])
    case .mod:
      let (first, second, unit) = try matched(arguments[0], arguments[1])
      return result([first, second], unit)
    case .atan2:
      let (first, second, _) = try matched(arguments[0], arguments[1])
      return result([first, second], .none)
    case .sqrt:
      guard let unit = arguments[0].unit.power(0.5) else {
        throw Diagnostic(
          "the square root of \(arguments[0].unit.kind) is no quantity here", at: range,
          expected: "a pure number, or a square", kind: .mismatch)
      }
      return result(plain, unit)
    // Wholes of a pure number are counted as one, not in thousands: floor(t / 1s).
    case .floor, .ceil, .round:
      guard arguments[0].unit.isDimensionless else { return result(plain, arguments[0].unit) }
      return result([try arguments[0].converted(to: .none, what: "'\(name.text)'")], .none)
    case .abs, .relu: return result(plain, arguments[0].unit)
    case .min, .max:
      let (first, second, unit) = try matched(arguments[0], arguments[1])
      return result([first, second], unit)
    case .clamp:
      let (value, low, unit) = try matched(arguments[0], arguments[1])
      let (_, high, _) = try matched(
        Measured(written: self, expression: value, unit: unit, isBare: false), arguments[2])
      return result([value, low, high], unit)
    }
  }
}

extension Expression {
  fileprivate func times(_ other: Expression) -> Expression {
    Expression(.binary(.multiply, self, other), range)
  }

  fileprivate func plus(_ other: Expression) -> Expression {
    Expression(.binary(.add, self, other), range)
  }
}
