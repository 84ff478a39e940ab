extension Block {
  /// What `let` names in it, in order, each with the unit of its value; a condition, which is 1 or 0,
  /// has none.
  ///
  /// - Parameter scope: the names that the block may use.
  /// - Throws: `Diagnostic` at the term whose unit does not fit.
  public func unitsOfDefinitions(
    in scope: Scope
  ) throws(Diagnostic) -> [(name: String, unit: UnitOfMeasure)] {
    var scope = scope
    var found: [(name: String, unit: UnitOfMeasure)] = []
    for statement in statements where statement.kind == .definition {
      if statement.isByCompartment(in: scope) {
        scope.compartments?.names.insert(statement.target.text)
      }
      let (name, unit) = (statement.target.text, try statement.value.measured(in: scope).unit)
      scope.definitions.append(name)
      scope.units[name] = unit
      found.append((name, unit))
    }
    return found
  }

  /// The block with every conversion between units written out.
  ///
  /// - Throws: `Diagnostic` at the term whose unit does not fit.
  public func measured(in scope: Scope) throws(Diagnostic) -> Block {
    var scope = scope
    var result = self
    for (index, statement) in statements.enumerated() {
      let value = try statement.value.measured(in: scope)
      let name = statement.target.text
      let own = scope.unit(of: statement.target.withPlace?.name.text ?? name) ?? .none
      switch statement.kind {
      case .definition:
        if statement.isByCompartment(in: scope) { scope.compartments?.names.insert(name) }
        scope.definitions.append(name)
        scope.units[name] = value.unit
        result.statements[index].value = value.expression
      case .spikeWhen: result.statements[index].value = value.expression
      case .derivative:
        let rate = own / (scope.unit(of: "dt") ?? .none)
        result.statements[index].value = try value.converted(to: rate, what: "'d \(name)/dt'")
      case .assignment(let op), .reset(let op):
        let wanted = op == .multiply || op == .divide ? UnitOfMeasure.none : own
        result.statements[index].value = try value.converted(to: wanted, what: "'\(name)'")
      }
    }
    return result
  }
}
