import Equations
import Neurons

// Parameters, functions and states.
extension ODETranslation {
  // Derived parameters, and fixed quantities that only parameters go into, are parameters that follow
  // others; the fixed ones that are left change while it runs, in an order in which each is known before
  // it is used.
  mutating func sortConstants() throws(Diagnostic) -> [ODEFile.Quantity] {
    var known = Set(file.numbers.map { $0.name.text.lowercased() }).subtracting(changed)
    known.insert("pi")
    let constant = Set(file.functions.filter(isConstant).map { $0.name.text.lowercased() })
    var open = (file.derived + file.fixed).map { quantity in
      (quantity: quantity, names: quantity.term.names(), calls: quantity.term.calledNames)
    }
    while true {
      let before = open.count
      open.removeAll { item in
        guard item.names.isSubset(of: known),
          item.calls.allSatisfy({ isPure($0) || constant.contains($0) })
        else { return false }
        known.insert(item.quantity.name.text.lowercased())
        constants.append((item.quantity.name.text, item.quantity.term, item.quantity.name.range))
        return true
      }
      if open.count == before { break }
    }
    let rest = open.map(\.quantity)
    let derived = Set(file.derived.map(\.name))
    if let left = rest.first(where: { derived.contains($0.name) }) {
      // Says which name is unknown, if one is.
      _ = try terms.number(left.term)
      throw Diagnostic(
        "'!\(left.name.text)' is computed from what changes", at: left.name.range,
        expected: "a term over parameters", kind: .mismatch)
    }
    for quantity in rest { terms.moving[quantity.name.text.lowercased()] = quantity.term }
    return try inOrder(rest)
  }

  func isConstant(_ function: ODEFile.Function) -> Bool {
    let own = Set(function.parameters.map { $0.text.lowercased() }).union(["pi"])
    return function.term.names().isSubset(of: own) && function.term.calledNames.allSatisfy(isPure)
  }

  func isPure(_ name: String) -> Bool {
    !["ran", "normal", "shift", "sum"].contains(name) && !functionNames.contains(name)
  }

  mutating func inOrder(
    _ quantities: [ODEFile.Quantity]
  ) throws(Diagnostic) -> [ODEFile.Quantity] {
    let (result, circular) = quantities.neededFirst(
      name: { $0.name.text.lowercased() }, needs: { namesReached(from: $0.term) })
    if let culprit = circular?.name {
      throw Diagnostic(
        "'\(culprit.text)' is computed from itself", at: culprit.range,
        expected: "fixed quantities of which each is known before it is used", kind: .unexpected)
    }
    if let moved = zip(result, quantities).first(where: { $0.name != $1.name }) {
      notes.append(.init(laterOrder, at: moved.1.name.range))
    }
    return result
  }

  // What a term needs, by way of functions too, and of sums over what is declared behind a name.
  func namesReached(from term: Expression) -> Set<String> {
    var seen: Set<String> = []
    var open = [term]
    let order = (file.variables + file.fixed).map { $0.name.text.lowercased() }
    var found: Set<String> = []
    while let term = open.popLast() {
      for part in term.allParts {
        switch part.kind {
        case .name(let name): found.insert(name.lowercased())
        case .call(let name, let arguments):
          let key = name.text.lowercased()
          if key == "shift", let first = arguments.first, case .name(let start) = first.kind,
            let place = order.firstIndex(of: start.lowercased())
          {
            // Which of them is not known before the sum is written out; those of its own kind are.
            let stem = start.lowercased().drop { !$0.isNumber }
            let letters = start.lowercased().dropLast(stem.count)
            found.formUnion(order[place...].prefix { $0.hasPrefix(letters) })
          }
          guard seen.insert(key).inserted else { continue }
          open += file.functions.filter { $0.name.text.lowercased() == key }.map(\.term)
        default: break
        }
      }
    }
    return found
  }

  mutating func declareParameters(
    in draft: inout ModelDraft, dt: Double
  ) throws(Diagnostic) {
    for number in file.numbers where !changed.contains(number.name.text.lowercased()) {
      draft.add(
        "  param \(name(of: number.name)) = \(number.value.canonicalText)", at: number.name.range)
    }
    for (name, term, range) in constants {
      draft.add("  param \(terms.names[name] ?? name) = \(try terms.number(term).text)", at: range)
    }
    draft.add("  param dt = \(dt.canonicalText) > 0")
    draft.add("  param threshold = \(spikeLevel.canonicalText)")
  }

  mutating func declareFunctions(in draft: inout ModelDraft) throws(Diagnostic) {
    terms.writesOut = true
    defer { terms.writesOut = false }
    // Functions that nothing calls may be those of an animation, whose names are unknown here.
    let called = calledFunctions
    for function in file.functions {
      let key = function.name.text.lowercased()
      guard called.contains(key), !terms.inlined.contains(key) else { continue }
      var locals: [String: ODETerms.Local] = [:]
      var parameters: [String] = []
      for parameter in function.parameters {
        let name = terms.names.local(parameter.text)
        parameters.append(name)
        locals[parameter.text.lowercased()] = .done(Expression(.name(name), parameter.range))
      }
      let term = try terms.number(function.term, locals)
      draft.add(
        "  function \(name(of: function.name))(\(parameters.joined(separator: ", "))) = \(term.text)",
        at: function.name.range)
    }
  }

  var calledFunctions: Set<String> {
    let equations = file.variables.map(\.term) + file.fixed.map(\.term) + file.derived.map(\.term)
    let others = file.auxiliaries.map(\.term) + file.initials.map(\.term)
    let events = file.events.flatMap { [$0.condition] + $0.assignments.map(\.term) }
    var open =
      equations + others + events + file.conditions.map(\.term)
      + file.chains.flatMap(\.rates).flatMap(\.self)
    let terms = Dictionary(
      file.functions.map { ($0.name.text.lowercased(), $0.term) }, uniquingKeysWith: { $1 })
    var result: Set<String> = []
    while let term = open.popLast() {
      for name in term.calledNames where result.insert(name).inserted {
        if let next = terms[name] { open.append(next) }
      }
    }
    return result
  }

  mutating func declareStates(in draft: inout ModelDraft) throws(Diagnostic) {
    var begins: [String: ODEFile.Quantity] = [:]
    for initial in file.initials {
      let key = initial.name.text.lowercased()
      let names = (file.variables.map(\.name) + file.chains.map(\.name)).map(\.text)
      guard names.contains(where: { $0.lowercased() == key }) else {
        throw .unknown(
          "variable", initial.name, among: names,
          expected: "a variable that has an equation")
      }
      begins[key] = initial
    }
    for variable in file.variables.map(\.name) + file.chains.map(\.name) {
      let begin = begins[variable.text.lowercased()]
      var value = "0"
      if let begin {
        let term = try terms.number(
          begin.term, ["t": .done(Expression(.number(0), begin.name.range))])
        value = term.isCondition || term.text.hasPrefix("if ") ? "(\(term.text))" : term.text
      }
      let old = variable.text
      let new = name(of: variable)
      let note = old == new ? "" : " \"'\(old)' of the file\""
      draft.add("  state \(new) = \(value)\(note)", at: begin?.name.range ?? variable.range)
    }
    for number in file.numbers where changed.contains(number.name.text.lowercased()) {
      draft.add(
        "  state \(name(of: number.name)) = \(number.value.canonicalText)", at: number.name.range)
    }
  }

  func name(of name: Name) -> String { terms.names[name.text] ?? name.text }
}

private let laterOrder =
  "a fixed quantity is used before it is defined: XPPAUT takes its earlier value, here it is computed"
  + " first"
