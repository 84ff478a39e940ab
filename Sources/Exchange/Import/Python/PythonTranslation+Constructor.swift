import Equations
import Neurons
import OrderedCollections

// What the constructor gives a neuron: parameters, where states begin, and the surrogate.
extension PythonTranslation {
  mutating func takeConstructor() throws(Diagnostic) {
    let range = source.name.range
    let own = isSpikingJelly ? ("v", "v_threshold") : ("mem", "threshold")
    try names.declare(Name(own.0, range), as: "mem")
    try names.declare(Name("spike", range), as: "spike")
    try names.declare(Name(own.1, range), as: "threshold")
    for name in ["v_reset", "dt", "step"] { try names.declare(Name(name, range), as: name) }
    if isSpikingJelly {
      // Its own defaults, where the class does not say others.
      parameters[own.1] = (Name(own.1, range), Expression(.number(1), range))
      surrogate = ("Sigmoid", Expression(.number(4), range), range)
    }
    for value in source.defaults { try take(default: value) }
    let order = ["threshold", "v_reset", "dt", "step"]
    for (place, handed) in source.handedOn.enumerated() {
      guard let key = handed.name ?? (place < order.count && !isSpikingJelly ? order[place] : nil),
        names[key] != nil, let term = try? term(of: handed.value),
        term.kind != .name(key)
      else { continue }
      parameters[key] = (Name(key, handed.value.range), try translated(term).asNumber)
    }
    for attribute in source.attributes { try take(attribute) }
  }

  mutating func take(default value: PythonClass.Value) throws(Diagnostic) {
    let key = value.name.text
    if key.hasSuffix("act_fun") || key == "surrogate_function" || key == "act" {
      try take(surrogate: value.tokens, value.range)
      return
    }
    if case .name(let word)? = value.tokens.first?.kind, value.tokens.count == 1 {
      guard ["True", "False"].contains(word) else { return }
      if ["layer_by_layer", "mem_detach"].contains(key) {
        flags[key] = (word.lowercased(), value.range)
      }
      return
    }
    if case .string? = value.tokens.first?.kind { return }
    guard let term = try? term(of: value), term.writtenNames.isEmpty else { return }
    if names[key] == nil { try names.declare(value.name) }
    parameters[key] = (value.name, try translated(term).asNumber)
  }

  mutating func take(_ attribute: PythonClass.Value) throws(Diagnostic) {
    let key = attribute.name.text
    if key.hasSuffix("act_fun") || key == "surrogate_function" {
      try take(surrogate: attribute.tokens, attribute.range)
      return
    }
    guard let term = try? term(of: attribute), term.kind != .name(key),
      let value = try? translated(term).asNumber
    else { return }
    if names[key] == "mem" || names[key] == "spike" { return }
    if names[key] == nil { try names.declare(attribute.name) }
    // What a method sets later on is a state that begins so.
    if isSet(key) { states[key] = value } else { parameters[key] = (attribute.name, value) }
  }

  func isSet(_ key: String) -> Bool {
    source.methods.values.filter { $0.name.text != "__init__" && $0.name.text != "n_reset" }
      .contains {
        $0.lines.contains { line in
          line.tokens.first?.kind == .name("self.\(key)") && line.tokens.count > 1
            && ["=", "+=", "-=", "*=", "/="].contains { line.tokens[1].kind == .symbol($0) }
        }
      }
  }

  // `QGateGrad`, `surrogate.Sigmoid(alpha=4)` or `act_fun(alpha=2., requires_grad=False)`.
  mutating func take(
    surrogate tokens: ArraySlice<TermToken>, _ range: SourceRange
  ) throws(Diagnostic) {
    guard case .name(let word)? = tokens.first?.kind else { return }
    let line = PythonLine(indent: 0, tokens: Array(tokens))
    var alpha = surrogate?.alpha
    if let argument = line.arguments(behind: 0).first(where: {
      $0.name?.text == "alpha" || $0.name == nil
    }) {
      var reader = TermReader(argument.tokens, end: argument.range.upper, .torch)
      if let term = try? reader.wholeTerm(), term.writtenNames.isEmpty { alpha = term }
    }
    let last = word.split(separator: ".").last.map(String.init) ?? word
    let stem = last.replacing("_Grad", with: "").replacing("Grad", with: "").replacing(
      "_", with: "")
    let others = ["ATan": "Atan", "PiecewiseQuadratic": "QGate", "EI": "EI"]
    if let known = Surrogate(named: others[stem] ?? stem) {
      let usual = known == .sigmoid ? Expression(.number(4), range) : nil
      surrogate = (known.rawValue, alpha ?? usual, range)
    } else if word == "act_fun" || word.hasSuffix("act_fun") || word == "eval" {
      if let present = surrogate { surrogate = (present.name, alpha, present.range) }
    } else {
      throw .untranslatable("the surrogate '\(last)'", at: range)
    }
  }

  func term(of value: PythonClass.Value) throws(Diagnostic) -> Expression {
    var reader = TermReader(value.tokens, end: value.range.upper, .torch)
    return try reader.wholeTerm()
  }
}
