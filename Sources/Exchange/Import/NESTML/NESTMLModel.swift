import Equations

/// A NESTML neuron as it was written (Plotnikov 2016, version 5 and later, in which indents count).
struct NESTMLModel {
  /// `V_m mV = E_L`, in a block of declarations.
  struct Declaration {
    var name: Name
    var unit: UnitOfMeasure
    var value: Expression?
    var isInteger = false
  }

  /// `V_m' = term`.
  struct Equation {
    var name: Name
    var term: Expression
  }

  /// `kernel g' = h - g / a, h' = -h / b`: its first variable is what is convolved, and each begins where the
  /// state of its name is said to begin.
  struct KernelSystem {
    var equations: [Equation]
    var begins: [Declaration] = []
  }

  /// `function rate(V_m mV) 1/ms: return term`.
  struct FunctionDeclaration {
    var name: Name
    var arguments: [String]
    var term: Expression
  }

  /// `exc_spikes <- excitatory spike`, or `I_stim pA <- continuous`.
  struct Input {
    var name: Name
    var unit: UnitOfMeasure
    var isSpikes: Bool
  }

  /// A block with a condition or an input, and its lines.
  struct Handler {
    var heading: PythonLine
    var lines: [PythonLine]
  }

  private(set) var name: Name
  private(set) var states: [Declaration] = []
  private(set) var parameters: [Declaration] = []
  private(set) var kernels: [Equation] = []
  private(set) var kernelSystems: [KernelSystem] = []
  private(set) var functions: [FunctionDeclaration] = []
  private(set) var quantities: [Declaration] = []
  private(set) var equations: [Equation] = []
  private(set) var inputs: [Input] = []
  private(set) var update: [PythonLine] = []
  private(set) var receivers: [Handler] = []
  private(set) var conditions: [Handler] = []

  /// Reads the first neuron of a file.
  ///
  /// - Throws: `Diagnostic` at the first line that is none of the language.
  init(_ text: PlacedText) throws(Diagnostic) {
    var lines = try text.pythonLines(hasPrimes: true)[...]
    guard let start = lines.firstIndex(where: { $0.begins("neuron") || $0.begins("model") }),
      lines[start].tokens.count > 1, case .name(let name) = lines[start].tokens[1].kind
    else {
      throw Diagnostic(
        "no neuron is in this file", at: text.range, expected: "a NESTML file with 'model NAME:'",
        kind: .incomplete)
    }
    self.name = Name(name, lines[start].tokens[1].range)
    let indent = lines[start].indent
    lines = lines[(start + 1)...].prefix { $0.indent > indent }
    while let heading = lines.popFirst() {
      let body = Array(lines.prefix { $0.indent > heading.indent })
      lines = lines.dropFirst(body.count)
      try take(heading, body)
    }
    for index in kernelSystems.indices {
      let own = Set(kernelSystems[index].equations.map(\.name.text))
      kernelSystems[index].begins = states.filter { own.contains($0.name.text) }
      states.removeAll { own.contains($0.name.text) }
    }
    guard !states.isEmpty else {
      throw Diagnostic(
        "this neuron has no state", at: self.name.range, expected: "a block 'state:'",
        kind: .incomplete)
    }
  }

  private mutating func take(_ heading: PythonLine, _ body: [PythonLine]) throws(Diagnostic) {
    guard case .name(let word) = heading.tokens[0].kind else {
      // A text in quotes is documentation.
      if case .string = heading.tokens[0].kind { return }
      throw unexpected(heading)
    }
    switch word {
    case "state", "initial_values":
      for line in body { states += try Self.declarations(line) }
    case "parameters", "internals":
      for line in body { parameters += try Self.declarations(line) }
    case "equations": for line in body { try take(equation: line) }
    case "input": for line in body { try take(input: line) }
    case "output", "end": break
    case "update": update = body
    case "function": functions.append(try Self.function(heading, body))
    case "onReceive": receivers.append(Handler(heading: heading, lines: body))
    case "onCondition": conditions.append(Handler(heading: heading, lines: body))
    default: throw unexpected(heading)
    }
  }

  private func unexpected(_ line: PythonLine) -> Diagnostic {
    let words = [
      "state", "parameters", "internals", "equations", "input", "output", "update", "onReceive",
      "onCondition", "function",
    ]
    if case .name(let word) = line.tokens[0].kind {
      return .unknown(
        "block", Name(word, line.tokens[0].range), among: words,
        expected: "one of \(words.joined(separator: ", "))")
    }
    return Diagnostic(
      "this begins no block", at: line.range, expected: words.joined(separator: ", "),
      kind: .unexpected)
  }

  /// `V_m mV = E_L`; several names share a unit and a value.
  static func declarations(_ line: PythonLine) throws(Diagnostic) -> [Declaration] {
    var tokens = line.tokens[...]
    if case .string = line.tokens[0].kind { return [] }
    while case .name(let word)? = tokens.first?.kind,
      ["recordable", "inline", "function"].contains(word)
    { tokens = tokens.dropFirst() }
    var names: [Name] = []
    while case .name(let name)? = tokens.first?.kind, let first = tokens.popFirst() {
      names.append(Name(name, first.range))
      guard tokens.first?.kind == .symbol(",") else { break }
      tokens = tokens.dropFirst()
    }
    guard !names.isEmpty else {
      throw Diagnostic(
        "a declaration begins with a name", at: line.range, expected: "V_m mV = -70 mV",
        kind: .unexpected)
    }
    let equals = tokens.firstIndex { $0.kind == .symbol("=") }
    // Limits in double brackets, [[tau > 0 ms]], are not taken over.
    let limit = tokens.firstIndex { $0.kind == .symbol("[") } ?? tokens.endIndex
    let unitTokens = tokens[..<min(equals ?? tokens.endIndex, limit)]
    var unit = UnitOfMeasure.none
    if let last = unitTokens.last {
      var reader = TermReader(unitTokens, end: last.range.upper, .nestml)
      unit = try reader.wholeTerm().unitOfMeasure()
    }
    var value: Expression?
    if let equals {
      var reader = TermReader(
        tokens[(equals + 1)..<max(limit, equals + 1)], end: line.range.upper, .nestml)
      value = try reader.wholeTerm()
    }
    let isInteger = unitTokens.last?.kind == .name("integer")
    return names.map { Declaration(name: $0, unit: unit, value: value, isInteger: isInteger) }
  }

  // `function NAME(NAME UNIT, ...) UNIT:` whose last line returns a term, behind quantities of its own.
  private static func function(
    _ heading: PythonLine, _ body: [PythonLine]
  ) throws(Diagnostic) -> FunctionDeclaration {
    let tokens = heading.tokens
    guard tokens.count > 3, case .name(let name) = tokens[1].kind, tokens[2].kind == .symbol("("),
      let close = tokens.firstIndex(where: { $0.kind == .symbol(")") })
    else {
      throw Diagnostic(
        "this is no function", at: heading.range, expected: "function NAME(x mV) real:",
        kind: .unexpected)
    }
    let arguments = tokens[3..<close].split { $0.kind == .symbol(",") }.compactMap { part in
      if case .name(let argument)? = part.first?.kind { argument } else { nil }
    }
    let lines = body.filter { line in
      if case .string? = line.tokens.first?.kind { false } else { true }
    }
    guard let last = lines.last, last.begins("return"), last.tokens.count > 1 else {
      throw .untranslatable(
        "a function that does not end with a term ('\(name)')", at: tokens[1].range)
    }
    // Each with the ones before it written out.
    var quantities: [Declaration] = []
    for line in lines.dropLast() {
      guard case .name(let word)? = line.tokens.first?.kind, word != "if", word != "return",
        line.tokens.count > 1, line.tokens[1].kind != .symbol("=")
      else { throw .untranslatable("this statement in a function", at: line.range) }
      for var quantity in try declarations(line) {
        quantity.value = quantity.value?.writingOut(quantities)
        quantities.insert(quantity, at: 0)
      }
    }
    var reader = TermReader(last.tokens[1...], end: last.range.upper, .nestml)
    let term = try reader.wholeTerm().writingOut(quantities)
    return FunctionDeclaration(
      name: Name(name, tokens[1].range), arguments: arguments, term: term)
  }

  private mutating func take(equation line: PythonLine) throws(Diagnostic) {
    var tokens = line.tokens[...]
    switch tokens.first?.kind {
    case .string: return
    case .name("recordable"), .name("inline"), .name("function"):
      quantities += try Self.declarations(line)
      return
    default: break
    }
    let isKernel = tokens.first?.kind == .name("kernel") || tokens.first?.kind == .name("shape")
    if isKernel { tokens = tokens.dropFirst() }
    guard isKernel else {
      equations += Self.withLowerOrders(try equation(tokens, of: line))
      return
    }
    var parts: [Equation] = []
    for part in tokens.outsideOfBrackets(separatedBy: ",") {
      parts.append(try equation(part, of: line))
    }
    if parts.count == 1, !parts[0].name.text.hasSuffix("'") {
      kernels += parts
    } else {
      kernelSystems.append(KernelSystem(equations: parts.flatMap(Self.withLowerOrders)))
    }
  }

  // `NAME = term` or `NAME' = term`, the name with its primes.
  private func equation(
    _ tokens: ArraySlice<TermToken>, of line: PythonLine
  ) throws(Diagnostic) -> Equation {
    guard tokens.count > 1, let first = tokens.first, case .name(let name) = first.kind,
      tokens[tokens.startIndex + 1].kind == .symbol("=")
    else {
      throw Diagnostic(
        "this is no equation", at: line.range,
        expected: "V_m' = TERM, inline NAME UNIT = TERM or kernel NAME = TERM", kind: .unexpected)
    }
    let isKernel = line.begins("kernel") || line.begins("shape")
    guard isKernel || name.hasSuffix("'") else {
      throw Diagnostic(
        "'\(name)' is no derivative", at: first.range,
        expected: "\(name)' = TERM, or 'inline' before it")
    }
    var reader = TermReader(
      tokens.dropFirst(2), end: tokens.last?.range.upper ?? line.range.upper, .nestml)
    return Equation(name: Name(name, first.range), term: try reader.wholeTerm())
  }

  // `x'' = term` is x' = the state that is called x', and that one's derivative is the term.
  private static func withLowerOrders(_ equation: Equation) -> [Equation] {
    let name = equation.name
    var result = [
      Equation(name: Name(String(name.text.dropLast()), name.range), term: equation.term)
    ]
    var state = String(name.text.dropLast())
    while state.hasSuffix("'") {
      let slope = Expression(.name(state), name.range)
      state = String(state.dropLast())
      result.insert(Equation(name: Name(state, name.range), term: slope), at: 0)
    }
    return result
  }

  // `exc_spikes <- excitatory spike`, `I_stim pA <- continuous`; older files have `I_stim pA <- current`.
  private mutating func take(input line: PythonLine) throws(Diagnostic) {
    var tokens = line.tokens[...]
    guard case .name(let name)? = tokens.first?.kind, let first = tokens.popFirst(),
      let arrow = tokens.firstIndex(where: { $0.kind == .symbol("<") })
    else {
      throw Diagnostic(
        "this is no input", at: line.range, expected: "spikes <- spike, or I_stim pA <- continuous",
        kind: .unexpected)
    }
    let unitTokens = tokens[..<arrow]
    var unit = UnitOfMeasure.none
    if let last = unitTokens.last {
      var reader = TermReader(unitTokens, end: last.range.upper, .nestml)
      unit = try reader.wholeTerm().unitOfMeasure()
    }
    let isSpikes = tokens[arrow...].contains { $0.kind == .name("spike") }
    inputs.append(Input(name: Name(name, first.range), unit: unit, isSpikes: isSpikes))
  }
}

extension ArraySlice<TermToken> {
  // What stands between symbols that are in no brackets.
  fileprivate func outsideOfBrackets(separatedBy symbol: String) -> [ArraySlice<TermToken>] {
    var depth = 0
    return split { token in
      if case .symbol(let bracket) = token.kind {
        if "([{".contains(bracket) { depth += 1 }
        if ")]}".contains(bracket) { depth -= 1 }
      }
      return depth == 0 && token.kind == .symbol(symbol)
    }
  }
}

extension TermDialect {
  /// NESTML's, which has Python's operators, units behind numbers and `c ? a : b`.
  static let nestml: TermDialect = {
    var dialect = python
    dialect.choice = .questionMark
    dialect.hasQuantities = true
    return dialect
  }()
}
