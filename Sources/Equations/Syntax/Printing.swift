extension Double {
  /// The shortest text that reads back as this number, without a needless `.0`.
  public var canonicalText: String {
    if self == rounded(), abs(self) < 1e15 {
      return self == 0 && sign == .minus ? "-0" : String(Int64(self))
    }
    return description
  }
}

extension Expression {
  /// The term as text; reading it gives the same term again.
  public var text: String { text(above: 0) }

  private var precedence: Int {
    switch kind {
    case .number(let value): value.sign == .minus ? PrefixPrecedence.minus : 10
    case .name, .call, .element, .member, .quantity: 10
    case .unary(.minus, _): PrefixPrecedence.minus
    case .unary(.not, _): PrefixPrecedence.not
    case .binary(let op, _, _): op.precedence
    case .conditional: 0
    }
  }

  // A part in a place that binds at `level` needs brackets where it binds less tightly.
  private func text(above level: Int) -> String {
    precedence < level ? "(\(plainText))" : plainText
  }

  private var plainText: String {
    switch kind {
    case .number(let value): return value.canonicalText
    case .quantity(let value, let unit): return value.canonicalText + unit.text
    case .name(let name): return name
    case .unary(.minus, let operand): return "-" + operand.text(above: PrefixPrecedence.minus + 1)
    case .unary(.not, let operand): return "not " + operand.text(above: PrefixPrecedence.not)
    case .binary(.power, let base, let exponent):
      // A power behind a unit would be that of the unit alone.
      if case .quantity(let value, _) = base.kind, value != 1 {
        return "(\(base.plainText))^" + exponent.text(above: PrefixPrecedence.minus)
      }
      return base.text(above: BinaryOperator.power.precedence + 1) + "^"
        + exponent.text(above: PrefixPrecedence.minus)
    case .binary(.multiply, let left, let right) where left.isCount && right.isPowerOfUnit:
      return left.plainText + right.plainText.dropFirst()
    case .binary(let op, let left, let right):
      // Comparisons do not chain, so both of their sides need to bind tighter.
      let leftLevel = op.isComparison ? op.precedence + 1 : op.precedence
      return left.text(above: leftLevel) + " \(op.rawValue) "
        + right.text(above: op.precedence + 1)
    case .call(let name, let arguments):
      return name.text + "(" + arguments.map(\.text).joined(separator: ", ") + ")"
    case .conditional(let condition, let yes, let no):
      return "if \(condition.text) then \(yes.text) else \(no.text)"
    case .element(let base, let index): return base.text(above: 9) + "[\(index.text)]"
    case .member(let base, let name): return base.text(above: 9) + ".\(name.text)"
    }
  }
}

extension Expression {
  fileprivate var isCount: Bool {
    if case .number(let value) = kind { value.sign == .plus } else { false }
  }

  // Such as 1um^2.
  fileprivate var isPowerOfUnit: Bool {
    guard case .binary(.power, let base, let exponent) = kind, exponent.isCount,
      case .quantity(1, _) = base.kind
    else { return false }
    return true
  }
}

extension Statement {
  /// The statement as text.
  public var text: String {
    switch kind {
    case .definition: "let \(target.text) = \(value.text)"
    case .derivative: "d \(target.text)/dt = \(value.text)"
    case .spikeWhen: "spike when \(value.text)"
    case .reset(let op): "reset \(target.text) \(op?.rawValue ?? "")= \(value.text)"
    case .assignment(let op): "\(target.text) \(op?.rawValue ?? "")= \(value.text)"
    }
  }
}
