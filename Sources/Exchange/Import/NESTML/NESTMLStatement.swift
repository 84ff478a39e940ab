import Equations

/// A statement of a NESTML block.
indirect enum NESTMLStatement {
  /// `V_m = V_reset`, or with an operator.
  case assignment(Name, op: String, Expression)
  /// `x real = term`, a quantity of its own.
  case local(NESTMLModel.Declaration)
  /// `integrate_odes()`, or of some states alone.
  case integration([Name], SourceRange)
  /// `emit_spike()`.
  case spike(SourceRange)
  /// `if c: ... elif: ... else: ...`.
  case choice(Expression, [NESTMLStatement], otherwise: [NESTMLStatement])

  /// The statements of some lines.
  ///
  /// - Throws: `Diagnostic` at a line that our language cannot say.
  static func all(in lines: [PythonLine]) throws(Diagnostic) -> [NESTMLStatement] {
    var lines = lines[...]
    return try all(&lines, depth: 0)
  }

  private static func all(
    _ lines: inout ArraySlice<PythonLine>, depth: Int
  ) throws(Diagnostic) -> [NESTMLStatement] {
    var result: [NESTMLStatement] = []
    while let line = lines.popFirst() {
      if line.begins("if") {
        result.append(try choice(line, &lines, depth: depth))
      } else if let statement = try simple(line.tokens, line.range) {
        result.append(statement)
      }
    }
    return result
  }

  private static func choice(
    _ line: PythonLine, _ lines: inout ArraySlice<PythonLine>, depth: Int
  ) throws(Diagnostic) -> NESTMLStatement {
    guard depth < 30, let colon = line.tokens.lastIndex(where: { $0.kind == .symbol(":") }),
      colon > 1
    else {
      throw Diagnostic(
        "this 'if' has no condition and colon", at: line.range, expected: "if V_m > V_th:",
        kind: .incomplete)
    }
    var reader = TermReader(line.tokens[1..<colon], end: line.tokens[colon].range.lower, .nestml)
    let condition = try reader.wholeTerm()
    var body = lines.prefix { $0.indent > line.indent }
    lines = lines.dropFirst(body.count)
    let yes = try all(&body, depth: depth + 1)
    var no: [NESTMLStatement] = []
    if let next = lines.first, next.indent == line.indent {
      if next.begins("elif") {
        lines.removeFirst()
        no = [try choice(next, &lines, depth: depth + 1)]
      } else if next.begins("else") {
        lines.removeFirst()
        var rest = lines.prefix { $0.indent > line.indent }
        lines = lines.dropFirst(rest.count)
        no = try all(&rest, depth: depth + 1)
      }
    }
    return .choice(condition, yes, otherwise: no)
  }

  private static func simple(
    _ tokens: [TermToken], _ range: SourceRange
  ) throws(Diagnostic) -> NESTMLStatement? {
    switch tokens[0].kind {
    case .string, .name("end"): return nil
    case .name("emit_spike"): return .spike(range)
    case .name("integrate_odes"):
      let line = PythonLine(indent: 0, tokens: tokens)
      let names = line.arguments(behind: 0).compactMap { argument -> Name? in
        if case .name(let name) = argument.value.kind {
          Name(name, argument.value.range)
        } else {
          nil
        }
      }
      return .integration(names, range)
    case .name(let name) where tokens.count > 2:
      guard case .symbol(let op) = tokens[1].kind, ["=", "+=", "-=", "*=", "/="].contains(op) else {
        break
      }
      var reader = TermReader(tokens[2...], end: range.upper, .nestml)
      return .assignment(Name(name, tokens[0].range), op: op, try reader.wholeTerm())
    default: break
    }
    if case .name = tokens[0].kind, tokens.contains(where: { $0.kind == .symbol("=") }) {
      let declared = try NESTMLModel.declarations(PythonLine(indent: 0, tokens: tokens))
      if declared.count == 1 { return .local(declared[0]) }
    }
    throw .untranslatable("this statement", at: range)
  }

  /// Whether a spike is sent in it.
  var spikes: Bool {
    switch self {
    case .spike: true
    case .choice(_, let yes, let no): (yes + no).contains(where: \.spikes)
    case .assignment, .local, .integration: false
    }
  }

  /// Where it stands.
  var range: SourceRange {
    switch self {
    case .assignment(let name, _, _): name.range
    case .local(let declaration): declaration.name.range
    case .integration(_, let range), .spike(let range): range
    case .choice(let condition, _, _): condition.range
    }
  }

  /// What is assigned in it.
  var assigned: [Name] {
    switch self {
    case .assignment(let name, _, _): [name]
    case .choice(_, let yes, let no): (yes + no).flatMap(\.assigned)
    case .local, .integration, .spike: []
    }
  }

  /// Whether equations are integrated in it.
  var integrates: Bool {
    switch self {
    case .integration: true
    case .choice(_, let yes, let no): (yes + no).contains(where: \.integrates)
    case .assignment, .local, .spike: false
    }
  }
}
