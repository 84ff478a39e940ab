import Equations
import OrderedCollections

/// An XPPAUT `.ode` file as it was written: what it declares, in its order (Ermentrout 2002, Simulating,
/// Analyzing, and Animating Dynamical Systems; `xppodes.html` of its help).
struct ODEFile {
  /// A name with a term.
  struct Quantity {
    var name: Name
    var term: Expression
  }

  /// `f(a,b)=term`.
  struct Function {
    var name: Name
    var parameters: [Name]
    var term: Expression
  }

  /// `global sign {condition} {x=term;...}`.
  struct Event {
    var sign: Int
    var condition: Expression
    var assignments: [Quantity]
    var range: SourceRange
  }

  /// `markov z 2` with a row of rates for each state, from it to each other one.
  struct MarkovChain {
    var name: Name
    var rates: [[Expression]]
  }

  /// A parameter or a constant with its value.
  struct Number {
    var name: Name
    var value: Double
  }

  private(set) var numbers: [Number] = []
  private(set) var noises: [Name] = []
  private(set) var variables: [Quantity] = []
  private(set) var initials: [Quantity] = []
  private(set) var functions: [Function] = []
  private(set) var fixed: [Quantity] = []
  private(set) var derived: [Quantity] = []
  private(set) var auxiliaries: [Quantity] = []
  private(set) var events: [Event] = []
  private(set) var chains: [MarkovChain] = []
  /// Terms that are to be 0, and the names for which they are solved with first guesses.
  private(set) var conditions: [Quantity] = []
  private(set) var unknowns: [Quantity] = []
  private(set) var sets: OrderedDictionary<String, PlacedText> = [:]
  private(set) var options: [String: Name] = [:]
  private(set) var notes: [ImportedModel.Note] = []
  /// Whether some equation says what a variable is at the next step.
  private(set) var isMap = false

  /// Reads a file's text.
  ///
  /// - Throws: `Diagnostic` at the first statement that is none, and at constructs without a
  ///   counterpart in our language.
  init(_ text: String) throws(Diagnostic) {
    var lines = try PlacedText(text).odeStatements()[...]
    while let line = lines.popFirst() {
      guard let statement = try ODEStatement(line) else { continue }
      if statement.isMarkovChain {
        try take(chain: statement, rows: &lines)
      } else {
        try take(statement)
      }
    }
    guard !variables.isEmpty else {
      throw Diagnostic(
        "no equation is in this file", at: SourceRange(0, text.utf8.count),
        expected: "an XPPAUT file with x' = ..., dx/dt = ... or x(t+1) = ...", kind: .incomplete)
    }
  }

  private mutating func take(_ statement: ODEStatement) throws(Diagnostic) {
    let name = statement.name
    switch statement.kind {
    case .options: take(options: statement.value)
    case .derivative, .map:
      if statement.kind == .map { isMap = true }
      variables.append(Quantity(name: name, term: try term(statement)))
    case .initial: initials.append(Quantity(name: name, term: try term(statement)))
    case .function(let parameters):
      functions.append(Function(name: name, parameters: parameters, term: try term(statement)))
    case .fixed: fixed.append(Quantity(name: name, term: try term(statement)))
    case .derived: derived.append(Quantity(name: name, term: try term(statement)))
    case .algebraic: conditions.append(Quantity(name: name, term: try term(statement)))
    case .volterra: throw refused("an integral equation", name)
    case .command: try take(command: name, statement.value)
    }
  }

  private mutating func take(command: Name, _ value: PlacedText) throws(Diagnostic) {
    switch command.text.uppercased() {
    case let word where word.hasPrefix("P") || word.hasPrefix("N"):
      for (name, value) in value.assignments {
        numbers.append(Number(name: name, value: try number(value)))
      }
    case let word where word.hasPrefix("I"):
      for (name, value) in value.assignments {
        let term = Expression(.number(try number(value)), name.range)
        initials.append(Quantity(name: name, term: term))
      }
    case let word where word.hasPrefix("W"): noises += value.assignments.map(\.name)
    case let word where word.hasPrefix("AU"):
      guard let equals = value.index(of: "=") else {
        throw Diagnostic(
          "'aux' without '='", at: command.range, expected: "aux NAME = TERM", kind: .incomplete)
      }
      auxiliaries.append(
        Quantity(
          name: value[0..<equals].trimmed.name,
          term: try term(value[equals + 1..<value.bytes.count])))
    case let word where word.hasPrefix("GR"): notes.append(ignored(command, value))
    case let word where word.hasPrefix("G"): try take(event: value, command.range)
    case let word where word.hasPrefix("SE"):
      guard let open = value.index(of: "{") else {
        throw Diagnostic(
          "'set' without '{'", at: command.range, expected: "set NAME {a=1,b=2}", kind: .incomplete)
      }
      let inner = value[open + 1..<(value.index(of: "}", from: open) ?? value.bytes.count)]
      sets[value[0..<open].trimmed.text.lowercased()] = inner
    case let word where word.hasPrefix("B"):
      guard !notes.contains(where: { $0.text == boundaries }) else { break }
      notes.append(.init(boundaries, at: command.range))
    case let word where word.hasPrefix("ON"): break
    case let word where word.hasPrefix("SO"):
      let equals = value.index(of: "=") ?? value.bytes.count
      let guess = value[min(equals + 1, value.bytes.count)..<value.bytes.count]
      let zero = Expression(.number(0), value.range)
      unknowns.append(
        Quantity(
          name: value[0..<equals].trimmed.name, term: guess.isEmpty ? zero : try term(guess)))
    case let word where word.hasPrefix("SP"): throw refused("a special sum over arrays", command)
    case let word where word.hasPrefix("V"): throw refused("an integral equation", command)
    case let word where word.hasPrefix("EX"):
      notes.append(
        .init(
          "what a linked library would compute is left out; the names keep what the file gives them",
          at: command.range))
    case let word where word.hasPrefix("TA"): functions.append(try table(value, command))
    case "#INCLUDE", "@": throw refused("another file that is included", command)
    default: notes.append(ignored(command, value))
    }
  }

  // `z 2`, and as many rows `{rate} {rate}`.
  private mutating func take(
    chain statement: ODEStatement, rows: inout ArraySlice<PlacedText>
  ) throws(Diagnostic) {
    let words = statement.value.split(where: \.isBlank)
    guard words.count == 2, let count = Int(words[1].text), (2...20).contains(count) else {
      throw Diagnostic(
        "'markov' has no name and number of states", at: statement.name.range,
        expected: "markov NAME 2, with at most 20 states", kind: .incomplete)
    }
    var rates: [[Expression]] = []
    for _ in 0..<count {
      var row: [Expression] = []
      let line = rows.popFirst()
      for part in line?.split(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) ?? []
      where !part.trimmed.isEmpty { row.append(try term(part)) }
      guard row.count == count else {
        throw Diagnostic(
          "a row of rates has \(row.count) of them", at: line?.range ?? statement.name.range,
          expected: "\(count) in braces: {0} {alpha}", kind: .incomplete)
      }
      rates.append(row)
    }
    chains.append(MarkovChain(name: words[0].name, rates: rates))
  }

  private func ignored(_ command: Name, _ value: PlacedText) -> ImportedModel.Note {
    .init(
      "'\(command.text.prefix(20))' is no word of XPPAUT or says nothing here", at: command.range)
  }

  private mutating func number(_ value: PlacedText?) throws(Diagnostic) -> Double {
    guard let value else { return 0 }
    let (number, isAll) = value.leadingNumber
    if !isAll {
      notes.append(
        .init("XPPAUT reads '\(value.text.prefix(40))' as \(number.canonicalText)", at: value.range)
      )
    }
    return number
  }

  // `1 {x-1} {x=0;y=y+a}`; the condition may stand without its brackets.
  private mutating func take(event value: PlacedText, _ range: SourceRange) throws(Diagnostic) {
    let shape = "global 1 {CONDITION} {X=TERM;Y=TERM}, with -1, 0 or 1 first"
    guard let space = value.bytes.firstIndex(where: { $0.isBlank || $0 == UInt8(ascii: "{") }),
      let sign = Int(value[0..<space].text), abs(sign) <= 1
    else {
      throw Diagnostic("this 'global' has no sign", at: range, expected: shape, kind: .incomplete)
    }
    let rest = value[space..<value.bytes.count].trimmed
    let isBracketed = rest.bytes.first == UInt8(ascii: "{")
    guard let conditionEnd = rest.index(of: isBracketed ? "}" : "{"),
      let open = rest.index(of: "{", from: isBracketed ? conditionEnd : 0)
    else {
      throw Diagnostic(
        "this 'global' does nothing", at: range, expected: shape, kind: .incomplete)
    }
    let close = rest.index(of: "}", from: open) ?? rest.bytes.count
    var assignments: [Quantity] = []
    for part in rest[open + 1..<close].split(where: { $0 == UInt8(ascii: ";") }) {
      guard !part.trimmed.isEmpty else { continue }
      guard let equals = part.index(of: "=") else {
        throw Diagnostic(
          "'\(part.trimmed.text.prefix(30))' sets nothing", at: part.range, expected: "X=TERM",
          kind: .incomplete)
      }
      assignments.append(
        Quantity(
          name: part[0..<equals].trimmed.name,
          term: try term(part[equals + 1..<part.bytes.count])))
    }
    events.append(
      Event(
        sign: sign, condition: try term(rest[(isBracketed ? 1 : 0)..<conditionEnd]),
        assignments: assignments, range: range.joined(with: value.range)))
  }

  /// Takes settings of the program, `total=100,meth=euler`; what draws and searches is left alone.
  private mutating func take(options value: PlacedText) {
    for (name, value) in value.assignments {
      let word = name.text.uppercased()
      guard let value, let option = Self.options.first(where: word.hasPrefix) else { continue }
      if !option.isEmpty { options[option] = value.name }
    }
  }

  // As there, an option is known by how it begins, longer ones first; those that are not looked at
  // stand for what they would be taken for.
  private static let options = [
    "DTMIN", "DTMAX", "DT", "T0", "TOTAL", "METH", "XP2", "YP2", "XP", "YP", "XLO", "XHI", "YLO",
    "YHI",
  ]

  /// The same with the values of one of its sets.
  ///
  /// - Throws: `Diagnostic` at the set's name where there is none.
  func taking(set: Name) throws(Diagnostic) -> ODEFile {
    guard let values = sets[set.text.lowercased()] else {
      throw .unknown(
        "set of values", set, among: sets.keys,
        expected: sets.isEmpty
          ? "no set=, since the file has none" : "one of \(sets.keys.joined(separator: ", "))")
    }
    var result = self
    for (name, value) in values.assignments {
      let isSame = { (other: Name) in other.text.lowercased() == name.text.lowercased() }
      if variables.contains(where: { isSame($0.name) }) {
        let term = Expression(.number(try result.number(value)), name.range)
        result.initials.append(Quantity(name: name, term: term))
      } else if let index = numbers.firstIndex(where: { isSame($0.name) }) {
        result.numbers[index].value = try result.number(value)
      } else if let value {
        var option = PlacedText(emptyAt: name.range.lower)
        option.append("\(name.text)=", at: name.range.lower)
        option.append(value)
        result.take(options: option)
      }
    }
    return result
  }

  // MARK: - Terms

  private func term(_ statement: ODEStatement) throws(Diagnostic) -> Expression {
    guard !statement.value.isEmpty else {
      throw Diagnostic(
        "'\(statement.name.text)' has no right side", at: statement.name.range, expected: "a term",
        kind: .incomplete)
    }
    return try term(statement.value)
  }

  private func term(_ text: PlacedText) throws(Diagnostic) -> Expression {
    guard !text.hasIntegral else { throw refused("an integral over the past", text.name) }
    var reader = try TermReader(text, .xpp)
    return try reader.wholeTerm()
  }

  private func refused(_ construct: String, _ name: Name) -> Diagnostic {
    .untranslatable("\(construct) ('\(name.text.prefix(40))')", at: name.range)
  }
}

private let boundaries = "boundary conditions are left out: it runs from its initial values"

extension Diagnostic {
  /// The error that a construct of another program has no counterpart in our language.
  static func untranslatable(_ construct: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "our language has no counterpart of \(construct)", at: range,
      expected: "a model without it", kind: .unexpected)
  }
}
