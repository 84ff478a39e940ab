public import Equations
public import OrderedCollections

extension [Double] {
  /// What a column of one value for all neurons, or of one for each, has for one of them.
  public func value(of neuron: Int) -> Double { count > 1 ? self[neuron] : self[0] }
}

// Values for many neurons at once: a column holds one value for all, or one for each of them.
extension NeuronModel {
  /// Every parameter's column, where some are set and the others follow their defaults.
  ///
  /// - Complexity: O(`count`) for each parameter that is set to a column or follows one.
  /// - Throws: `Diagnostic` at `range` where a value breaks its parameter's limits.
  public func parameterColumns(
    setting columns: [String: [Double]], count: Int, at range: SourceRange
  ) throws(Diagnostic) -> OrderedDictionary<String, [Double]> {
    var result: OrderedDictionary<String, [Double]> = [:]
    for parameter in parameters.values {
      let column =
        if let set = columns[parameter.name] { set } else {
          try column(of: parameter.value, count: count, given: result)
        }
      for value in column { try parameter.check(value, at: range) }
      let isShared = column.allSatisfy { $0 == column[0] }
      result[parameter.name] = isShared ? [column[0]] : column
    }
    return result
  }

  /// The states' columns at creation or after `reset`, in the order of `states`.
  ///
  /// - Parameters:
  ///   - afterReset: which of the two.
  ///   - columns: every parameter: one value for all, or one a neuron.
  ///   - count: how many neurons there are.
  ///   - draws: what draws numbers; where nil they stand for their means.
  /// - Returns: for each state one value for all, or one a neuron; not a number where a state that is
  ///   to begin at rest finds none.
  /// - Throws: `Diagnostic` at a term without a value.
  public func stateColumns(
    afterReset: Bool, parameters columns: OrderedDictionary<String, [Double]>, count: Int,
    draws: FirstDraws?
  ) throws(Diagnostic) -> [[Double]] {
    var known = columns
    for name in beginningOrder(afterReset: afterReset) {
      switch states[name]?.beginning(afterReset: afterReset) {
      case .term(let term):
        known[name] = try column(
          of: term, count: count, given: known, draws: draws?.ofState(name))
      case .steady: known[name] = try rest(of: name, given: known)
      case nil: break
      }
    }
    return states.keys.map { known[$0] ?? [.nan] }
  }

  /// The states' values of one neuron at creation or after `reset`, in the order of `states`; what is
  /// drawn is at its mean.
  ///
  /// - Parameters:
  ///   - afterReset: which of the two.
  ///   - values: every parameter.
  /// - Throws: `Diagnostic` at a term without a value.
  public func stateValues(
    afterReset: Bool, parameters values: OrderedDictionary<String, Double>
  ) throws(Diagnostic) -> [Double] {
    try stateColumns(
      afterReset: afterReset, parameters: values.mapValues { [$0] }, count: 1, draws: nil
    ).map { $0[0] }
  }

  // One number where it is the same for all neurons.
  func column(
    of term: Expression, count: Int, given columns: OrderedDictionary<String, [Double]>,
    draws: FirstDraws? = nil
  ) throws(Diagnostic) -> [Double] {
    try term.column { (part: Expression) throws(Diagnostic) in
      switch part.kind {
      case .name("true"): return [1]
      case .name("false"): return [0]
      case .name(let name):
        if let column = columns[name] { return column }
        throw Diagnostic.unknown("parameter", Name(name, part.range), among: columns.keys)
      default: return nil
      }
    } calling: { call, _ in
      draws?.column(of: call, in: term, count: count)
    }
  }
}
