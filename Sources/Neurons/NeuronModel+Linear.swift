public import Equations
import OrderedCollections

extension NeuronModel {
  /// Why the matrix exponential does not solve its equations, with the term that stands against it where one
  /// does; nil where it does: each slope is a sum of states times what is fixed, and of what stays as it is
  /// during a step.
  public var reasonAgainstExactSteps: (reason: String, range: SourceRange?)? {
    guard let integral, integral.statements.contains(where: { $0.kind == .derivative }) else {
      return ("it has no differential equation", nil)
    }
    if compartments != nil { return ("it has compartments", nil) }
    let flowing = Set(
      integral.statements.filter { $0.kind == .derivative }.map(\.target.text))
    if flowing.count > mostStates { return ("it has more than \(mostStates) equations", nil) }
    var sight = LinearSight()
    for name in parameters.keys { sight.parts[name] = .fixed }
    for name in inputs.keys { sight.parts[name] = .steady }
    for name in states.keys { sight.parts[name] = flowing.contains(name) ? .linear : .steady }
    do throws(NotLinear) {
      for statement in integral.statements {
        switch statement.kind {
        case .definition: sight.parts[statement.target.text] = try sight.part(of: statement.value)
        case .assignment(nil) where !flowing.contains(statement.target.text):
          sight.parts[statement.target.text] = try sight.part(of: statement.value)
        case .derivative: _ = try sight.part(of: statement.value)
        // They act once a step.
        case .assignment, .reset, .spikeWhen: break
        }
      }
    } catch {
      return ("'\(error.term.text)' \(error.reason)", error.term.range)
    }
    return nil
  }
}

// The matrix exponential takes operations as the third power of them.
private let mostStates = 6

/// A term that is no sum of states times what is fixed.
private struct NotLinear: Error {
  var term: Expression
  var reason: String
}

/// How terms depend on the states that flow.
private struct LinearSight {
  /// In the order of what they may do: a product of two has one that is fixed.
  enum Part: Int, Comparable {
    /// Parameters and numbers.
    case fixed
    /// What stays as it is during a step.
    case steady
    /// A sum of states, each times what is fixed, and of what is steady.
    case linear

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// Those of names; what has none is a constant.
  var parts: [String: Part] = [:]

  func part(of term: Expression) throws(NotLinear) -> Part {
    switch term.kind {
    case .number, .quantity: return .fixed
    case .name("t"): throw NotLinear(term: term, reason: "changes during a step")
    case .name(let name): return parts[name] ?? .fixed
    case .unary(.minus, let operand): return try part(of: operand)
    case .unary(.not, let operand): return try joined([operand], in: term)
    case .binary(.add, let a, let b), .binary(.subtract, let a, let b):
      return max(try part(of: a), try part(of: b))
    case .binary(.multiply, let a, let b):
      let (first, second) = (try part(of: a), try part(of: b))
      if first == .fixed { return second }
      if second == .fixed { return first }
      return try joined([a, b], in: term)
    case .binary(.divide, let a, let b):
      return try part(of: b) == .fixed ? part(of: a) : joined([a, b], in: term)
    case .binary(_, let a, let b): return try joined([a, b], in: term)
    case .call(let name, let arguments):
      if Function(rawValue: name.text)?.isRandom == true {
        throw NotLinear(term: term, reason: "draws a number")
      }
      return try joined(arguments, in: term)
    case .conditional(let test, let yes, let no):
      return try part(of: test) == .fixed
        ? max(part(of: yes), part(of: no)) : joined([test, yes, no], in: term)
    case .element(let base, let index): return try joined([base, index], in: term)
    case .member(let base, _): return try joined([base], in: term)
    }
  }

  // Of what may be no sum of its operands.
  private func joined(
    _ operands: [Expression], in term: Expression
  ) throws(NotLinear) -> Part {
    var highest = Part.fixed
    for operand in operands { highest = max(highest, try part(of: operand)) }
    guard highest < .linear else { throw NotLinear(term: term, reason: "is not linear in states") }
    return highest
  }
}
