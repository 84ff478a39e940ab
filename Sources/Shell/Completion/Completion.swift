import Equations
import Neurons
import OrderedCollections
import Simulation
import TerminalText

/// A word that could stand at the cursor.
public struct Candidate: Hashable, Sendable {
  /// The word.
  public var text: String
  /// What it means.
  public var note: String
  /// What follows it once it is chosen: a space, `=`, `/` or nothing.
  public var suffix: String

  /// Makes a candidate.
  public init(_ text: String, _ note: String, suffix: String = " ") {
    self.text = text
    self.note = note
    self.suffix = suffix
  }
}

/// What can stand at the cursor of a line.
public struct Completion: Hashable, Sendable {
  /// The UTF-8 offset in the line where the word to be completed begins.
  public var start: Int
  /// What stands in front of the word once it is chosen: a quote where it needs one, or has one.
  public private(set) var opening = ""
  /// The words that fit what is typed of it.
  public var candidates: [Candidate]

  /// Finds what fits between the start of the word at `cursor` and `cursor`.
  ///
  /// Everything follows from the commands' own declarations and the session.
  ///
  /// - Parameters:
  ///   - line: the line.
  ///   - cursor: the UTF-8 offset in it up to which it counts.
  ///   - earlier: the lines of the same statement in front of this one.
  ///   - session: the session that the line is for.
  ///   - host: where names of files come from, and whether verbs may be short.
  public init(
    _ line: String, cursor: Int, after earlier: String = "", session: Session, host: Host
  ) {
    let typed = TypedLine(line, cursor: cursor, after: earlier, session: session, host: host)
    start = cursor - typed.typedLength
    guard let situation = typed.situation else {
      // A comment is no verb.
      candidates =
        line.first { !$0.isWhitespace } == "#"
        ? []
        : Command.all.filter { $0.name.hasPrefix(typed.prefix) }
          .map { Candidate($0.name, $0.summary) }
      return
    }
    candidates = typed.command?.candidates(in: situation) ?? []
    let isClosed = line.utf8.dropFirst(cursor).first == UInt8(ascii: "\"")
    addQuotes(areOpen: typed.isInQuotes, areClosedBehind: typed.isInQuotes && isClosed)
  }

  // What all candidates begin with is inserted, so that quotes are due where that needs them; a name
  // before `=` has to stand without. Behind a folder they stay open for what is in it.
  private mutating func addQuotes(areOpen: Bool, areClosedBehind: Bool) {
    guard let first = candidates.first?.text else { return }
    let beginning = first.firstIndex { !$0.isPlainInWord }.map { first[...$0].lowercased() }
    let areNeeded = beginning.map { beginning in
      candidates.allSatisfy { $0.text.lowercased().hasPrefix(beginning) }
    }
    guard areNeeded == true || (areOpen && candidates.allSatisfy { $0.suffix != "=" }) else {
      return
    }
    opening = "\""
    for index in candidates.indices where candidates[index].suffix == " " {
      candidates[index].suffix = areClosedBehind ? "" : "\" "
    }
  }
}

extension Character {
  // What separates words or statements, or begins a comment or a block, does not within quotes.
  fileprivate var isPlainInWord: Bool { !isWhitespace && !";#{}=\\".contains(self) }
}

/// A line up to the cursor, as completion and hints see it.
struct TypedLine: Sendable {
  /// What is typed of the word at the cursor, or of the value behind its `=`.
  let prefix: String
  /// How many bytes that takes in the line, quotes included.
  let typedLength: Int
  /// Whether the cursor is in a text whose closing quote is still to come.
  let isInQuotes: Bool
  /// The command that the verb names; nil where there is none, or the cursor is still in the verb.
  var command: Command?
  /// What is known at the cursor; nil as long as it is in the verb.
  private(set) var situation: CompletionSituation?

  init(_ line: String, cursor: Int, after earlier: String, session: Session, host: Host) {
    let present = String(decoding: Array(line.utf8).prefix(max(0, cursor)), as: UTF8.self)
    let typed = earlier.isEmpty ? present : earlier + "\n" + present
    var reader = CommandReader()
    let statements = reader.take(typed) + reader.finish()
    // Behind a `;` the next one has not begun.
    let statement = statements.last.flatMap { typed.hasSuffix($0.text) ? $0.text : nil }
    let text = statement ?? ""
    let others = statements.map(\.text).dropLast(statement == nil ? 0 : 1)
    let session = session.foreseeing(others, host: host)
    if let definition = DefinitionText(text) {
      prefix = definition.prefix
      typedLength = prefix.utf8.count
      isInQuotes = false
      command = .define
      situation = CompletionSituation(
        session: session, host: host, words: definition.words, prefix: prefix,
        definition: definition)
      return
    }
    let complete = try? Word.split(text)
    isInQuotes = complete == nil
    var words = (complete ?? (try? Word.split(text + "\"")) ?? [])[...]
    let endsInWord = isInQuotes || text.utf8.last.map { !$0.isSpace } ?? false
    // Behind the last word only a comment is none.
    guard !endsInWord || (words.last?.range.upper ?? 0) >= text.utf8.count else {
      prefix = ""
      typedLength = 0
      situation = CompletionSituation(session: session, host: host)
      return
    }
    let last = endsInWord ? words.popLast() : nil
    // Behind `time` stands another command.
    while words.first?.text == Command.time.name { words.removeFirst() }
    guard let verb = words.popFirst(), !verb.text.isEmpty else {
      prefix = last?.text ?? ""
      typedLength = last.map { text.utf8.count - $0.range.lower } ?? 0
      return
    }
    prefix = last?.value.text ?? ""
    typedLength = last.map { text.utf8.count - $0.value.range.lower } ?? 0
    command = try? Command.named(verb.value, allowsShort: host.allowsShortVerbs)
    situation = CompletionSituation(
      session: session, host: host, words: Array(words), prefix: prefix, key: last?.key?.text,
      optionNames: command?.arguments.options ?? [])
  }
}

/// What is known where a word is to be completed.
struct CompletionSituation: Sendable {
  let session: Session
  let host: Host
  /// The words between the verb and the cursor.
  var words: [Word] = []
  /// What is typed of the word, or of the value behind its `=`.
  var prefix = ""
  /// The name before `=`, where the cursor stands behind one.
  var key: String?
  /// The command's words that have their values behind them.
  var optionNames: [String] = []
  /// The text of a neuron, where one is being declared.
  var definition: DefinitionText?

  /// The words without `=` before the cursor.
  var positionals: [Word] {
    words.indices.filter { index in
      let isValue = index > 0 && optionNames.contains(words[index - 1].text)
      return words[index].key == nil && !words[index].isFlag && !isValue
    }.map { words[$0] }
  }

  /// The nodes of the session.
  var nodeCandidates: [Candidate] {
    session.nodes.values.map { node in
      let size = node.population > 1 ? ", \(node.population) neurons" : ""
      return Candidate(node.name, node.model.name + size)
    }
  }

  /// The nodes and modules of the session.
  var targetCandidates: [Candidate] {
    nodeCandidates
      + session.modules.map { Candidate($0, "module of \($1.joined(separator: ", "))") }
  }

  /// What the first node on the line records, or the current one.
  var recordedCandidates: [Candidate] {
    guard let node else { return [] }
    return node.declaredQuantities.map {
      Candidate($0, node.computes($0) ? "named by 'let'" : "recorded")
    }
      + node.placedQuantities.map {
        Candidate("\($0)[", "in a compartment, or in [1..3]", suffix: "")
      }
  }

  /// The models that can be created.
  var modelCandidates: [Candidate] {
    session.models.all.filter { $0.integral != nil }.map { Candidate($0.name, $0.summary) }
  }

  /// The files below what is typed.
  var fileCandidates: [Candidate] {
    let slash = prefix.lastIndex(of: "/").map { prefix.index(after: $0) } ?? prefix.startIndex
    let folder = String(prefix[..<slash])
    // Quotes cannot hold a quote, and nobody types what is not seen; what begins with dashes is an
    // option.
    let names = host.files.list(folder.isEmpty ? "." : folder).filter { name in
      !name.unicodeScalars.contains { $0 == "\"" || !$0.isSeen }
        && !(folder.isEmpty && name.hasPrefix("--"))
    }
    return names.sorted().map { name in
      name.hasSuffix("/")
        ? Candidate(folder + name.dropLast(), "folder", suffix: "/") : Candidate(folder + name, "")
    }
  }

  /// The values that a setting of this node or model takes.
  func valueCandidates(for key: String, model: NeuronModel?) -> [Candidate] {
    if let choice = Node.Choice.named(key) {
      let words = choice.values.map { Candidate($0.word, $0.note) }
      guard key == "record", let model else { return words }
      let names = model.inputs.keys + ["mem_before"] + model.states.keys + model.quantities.keys
      let quantities = names.filter { !$0.isOfFurtherCompartment }
        .map { Candidate($0, "this of every step", suffix: "") }
      return prefix.contains(",") ? listed(quantities) : words + quantities
    }
    guard model?.parameters[key]?.isFlag == true else { return [] }
    return [Candidate("true", ""), Candidate("false", "")]
  }

  /// The names that a node of a model can be given values for.
  func settingCandidates(for model: NeuronModel) -> [Candidate] {
    if let key {
      let isReal = model.parameters[key].map { $0.isVariable && !$0.isInteger }
      let isNumber = isReal ?? (model.states[key] != nil)
      return valueCandidates(for: key, model: model) + (isNumber ? SpreadValue.candidates : [])
    }
    let parameters = model.parametersOwnFirst.map { Candidate($0.name, $0.note, suffix: "=") }
    let states = model.declaredStates.values.map { Candidate($0.name, $0.note, suffix: "=") }
    let offered = Node.Choice.all.filter { $0.isOffered(model) }
    let choices = offered.map { choice in
      let words = choice.values.map(\.word)
      let list = words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
      return Candidate(
        choice.name, choice.note + (choice.needsHelp ? "" : ": " + list), suffix: "=")
    }
    return unused(parameters + states + choices)
  }
}

extension Command {
  /// What can stand at the place that `situation` describes.
  func candidates(in situation: CompletionSituation) -> [Candidate] {
    var found: [Candidate] = []
    // The word's place among the positional arguments, and how many before may be left out.
    var place = situation.positionals.count
    var optional = 0
    let keys = arguments.keys
    for part in arguments.flatMap(\.parts) {
      for form in part.forms {
        // What an option has behind it is its value, and nothing else.
        if let option = form.option, situation.words.last?.text == option {
          return form.candidates(situation).filter { $0.text.hasPrefix(situation.prefix) }
        }
        switch form.role {
        case .place:
          if -optional...0 ~= place, situation.key == nil { found += form.candidates(situation) }
          place -= 1
          optional += part.isOptional ? 1 : 0
        case .span: break
        case .places, .words, .text:
          if place >= -optional, situation.key == nil { found += form.candidates(situation) }
          if form.role == .places { optional += 1 }
        case .keyed(let key):
          if situation.key == key {
            found += form.candidates(situation)
          } else if situation.key == nil, !part.isUsed(in: situation) {
            found.append(Candidate(key, form.note, suffix: "="))
          }
        case .settings:
          // A name that another argument takes is not set.
          if !keys.contains(where: { $0 == situation.key }) { found += form.candidates(situation) }
        case .flag(let word), .option(let word):
          if situation.key == nil, !part.isUsed(in: situation) {
            found.append(Candidate(word, form.note))
          }
        }
      }
    }
    found += unitCandidates(in: situation)
    let typed = situation.prefix.lowercased()
    var seen: Set<String> = []
    return found.filter { $0.text.lowercased().hasPrefix(typed) && seen.insert($0.text).inserted }
  }
}

extension ArgumentShape.Part {
  /// Whether a word of the line is one of its forms, so that no other can be.
  func isUsed(in situation: CompletionSituation) -> Bool {
    forms.contains { form in
      situation.words.contains { word in
        word.key == nil
          ? word.text == form.flag : form.key != nil && word.key?.text == form.key
      }
    }
  }
}
