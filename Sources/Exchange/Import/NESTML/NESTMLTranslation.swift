import Equations
import Neurons
import OrderedCollections

/// Makes our own model of a NESTML neuron.
struct NESTMLTranslation {
  private let source: NESTMLModel
  private let wishes: ImportWishes
  private let whole: SourceRange
  private let update: [NESTMLStatement]
  private var names = ImportedNames(parent: ModelLibrary.builtIn["Membrane"], foldsCase: false)
  private var notes: [ImportedModel.Note] = []
  // What stands for `convolve(kernel, spikes)`: states that a spike sets off.
  private var convolutions: OrderedDictionary<String, String> = [:]
  private var kernelLines: [(text: String, range: SourceRange)] = []
  private var kernelStates: [(name: String, range: SourceRange)] = []
  // Where a condition means the begin of the step.
  private var looksBack = false

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
      model: try draft.model(), renamings: names.renamings, notes: notes, sets: [], steps: nil)
  }

  private func named(_ name: Name) -> String { names[name.text] ?? name.text }

  private func parametersInOrder() throws(Diagnostic) -> [NESTMLModel.Declaration] {
    var open = source.parameters
    var result: [NESTMLModel.Declaration] = []
    while !open.isEmpty {
      let names = Set(open.map(\.name.text))
      guard
        let next = open.firstIndex(where: { parameter in
          !names.contains { parameter.value?.uses($0) == true }
        })
      else {
        throw Diagnostic(
          "'\(open[0].name.text)' is computed from itself", at: open[0].name.range,
          expected: "parameters that do not go in circles", kind: .unexpected)
      }
      result.append(open.remove(at: next))
    }
    return result
  }

  // MARK: - The integral

  private typealias Line = (text: String, range: SourceRange)

  private mutating func integralLines() throws(Diagnostic) -> [Line] {
    var lines: [Line] = []
    for quantity in source.quantities {
      guard let value = quantity.value else { continue }
      lines.append(("let \(named(quantity.name)) = \(try number(value).text)", quantity.name.range))
    }
    var assignments: [Line] = []
    try collect(update, guarded: [], into: &assignments)
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
    for handler in source.receivers { lines += try receiver(handler) }
    return lines + kernelLines + assignments
  }

  // The condition under which a state is integrated; 1 for always.
  private mutating func share(
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
        return Expression(.conditional(test, ifTrue.asNumber, ifFalse.asNumber), condition.range)
      case .assignment, .spike: break
      }
    }
    return no
  }

  // Assignments of the update block, each under the conditions that it stands under.
  private mutating func collect(
    _ statements: [NESTMLStatement], guarded conditions: [Expression], into lines: inout [Line]
  ) throws(Diagnostic) {
    for statement in statements {
      switch statement {
      case .integration, .spike: break
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

  private mutating func assignment(
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

  private mutating func receiver(_ handler: NESTMLModel.Handler) throws(Diagnostic) -> [Line] {
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

  // MARK: - Conditions

  private mutating func addConditions(to draft: inout ModelDraft) throws(Diagnostic) {
    var found: [(condition: Expression, statements: [NESTMLStatement], range: SourceRange)] = []
    for handler in source.conditions {
      let tokens = handler.heading.tokens
      guard let close = tokens.lastIndex(where: { $0.kind == .symbol(")") }), close > 2 else {
        throw Diagnostic(
          "'onCondition' has no condition", at: handler.heading.range,
          expected: "onCondition(V_m >= V_th):", kind: .incomplete)
      }
      var reader = TermReader(tokens[2..<close], end: tokens[close].range.lower, .nestml)
      found.append(
        (try reader.wholeTerm(), try NESTMLStatement.all(in: handler.lines), handler.heading.range))
    }
    for case .choice(let condition, let yes, let no) in update where yes.contains(where: \.spikes) {
      guard no.isEmpty else {
        throw .untranslatable("an 'else' beside a spike", at: condition.range)
      }
      found.append((condition, yes, condition.range))
    }
    let spikes = found.filter { $0.statements.contains(where: \.spikes) }
    guard spikes.count < 2 else {
      throw .untranslatable("a second condition that sends a spike", at: spikes[1].range)
    }
    for event in found where !event.statements.contains(where: \.spikes) {
      draft.add("  event when \(try condition(event.condition))", at: event.range)
      try add(event.statements, prefix: "    ", to: &draft)
    }
    guard let spike = spikes.first else { return }
    draft.add("  spike", at: spike.range)
    draft.add("    spike when \(try condition(spike.condition))", at: spike.range)
    try add(spike.statements, prefix: "    reset ", to: &draft)
  }

  private mutating func condition(_ term: Expression) throws(Diagnostic) -> String {
    let written = try translated(term.writingOut(source.quantities))
    return written.asCondition.text
  }

  private mutating func add(
    _ statements: [NESTMLStatement], prefix: String, to draft: inout ModelDraft
  ) throws(Diagnostic) {
    for statement in statements {
      switch statement {
      case .spike: break
      case .assignment(let name, let op, let term):
        let line = try assignment(name, op, term.writingOut(source.quantities), when: [])
        draft.add(prefix + line.text, at: line.range)
      case .integration(_, let range): throw .untranslatable("an integration here", at: range)
      case .choice(let condition, _, _):
        throw .untranslatable("a choice within a condition", at: condition.range)
      }
    }
  }

  // MARK: - Terms

  private mutating func number(_ term: Expression) throws(Diagnostic) -> Expression {
    try translated(term).asNumber
  }

  private mutating func translated(_ term: Expression) throws(Diagnostic) -> Expression {
    let names = names
    return try term.withUnits { names[$0] != nil }.mapped {
      (part: Expression) throws(Diagnostic) -> Expression? in
      switch part.kind {
      case .name(let name): return try self.meaning(of: name, at: part.range)
      case .call(let name, let arguments): return try self.call(name, arguments, at: part.range)
      default: return nil
      }
    }
  }

  private func meaning(of name: String, at range: SourceRange) throws(Diagnostic) -> Expression {
    if let new = names[name] {
      let plain = Expression(.name(new), range)
      if looksBack, source.states.contains(where: { $0.name.text == name }) {
        return Expression(.call(Name("previous", range), [plain]), range)
      }
      // Spikes are pulses there: their weights, each divided by a time without length.
      guard source.inputs.contains(where: { $0.name.text == name && $0.isSpikes }),
        let hertz = foreignUnit("Hz")
      else { return plain }
      return Expression(.binary(.multiply, plain, Expression(.quantity(1, hertz), range)), range)
    }
    switch name {
    case "e", "pi", "t": return Expression(.name(name), range)
    case "true", "false": return Expression(.number(name == "true" ? 1 : 0), range)
    case "inf": return Expression(.number(.greatestFiniteMagnitude), range)
    default: break
    }
    throw .unknown(
      "name", Name(name, range), among: names.all, expected: "a name that the neuron declares")
  }

  private mutating func call(
    _ name: Name, _ arguments: [Expression], at range: SourceRange
  ) throws(Diagnostic) -> Expression {
    if name.text == "convolve" { return try convolution(arguments, at: range) }
    if ["resolution", "timestep"].contains(name.text), arguments.isEmpty {
      return Expression(.name("dt"), range)
    }
    var inner: [Expression] = []
    for argument in arguments { inner.append(try number(argument)) }
    func one(_ function: String, _ count: Int) throws(Diagnostic) -> Expression {
      guard inner.count == count else {
        throw Diagnostic(
          "'\(name.text)' got \(inner.count) argument\(inner.count == 1 ? "" : "s")", at: range,
          expected: "\(count)", kind: .mismatch)
      }
      return Expression(.call(Name(function, range), inner), range)
    }
    switch name.text {
    case "steps":
      let steps = try one("ceil", 1)
      let quotient = Expression(.binary(.divide, inner[0], Expression(.name("dt"), range)), range)
      guard case .call(let function, _) = steps.kind else { return steps }
      return Expression(.call(function, [quotient]), range)
    case "expm1":
      return Expression(.binary(.subtract, try one("exp", 1), Expression(.number(1), range)), range)
    case "ln": return try one("log", 1)
    case "log10":
      let ten = Expression(.call(Name("log", range), [Expression(.number(10), range)]), range)
      return Expression(.binary(.divide, try one("log", 1), ten), range)
    case "clip": return try one("clamp", 3)
    case "min", "max", "pow": return try one(name.text, 2)
    case "random_normal": return try one("normal", 2)
    case "exp", "abs", "sin", "cos", "tan", "sinh", "cosh", "tanh", "ceil", "floor", "round",
      "sqrt":
      return try one(name.text, 1)
    default: throw .untranslatable("the function '\(name.text)'", at: range)
    }
  }

  // A kernel that decays is a state that a spike adds 1 to; e/tau t exp(-t/tau) is two of them.
  private mutating func convolution(
    _ arguments: [Expression], at range: SourceRange
  ) throws(Diagnostic) -> Expression {
    guard arguments.count == 2, case .name(let kernel) = arguments[0].kind,
      let found = source.kernels.first(where: { $0.name.text == kernel }),
      case .name(let port) = arguments[1].kind, let spikes = names[port],
      source.inputs.contains(where: { $0.name.text == port && $0.isSpikes })
    else {
      throw Diagnostic(
        "'convolve' takes a kernel and an input of spikes", at: range,
        expected: "convolve(KERNEL, SPIKES)", kind: .mismatch)
    }
    let key = "\(kernel) \(port)"
    if let state = convolutions[key] { return Expression(.name(state), range) }
    guard let shape = found.term.kernelShape else {
      throw .untranslatable("the kernel '\(kernel)'", at: found.name.range)
    }
    let tau = try number(shape.tau).text
    let state = names.free("\(kernel)_\(port)")
    convolutions[key] = state
    kernelStates.append((state, found.name.range))
    if shape.isAlpha {
      let rise = names.free("\(kernel)_\(port)_rise")
      kernelStates.append((rise, found.name.range))
      kernelLines += [
        ("d \(state)/dt = (e * \(rise) - \(state)) / (\(tau))", found.name.range),
        ("d \(rise)/dt = -\(rise) / (\(tau))", found.name.range),
        ("\(rise) += \(spikes)", found.name.range),
      ]
    } else {
      kernelLines += [
        ("d \(state)/dt = -\(state) / (\(tau))", found.name.range),
        ("\(state) += \(spikes)", found.name.range),
      ]
    }
    return Expression(.name(state), range)
  }
}

extension Expression {
  // exp(-t/tau), or (e/tau) * t * exp(-t/tau).
  fileprivate var kernelShape: (tau: Expression, isAlpha: Bool)? {
    if let tau = timeConstant { return (tau, false) }
    guard case .binary(.multiply, let factor, let decay) = kind, let tau = decay.timeConstant,
      case .binary(.multiply, let scale, let time) = factor.kind, time.kind == .name("t"),
      case .binary(.divide, let e, let other) = scale.kind, e.kind == .name("e"),
      other.text == tau.text
    else { return nil }
    return (tau, true)
  }

  private var timeConstant: Expression? {
    guard case .call(let name, let arguments) = kind, name.text == "exp", arguments.count == 1
    else {
      return nil
    }
    switch arguments[0].kind {
    case .binary(.divide, let time, let tau) where time.text == "-t": return tau
    case .unary(.minus, let inner):
      if case .binary(.divide, let time, let tau) = inner.kind, time.text == "t" { return tau }
      return nil
    default: return nil
    }
  }

  // Whether it is 0 where a name is.
  fileprivate func isProduct(with name: String) -> Bool {
    switch kind {
    case .name(let own): own == name
    case .unary(.minus, let operand): operand.isProduct(with: name)
    case .binary(.multiply, let left, let right):
      left.isProduct(with: name) || right.isProduct(with: name)
    case .binary(.divide, let left, _): left.isProduct(with: name)
    default: false
    }
  }

  // Inline quantities are known in the integral alone.
  fileprivate func writingOut(_ quantities: [NESTMLModel.Declaration], depth: Int = 0) -> Expression
  {
    guard depth < 20 else { return self }
    return replacing { part in
      guard case .name(let name) = part.kind,
        let value = quantities.first(where: { $0.name.text == name })?.value
      else { return nil }
      return value.writingOut(quantities, depth: depth + 1)
    }
  }
}
