import Equations
import Neurons
import OrderedCollections

/// Makes our own model of an `.ode` file.
struct ODETranslation {
  let file: ODEFile
  let wishes: ImportWishes
  var terms: ODETerms
  var notes: [ImportedModel.Note]
  // The variable that is the membrane potential here, in lower case.
  let membrane: String
  // Parameters that events set, which are states here.
  let changed: Set<String>
  // The states in which solutions of algebraic conditions are remembered.
  var starts: [String] = []
  var constants: [(name: String, term: Expression, range: SourceRange)] = []
  let functionNames: Set<String>
  let whole: SourceRange
  // Whether steps are those of the file, since equations do not say what happens between them.
  private var keepsToSteps = false

  /// Looks at what the file declares.
  ///
  /// - Throws: `Diagnostic` at names that are declared twice.
  init(_ file: ODEFile, _ wishes: ImportWishes, length: Int) throws(Diagnostic) {
    self.file = file
    self.wishes = wishes
    notes = file.notes
    functionNames = Set(file.functions.map { $0.name.text.lowercased() })
    whole = SourceRange(0, length)
    let variables = file.variables.map(\.name.text)
    membrane = Self.membrane(among: variables).lowercased()
    let keys = Set(variables.map { $0.lowercased() })
    changed = Set(file.events.flatMap(\.assignments).map { $0.name.text.lowercased() }).subtracting(
      keys)
    var names = ImportedNames(parent: ModelLibrary.builtIn["Membrane"], foldsCase: true)
    for variable in file.variables where variable.name.text.lowercased() == membrane {
      try names.declare(variable.name, as: "mem")
    }
    for variable in file.variables where variable.name.text.lowercased() != membrane {
      try names.declare(variable.name)
    }
    for name in file.numbers.map(\.name) + file.derived.map(\.name) + file.fixed.map(\.name)
      + file.noises + file.chains.map(\.name) + file.unknowns.map(\.name)
    { try names.declare(name) }
    for function in file.functions { try names.declare(function.name) }
    terms = try ODETerms(file, names: names)
  }

  // By its name, else the first.
  static func membrane(among variables: [String]) -> String {
    let usual = ["v", "vm", "volt", "voltage", "vs", "vsoma", "v_m", "v_s", "v1", "v0", "va", "ve"]
    for name in usual {
      if let found = variables.first(where: { $0.lowercased() == name }) { return found }
    }
    return variables.first ?? ""
  }

  /// The model.
  ///
  /// - Throws: `Diagnostic` at the part of the file that our language cannot say.
  mutating func model() throws(Diagnostic) -> ImportedModel {
    var other = self
    other.keepsToSteps = true
    do throws(Diagnostic) {
      let imported = try translated()
      if imported.model.reasonAgainstExactSpikes == nil { return imported }
    } catch {
      // What is wrong with either way is told of the other one.
    }
    return try other.translated()
  }

  private mutating func translated() throws(Diagnostic) -> ImportedModel {
    let isMap = file.isMap || method == "d"
    var draft = ModelDraft(
      wishes.name, summary: "from an XPPAUT file", inherits: "Membrane", file: whole)
    let dt = try timeStep(isMap: isMap)
    let moving = try sortConstants()
    try declareParameters(in: &draft, dt: dt)
    try declareFunctions(in: &draft)
    try declareStates(in: &draft)
    try declareUnknowns(in: &draft)
    if !isMap { draft.add("  method \(solver.rawValue)") }
    draft.add("  integral")
    try addNoises(to: &draft)
    try addSolutions(to: &draft)
    try addQuantities(moving, to: &draft)
    if isMap { try addMaps(to: &draft) } else { try addEquations(to: &draft) }
    try addChains(to: &draft)
    addMemories(to: &draft)
    try addEvents(to: &draft)
    let length = file.options["TOTAL"].flatMap { Double($0.text) } ?? 20
    let steps = (abs(length) / dt).rounded()
    return ImportedModel(
      model: try draft.model(), renamings: terms.names.renamings,
      variables: file.variables.map { name(of: $0.name) }, notes: notes,
      sets: Array(file.sets.keys), findsSpikes: !keepsToSteps && !isMap && !file.events.isEmpty,
      steps: steps.isFinite && steps >= 1 && steps < 1e12 ? Int(steps) : nil)
  }

  // MARK: - Settings

  // The letter by which XPPAUT knows a method.
  var method: Character {
    file.options["METH"]?.text.lowercased().first ?? "r"
  }

  // The method of ours that comes nearest to it.
  private var solver: Equations.Method {
    switch method {
    case "e": .euler
    case "q", "5", "8": keepsToSteps ? .rk4 : .adaptive
    case "s", "g", "c", "2": keepsToSteps ? .rk4 : .stiff
    case "b": .backwardEuler
    default: .rk4
    }
  }

  mutating func timeStep(isMap: Bool) throws(Diagnostic) -> Double {
    guard !isMap else { return 1 }
    let option = file.options["DT"]
    var dt = option.map { Double($0.text) ?? 0 } ?? 0.05
    guard dt.isFinite, dt != 0 else {
      throw Diagnostic(
        "dt is no time step", at: option?.range ?? whole, expected: "a number such as 0.05")
    }
    if dt < 0, let option {
      throw .untranslatable("time that runs backwards (dt=\(option.text))", at: option.range)
    }
    if solver.isAdaptive { return dt }
    let range = file.options["METH"]?.range
    switch method {
    case "e", "r", "b": break
    case "m", "a", "y":
      notes.append(.init("the file asks for \(methodName); here it is rk4", at: range))
    case "v": break
    default:
      // What chooses its steps by itself takes dt as the distance of what it prints.
      dt /= shareOfAdaptiveStep
      notes.append(
        .init(
          "the file asks for \(methodName), which chooses its own steps; here it is rk4 with a dt of"
            + " \(dt.canonicalText), a tenth of the file's", at: range))
    }
    return dt
  }

  var methodName: String {
    let names: [Character: String] = [
      "m": "modified Euler", "a": "Adams", "y": "a symplectic method", "g": "Gear",
      "q": "adaptive"
        + " Runge-Kutta", "s": "a stiff solver", "c": "CVODE", "5": "Dormand-Prince 5",
      "8": "Dormand-Prince 8(3)", "2": "Rosenbrock", "b": "backward Euler",
    ]
    return names[method] ?? "a method '\(method)'"
  }

  // The middle of the window in which the file draws mem, which lies between rest and peak.
  var threshold: Double {
    func value(_ key: String) -> Double? { file.options[key].flatMap { Double($0.text) } }
    func middle(_ low: String, _ high: String) -> Double? {
      guard let low = value(low), let high = value(high), low < high else { return nil }
      return (low + high) / 2
    }
    let isFirst = file.variables.first?.name.text.lowercased() == membrane
    let vertical = file.options["YP"]?.text.lowercased()
    if vertical == membrane || (vertical == nil && isFirst), let middle = middle("YLO", "YHI") {
      return middle
    }
    if file.options["XP"]?.text.lowercased() == membrane, let middle = middle("XLO", "XHI") {
      return middle
    }
    return 0
  }
}

// What chooses its own steps seldom takes longer ones.
private let shareOfAdaptiveStep = 10.0
