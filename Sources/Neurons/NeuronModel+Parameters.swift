public import Equations
public import OrderedCollections

extension NeuronModel {
  /// Every parameter's value, where some are set and the others follow their defaults.
  ///
  /// - Throws: `Diagnostic` at `range` where a default that follows from other parameters breaks
  ///   its own limits.
  public func parameterValues(
    setting values: [String: Double], at range: SourceRange
  ) throws(Diagnostic) -> OrderedDictionary<String, Double> {
    var result: OrderedDictionary<String, Double> = [:]
    for parameter in parameters.values {
      let value =
        if let set = values[parameter.name] { set } else {
          try constant(parameter.value, given: result)
        }
      try parameter.check(value, at: range)
      result[parameter.name] = value
    }
    return result
  }
}

extension NeuronModel.Parameter {
  /// Checks a value against the parameter's limits.
  ///
  /// - Throws: `Diagnostic` at `range` that names the limits.
  public func check(_ value: Double, at range: SourceRange) throws(Diagnostic) {
    // Above that not every whole number is a Double.
    let isTooLarge = isInteger && abs(value) >= 0x1p53
    let isWhole = !isInteger || (value == value.rounded() && !isTooLarge)
    if value.isFinite, isWhole, bounds.allSatisfy({ $0.holds(for: value) }) { return }
    throw Diagnostic(
      "'\(name)' cannot be \(value.canonicalText)", at: range,
      expected: expectation + (isTooLarge ? ", of a size below 2^53" : ""), kind: .outOfRange)
  }

  /// What values it takes, in words.
  public var expectation: String {
    if isFlag { return "true or false" }
    let kind = isInteger ? "a whole number" : "a number"
    return bounds.isEmpty ? kind : kind + " " + bounds.map(\.text).joined(separator: " and ")
  }
}

/// The value of a term over parameters that were checked to exist.
func constant(
  _ expression: Expression, given values: OrderedDictionary<String, Double>
) throws(Diagnostic) -> Double {
  try expression.value { (part: Expression) throws(Diagnostic) -> Double in
    switch part.kind {
    case .name("true"): return 1
    case .name("false"): return 0
    case .name(let name): if let value = values[name] { return value }
    default: break
    }
    throw Diagnostic.unknown("parameter", Name(part.text, part.range), among: values.keys)
  }
}
