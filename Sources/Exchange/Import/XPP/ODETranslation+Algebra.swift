import Equations
import Neurons

// Conditions `0 = ...` are solved for the names after `solve` by Newton's method, written out: each from
// where it was a step before, so that few rounds are enough. A linear one needs a single round.
extension ODETranslation {
  /// Adds the states in which solutions are remembered.
  mutating func declareUnknowns(in draft: inout ModelDraft) throws(Diagnostic) {
    guard let first = file.conditions.first ?? file.unknowns.first else { return }
    guard file.conditions.count == file.unknowns.count, file.unknowns.count <= mostUnknowns else {
      throw Diagnostic(
        "\(file.conditions.count) algebraic conditions for \(file.unknowns.count) unknowns",
        at: first.name.range,
        expected: "as many 'solve NAME' as '0 =', at most \(mostUnknowns)", kind: .mismatch)
    }
    for unknown in file.unknowns {
      let start = terms.names.free("last_" + name(of: unknown.name))
      starts.append(start)
      let guess = try terms.number(unknown.term)
      draft.add("  state \(start) = \(guess.text)", at: unknown.name.range)
    }
  }

  /// Adds the rounds, the last of which names the unknowns.
  mutating func addSolutions(to draft: inout ModelDraft) throws(Diagnostic) {
    guard !file.conditions.isEmpty else { return }
    terms.writesOut = true
    terms.writesFunctionsOut = true
    defer { (terms.writesOut, terms.writesFunctionsOut) = (false, false) }
    let unknowns = file.unknowns.map { name(of: $0.name) }
    var conditions: [Expression] = []
    var slopes: [[Expression]] = []
    for condition in file.conditions {
      let term = try terms.number(condition.term)
      conditions.append(term)
      var row: [Expression] = []
      for unknown in unknowns {
        guard let slope = term.derivative(by: unknown) else {
          throw .untranslatable(
            "an algebraic condition that is not differentiable", at: condition.name.range)
        }
        row.append(slope)
      }
      slopes.append(row)
    }
    let isLinear = !slopes.joined().contains { slope in unknowns.contains(where: slope.uses) }
    let rounds = isLinear ? 1 : roundsOfNewton
    let range = file.conditions[0].name.range
    var present = starts
    for round in 1...rounds {
      func now(_ term: Expression) -> Expression {
        term.replacing { part in
          guard case .name(let name) = part.kind, let place = unknowns.firstIndex(of: name) else {
            return nil
          }
          return Expression(.name(present[place]), part.range)
        }
      }
      var values: [Expression] = []
      var matrix: [[Expression]] = []
      for (index, condition) in conditions.enumerated() {
        values.append(named("rest\(index + 1)_\(round)", now(condition), in: &draft, range))
        var row: [Expression] = []
        for (place, slope) in slopes[index].enumerated() {
          let term = now(slope)
          let name = "slope\(index + 1)\(place + 1)_\(round)"
          row.append(term.extent.parts > 1 ? named(name, term, in: &draft, range) : term)
        }
        matrix.append(row)
      }
      let whole = named("determinant_\(round)", determinant(matrix), in: &draft, range)
      let old = present
      for place in unknowns.indices {
        // Cramer's rule.
        var replaced = matrix
        for row in replaced.indices { replaced[row][place] = values[row] }
        let change = determinant(replaced).divided(by: whole)
        let new =
          round == rounds ? unknowns[place] : terms.names.free("\(unknowns[place])_\(round)")
        let start = Expression(.name(old[place]), range)
        draft.add("    let \(new) = \(start.plus(change, .subtract).text)", at: range)
        present[place] = new
      }
    }
  }

  /// Adds what remembers the solutions for the next step.
  func addMemories(to draft: inout ModelDraft) {
    for (start, unknown) in zip(starts, file.unknowns) {
      draft.add("    \(start) = \(name(of: unknown.name))", at: unknown.name.range)
    }
  }

  private mutating func named(
    _ stem: String, _ term: Expression, in draft: inout ModelDraft, _ range: SourceRange
  ) -> Expression {
    let name = terms.names.free(stem)
    draft.add("    let \(name) = \(term.text)", at: range)
    return Expression(.name(name), range)
  }

  private func determinant(_ matrix: [[Expression]]) -> Expression {
    guard matrix.count > 1 else { return matrix[0][0] }
    var sum = Expression(.number(0), matrix[0][0].range)
    for (column, factor) in matrix[0].enumerated() where factor.kind != .number(0) {
      let minor = matrix.dropFirst().map { row in
        row.enumerated().filter { $0.offset != column }.map(\.element)
      }
      sum = sum.plus(factor.times(determinant(minor)), column.isMultiple(of: 2) ? .add : .subtract)
    }
    return sum
  }
}

private let mostUnknowns = 3
private let roundsOfNewton = 6
