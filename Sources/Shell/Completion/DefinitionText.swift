import Equations
import Neurons
import OrderedCollections

/// The text of `define` up to the cursor, as completion sees it.
///
/// The text is no neuron yet, so that it is read by lines: what the last one begins with, and what
/// those before declare.
struct DefinitionText: Sendable {
  /// What is typed of the name at the cursor.
  let prefix: String
  /// The words behind the verb.
  let words: [Word]
  // What stands between line breaks, `;` and braces; the last is what the cursor stands in.
  private var statements: [[String]] = [[]]
  // Whether the cursor stands in a block of statements, and whether braces are around it.
  private var isInBlock = false
  private var isInBraces = false
  // Whether the cursor stands in a text in quotes or a comment.
  private var isProse = false
  private let isOneLine: Bool

  /// Reads a statement; nil where it is no `define` or its verb is still being typed.
  init?(_ text: String) {
    let verb = text.prefix { $0.isLetter }
    guard Command.opensBlock(verb), text.dropFirst(verb.count).first?.isWhitespace == true else {
      return nil
    }
    let rest = text.dropFirst(verb.count)
    words = (try? Word.split(String(rest))) ?? []
    let tail = String(rest.reversed().prefix { $0.isNamePart }.reversed())
    // Digits at the beginning make it a number.
    prefix = tail.first?.isNumber == true ? "" : tail
    isOneLine = words.dropFirst().first?.text == "=" || words.first?.key != nil
    read(rest.dropLast(tail.count))
    if tail.first?.isNumber == true { isProse = true }
  }

  private mutating func read(_ text: Substring) {
    var isQuoted = false
    var isComment = false
    var name = ""
    func end(_ name: inout String, in statements: inout [[String]]) {
      if !name.isEmpty { statements[statements.count - 1].append(name) }
      name = ""
    }
    for character in text {
      if character.isNewline { (isQuoted, isComment) = (false, false) }
      if isComment { continue }
      if character == "\"" { isQuoted.toggle() }
      if isQuoted { continue }
      if character == "#" { isComment = true }
      if character.isNamePart {
        name.append(character)
        continue
      }
      end(&name, in: &statements)
      switch character {
      case "\n", ";", "{", "}":
        let first = statements.last?.first ?? ""
        let isEvent = Self.events.contains(first)
        let opens = isEvent || ["integral", "spike"].contains(statements.last?.last ?? "")
        if character == "{" { (isInBraces, isInBlock) = (opens, opens) }
        if character == "}" { (isInBraces, isInBlock) = (false, false) }
        if character == "\n", !isInBraces, ModelSyntax.declarations.contains(first) {
          // `spike` alone begins a block; with `=` behind it, it is a statement in one.
          let isBlock = isEvent || [["integral"], ["spike"]].contains(statements.last)
          if isBlock || first != "spike" { isInBlock = isBlock }
        }
        statements.append([])
      case " ", "\t", "\"": break
      default: statements[statements.count - 1].append(String(character))
      }
    }
    end(&name, in: &statements)
    isProse = isQuoted || isComment
  }

  /// What can stand at the cursor.
  func candidates(in models: ModelLibrary) -> [Candidate] {
    guard !isProse, let line = statements.last else { return [] }
    let parent = parent.flatMap { models[$0] }
    if statements.count == 1 {
      // `NAME = PARENT`, and on the same line what may follow it.
      guard let sign = line.firstIndex(of: "=") else { return [] }
      let rest = line[(sign + 1)...]
      if rest.isEmpty { return Self.models(models) }
      guard rest.contains("with") else {
        return Self.declarations.filter { $0.text != "end" && $0.text != "inherits" }
      }
      guard let last = rest.last, !["with", ",", "="].contains(last) else {
        return settings(Array(rest), of: parent)
      }
      return Self.words("integral", "spike")
    }
    if let first = line.first, Self.events.contains(first) { return event(line, of: parent) }
    if isInBlock { return inBlock(line, of: parent) }
    switch line.first {
    case nil: return nextDeclarations
    case "inherits": return line.count == 1 ? Self.models(models) : []
    case "act":
      return line.count == 1
        ? Surrogate.allCases.map { Candidate($0.rawValue, $0.note) }
        : line.count == 2 ? Self.words("alpha") : []
    case "method":
      return line.count == 1 ? Method.allCases.map { Candidate($0.rawValue, $0.note) } : []
    case "spikes": return line.count == 1 ? Self.words("exact", "grid") : []
    case "refractory":
      if let last = line.last, ["holding", ","].contains(last), line.contains("holding") {
        return states(of: parent) + Self.words("nothing")
      }
      return line.count == 1 ? constants(of: parent) + functions(of: parent) : Self.words("holding")
    case "with": return settings(line, of: parent)
    case "param", "state", "matrix", "vector":
      guard line.contains("=") else { return [] }
      return line.last == "=" ? constants(of: parent) + functions(of: parent) : []
    case "function":
      guard let sign = line.firstIndex(of: "=") else { return [] }
      let arguments = line[..<sign].dropFirst(2).filter { $0.first?.isNamePart == true }
      return arguments.map { Candidate($0, "argument") } + terms(line, of: parent)
    default: return []
    }
  }

  // What may begin a line outside of braces.
  private var nextDeclarations: [Candidate] {
    isInBraces ? [] : Self.declarations.filter { $0.text != "end" || !isOneLine }
  }

  private var parent: String? {
    let first = statements.first ?? []
    if let sign = first.firstIndex(of: "=") { return first[(sign + 1)...].first }
    return statements.first { $0.first == "inherits" }?.dropFirst().first
  }

  // Behind `with` or a comma the parent's parameters; a value is a number.
  private func settings(_ line: [String], of parent: NeuronModel?) -> [Candidate] {
    guard line.last == "with" || line.last == "," else { return [] }
    return (parent?.parametersOwnFirst ?? []).filter { !line.contains($0.name) }
      .map { Candidate($0.name, $0.note, suffix: " = ") }
  }

  // `event NAME when`, `at`, `every`: a condition has all terms, a time those that stay.
  private func event(_ line: [String], of parent: NeuronModel?) -> [Candidate] {
    if line == ["event"] { return Self.words("when", "at", "every") }
    if line.contains("when") { return terms(line, of: parent) }
    if let last = line.last, ["at", "every", "from", "until", ","].contains(last) {
      return constants(of: parent) + functions(of: parent)
    }
    return line.contains("every")
      ? Self.words("from", "until")
      : line.contains("at")
        ? [] : Self.words("when", "at", "every")
  }

  private func inBlock(_ line: [String], of parent: NeuronModel?) -> [Candidate] {
    let states = states(of: parent)
    switch line {
    case []:
      return states + Self.words("let", "reset", "d") + nextDeclarations
    case ["let"]: return []
    case ["d"], ["reset"]: return states
    case ["spike"]: return Self.words("when", "=")
    default:
      let isTerm = line.contains { "=<>".contains($0) } || line.contains("when")
      return isTerm ? terms(line, of: parent) : []
    }
  }

  private func states(of parent: NeuronModel?) -> [Candidate] {
    let inherited = parent?.declaredStates.values.map { Candidate($0.name, $0.note) }
    return declared(by: ["state"]) + (inherited ?? [])
  }

  // Everything that has a value, and functions; behind one of them the words that join terms.
  private func terms(_ line: [String], of parent: NeuronModel?) -> [Candidate] {
    let isOperand = line.last.map { word in
      Self.joints.contains(word) || word.first.map { !$0.isNamePart && $0 != ")" } ?? true
    }
    guard isOperand ?? true else {
      let choice = line.contains("then") ? "else" : "then"
      return Self.words("and", "or") + (line.contains("if") ? Self.words(choice) : [])
    }
    let own = declared(by: ["input"])
    let inherited = parent.map { $0.declaredInputs.values.map { Candidate($0.name, $0.note) } }
    let inputs = own.isEmpty ? inherited ?? [Candidate("input", "input current")] : own
    let windows = parent?.windows.values.map { Candidate($0.name, $0.note) } ?? []
    return states(of: parent) + declared(by: ["let", "matrix", "vector"]) + inputs
      + constants(of: parent) + windows + functions(of: parent)
      + ModelFunction.allCases.map { Candidate($0.rawValue, $0.note, suffix: "(") }
      + Self.words("if", "not") + [
        Candidate("pi", "3.14159..."), Candidate("faraday_constant", "96485 C/mol"),
        Candidate("gas_constant", "8.3145 J/mol/K"),
      ]
      + (hasCompartments(parent) ? Self.places : [])
  }

  private func hasCompartments(_ parent: NeuronModel?) -> Bool {
    parent?.compartments != nil
      || statements.contains { line in
        line.first == "state" && line.dropFirst(2).first?.hasPrefix("[") == true
      }
  }

  private static let places = [
    Candidate("x", "place of a compartment from 0 to 1"),
    Candidate("compartment", "its number from 1"),
    Candidate("compartments", "how many there are"),
    Candidate("sealed", "an end over which nothing flows"),
    Candidate("killed", "an end at 0"), Candidate("clamped", "an end at a value", suffix: "("),
  ]

  private func constants(of parent: NeuronModel?) -> [Candidate] {
    declared(by: ["param"])
      + (parent?.parametersOwnFirst.map { Candidate($0.name, $0.note) } ?? [])
  }

  private func functions(of parent: NeuronModel?) -> [Candidate] {
    declared(by: ["function"]).map { Candidate($0.text, "", suffix: "(") }
      + (parent?.functions.all.map {
        Candidate($0.name.text, $0.note ?? $0.signature, suffix: "(")
      } ?? []) + Self.functions
  }

  private func declared(by words: [String]) -> [Candidate] {
    statements.dropLast().filter { $0.count > 1 && words.contains($0[0]) }
      .map { Candidate($0[1], "") }
  }

  private static let events = ["event", "at", "every"]
  private static let joints = ["if", "then", "else", "and", "or", "not", "when"]
  private static let functions = Function.allCases.map {
    Candidate($0.rawValue, $0.note, suffix: "(")
  }
  private static let declarations = ModelSyntax.declarations.map { Candidate($0, "") }

  private static func words(_ words: String...) -> [Candidate] { words.map { Candidate($0, "") } }

  private static func models(_ models: ModelLibrary) -> [Candidate] {
    models.all.map { Candidate($0.name, $0.summary) }
  }
}

extension Character {
  // What a name of the language consists of; a model's may have a dot in it.
  fileprivate var isNamePart: Bool {
    isASCII && (isLetter || isNumber) || self == "_" || self == "."
  }
}
