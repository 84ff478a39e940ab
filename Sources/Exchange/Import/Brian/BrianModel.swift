import Equations
import OrderedCollections

/// A Brian2 model as it was written: its equations, and what a NeuronGroup says of them (Stimberg, Brette &
/// Goodman 2019, eLife 8:e47314).
struct BrianModel {
  /// A line of the equations.
  struct Line {
    enum Kind {
      /// `dv/dt = term : unit`.
      case derivative
      /// `x = term : unit`.
      case quantity
      /// `x : unit`.
      case parameter
    }

    var kind: Kind
    var name: Name
    var term: Expression?
    var unit: UnitOfMeasure
    /// Whether it stays while the neuron is refractory.
    var isHeld: Bool
  }

  /// A statement of a reset: `v = term`, `w += term`.
  struct Assignment {
    var name: Name
    var op: String
    var term: Expression
  }

  private(set) var lines: [Line] = []
  var threshold: Expression?
  var reset: [Assignment] = []
  var refractory: Expression?
  /// Values of names that the equations use, and with what states begin.
  var values: OrderedDictionary<String, (name: Name, term: Expression)> = [:]

  /// The method by which equations are solved, as Brian2 names it.
  var method: Name?
  /// The length of a step.
  var timeStep: Expression?
  /// For how long it runs.
  var duration: Expression?

  /// What of a script is left out.
  var notes: [ImportedModel.Note] = []

  /// Reads equations.
  ///
  /// - Throws: `Diagnostic` at the line that is none.
  init(equations: PlacedText) throws(Diagnostic) {
    // A line that ends with an operator, or goes before one, is not the whole equation.
    var open: [TermToken] = []
    let all = try equations.logicalLines()
    for (index, tokens) in all.enumerated() {
      open += tokens
      let isOpen =
        open.last?.isOperator == true || all.dropFirst(index + 1).first?.first?.isOperator == true
      if isOpen, index + 1 < all.count { continue }
      lines.append(try Self.line(open))
      open = []
    }
    guard lines.contains(where: { $0.kind == .derivative }) else {
      throw Diagnostic(
        "no differential equation is in these equations", at: equations.range,
        expected: "dv/dt = (El - v) / tau : volt", kind: .incomplete)
    }
  }

  private static func line(_ tokens: [TermToken]) throws(Diagnostic) -> Line {
    let range = tokens[0].range.joined(with: tokens[tokens.count - 1].range)
    let shape = "dv/dt = TERM : UNIT, x = TERM : UNIT or x : UNIT"
    guard let colon = tokens.lastIndex(where: { $0.kind == .symbol(":") }), colon > 0 else {
      throw Diagnostic("this equation has no unit", at: range, expected: shape, kind: .incomplete)
    }
    guard case .name(let word) = tokens[0].kind else {
      throw Diagnostic("an equation begins with a name", at: tokens[0].range, expected: shape)
    }
    // Behind the unit stand flags in brackets.
    var flags: [TermToken] = []
    var unitTokens = Array(tokens[(colon + 1)...])
    if unitTokens.last?.kind == .symbol(")"),
      let open = unitTokens.lastIndex(where: { $0.kind == .symbol("(") }), open > 0
    {
      flags = Array(unitTokens[open...])
      unitTokens = Array(unitTokens[..<open])
    }
    var units = TermReader(unitTokens, end: range.upper, .python)
    let unit = try units.wholeTerm().unitOfMeasure().ofNeurons
    let isHeld = flags.contains { $0.kind == .name("unless") }
    guard let equals = tokens[..<colon].firstIndex(where: { $0.kind == .symbol("=") }) else {
      guard colon == 1 else {
        throw Diagnostic("this equation has no '='", at: range, expected: shape, kind: .incomplete)
      }
      return Line(
        kind: .parameter, name: Name(word, tokens[0].range), term: nil, unit: unit, isHeld: isHeld)
    }
    var terms = TermReader(tokens[(equals + 1)..<colon], end: tokens[colon].range.lower, .python)
    let term = try terms.wholeTerm()
    if equals == 1 {
      return Line(
        kind: .quantity, name: Name(word, tokens[0].range), term: term, unit: unit, isHeld: isHeld)
    }
    guard equals == 3, word.count > 1, word.hasPrefix("d"), tokens[1].kind == .symbol("/"),
      tokens[2].kind == .name("dt")
    else { throw Diagnostic("this is no equation", at: range, expected: shape, kind: .unexpected) }
    let name = Name(
      String(word.dropFirst()), SourceRange(tokens[0].range.lower + 1, tokens[0].range.upper))
    return Line(kind: .derivative, name: name, term: term, unit: unit, isHeld: isHeld)
  }

  /// Reads the statements of a reset, each on a line or behind a semicolon.
  ///
  /// - Throws: `Diagnostic` at the statement that is none.
  static func assignments(_ text: PlacedText) throws(Diagnostic) -> [Assignment] {
    var result: [Assignment] = []
    for tokens in try text.logicalLines() {
      let range = tokens[0].range.joined(with: tokens[tokens.count - 1].range)
      guard tokens.count > 2, case .name(let name) = tokens[0].kind,
        case .symbol(let op) = tokens[1].kind, ["=", "+=", "-=", "*=", "/="].contains(op)
      else {
        throw Diagnostic(
          "this sets nothing", at: range, expected: "v = TERM, or += -= *= /=", kind: .unexpected)
      }
      var reader = TermReader(tokens[2...], end: range.upper, .python)
      result.append(
        Assignment(name: Name(name, tokens[0].range), op: op, term: try reader.wholeTerm()))
    }
    return result
  }
}

extension TermToken {
  // What stands between two terms.
  fileprivate var isOperator: Bool {
    guard case .symbol(let text) = kind else { return false }
    return ["+", "-", "*", "/", "**", "="].contains(text)
  }
}

extension PlacedText {
  /// The tokens of each line; brackets keep lines together, and `;` ends one as well.
  func logicalLines() throws(Diagnostic) -> [[TermToken]] { try pythonLines().map(\.tokens) }
}
