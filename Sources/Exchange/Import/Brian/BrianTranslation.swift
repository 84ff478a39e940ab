import Equations
import Neurons
import OrderedCollections

/// Makes our own model of a Brian2 model.
struct BrianTranslation {
  private let brian: BrianModel
  private let wishes: ImportWishes
  private let whole: SourceRange
  private var names: ImportedNames
  private var notes: [ImportedModel.Note] = []
  private let membrane: String
  // Parameters without a value that are currents: what a script sets from outside flows in here.
  private let inputs: Set<String>
  private var usesNoise = false

  /// Looks at what the equations declare.
  ///
  /// - Throws: `Diagnostic` at a name that is declared twice.
  init(_ brian: BrianModel, _ wishes: ImportWishes, whole: SourceRange) throws(Diagnostic) {
    self.brian = brian
    self.wishes = wishes
    self.whole = whole
    notes = brian.notes
    let states = brian.lines.filter { $0.kind == .derivative }.map(\.name)
    membrane =
      (states.first { ["v", "V", "vm", "Vm", "V_m", "v_m", "vs", "Vs", "u"].contains($0.text) }
      ?? states[0]).text
    inputs = Set(
      brian.lines.filter { line in
        line.kind == .parameter && brian.values[line.name.text] == nil
          && line.name.text.lowercased().hasPrefix("i") && line.unit.isCurrent
      }.map(\.name.text))
    names = ImportedNames(parent: ModelLibrary.builtIn["Membrane"], foldsCase: false)
    for name in states where name.text == membrane { try names.declare(name, as: "mem") }
    for line in brian.lines where !(line.kind == .derivative && line.name.text == membrane) {
      try names.declare(line.name)
    }
    for (key, value) in brian.values where names[key] == nil { try names.declare(value.name) }
  }

  /// The model.
  ///
  /// - Throws: `Diagnostic` at the part that our language cannot say, and at a name without a value.
  mutating func model() throws(Diagnostic) -> ImportedModel {
    var draft = ModelDraft(
      wishes.name, summary: "from Brian2 equations", inherits: "Membrane", file: whole)
    let lines = brian.lines
    // The body comes first, since it says whether noise is drawn.
    var body: [(String, SourceRange)] = []
    for line in try quantitiesInOrder() {
      guard let term = line.term else { continue }
      body.append(("    let \(named(line.name)) = \(try number(term).text)", line.name.range))
    }
    for line in lines where line.kind == .derivative {
      guard let term = line.term else { continue }
      body.append(("    d \(named(line.name))/dt = \(try number(term).text)", line.name.range))
    }
    try declareValues(in: &draft)
    for line in lines where inputs.contains(line.name.text) {
      let unit = line.unit.text.isEmpty ? "" : " in \(line.unit.text)"
      draft.add("  input \(named(line.name))\(unit)", at: line.name.range)
      notes.append(
        .init("'\(line.name.text)' flows in here: feed sets it", at: line.name.range))
    }
    try declareStates(in: &draft)
    try declareRefractory(in: &draft)
    draft.add("  method \(solver.rawValue)")
    draft.add("  integral")
    if usesNoise { draft.add("    let xi_ = xi()") }
    for (text, range) in body { draft.add(text, at: range) }
    try addSpike(to: &draft)
    return ImportedModel(
      model: try draft.model(), renamings: names.renamings,
      variables: brian.lines.filter { $0.kind == .derivative }.map { named($0.name) }, notes: notes,
      sets: [], steps: steps)
  }

  private func named(_ name: Name) -> String { names[name.text] ?? name.text }

  // MARK: - Declarations

  private mutating func declareValues(in draft: inout ModelDraft) throws(Diagnostic) {
    let states = Set(brian.lines.filter { $0.kind == .derivative }.map(\.name.text))
    for line in brian.lines where line.kind == .parameter && !inputs.contains(line.name.text) {
      if brian.values[line.name.text] == nil {
        notes.append(
          .init("'\(line.name.text)' has no value in the equations and is 0", at: line.name.range))
        draft.add("  param \(named(line.name)) = 0\(line.unit.text)", at: line.name.range)
      }
    }
    for (key, value) in brian.values where !states.contains(key) {
      draft.add(
        "  param \(named(value.name)) = \(try number(value.term).text)", at: value.name.range)
    }
    if let step = brian.timeStep {
      // It is declared before all that a script names.
      let plain = milliseconds(step).map { "\($0.canonicalText)ms" }
      let value = if let plain { plain } else { try number(step).text }
      draft.add("  param dt = \(value) > 0", at: step.range)
    }
    let membraneUnit = brian.lines.first { $0.name.text == membrane }?.unit ?? .none
    if !membraneUnit.isSameKind(as: foreignUnit("mV") ?? .none) {
      draft.add("  param threshold = 0\(membraneUnit.text)")
    }
  }

  private mutating func declareStates(in draft: inout ModelDraft) throws(Diagnostic) {
    for line in brian.lines where line.kind == .derivative {
      let value = brian.values[line.name.text]
      let begin = try value.map { (value) throws(Diagnostic) in try number(value.term).text }
      let note =
        named(line.name) == line.name.text ? "" : " \"'\(line.name.text)' of the equations\""
      draft.add(
        "  state \(named(line.name)) = \(begin ?? "0\(line.unit.text)")\(note)",
        at: value?.name.range ?? line.name.range)
    }
  }

  private mutating func declareRefractory(in draft: inout ModelDraft) throws(Diagnostic) {
    guard let refractory = brian.refractory else { return }
    let term = try number(refractory)
    guard !refractory.isCondition else {
      throw .untranslatable("a refractory condition", at: refractory.range)
    }
    let held = brian.lines.filter { $0.kind == .derivative && $0.isHeld }.map { named($0.name) }
    // The spike's own step is the first of the time there, and only whole steps count.
    let dt = Expression(.name("dt"), refractory.range)
    let steps = milliseconds(refractory).map { $0 / timeStep }
    let isWhole = steps.map { abs($0 - $0.rounded()) < 1e-6 * max(1, $0) } ?? false
    let one = Expression(.number(1), refractory.range)
    let whole = Expression(
      .call(
        Name("floor", refractory.range),
        [term.divided(by: dt).plus(Expression(.number(1e-3), refractory.range), .add)]),
      refractory.range)
    let time = isWhole ? term.plus(dt, .subtract) : whole.plus(one, .subtract).times(dt)
    draft.add(
      "  refractory \(time.text) holding \(held.isEmpty ? "nothing" : held.joined(separator: ", "))",
      at: refractory.range)
  }

  // MARK: - Settings

  private var solver: Equations.Method {
    switch brian.method?.text {
    case "euler": .euler
    case "exponential_euler": usesNoise ? .euler : .exponentialEuler
    default: usesNoise ? .euler : .rk4
    }
  }

  // The length of a step in ms.
  private var timeStep: Double {
    brian.timeStep.flatMap(milliseconds) ?? usualTimeStep
  }

  // For how many steps it runs; nil where it does not say.
  private var steps: Int? {
    guard let time = brian.duration.flatMap(milliseconds) else { return nil }
    let steps = (time / timeStep).rounded()
    return steps >= 1 && steps < 1e12 ? Int(steps) : nil
  }

  // A term of constants as a time in ms; nil where it is something else.
  private func milliseconds(_ term: Expression) -> Double? {
    guard let unit = UnitOfMeasure.named("ms") else { return nil }
    // What stands for what grows without end is left alone.
    var budget = mostConstants
    func written(_ term: Expression) -> Expression {
      term.withUnits { brian.values[$0] != nil }.replacing { part in
        guard budget > 0, case .name(let name) = part.kind, let value = brian.values[name] else {
          return nil
        }
        budget -= 1
        return written(value.term)
      }
    }
    let measured = try? written(term).measured { (_: Expression) throws(Diagnostic) in nil }
    let time = try? measured?.converted(to: unit, what: "a time")
    return try? time?.value { (part: Expression) throws(Diagnostic) -> Double in
      throw Diagnostic("'\(part.text)' is no number", at: part.range)
    }
  }

  private mutating func addSpike(to draft: inout ModelDraft) throws(Diagnostic) {
    guard let threshold = brian.threshold else {
      if let first = brian.reset.first {
        throw Diagnostic(
          "a reset without a threshold", at: first.name.range, expected: "threshold=\"v > -50*mV\"",
          kind: .incomplete)
      }
      return
    }
    draft.add("  spike", at: threshold.range)
    draft.add(
      "    spike when \(try translated(threshold, inBlock: true).asCondition.text)",
      at: threshold.range)
    for statement in brian.reset {
      guard names[statement.name.text] != nil else {
        throw .unknown("variable", statement.name, among: names.all, expected: "a state")
      }
      let term = try translated(statement.term, inBlock: true).asNumber
      draft.add(
        "    reset \(named(statement.name)) \(statement.op) \(term.text)", at: statement.name.range)
    }
  }

  // Each quantity behind those that it uses.
  private func quantitiesInOrder() throws(Diagnostic) -> [BrianModel.Line] {
    let (result, circular) = brian.lines.filter { $0.kind == .quantity }.neededFirst(
      name: \.name.text, needs: { $0.term?.writtenNames ?? [] })
    if let circular {
      throw Diagnostic(
        "'\(circular.name.text)' is computed from itself", at: circular.name.range,
        expected: "quantities that do not go in circles", kind: .unexpected)
    }
    return result
  }

  // MARK: - Terms

  private mutating func number(_ term: Expression) throws(Diagnostic) -> Expression {
    try translated(term, inBlock: false).asNumber
  }

  // In other blocks than the integral the quantities are written out.
  private mutating func translated(
    _ term: Expression, inBlock: Bool, depth: Int = 0
  ) throws(Diagnostic) -> Expression {
    let names = names
    let quantities = brian.lines.filter { $0.kind == .quantity }
    let united = term.withUnits { names[$0] != nil }
    return try united.mapped { [wishes] (part: Expression) throws(Diagnostic) -> Expression? in
      switch part.kind {
      case .name(let name):
        if inBlock, let line = quantities.first(where: { $0.name.text == name }),
          let term = line.term
        {
          guard depth < 30 else {
            throw Diagnostic("'\(name)' is computed from itself", at: line.name.range)
          }
          return try self.translated(term, inBlock: true, depth: depth + 1)
        }
        if let new = names[name] { return Expression(.name(new), part.range) }
        if ["t", "dt", "pi"].contains(name) { return part }
        if name == "xi" || name.hasPrefix("xi_") {
          self.usesNoise = true
          return name == "xi" && !inBlock
            ? Expression(.name("xi_"), part.range)
            : Expression(.call(Name("xi", part.range), []), part.range)
        }
        throw Diagnostic(
          "'\(name)' has no value", at: part.range,
          expected:
            "\(name)=VALUE behind the equations, or '\(name) = VALUE' in the file of \(wishes.name)",
          suggestion: nearestWord(to: name, among: names.all), kind: .unknown)
      case .call(let name, let arguments):
        guard let (function, count) = pythonFunctions[name.text] else {
          throw .unknown(
            "function", name, among: pythonFunctions.keys,
            expected: "a function such as exp or clip")
        }
        guard arguments.count == count else {
          throw Diagnostic(
            "'\(name.text)' got \(arguments.count) argument\(arguments.count == 1 ? "" : "s")",
            at: part.range, expected: "\(count)", kind: .mismatch)
        }
        var inner: [Expression] = []
        for argument in arguments {
          inner.append(try self.translated(argument, inBlock: inBlock, depth: depth))
        }
        if function.isEmpty { return inner[0].asNumber }
        return Expression(.call(Name(function, name.range), inner), part.range)
      default: return nil
      }
    }
  }
}

// Brian2's own, and that of Membrane: in ms.
private let usualTimeStep = 0.1
private let mostConstants = 1000

extension UnitOfMeasure {
  /// Whether it measures a current or one by area, or is a pure number.
  fileprivate var isCurrent: Bool {
    ["nA", "uA/cm^2"].contains { unit in
      let parts = unit.split(separator: "/")
      guard let current = UnitOfMeasure.named(String(parts[0])) else { return false }
      guard parts.count == 2, let centimetre = UnitOfMeasure.named("cm") else {
        return isSameKind(as: current)
      }
      return isSameKind(as: current / (centimetre * centimetre))
    }
  }
}

/// Functions of Python's scientific libraries, by their last names: what they are here, and how many
/// arguments they take; without a name here the argument itself.
let pythonFunctions: [String: (String, Int)] = [
  "exp": ("exp", 1), "log": ("log", 1), "sqrt": ("sqrt", 1), "abs": ("abs", 1), "sin": ("sin", 1),
  "cos": ("cos", 1), "tan": ("tan", 1), "sinh": ("sinh", 1), "cosh": ("cosh", 1),
  "tanh": ("tanh", 1), "arcsin": ("asin", 1), "arccos": ("acos", 1), "arctan": ("atan", 1),
  "exprel": ("exprel", 1), "sign": ("sign", 1), "floor": ("floor", 1), "ceil": ("ceil", 1),
  "clip": ("clamp", 3), "rand": ("uniform", 0), "randn": ("normal", 0), "int": ("", 1),
]
