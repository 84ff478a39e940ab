import Equations
import Neurons
import OrderedCollections

/// Makes our own model of a NESTML neuron.
struct NESTMLTranslation {
  let source: NESTMLModel
  let wishes: ImportWishes
  let whole: SourceRange
  let update: [NESTMLStatement]
  var names = ImportedNames(parent: ModelLibrary.builtIn["Membrane"], foldsCase: false)
  var notes: [ImportedModel.Note] = []
  // What stands for `convolve(kernel, spikes)`: states that a spike sets off.
  var convolutions: OrderedDictionary<String, String> = [:]
  var kernelLines: [(text: String, range: SourceRange)] = []
  var arrivals: [(text: String, range: SourceRange)] = []
  var kernelStates: [(name: String, begin: String, range: SourceRange)] = []
  // What names mean where they are no names of the neuron: variables of a kernel, arguments of a function and
  // quantities of the update block.
  var locals: [String: String] = [:]
  // Spikes that arrive all at once, by what stands for them in equations.
  var deltas: OrderedDictionary<String, String> = [:]
  // Whether what is declared 'real' is a number, whatever its term is measured in.
  var castsToNumbers = false
  // Where a condition means the begin of the step.
  var looksBack = false

  /// Looks at what the neuron declares.
  ///
  /// - Throws: `Diagnostic` at a name that is declared twice, and at a statement that is none.
  init(_ source: NESTMLModel, _ wishes: ImportWishes, whole: SourceRange) throws(Diagnostic) {
    self.source = source
    self.wishes = wishes
    self.whole = whole
    update = try NESTMLStatement.all(in: source.update)
    let states = source.states.map(\.name)
    let membrane = states.first { ["V_m", "V", "v", "V_s", "U_m"].contains($0.text) } ?? states[0]
    try names.declare(membrane, as: "mem")
    for name in states where name.text != membrane.text { try names.declare(name) }
    for name in source.parameters.map(\.name) + source.inputs.map(\.name) {
      try names.declare(name)
    }
    for name in source.quantities.map(\.name) + source.functions.map(\.name) {
      try names.declare(name)
    }
  }

  /// The model.
  ///
  /// - Throws: `Diagnostic` at the part that our language cannot say.
  mutating func model() throws(Diagnostic) -> ImportedModel {
    var draft = ModelDraft(
      wishes.name, summary: "from the NESTML neuron \(source.name.text)", inherits: "Membrane",
      file: whole)
    let body = try integralLines()
    for parameter in try parametersInOrder() {
      guard let value = try value(of: parameter) else { continue }
      draft.add("  param \(named(parameter.name)) = \(value)", at: parameter.name.range)
    }
    for input in source.inputs {
      let unit = input.unit.text.isEmpty || input.isSpikes ? "" : " in \(input.unit.text)"
      draft.add("  input \(named(input.name))\(unit)", at: input.name.range)
    }
    for state in source.states {
      let value = try value(of: state)
      let old = state.name.text
      let note = named(state.name) == old ? "" : " \"'\(old)' of the file\""
      draft.add(
        "  state \(named(state.name)) = \(value ?? "0\(state.unit.text)")\(note)",
        at: state.name.range)
    }
    for state in kernelStates {
      draft.add("  state \(state.name) = \(state.begin)", at: state.range)
    }
    for function in source.functions {
      locals = Dictionary(
        function.arguments.map { ($0, names.local($0)) }, uniquingKeysWith: { first, _ in first })
      let list = function.arguments.map { locals[$0] ?? $0 }.joined(separator: ", ")
      draft.add(
        "  function \(named(function.name))(\(list)) = \(try number(function.term).text)",
        at: function.name.range)
      locals = [:]
    }
    draft.add("  method rk4")
    draft.add("  integral")
    for line in body { draft.add("    \(line.text)", at: line.range) }
    // All of it may stand behind the spike.
    if body.isEmpty { draft.add("    mem = mem") }
    try addConditions(to: &draft)
    return ImportedModel(
      model: try draft.model(), renamings: names.renamings,
      variables: source.states.map { named($0.name) }, notes: notes, sets: [], steps: nil)
  }

  func named(_ name: Name) -> String { names[name.text] ?? name.text }

  // What something is declared to begin with; nil where nothing is said.
  private mutating func value(
    of declaration: NESTMLModel.Declaration
  ) throws(Diagnostic) -> String? {
    guard let term = declaration.value else { return nil }
    let value = try number(term)
    // A quotient of whole numbers is one.
    let isQuotient = value.contains {
      if case .binary(.divide, _, _) = $0.kind { true } else { false }
    }
    if declaration.isInteger, isQuotient { return "floor(\(value.text))" }
    return cast(value, to: declaration.unit)
  }

  // A term that is declared to be a number: what it is in its own unit.
  private func cast(_ value: Expression, to unit: UnitOfMeasure) -> String {
    guard castsToNumbers, unit == .none else { return value.text }
    let declared = source.states + source.parameters + source.quantities
    var known = Dictionary(
      declared.map { (named($0.name), $0.unit) }, uniquingKeysWith: { first, _ in first })
    for input in source.inputs { known[named(input.name)] = input.isSpikes ? .none : input.unit }
    for state in kernelStates { known[state.name] = UnitOfMeasure.none }
    let measured = try? value.measured { (part: Expression) throws(Diagnostic) in
      if case .name(let name) = part.kind { known[name] } else { nil }
    }
    guard let own = measured?.unit, !own.isDimensionless else { return value.text }
    let one = own.text.hasPrefix("1/") ? own.text : "1\(own.text)"
    return "(\(value.text)) / (\(one))"
  }

  func parametersInOrder() throws(Diagnostic) -> [NESTMLModel.Declaration] {
    // A state stands for what it begins with.
    let parameters = source.parameters.map { parameter in
      var parameter = parameter
      parameter.value = parameter.value?.writingOut(source.states)
      return parameter
    }
    let (result, circular) = parameters.neededFirst(
      name: \.name.text, needs: { $0.value?.writtenNames ?? [] })
    if let circular {
      throw Diagnostic(
        "'\(circular.name.text)' is computed from itself", at: circular.name.range,
        expected: "parameters that do not go in circles", kind: .unexpected)
    }
    return result
  }

  // MARK: - The integral

  typealias Line = (text: String, range: SourceRange)

  mutating func integralLines() throws(Diagnostic) -> [Line] {
    var lines: [Line] = []
    let place = update.firstIndex(where: \.integrates) ?? 0
    let end = behindSpikes.startIndex
    try collect(Array(update[..<min(place, end)]), guarded: [], into: &lines)
    let ofUpdate = locals
    locals = [:]
    for quantity in source.quantities {
      guard let value = quantity.value else { continue }
      let text = cast(try number(value), to: quantity.unit)
      lines.append(("let \(named(quantity.name)) = \(text)", quantity.name.range))
    }
    if let spikes = deltas.values.first {
      throw .untranslatable(
        "a kernel without length outside of an equation ('\(spikes)')", at: whole)
    }
    locals = ofUpdate
    var assignments: [Line] = []
    try collect(Array(update[min(place, end)..<end]), guarded: [], into: &assignments)
    locals = [:]
    for equation in source.equations {
      guard names[equation.name.text] != nil else {
        throw .unknown(
          "state", equation.name, among: source.states.map(\.name.text), expected: "a state")
      }
      var term = try number(equation.term)
      let share = try share(of: equation.name.text, in: update)
      func shared(_ term: Expression) -> Expression {
        guard let share, share.kind != .number(1) else { return term }
        let none = Expression(
          .binary(.multiply, Expression(.number(0), term.range), term), term.range)
        return Expression(.conditional(share.asCondition, term, none), term.range)
      }
      for (delta, spikes) in deltas where term.uses(delta) {
        guard let slope = term.derivative(by: delta), !slope.uses(delta) else {
          throw .untranslatable("a kernel without length in such a term", at: equation.term.range)
        }
        // A millisecond of it arrives at once.
        let amount = shared(slope).text
        arrivals.append(
          ("\(named(equation.name)) += (\(amount)) * 1ms * \(spikes)", equation.name.range))
        term = term.replacing { part in
          part.kind == .name(delta) ? Expression(.number(0), part.range) : nil
        }
      }
      deltas = [:]
      term = shared(term)
      lines.append(("d \(named(equation.name))/dt = \(term.text)", equation.name.range))
    }
    for handler in source.receivers { arrivals += try receiver(handler) }
    return lines + kernelLines + arrivals + assignments
  }

  // The condition under which a state is integrated; 1 for always.
  mutating func share(
    of state: String, in statements: [NESTMLStatement]
  ) throws(Diagnostic) -> Expression? {
    guard !statements.isEmpty else { return nil }
    let (yes, no) = (Expression(.number(1), whole), Expression(.number(0), whole))
    for statement in statements {
      switch statement {
      case .integration(let states, _):
        // With its slopes, where it has an equation of a higher order.
        let base = state.prefix { $0 != "'" }
        if states.isEmpty || states.contains(where: { $0.text.prefix { $0 != "'" } == base }) {
          return yes
        }
      case .choice(let condition, let first, let second):
        let ifTrue = try share(of: state, in: first) ?? no
        let ifFalse = try share(of: state, in: second) ?? no
        if ifTrue.kind == .number(0), ifFalse.kind == .number(0) { continue }
        if ifTrue.kind == ifFalse.kind { return ifTrue }
        looksBack = true
        defer { looksBack = false }
        let test = try translated(condition).asCondition
        if ifTrue.kind == .number(1), ifFalse.kind == .number(0) { return test }
        if ifTrue.kind == .number(0), ifFalse.kind == .number(1) {
          return Expression(.unary(.not, test), condition.range)
        }
        return Expression(.conditional(test, ifTrue.asNumber, ifFalse.asNumber), condition.range)
      case .assignment, .local, .spike: break
      }
    }
    return no
  }

  // What the update block does behind a spike that it sends; nothing where it integrates there.
  var behindSpikes: ArraySlice<NESTMLStatement> {
    guard let spike = update.firstIndex(where: \.spikes) else { return update[update.endIndex...] }
    let rest = update[(spike + 1)...]
    return rest.contains(where: \.integrates) ? update[update.endIndex...] : rest
  }

  // Assignments of the update block, each under the conditions that it stands under.
  mutating func collect(
    _ statements: [NESTMLStatement], guarded conditions: [Expression], into lines: inout [Line]
  ) throws(Diagnostic) {
    for statement in statements {
      switch statement {
      case .integration, .spike: break
      case .local(let quantity):
        guard conditions.isEmpty, let value = quantity.value else {
          throw .untranslatable("a quantity that is not always there", at: quantity.name.range)
        }
        let text = cast(try number(value), to: quantity.unit)
        lines.append(("let \(try local(quantity.name)) = \(text)", quantity.name.range))
      case .assignment(let name, let op, let term):
        lines.append(try assignment(name, op, term, when: conditions))
      case .choice(let condition, let yes, let no):
        // A spike that is sent belongs to the spike block, with all that stands beside it.
        if statement.spikes { continue }
        let test = try kept(translated(condition).asCondition, through: yes + no, &lines)
        try collect(yes, guarded: conditions + [test], into: &lines)
        let opposite = Expression(.unary(.not, test), condition.range)
        try collect(no, guarded: conditions + [opposite], into: &lines)
      }
    }
  }

  // The name of a quantity of a block: its own where nothing else has that.
  mutating func local(_ name: Name) throws(Diagnostic) -> String {
    if names[name.text] == nil {
      try names.declare(name)
    } else {
      locals[name.text] = names.free(name.text)
    }
    return locals[name.text] ?? named(name)
  }

  // A condition that stays as it is while statements change what it asks for.
  mutating func kept(
    _ test: Expression, through statements: [NESTMLStatement], _ lines: inout [Line]
  ) throws(Diagnostic) -> Expression {
    let changed = statements.flatMap(\.assigned).map(named)
    guard statements.count > 1, changed.contains(where: test.uses) else { return test }
    let name = names.free("holds")
    lines.append(("let \(name) = if \(test.text) then 1 else 0", test.range))
    return Expression(
      .binary(.notEqual, Expression(.name(name), test.range), Expression(.number(0), test.range)),
      test.range)
  }

  mutating func assignment(
    _ name: Name, _ op: String, _ term: Expression, when conditions: [Expression]
  ) throws(Diagnostic) -> Line {
    guard source.states.contains(where: { $0.name.text == name.text }) else {
      throw .unknown(
        "state", name, among: source.states.map(\.name.text), expected: "a state of the neuron")
    }
    let value = try number(term)
    guard let first = conditions.first else {
      return ("\(named(name)) \(op) \(value.text)", name.range)
    }
    let test = conditions.dropFirst().reduce(first) {
      Expression(.binary(.and, $0, $1), name.range)
    }
    let old = Expression(.name(named(name)), name.range)
    let new =
      op == "="
      ? value
      : Expression(
        .binary(BinaryOperator(rawValue: String(op.prefix(1))) ?? .add, old, value), name.range)
    let choice = Expression(.conditional(test, new, old), name.range)
    return ("\(named(name)) = \(choice.text)", name.range)
  }

  mutating func receiver(_ handler: NESTMLModel.Handler) throws(Diagnostic) -> [Line] {
    guard handler.heading.tokens.count > 2, case .name(let port) = handler.heading.tokens[2].kind,
      source.inputs.contains(where: { $0.name.text == port && $0.isSpikes })
    else {
      throw Diagnostic(
        "'onReceive' names no input of spikes", at: handler.heading.range,
        expected: "onReceive(spikes):", kind: .unexpected)
    }
    let range = handler.heading.range
    let arrives = Expression(
      .binary(
        .notEqual, Expression(.name(names[port] ?? port), range), Expression(.number(0), range)),
      range)
    var lines: [Line] = []
    for statement in try NESTMLStatement.all(in: handler.lines) {
      guard case .assignment(let name, let op, let term) = statement else {
        guard case .choice = statement, !statement.spikes, !statement.integrates else {
          throw .untranslatable("this statement on arrival", at: range)
        }
        try collect([statement], guarded: [arrives], into: &lines)
        continue
      }
      // What is added is 0 where nothing arrives.
      let isSum = (op == "+=" || op == "-=") && term.isProduct(with: port)
      lines.append(try assignment(name, op, term, when: isSum ? [] : [arrives]))
    }
    return lines
  }
}
