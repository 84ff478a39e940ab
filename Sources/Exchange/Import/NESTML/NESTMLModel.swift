import Equations

/// A NESTML neuron as it was written (Plotnikov 2016, version 5 and later, in which indents count).
struct NESTMLModel {
  /// `V_m mV = E_L`, in a block of declarations.
  struct Declaration {
    var name: Name
    var unit: UnitOfMeasure
    var value: Expression?
  }

  /// `V_m' = term`.
  struct Equation {
    var name: Name
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
    case "onReceive": receivers.append(Handler(heading: heading, lines: body))
    case "onCondition": conditions.append(Handler(heading: heading, lines: body))
    default: throw unexpected(heading)
    }
  }

  private func unexpected(_ line: PythonLine) -> Diagnostic {
    let words = [
      "state", "parameters", "internals", "equations", "input", "output", "update", "onReceive",
      "onCondition",
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
    return names.map { Declaration(name: $0, unit: unit, value: value) }
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
    guard tokens.count > 1, let first = tokens.first, case .name(let name) = first.kind,
      tokens[tokens.startIndex + 1].kind == .symbol("=")
    else {
      throw Diagnostic(
        "this is no equation", at: line.range,
        expected: "V_m' = TERM, inline NAME UNIT = TERM or kernel NAME = TERM", kind: .unexpected)
    }
    var reader = TermReader(tokens.dropFirst(2), end: line.range.upper, .nestml)
    let term = try reader.wholeTerm()
    if isKernel {
      guard !name.hasSuffix("'") else {
        throw .untranslatable("a kernel that is an equation ('\(name)')", at: first.range)
      }
      kernels.append(Equation(name: Name(name, first.range), term: term))
    } else {
      guard name.hasSuffix("'") else {
        throw Diagnostic(
          "'\(name)' is no derivative", at: first.range,
          expected: "\(name)' = TERM, or 'inline' before it")
      }
      equations.append(Equation(name: Name(String(name.dropLast()), first.range), term: term))
    }
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

extension TermDialect {
  /// NESTML's, which has Python's operators, units behind numbers and `c ? a : b`.
  static let nestml: TermDialect = {
    var dialect = python
    dialect.choice = .questionMark
    dialect.hasQuantities = true
    return dialect
  }()
}
