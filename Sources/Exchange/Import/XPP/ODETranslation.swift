import Equations
import Neurons
import OrderedCollections

/// Makes our own model of an `.ode` file.
struct ODETranslation {
  private let file: ODEFile
  private let wishes: ImportWishes
  private var terms: ODETerms
  private var notes: [ImportedModel.Note]
  // The variable that is the membrane potential here, in lower case.
  private let membrane: String
  // Parameters that events set, which are states here.
  private let changed: Set<String>
  private var constants: [(name: String, term: Expression, range: SourceRange)] = []
  private let whole: SourceRange

  /// Looks at what the file declares.
  ///
  /// - Throws: `Diagnostic` at names that are declared twice.
  init(_ file: ODEFile, _ wishes: ImportWishes, length: Int) throws(Diagnostic) {
    self.file = file
    self.wishes = wishes
    notes = file.notes
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
      + file.noises + file.chains.map(\.name)
    { try names.declare(name) }
    for function in file.functions { try names.declare(function.name) }
    terms = try ODETerms(file, names: names)
  }

  // By its name, else the first.
  private static func membrane(among variables: [String]) -> String {
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
    let isMap = file.isMap || method == "d"
    var draft = ModelDraft(
      wishes.name, summary: "from an XPPAUT file", inherits: "Membrane", file: whole)
    let dt = try timeStep(isMap: isMap)
    let moving = try sortConstants()
    try declareParameters(in: &draft, dt: dt)
    try declareFunctions(in: &draft)
    try declareStates(in: &draft)
    if !isMap { draft.add("  method \(method == "e" ? "euler" : "rk4")") }
    draft.add("  integral")
    try addQuantities(moving, to: &draft)
    if isMap { try addMaps(to: &draft) } else { try addEquations(to: &draft) }
    try addChains(to: &draft)
    try addEvents(to: &draft)
    let length = file.options["TOTAL"].flatMap { Double($0.text) } ?? 20
    let steps = (abs(length) / dt).rounded()
    return ImportedModel(
      model: try draft.model(), renamings: terms.names.renamings, notes: notes,
      sets: Array(file.sets.keys),
      steps: steps.isFinite && steps >= 1 && steps < 1e12 ? Int(steps) : nil)
  }

  // MARK: - Settings

  // The letter by which XPPAUT knows a method.
  private var method: Character {
    file.options["METH"]?.text.lowercased().first ?? "r"
  }

  private mutating func timeStep(isMap: Bool) throws(Diagnostic) -> Double {
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
    let range = file.options["METH"]?.range
    switch method {
    case "e", "r": break
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

  private var methodName: String {
    let names: [Character: String] = [
      "m": "modified Euler", "a": "Adams", "y": "a symplectic method", "g": "Gear",
      "q": "adaptive"
        + " Runge-Kutta", "s": "a stiff solver", "c": "CVODE", "5": "Dormand-Prince 5",
      "8": "Dormand-Prince 8(3)", "2": "Rosenbrock", "b": "backward Euler",
    ]
    return names[method] ?? "a method '\(method)'"
  }

  // The middle of the window in which the file draws mem, which lies between rest and peak.
  private var threshold: Double {
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

  // MARK: - Declarations

  // Derived parameters, and fixed quantities that only parameters go into, are parameters that follow
  // others; the fixed ones that are left change while it runs, in an order in which each is known before
  // it is used.
  private mutating func sortConstants() throws(Diagnostic) -> [ODEFile.Quantity] {
    var known = Set(file.numbers.map { $0.name.text.lowercased() }).subtracting(changed)
    known.insert("pi")
    let constant = Set(file.functions.filter(isConstant).map { $0.name.text.lowercased() })
    var open = file.derived + file.fixed
    while true {
      let found = open.filter { quantity in
        quantity.term.names().isSubset(of: known)
          && quantity.term.calledNames.allSatisfy { isPure($0) || constant.contains($0) }
      }
      guard let first = found.first else { break }
      let key = first.name.text.lowercased()
      open.removeAll { $0.name.text.lowercased() == key }
      known.insert(key)
      constants.append((first.name.text, first.term, first.name.range))
    }
    if let left = open.first(where: { quantity in file.derived.contains { $0.name == quantity.name }
    }) {
      // Says which name is unknown, if one is.
      _ = try terms.number(left.term)
      throw Diagnostic(
        "'!\(left.name.text)' is computed from what changes", at: left.name.range,
        expected: "a term over parameters", kind: .mismatch)
    }
    for quantity in open { terms.moving[quantity.name.text.lowercased()] = quantity.term }
    return try inOrder(open)
  }

  private func isConstant(_ function: ODEFile.Function) -> Bool {
    let own = Set(function.parameters.map { $0.text.lowercased() }).union(["pi"])
    return function.term.names().isSubset(of: own) && function.term.calledNames.allSatisfy(isPure)
  }

  private func isPure(_ name: String) -> Bool {
    !["ran", "normal", "shift", "sum"].contains(name)
      && !file.functions.contains { $0.name.text.lowercased() == name }
  }

  private mutating func inOrder(
    _ quantities: [ODEFile.Quantity]
  ) throws(Diagnostic) -> [ODEFile.Quantity] {
    let keys = quantities.map { $0.name.text.lowercased() }
    let uses = quantities.map { quantity in namesReached(from: quantity.term).intersection(keys) }
    var result: [ODEFile.Quantity] = []
    var done: Set<String> = []
    var open = Array(quantities.indices)
    while !open.isEmpty {
      guard let next = open.first(where: { uses[$0].isSubset(of: done) }) else {
        let culprit = quantities[open[0]].name
        throw Diagnostic(
          "'\(culprit.text)' is computed from itself", at: culprit.range,
          expected: "fixed quantities of which each is known before it is used", kind: .unexpected)
      }
      if next != open[0], notes.allSatisfy({ $0.text != laterOrder }) {
        notes.append(.init(laterOrder, at: quantities[open[0]].name.range))
      }
      open.removeAll { $0 == next }
      done.insert(keys[next])
      result.append(quantities[next])
    }
    return result
  }

  // What a term needs, by way of functions too, and of sums over what is declared behind a name.
  private func namesReached(from term: Expression) -> Set<String> {
    var seen: Set<String> = []
    var open = [term]
    let order = (file.variables + file.fixed).map { $0.name.text.lowercased() }
    var found: Set<String> = []
    while let term = open.popLast() {
      for part in term.allParts {
        switch part.kind {
        case .name(let name): found.insert(name.lowercased())
        case .call(let name, let arguments):
          let key = name.text.lowercased()
          if key == "shift", let first = arguments.first, case .name(let start) = first.kind,
            let place = order.firstIndex(of: start.lowercased())
          {
            // Which of them is not known before the sum is written out; those of its own kind are.
            let stem = start.lowercased().drop { !$0.isNumber }
            let letters = start.lowercased().dropLast(stem.count)
            found.formUnion(order[place...].prefix { $0.hasPrefix(letters) })
          }
          guard seen.insert(key).inserted else { continue }
          open += file.functions.filter { $0.name.text.lowercased() == key }.map(\.term)
        default: break
        }
      }
    }
    return found
  }

  private mutating func declareParameters(
    in draft: inout ModelDraft, dt: Double
  ) throws(Diagnostic) {
    for number in file.numbers where !changed.contains(number.name.text.lowercased()) {
      draft.add(
        "  param \(name(of: number.name)) = \(number.value.canonicalText)", at: number.name.range)
    }
    for (name, term, range) in constants {
      draft.add("  param \(terms.names[name] ?? name) = \(try terms.number(term).text)", at: range)
    }
    draft.add("  param dt = \(dt.canonicalText) > 0")
    draft.add("  param threshold = \(spikeLevel.canonicalText)")
  }

  private mutating func declareFunctions(in draft: inout ModelDraft) throws(Diagnostic) {
    terms.writesOut = true
    defer { terms.writesOut = false }
    for function in file.functions where !terms.inlined.contains(function.name.text.lowercased()) {
      // Functions that nothing calls may be those of an animation, whose names are unknown here.
      guard isCalled(function) else { continue }
      var locals: [String: ODETerms.Local] = [:]
      var parameters: [String] = []
      for parameter in function.parameters {
        let name = terms.names.local(parameter.text)
        parameters.append(name)
        locals[parameter.text.lowercased()] = .done(Expression(.name(name), parameter.range))
      }
      let term = try terms.number(function.term, locals)
      draft.add(
        "  function \(name(of: function.name))(\(parameters.joined(separator: ", "))) = \(term.text)",
        at: function.name.range)
    }
  }

  private func isCalled(_ function: ODEFile.Function) -> Bool {
    let key = function.name.text.lowercased()
    let equations = file.variables.map(\.term) + file.fixed.map(\.term) + file.derived.map(\.term)
    let others = file.auxiliaries.map(\.term) + file.initials.map(\.term)
    let events = file.events.flatMap { [$0.condition] + $0.assignments.map(\.term) }
    let functions = file.functions.filter { $0.name != function.name }.map(\.term)
    return (equations + others + events + functions).contains { $0.calledNames.contains(key) }
  }

  private mutating func declareStates(in draft: inout ModelDraft) throws(Diagnostic) {
    var begins: [String: ODEFile.Quantity] = [:]
    for initial in file.initials {
      let key = initial.name.text.lowercased()
      let names = (file.variables.map(\.name) + file.chains.map(\.name)).map(\.text)
      guard names.contains(where: { $0.lowercased() == key }) else {
        throw .unknown(
          "variable", initial.name, among: names,
          expected: "a variable that has an equation")
      }
      begins[key] = initial
    }
    for variable in file.variables.map(\.name) + file.chains.map(\.name) {
      let begin = begins[variable.text.lowercased()]
      var value = "0"
      if let begin {
        let term = try terms.number(
          begin.term, ["t": .done(Expression(.number(0), begin.name.range))])
        value = term.isCondition || term.text.hasPrefix("if ") ? "(\(term.text))" : term.text
      }
      let old = variable.text
      let new = name(of: variable)
      let note = old == new ? "" : " \"'\(old)' of the file\""
      draft.add("  state \(new) = \(value)\(note)", at: begin?.name.range ?? variable.range)
    }
    for number in file.numbers where changed.contains(number.name.text.lowercased()) {
      draft.add(
        "  state \(name(of: number.name)) = \(number.value.canonicalText)", at: number.name.range)
    }
  }

  private func name(of name: Name) -> String { terms.names[name.text] ?? name.text }

  // MARK: - Blocks

  private mutating func addQuantities(
    _ moving: [ODEFile.Quantity], to draft: inout ModelDraft
  ) throws(Diagnostic) {
    for noise in file.noises { draft.add("    let \(name(of: noise)) = xi()", at: noise.range) }
    for quantity in moving {
      draft.add(
        "    let \(name(of: quantity.name)) = \(try terms.number(quantity.term).text)",
        at: quantity.name.range)
    }
  }

  private mutating func addEquations(to draft: inout ModelDraft) throws(Diagnostic) {
    for variable in file.variables {
      let term = try terms.number(variable.term)
      draft.add("    d \(name(of: variable.name))/dt = \(term.text)", at: variable.name.range)
    }
    try addAuxiliaries(to: &draft)
  }

  // All variables of a map move at once, so that each next value has a name of its own.
  private mutating func addMaps(to draft: inout ModelDraft) throws(Diagnostic) {
    try addAuxiliaries(to: &draft)
    let isAlone = file.variables.count == 1
    var moves: [(String, SourceRange)] = []
    for variable in file.variables {
      let old = name(of: variable.name)
      let term = try terms.number(variable.term).text
      let next = isAlone ? term : terms.names.free("next_" + old)
      if !isAlone { draft.add("    let \(next) = \(term)", at: variable.name.range) }
      moves.append(("    \(old) = \(next)", variable.name.range))
    }
    for (text, range) in moves { draft.add(text, at: range) }
  }

  // A chain leaves its state within a step with the probability rate times dt, as there.
  private mutating func addChains(to draft: inout ModelDraft) throws(Diagnostic) {
    for chain in file.chains {
      let state = name(of: chain.name)
      let draw = terms.names.free("draw_" + state)
      draft.add("    let \(draw) = uniform()", at: chain.name.range)
      var next = state
      for (from, row) in chain.rates.enumerated().reversed() {
        var total = ""
        var choice = state
        var choices: [(String, Int)] = []
        for (to, rate) in row.enumerated() where to != from {
          let rate = try terms.number(rate)
          guard rate.kind != .number(0) else { continue }
          total += (total.isEmpty ? "" : " + ") + "dt * (\(rate.text))"
          choices.append((total, to))
        }
        for (limit, to) in choices.reversed() {
          choice = "if \(draw) < \(limit) then \(to) else \(choice)"
        }
        if choice != state { next = "if \(state) == \(from) then (\(choice)) else \(next)" }
      }
      draft.add("    \(state) = \(next)", at: chain.name.range)
    }
  }

  // What is only drawn there can be plotted here as well.
  private mutating func addAuxiliaries(to draft: inout ModelDraft) throws(Diagnostic) {
    for auxiliary in file.auxiliaries {
      let term = try terms.number(auxiliary.term)
      if case .name(let same) = term.kind, same == terms.names[auxiliary.name.text] { continue }
      let name = terms.names.free(auxiliary.name.text)
      draft.add("    let \(name) = \(term.text)", at: auxiliary.name.range)
    }
  }
}

// What chooses its own steps seldom takes longer ones.
private let shareOfAdaptiveStep = 10.0

private let laterOrder =
  "a fixed quantity is used before it is defined: XPPAUT takes its earlier value, here it is computed"
  + " first"

extension Expression {
  /// The functions that are called in it, in lower case.
  var calledNames: Set<String> {
    var result: Set<String> = []
    for part in allParts {
      if case .call(let name, _) = part.kind { result.insert(name.text.lowercased()) }
    }
    return result
  }
}

// MARK: - Events

extension ODETranslation {
  /// The event that resets the membrane potential where it crosses something, which is a spike here.
  private var spikeEvent: Int? {
    file.events.firstIndex { event in
      event.sign != 0 && event.condition.names().contains(membrane)
        && event.assignments.contains { $0.name.text.lowercased() == membrane }
    }
  }

  /// Where it fires, if that is a number.
  private var spikeLevel: Double {
    guard let spikeEvent, let (low, high) = try? crossing(file.events[spikeEvent]),
      low.names() == [membrane] && low.extent.parts == 1, case .number(let level) = high.kind
    else { return threshold }
    return level
  }

  // What crosses what from below.
  private func crossing(
    _ event: ODEFile.Event
  ) throws(Diagnostic) -> (Expression, Expression) {
    let zero = Expression(.number(0), event.condition.range)
    guard case .binary(.subtract, let left, let right) = event.condition.kind else {
      return event.sign < 0 ? (zero, event.condition) : (event.condition, zero)
    }
    return event.sign < 0 ? (right, left) : (left, right)
  }

  private mutating func addEvents(to draft: inout ModelDraft) throws(Diagnostic) {
    terms.writesOut = true
    defer { terms.writesOut = false }
    let spikeEvent = spikeEvent
    for (index, event) in file.events.enumerated() where index != spikeEvent {
      let statements = try statements(of: event)
      guard !statements.isEmpty else { continue }
      draft.add("  event when \(try condition(of: event))", at: event.range)
      for statement in statements { draft.add("    \(statement.text)", at: statement.range) }
    }
    guard let spikeEvent else { return }
    let event = file.events[spikeEvent]
    draft.add("  spike", at: event.range)
    draft.add("    spike when \(try condition(of: event))", at: event.range)
    for statement in try statements(of: event) {
      draft.add("    reset \(statement.text)", at: statement.range)
    }
  }

  private mutating func condition(of event: ODEFile.Event) throws(Diagnostic) -> String {
    guard event.sign != 0 else {
      let condition = try terms.number(event.condition)
      let size = Expression(.call(Name("abs", event.range), [condition]), event.range)
      return "\(size.text) < 5e-16"
    }
    let (low, high) = try crossing(event)
    let term = Expression(
      .binary(.crosses, try terms.number(low), try terms.number(high)), event.range)
    return term.text
  }

  private mutating func statements(
    of event: ODEFile.Event
  ) throws(Diagnostic) -> [(text: String, range: SourceRange)] {
    var result: [(text: String, range: SourceRange)] = []
    for assignment in event.assignments {
      let key = assignment.name.text.lowercased()
      switch key {
      case "out_put", "no_interp": continue
      case "arret":
        notes.append(
          .init("it does not stop by itself ('arret'); 'until' does", at: assignment.name.range))
        continue
      default: break
      }
      let settable = file.variables.map(\.name.text) + file.numbers.map(\.name.text)
      guard settable.contains(where: { $0.lowercased() == key }) else {
        throw .unknown(
          "variable", assignment.name, among: settable, expected: "a variable or a parameter")
      }
      let term = try terms.number(assignment.term)
      result.append(("\(name(of: assignment.name)) = \(term.text)", assignment.name.range))
    }
    return result
  }
}
