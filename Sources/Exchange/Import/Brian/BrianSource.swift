import Equations
import Neurons
import OrderedCollections

// A script, or lines `name = text`: strings that are equations, what a NeuronGroup says of them, and values.
extension BrianModel {
  /// Reads a file.
  ///
  /// - Throws: `Diagnostic` where there are no equations, and at the first part that is damaged.
  init(file text: PlacedText) throws(Diagnostic) {
    var equations: OrderedDictionary<String, PlacedText> = [:]
    var parts: [String: PlacedText] = [:]
    var values: [(name: Name, term: Expression)] = []
    var chosen: String?
    var texts: [String: PlacedText] = [:]
    var groups = 0
    var (timeStep, duration): (Expression?, Expression?) = (nil, nil)
    var left: [ImportedModel.Note] = []
    for line in try text.pythonLines() {
      for word in ["Synapses", "SpatialNeuron", "PoissonInput", "TimedArray"] {
        if let token = line.tokens.first(where: { $0.kind == .name(word) }) {
          left.append(.init("'\(word)' is left out", at: token.range))
        }
      }
      if let place = line.tokens.firstIndex(where: { $0.kind.isGroup }) {
        let token = line.tokens[place]
        let hasEquations = line.arguments(behind: place).contains { argument in
          switch argument.value.kind {
          case .name(let name): equations[name] != nil
          case .string: text.inside(argument.value).text.contains("/dt")
          default: false
          }
        }
        guard hasEquations else {
          left.append(
            .init(
              "this NeuronGroup, which has no differential equation, is left out", at: token.range))
          continue
        }
        groups += 1
        if groups > 1 {
          left.append(.init("this NeuronGroup is left out: one model comes in", at: token.range))
          continue
        }
      }
      if let group = line.tokens.firstIndex(where: { $0.kind.isGroup }) {
        for argument in line.arguments(behind: group) {
          switch argument.value.kind {
          case .string:
            if let key = argument.name?.text, key != "model" {
              parts[key] = text.inside(argument.value)
            } else if text.inside(argument.value).text.contains("/dt") {
              equations["", default: text.inside(argument.value)] = text.inside(argument.value)
              chosen = ""
            }
          case .name(let name) where equations[name] != nil: chosen = name
          case .name(let name) where texts[name] != nil && argument.name != nil:
            parts[argument.name?.text ?? ""] = texts[name]
          case .number, .name:
            guard let key = argument.name?.text else { break }
            parts[key] = text[argument.range.lower..<argument.range.upper]
          default: break
          }
        }
        continue
      }
      if let place = line.tokens.firstIndex(where: { $0.kind.isRun }),
        let argument = line.arguments(behind: place).first
      {
        var reader = TermReader(argument.tokens, end: argument.range.upper, .python)
        // What runs several times goes on.
        if let term = try? reader.wholeTerm() {
          duration = duration.map { $0.plus(term, .add) } ?? term
        }
        continue
      }
      guard line.tokens.count >= 3, case .name(let name) = line.tokens[0].kind,
        case .symbol(let op) = line.tokens[1].kind, op == "=" || op == "+="
      else { continue }
      if name.hasSuffix("defaultclock.dt") {
        var reader = TermReader(line.tokens[2...], end: line.range.upper, .python)
        timeStep = try? reader.wholeTerm()
        continue
      }
      let own = Name(String(name.split(separator: ".").last ?? ""), line.tokens[0].range)
      let value = line.tokens[2...]
      if let string = value.first(where: { if case .string = $0.kind { true } else { false } }),
        value.count == 1 || value.first?.kind.isEquations == true
      {
        // Values may stand behind the text: Equations('...', tau=10*ms).
        for argument in line.arguments(behind: 2) {
          var reader = TermReader(argument.tokens, end: argument.range.upper, .python)
          if let name = argument.name, let term = try? reader.wholeTerm() {
            values.append((name, term))
          }
        }
        let inner = text.inside(string)
        texts[name] = inner
        if inner.text.contains("/dt") {
          var joined = equations[name] ?? PlacedText(emptyAt: inner.range.lower)
          joined.append("\n", at: inner.range.lower)
          joined.append(inner)
          equations[name] = op == "=" ? inner : joined
        } else if !name.contains(".") {
          parts[name] = inner
        } else if var reader = try? TermReader(inner, .python), let term = try? reader.wholeTerm() {
          values.append((own, term))
        }
        continue
      }
      var reader = TermReader(value, end: line.range.upper, .python)
      if let term = try? reader.wholeTerm() { values.append((own, term)) }
    }
    let usual = ["model", "eqs", "equations"]
    guard
      let chosen = chosen ?? usual.first(where: { equations[$0] != nil }) ?? equations.keys.first,
      let found = equations[chosen]
    else {
      throw Diagnostic(
        "no equations are in this file", at: text.range,
        expected:
          "eqs = '''dv/dt = (El - v) / tau : volt''', or a class with integral and calc_spike",
        kind: .incomplete)
    }
    try self.init(equations: found)
    (self.timeStep, self.duration) = (timeStep, duration)
    method = parts["method"].map { Name($0.text, $0.range) }
    if let part = parts["threshold"] { threshold = try Self.term(part) }
    if let part = parts["reset"] { reset = try Self.assignments(part) }
    if let part = parts["refractory"] { refractory = try Self.term(part) }
    let constants = values.filter { value in
      value.term.calledNames.allSatisfy { pythonFunctions[$0] != nil }
    }
    notes = left
    keep(constants)
  }

  /// Reads a term.
  ///
  /// - Throws: `Diagnostic` at the part that is none.
  static func term(_ text: PlacedText) throws(Diagnostic) -> Expression {
    var dialect = TermDialect.python
    dialect.hasQuantities = true
    var reader = try TermReader(text, dialect)
    return try reader.wholeTerm()
  }

  // Of all values of a script those that the model needs, each behind what it uses itself.
  private mutating func keep(_ constants: [(name: Name, term: Expression)]) {
    let states = lines.filter { $0.kind != .quantity }.map(\.name.text)
    var needed = Set(states)
    for term in lines.compactMap(\.term)
      + [threshold, refractory, timeStep, duration].compactMap(\.self)
      + reset.map(\.term)
    {
      needed.formUnion(term.writtenNames)
    }
    var all: [String: (name: Name, term: Expression)] = [:]
    for constant in constants { all[constant.name.text] = constant }
    let moving = Set(lines.filter { $0.kind == .derivative }.map(\.name.text))
    var open: [String: Bool] = [:]
    // Whether a number comes of it, and which name is in its way.
    func stranger(in term: Expression, depth: Int = 0) -> String? {
      term.writtenNames.sorted().first { name in
        if ["pi", "t", "dt"].contains(name) || moving.contains(name) { return false }
        guard let constant = all[name] else { return foreignUnit(name) == nil }
        if let known = open[name] { return known }
        open[name] = true
        let isStrange = depth > 50 || stranger(in: constant.term, depth: depth + 1) != nil
        open[name] = isStrange
        return isStrange
      }
    }
    for name in needed.sorted() {
      guard let constant = all[name], let other = stranger(in: constant.term) else { continue }
      all[name] = nil
      notes.append(
        .init(
          "the value of '\(name)', which needs '\(other)', is left out", at: constant.name.range))
    }
    func add(_ name: String, depth: Int) {
      guard let constant = all[name], values[name] == nil, depth < 50 else { return }
      for other in constant.term.writtenNames.sorted() where other != name {
        add(other, depth: depth + 1)
      }
      values[name] = constant
    }
    for constant in constants where needed.contains(constant.name.text) {
      add(constant.name.text, depth: 0)
    }
  }
}

extension TermToken.Kind {
  // `NeuronGroup`, of a module or not.
  fileprivate var isGroup: Bool {
    guard case .name(let name) = self else { return false }
    return name == "NeuronGroup" || name.hasSuffix(".NeuronGroup")
  }

  // `Equations`, of a module or not.
  fileprivate var isEquations: Bool {
    guard case .name(let name) = self else { return false }
    return name == "Equations" || name.hasSuffix(".Equations")
  }

  // `run`, or that of a network.
  fileprivate var isRun: Bool {
    guard case .name(let name) = self else { return false }
    return name == "run" || name.hasSuffix(".run")
  }
}

extension Expression {
  /// The names in it as they are written.
  var writtenNames: Set<String> {
    Set(allParts.compactMap { if case .name(let name) = $0.kind { name } else { nil } })
  }
}

extension PythonLine {
  /// An argument of a call.
  struct Argument {
    /// The keyword before it.
    var name: Name?
    /// Its first token.
    var value: TermToken
    /// Its tokens.
    var tokens: ArraySlice<TermToken>
    /// Where it stands.
    var range: SourceRange
  }

  /// The arguments of the call whose name stands at an index.
  func arguments(behind index: Int) -> [Argument] {
    guard index + 1 < tokens.count, tokens[index + 1].kind == .symbol("(") else { return [] }
    var result: [Argument] = []
    var depth = 0
    var start = index + 2
    for place in (index + 1)..<tokens.count {
      let symbol: String = if case .symbol(let text) = tokens[place].kind { text } else { "" }
      if "([{".contains(symbol), !symbol.isEmpty { depth += 1 }
      if ")]}".contains(symbol), !symbol.isEmpty { depth -= 1 }
      guard depth == 0 || (depth == 1 && symbol == ",") else { continue }
      let part = tokens[min(start, place)..<place]
      start = place + 1
      if let first = part.first, let last = part.last {
        let isNamed = part.count > 2 && part[part.startIndex + 1].kind == .symbol("=")
        let value = isNamed ? part.dropFirst(2) : part
        let name: Name? =
          if isNamed, case .name(let text) = first.kind { Name(text, first.range) } else { nil }
        result.append(
          Argument(
            name: name, value: value.first ?? first, tokens: value,
            range: (value.first ?? first).range.joined(with: last.range)))
      }
      if depth == 0 { break }
    }
    return result
  }
}
