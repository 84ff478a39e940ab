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
  public func stateColumns(
    afterReset: Bool, parameters columns: OrderedDictionary<String, [Double]>, count: Int
  ) throws(Diagnostic) -> [[Double]] {
    // A state may begin where the ones before it say, as a gate does at its steady state.
    var known = columns
    var result: [[Double]] = []
    for state in states.values {
      let term = afterReset ? state.afterReset : state.initial
      let column = try column(of: term, count: count, given: known)
      known[state.name] = column
      result.append(column)
    }
    return result
  }

  // Worked out once for all unless something in it differs between neurons.
  func column(
    of term: Expression, count: Int, given columns: OrderedDictionary<String, [Double]>
  ) throws(Diagnostic) -> [Double] {
    var differs = false
    func value(_ neuron: Int) throws(Diagnostic) -> Double {
      try term.value { (part: Expression) throws(Diagnostic) -> Double in
        switch part.kind {
        case .name("true"): return 1
        case .name("false"): return 0
        case .name(let name):
          guard let column = columns[name] else { break }
          if column.count > 1 { differs = true }
          return column.value(of: neuron)
        default: break
        }
        throw Diagnostic.unknown("parameter", Name(part.text, part.range), among: columns.keys)
      }
    }
    let first = try value(0)
    guard differs else { return [first] }
    var column = [first]
    column.reserveCapacity(count)
    for neuron in 1..<count { column.append(try value(neuron)) }
    return column
  }
}
