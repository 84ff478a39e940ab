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
  var kernelStates: [(name: String, range: SourceRange)] = []
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
    for name in source.quantities.map(\.name) { try names.declare(name) }
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
      guard let value = parameter.value else { continue }
      draft.add(
        "  param \(named(parameter.name)) = \(try number(value).text)", at: parameter.name.range)
    }
    for input in source.inputs {
      let unit = input.unit.text.isEmpty || input.isSpikes ? "" : " in \(input.unit.text)"
      draft.add("  input \(named(input.name))\(unit)", at: input.name.range)
    }
    for state in source.states {
      let value = try state.value.map { (value) throws(Diagnostic) in try number(value).text }
      let old = state.name.text
      let note = named(state.name) == old ? "" : " \"'\(old)' of the file\""
      draft.add(
        "  state \(named(state.name)) = \(value ?? "0\(state.unit.text)")\(note)",
        at: state.name.range)
    }
    for state in kernelStates { draft.add("  state \(state.name) = 0", at: state.range) }
    draft.add("  method rk4")
    draft.add("  integral")
    for line in body { draft.add("    \(line.text)", at: line.range) }
    try addConditions(to: &draft)
    return ImportedModel(
      model: try draft.model(), renamings: names.renamings,
      variables: source.states.map { named($0.name) }, notes: notes, sets: [], steps: nil)
  }

  func named(_ name: Name) -> String { names[name.text] ?? name.text }

  func parametersInOrder() throws(Diagnostic) -> [NESTMLModel.Declaration] {
    let (result, circular) = source.parameters.neededFirst(
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
    try collect(Array(update[..<place]), guarded: [], into: &lines)
    for quantity in source.quantities {
      guard let value = quantity.value else { continue }
      lines.append(("let \(named(quantity.name)) = \(try number(value).text)", quantity.name.range))
    }
    var assignments: [Line] = []
    try collect(Array(update[place...]), guarded: [], into: &assignments)
    for equation in source.equations {
      guard names[equation.name.text] != nil else {
        throw .unknown(
          "state", equation.name, among: source.states.map(\.name.text), expected: "a state")
      }
      var term = try number(equation.term)
      if let share = try share(of: equation.name.text, in: update), share.kind != .number(1) {
        let none = Expression(
          .binary(.multiply, Expression(.number(0), term.range), term), term.range)
        term = Expression(.conditional(share.asCondition, term, none), term.range)
      }
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
        if states.isEmpty || states.contains(where: { $0.text == state }) { return yes }
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
        let text = try number(value).text
        try names.declare(quantity.name)
        lines.append(("let \(named(quantity.name)) = \(text)", quantity.name.range))
      case .assignment(let name, let op, let term):
        lines.append(try assignment(name, op, term, when: conditions))
      case .choice(let condition, let yes, let no):
        // A spike that is sent belongs to the spike block, with all that stands beside it.
        if statement.spikes { continue }
        let test = try translated(condition).asCondition
        try collect(yes, guarded: conditions + [test], into: &lines)
        let opposite = Expression(.unary(.not, test), condition.range)
        try collect(no, guarded: conditions + [opposite], into: &lines)
      }
    }
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
        throw .untranslatable("this statement on arrival", at: range)
      }
      // What is added is 0 where nothing arrives.
      let isSum = (op == "+=" || op == "-=") && term.isProduct(with: port)
      lines.append(try assignment(name, op, term, when: isSum ? [] : [arrives]))
    }
    return lines
  }
}
