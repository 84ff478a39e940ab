import Equations
import OrderedCollections
import RealModule

extension NeuronModel {
  /// The right side of a state's `d x/dt`, with the `let` lines that it needs.
  struct Equation {
    /// What it needs, in order.
    let definitions: [Statement]
    /// d x/dt.
    let slope: Expression
    /// The states that it depends on besides its own.
    let otherStates: [String]
  }

  /// The equation of a state; nil where it has none.
  func equation(of state: String) -> Equation? {
    let statements = measuredIntegral?.statements ?? []
    guard
      let slope = statements.first(where: { $0.kind == .derivative && $0.target.text == state })?
        .value
    else { return nil }
    var definitions: [Statement] = []
    var names = slope.names
    for statement in statements.reversed()
    where statement.kind == .definition && names.contains(statement.target.text) {
      definitions.append(statement)
      names.formUnion(statement.value.names)
    }
    return Equation(
      definitions: definitions.reversed(), slope: slope,
      otherStates: inOrder(names).filter { $0 != state })
  }

  /// The states among some names, in the order of their declaration.
  func inOrder(_ names: Set<String>) -> [String] {
    names.compactMap(states.index(forKey:)).sorted().map { states.keys[$0] }
  }

  /// Where a state comes to rest by its own equation, without input, at the beginning of time.
  ///
  /// - Parameters:
  ///   - state: a state that has an equation.
  ///   - columns: the parameters and the states that the equation depends on.
  /// - Returns: one value for all neurons or one for each; not a number for those that find no rest.
  func rest(
    of state: String, given columns: OrderedDictionary<String, [Double]>
  ) throws(Diagnostic) -> [Double] {
    guard let equation = equation(of: state) else { return [.nan] }
    return try Rest { (values: [Double]) throws(Diagnostic) in
      var known = columns
      known[state] = values
      for definition in equation.definitions {
        known[definition.target.text] = try slopeColumn(of: definition.value, given: known)
      }
      return try slopeColumn(of: equation.slope, given: known)
    }.values
  }

  private func slopeColumn(
    of term: Expression, given known: OrderedDictionary<String, [Double]>
  ) throws(Diagnostic) -> [Double] {
    try term.column { (part: Expression) in
      // Inputs, windows and time are 0.
      if case .name(let name) = part.kind { known[name] ?? [0] } else { nil }
    } calling: { call, arguments in
      guard case .call(let name, _) = call.kind else { return nil }
      switch ModelFunction(rawValue: name.text) {
      case .act: return arguments[0].map(surrogate.forward)
      // At rest a state is what it was.
      case .detach, .previous: return arguments[0]
      case .window, .causal: return [0]
      case .diffusion, nil: return nil
      }
    }
  }
}

/// Where slopes of many neurons, each a function of one number, are 0.
///
/// Where the slope is linear in the number, as that of a gate is, two of its values give the root,
/// and a third one shows that it is. Else it is looked for from below: of several roots the lowest
/// one that attracts counts, as the resting potential of an excitable membrane does, and where none
/// attracts, the lowest.
private struct Rest {
  private let slope: ([Double]) throws(Diagnostic) -> [Double]
  private(set) var values: [Double] = []

  init(_ slope: @escaping ([Double]) throws(Diagnostic) -> [Double]) throws(Diagnostic) {
    self.slope = slope
    let (first, second) = (try slope([0]), try slope([1]))
    values = [first, second].combined { -$0[0] / ($0[1] - $0[0]) }
    let isRest = [first, try slope(values), values].combined {
      $0[2].isFinite && abs($0[1]) <= 1e-9 * abs($0[0]) ? 1 : 0
    }
    guard isRest.contains(0) else { return }
    values = [isRest, values, try searched()].combined { $0[0] != 0 ? $0[1] : $0[2] }
  }

  private func searched() throws(Diagnostic) -> [Double] {
    var brackets: [Bracket?] = []
    var before = try slope([places[0]])
    for (start, end) in zip(places, places.dropFirst()) {
      let now = try slope([end])
      while brackets.count < max(before.count, now.count) { brackets.append(nil) }
      for index in brackets.indices where brackets[index]?.attracts != true {
        let bracket = Bracket(
          start: start, end: end, first: before.value(of: index), last: now.value(of: index))
        if bracket.attracts || bracket.repels && brackets[index] == nil {
          brackets[index] = bracket
        }
      }
      before = now
      if brackets.allSatisfy({ $0?.attracts == true }) { break }
    }
    for _ in 0..<halvings {
      let slopes = try slope(brackets.map { $0?.middle ?? .nan })
      for index in brackets.indices { brackets[index]?.halve(slopes.value(of: index)) }
    }
    let roots = brackets.map { $0?.middle ?? .nan }
    let slopes = try slope(roots)
    return roots.indices.map { index in
      // Where the slope jumps over 0 there is no rest.
      let isRest = abs(slopes.value(of: index)) <= 1e-6 * (brackets[index]?.largest ?? 0)
      return isRest ? roots[index] : .nan
    }
  }

  /// Two places between which a slope is 0, or jumps over it.
  private struct Bracket {
    var start: Double
    var end: Double
    let first: Double
    let last: Double

    /// Whether the root is reached from both sides.
    var attracts: Bool { first > 0 && last <= 0 }
    /// Whether the root is left to both sides.
    var repels: Bool { first < 0 && last >= 0 }
    var middle: Double { start + (end - start) / 2 }
    var largest: Double { max(abs(first), abs(last)) }

    /// Keeps the half with the root in it.
    mutating func halve(_ slope: Double) {
      if attracts ? slope > 0 : slope < 0 { start = middle } else { end = middle }
    }
  }
}

// From the lowest on, near enough to each other that two roots of a membrane are seldom between two.
private let places: [Double] = {
  let sizes = (-48...48).map { Double.pow(10, Double($0) / 8) }
  return sizes.reversed().map { -$0 } + [0] + sizes
}()

// As many as a double has bits, and those from 1e-6 down.
private let halvings = 90
