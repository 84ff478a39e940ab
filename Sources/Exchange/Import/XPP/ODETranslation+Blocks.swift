import Equations

// What the integral does.
extension ODETranslation {
  mutating func addNoises(to draft: inout ModelDraft) throws(Diagnostic) {
    for noise in file.noises { draft.add("    let \(name(of: noise)) = xi()", at: noise.range) }
  }

  mutating func addQuantities(
    _ moving: [ODEFile.Quantity], to draft: inout ModelDraft
  ) throws(Diagnostic) {
    for quantity in moving {
      draft.add(
        "    let \(name(of: quantity.name)) = \(try terms.number(quantity.term).text)",
        at: quantity.name.range)
    }
  }

  mutating func addEquations(to draft: inout ModelDraft) throws(Diagnostic) {
    for variable in file.variables {
      let term = try terms.number(variable.term)
      draft.add("    d \(name(of: variable.name))/dt = \(term.text)", at: variable.name.range)
    }
    try addAuxiliaries(to: &draft)
  }

  // All variables of a map move at once, so that each next value has a name of its own.
  mutating func addMaps(to draft: inout ModelDraft) throws(Diagnostic) {
    try addAuxiliaries(to: &draft)
    let isAlone = file.variables.count == 1
    var moves: [(String, SourceRange)] = []
    for variable in file.variables {
      let old = name(of: variable.name)
      let term = try terms.number(variable.term).text
      let next = isAlone ? term : terms.names.free("next_" + old)
      if !isAlone { draft.add("    let \(next) = \(term)", at: variable.name.range) }
      moves.append(("    \(old) = \(next)", variable.name.range))
    }
    for (text, range) in moves { draft.add(text, at: range) }
  }

  // A chain leaves its state within a step with the probability rate times dt, as there.
  mutating func addChains(to draft: inout ModelDraft) throws(Diagnostic) {
    for chain in file.chains {
      let state = name(of: chain.name)
      let draw = terms.names.free("draw_" + state)
      draft.add("    let \(draw) = uniform()", at: chain.name.range)
      var next = state
      for (from, row) in chain.rates.enumerated().reversed() {
        var total = ""
        var choice = state
        var choices: [(String, Int)] = []
        for (to, rate) in row.enumerated() where to != from {
          let rate = try terms.number(rate)
          guard rate.kind != .number(0) else { continue }
          total += (total.isEmpty ? "" : " + ") + "dt * (\(rate.text))"
          choices.append((total, to))
        }
        for (limit, to) in choices.reversed() {
          choice = "if \(draw) < \(limit) then \(to) else \(choice)"
        }
        if choice != state { next = "if \(state) == \(from) then (\(choice)) else \(next)" }
      }
      draft.add("    \(state) = \(next)", at: chain.name.range)
    }
  }

  // What is only drawn there can be plotted here as well.
  mutating func addAuxiliaries(to draft: inout ModelDraft) throws(Diagnostic) {
    for auxiliary in file.auxiliaries {
      let term = try terms.number(auxiliary.term)
      if case .name(let same) = term.kind, same == terms.names[auxiliary.name.text] { continue }
      let name = terms.names.free(auxiliary.name.text)
      draft.add("    let \(name) = \(term.text)", at: auxiliary.name.range)
    }
  }
}
