import Equations
import Neurons
import OrderedCollections

/// Makes our own model of a neuron class of BrainCog, STEP or SpikingJelly.
struct PythonTranslation {
  let source: PythonClass
  let wishes: ImportWishes
  let whole: SourceRange
  let isSpikingJelly: Bool
  var notes: [ImportedModel.Note] = []
  var names = ImportedNames(parent: ModelLibrary.builtIn["Base"], foldsCase: false)
  // Attributes that methods set.
  var states: OrderedDictionary<String, Expression> = [:]
  var parameters: OrderedDictionary<String, (name: Name, term: Expression)> = [:]
  var flags: OrderedDictionary<String, (value: String, range: SourceRange)> = [:]
  var surrogate: (name: String, alpha: Expression?, range: SourceRange)?
  // What the present method calls its locals here, and what it is handed.
  var locals: [String: String] = [:]

  /// Looks at what the class has.
  ///
  /// - Throws: `Diagnostic` at a method that is not there.
  init(_ source: PythonClass, _ wishes: ImportWishes, whole: SourceRange) throws(Diagnostic) {
    self.source = source
    self.wishes = wishes
    self.whole = whole
    isSpikingJelly = source.methods["neuronal_charge"] != nil
    for name in ["forward", "n_reset"] {
      guard let method = source.methods[name] else { continue }
      notes.append(
        .init(
          "'\(name)' is left out: a step here is to integrate, to fire and to reset",
          at: method.name.range))
    }
    guard source.isNeuron else {
      throw Diagnostic(
        "'\(source.name.text)' has no method that integrates", at: source.name.range,
        expected: "'def integral(self, inputs)', or 'def neuronal_charge(self, x)'",
        kind: .incomplete)
    }
  }

  /// The model.
  ///
  /// - Throws: `Diagnostic` at the part that our language cannot say.
  mutating func model() throws(Diagnostic) -> ImportedModel {
    try takeConstructor()
    let integral = try body(isSpikingJelly ? "neuronal_charge" : "integral")
    let spike = isSpikingJelly ? try spikingJellySpike() : try body("calc_spike")
    var draft = ModelDraft(
      wishes.name, summary: "from the class \(source.name.text)", inherits: "Base", file: whole)
    let inherited = ["threshold", "v_reset", "dt", "step"]
    for (key, value) in parameters {
      let name = names[key] ?? key
      let word = inherited.contains(name) ? "with" : "param"
      draft.add("  \(word) \(name) = \(value.term.text)", at: value.name.range)
    }
    for (key, value) in flags { draft.add("  with \(key) = \(value.value)", at: value.range) }
    if let surrogate {
      let alpha = surrogate.alpha.map { " alpha = \($0.text)" } ?? ""
      draft.add("  act \(surrogate.name)\(alpha)", at: surrogate.range)
    }
    for (key, begin) in states {
      draft.add("  state \(names[key] ?? key) = \(begin.text)", at: begin.range)
    }
    draft.add("  integral")
    for line in integral { draft.add("    \(line.text)", at: line.range) }
    if !spike.isEmpty {
      draft.add("  spike")
      for line in spike { draft.add("    \(line.text)", at: line.range) }
    }
    return ImportedModel(
      model: try draft.model(), renamings: names.renamings,
      variables: ["mem"] + states.keys.map { names[$0] ?? $0 }, notes: notes, sets: [], steps: nil)
  }

  // MARK: - Methods

  typealias Line = (text: String, range: SourceRange)

  // What a method does, as statements of a block.
  mutating func body(_ method: String) throws(Diagnostic) -> [Line] {
    guard let method = source.methods[method] else { return [] }
    locals = [:]
    if let input = method.arguments.first {
      locals[input.text] = method.name.text == "neuronal_reset" ? "spike" : "input"
    }
    var result: [Line] = []
    for line in method.lines { result += try statement(line, returns: nil) }
    return result
  }

  // `neuronal_fire` and `neuronal_reset`, or what the base class does: a hard reset to v_reset.
  mutating func spikingJellySpike() throws(Diagnostic) -> [Line] {
    var result: [Line] = []
    let range = source.name.range
    if let fire = source.methods["neuronal_fire"] {
      locals = [:]
      for line in fire.lines { result += try statement(line, returns: "spike") }
    } else {
      result.append(("spike = act(mem - threshold)", range))
    }
    if source.methods["neuronal_reset"] != nil {
      result += try body("neuronal_reset")
    } else {
      result.append(("mem = (1 - spike) * mem + spike * v_reset", range))
    }
    return result
  }

  mutating func statement(
    _ line: PythonLine, returns target: String?
  ) throws(Diagnostic) -> [Line] {
    let tokens = line.tokens
    let range = line.range
    switch tokens[0].kind {
    case .string: return []
    case .name("pass"): return []
    case .name("return"):
      guard let target else { return [] }
      return [("\(target) = \(try term(tokens[1...], range).asNumber.text)", range)]
    case .name(let word) where Self.statements.contains(word):
      throw .untranslatable("the statement '\(word)'", at: tokens[0].range)
    case .name(let word) where tokens.count > 2:
      guard case .symbol(let op) = tokens[1].kind, ["=", "+=", "-=", "*=", "/="].contains(op) else {
        break
      }
      let term = try term(tokens[2...], range).asNumber
      if word.hasPrefix("self.") {
        let name = Name(String(word.dropFirst(5)), tokens[0].range)
        guard !name.text.contains(".") else { break }
        // Flags of the library are not states.
        if names[name.text] == nil {
          try names.declare(name)
          states[name.text] = Expression(.number(0), name.range)
        }
        return [("\(names[name.text] ?? name.text) \(op) \(term.text)", range)]
      }
      var value = term
      if op != "=", let before = locals[word] {
        value = Expression(
          .binary(
            BinaryOperator(rawValue: String(op.prefix(1))) ?? .add,
            Expression(.name(before), range), term), range)
      }
      // A local that is set again is another name here.
      let new = names.free(word)
      locals[word] = new
      return [("let \(new) = \(value.text)", range)]
    default: break
    }
    throw .untranslatable("this statement", at: range)
  }

  static let statements = [
    "if", "elif", "else", "for", "while", "with", "raise", "try", "import", "from", "assert", "del",
    "global", "yield", "lambda", "def", "class",
  ]
}
