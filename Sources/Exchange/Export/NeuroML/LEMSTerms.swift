import Equations
import Neurons
import OrderedCollections

/// Terms as LEMS spells them, everything in brackets, since its readers do not agree on what binds first.
///
/// LEMS has few functions, and nothing within a term chooses between values: a choice is the sum of both, each
/// times 1 or 0, which the step function H gives. What is not chosen has to be a number as well.
struct LEMSTerms {
  /// A derived variable.
  struct Variable {
    var name: String
    var unit: UnitOfMeasure
    var value: String
    /// What it adds up instead.
    var sum: String?
  }

  /// Its names for those of the model.
  var names: NameTable
  /// The units of quantities, and the dimensions that go with them.
  var units = LEMSUnits()
  /// The derived variables that terms needed, each behind those that it needs.
  var variables: [Variable] = []
  /// Constants that are 1 of a unit, by the symbol of the unit.
  private(set) var constants: OrderedDictionary<String, (name: String, unit: UnitOfMeasure)> = [:]
  /// What names of the model are measured in; nil where all are numbers.
  private(set) var known: [String: UnitOfMeasure]?
  /// Whether a choice is the sum of both of its sides, so that a side that is no number counts when it is not
  /// chosen.
  private(set) var addsBothSides = false
  /// What time is, and how many steps there were.
  var (time, stepsBefore) = ("t", "0.0")
  /// What `act` stands for.
  let surrogate: Surrogate

  /// Words that mean something in LEMS or to those that run it.
  static let reserved: Set<String> = pythonKeywords.union(
    [
      "t", "exp", "log", "ln", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "abs", "ceil",
      "factorial", "random", "H", "id", "uid", "name", "type", "component", "parent", "time_step",
      "time_completed", "time_total", "plastic", "state_stack", "children", "uchildren", "array",
      "attachments", "new_regime", "current_regime", "last_regime", "regimes", "groups", "debug",
      "instance_variables", "derived_variables", "event_in_ports", "event_in_counters",
      "event_out_ports", "event_out_callbacks", "recorded_variables", "methods", "copy",
      "population",
      "synapses", "iSyn", "neuroLexId", "metaid", "notes", "spike", "self", "dt",
    ])

  /// Begins without derived variables.
  ///
  /// - Parameters:
  ///   - names: its names for those of the model.
  ///   - known: what names are measured in; nil where all are numbers.
  ///   - surrogate: what `act` stands for.
  init(_ names: NameTable, known: [String: UnitOfMeasure]?, _ surrogate: Surrogate) {
    (self.names, self.known, self.surrogate) = (names, known, surrogate)
  }

  /// Gives a name of the model to a term: a derived variable, which has another name than the last.
  ///
  /// - Parameters:
  ///   - name: the name.
  ///   - term: the term.
  /// - Throws: `ExportRefusal` for what LEMS does not say.
  mutating func assign(_ name: String, _ term: Expression) throws(ExportRefusal) {
    let unit = unit(of: term)
    let value = try spelled(term)
    names.renew(name)
    known?[name] = unit
    variables.append(Variable(name: names[name], unit: unit, value: value))
  }

  /// A variable of its own for a term; names and numbers stay what they are.
  ///
  /// - Parameters:
  ///   - term: the term.
  ///   - wish: what it is called where nothing else is.
  /// - Throws: `ExportRefusal` for what LEMS does not say.
  mutating func bind(
    _ term: Expression, as wish: String = "part"
  ) throws(ExportRefusal) -> Expression {
    switch term.kind {
    case .name, .number, .quantity: return term
    default:
      let unit = unit(of: term)
      let value = try spelled(term)
      // No name of a model has a blank.
      let inner = "\(wish) \(variables.count + 1)"
      names.add(inner, as: wish)
      known?[inner] = unit
      variables.append(Variable(name: names[inner], unit: unit, value: value))
      return .named(inner)
    }
  }

  /// What a term is measured in.
  ///
  /// - Parameter term: the term.
  func unit(of term: Expression) -> UnitOfMeasure {
    guard let known else { return .none }
    let measured = try? term.measured { (part: Expression) throws(Diagnostic) in
      if case .name(let name) = part.kind { known[name] } else { nil }
    }
    return measured?.unit ?? .none
  }

  /// A term as LEMS spells it.
  ///
  /// - Parameter term: the term.
  /// - Throws: `ExportRefusal` for what LEMS does not say.
  mutating func spelled(_ term: Expression) throws(ExportRefusal) -> String {
    if term.isCondition { return try truth(of: term) }
    switch term.kind {
    case .number(let value): return number(value)
    case .quantity:
      let plain = try? term.measured { (_: Expression) throws(Diagnostic) in nil }
      guard case .number(let value)? = plain?.expression.kind, let unit = plain?.unit else {
        throw ExportRefusal("neuroml: '\(term.text)' is no number")
      }
      return try quantity(value, unit)
    case .name(let name): return try self.name(name)
    case .unary(_, let operand): return "-1.0 * \(try bracketed(operand))"
    case .binary(let op, let left, let right):
      return "\(try bracketed(left)) \(op.rawValue) \(try bracketed(right))"
    case .conditional(let test, let yes, let no):
      if yes.kind == .number(1), no.isZero { return try truth(of: test) }
      addsBothSides = true
      let holds = try bind(.choice(test, .number(1), .number(0)), as: "holds")
      let fails = "(1.0 - \(try spelled(holds)))"
      if no.isZero { return "\(try spelled(holds)) * \(try bracketed(yes))" }
      if yes.isZero { return "\(fails) * \(try bracketed(no))" }
      return "(\(try spelled(holds)) * \(try bracketed(yes))) + (\(fails) * \(try bracketed(no)))"
    case .call(let name, let arguments): return try call(name, arguments)
    case .element, .member:
      throw ExportRefusal("'\(term.text)' has no meaning in another program")
    }
  }

  private mutating func bracketed(_ term: Expression) throws(ExportRefusal) -> String {
    let text = try spelled(term)
    return text.contains(" ") || text.hasPrefix("-") ? "(\(text))" : text
  }

  private mutating func name(_ name: String) throws(ExportRefusal) -> String {
    if names.has(name) { return names[name] }
    if name == "t" { return time }
    if name == ExplicitStep.stepsBefore { return stepsBefore }
    if let unit = UnitOfMeasure.named(name) { return try constant(of: unit) }
    let measured = try? Expression.named(name).measured { (_: Expression) throws(Diagnostic) in nil
    }
    guard case .number(let value)? = measured?.expression.kind, let unit = measured?.unit else {
      throw ExportRefusal("neuroml: '\(name)' has no meaning there")
    }
    return "(\(try quantity(value, unit)))"
  }

  /// A number.
  func number(_ value: Double) -> String { value.textWithPoint }

  /// A number of a unit, as a term.
  ///
  /// - Parameters:
  ///   - value: the number.
  ///   - unit: the unit.
  /// - Throws: `ExportRefusal` for a unit that LEMS does not have.
  mutating func quantity(_ value: Double, _ unit: UnitOfMeasure) throws(ExportRefusal) -> String {
    if unit == .none { return number(value) }
    return "\(value < 0 ? "(\(number(value)))" : number(value)) * \(try constant(of: unit))"
  }

  /// The name of the constant that is 1 of a unit.
  ///
  /// - Parameter unit: the unit.
  /// - Throws: `ExportRefusal` for a unit that LEMS does not have.
  mutating func constant(of unit: UnitOfMeasure) throws(ExportRefusal) -> String {
    let symbol = try units.symbol(of: unit)
    if let known = constants[symbol] { return known.name }
    let name = names.make(symbol)
    constants[symbol] = (name, unit)
    return name
  }

  // MARK: - Functions

  private mutating func call(
    _ name: Name, _ arguments: [Expression]
  ) throws(ExportRefusal) -> String {
    if name.text == "act" { return try spelled(surrogate.forward(arguments[0])) }
    if name.text == "detach" { return try spelled(arguments[0]) }
    guard let function = Function(rawValue: name.text) else {
      throw ExportRefusal("'\(name.text)' has no meaning in another program")
    }
    func smaller(_ a: Expression, _ b: Expression) -> Expression {
      .choice(a.joined(.less, b), a, b)
    }
    func larger(_ a: Expression, _ b: Expression) -> Expression {
      .choice(a.joined(.greater, b), a, b)
    }
    let (zero, one) = (Expression.number(0), Expression.number(1))
    func floor(_ x: Expression) -> Expression { -Expression.call(.ceil, -x) }
    switch function {
    case .exp, .log, .sqrt, .sin, .cos, .tan, .sinh, .cosh, .tanh, .abs, .ceil:
      return "\(function.rawValue)(\(try spelled(arguments[0])))"
    case .uniform: return "random(1.0)"
    case .normal:
      // Box & Muller 1958.
      return "sqrt((-2.0) * log(random(1.0))) * cos(\(number(2 * .pi)) * random(1.0))"
    case .xi, .beta, .asin, .acos, .atan, .atan2:
      throw ExportRefusal("neuroml: LEMS has no '\(function.rawValue)'")
    default: break
    }
    // What stands more than once is computed once.
    var bound: [Expression] = []
    for argument in arguments { bound.append(try bind(argument)) }
    let x = bound.first ?? zero
    switch function {
    case .min: return try spelled(smaller(x, bound[1]))
    case .max: return try spelled(larger(x, bound[1]))
    case .clamp:
      let above = try bind(larger(x, bound[1]))
      return try spelled(smaller(above, bound[2]))
    case .relu: return try spelled(larger(x, zero))
    case .sigmoid: return try spelled(one / (one + .call(.exp, -x)))
    case .heaviside: return try spelled(.choice(x.joined(.greaterOrEqual, zero), one, zero))
    case .sign:
      let below = try bind(.choice(x.joined(.less, zero), .number(-1), zero))
      return try spelled(.choice(x.joined(.greater, zero), one, below))
    case .floor: return try spelled(floor(x))
    case .pow: return try spelled(x.joined(.power, bound[1]))
    case .mod: return try spelled(x - bound[1] * floor(x / bound[1]))
    case .round:
      // Halves go to the even number.
      let near = try bind(floor(x + .number(0.5)))
      let isOdd = (near - .number(2) * floor(near / .number(2))).joined(.notEqual, zero)
      let isHalf = (near - x).joined(.equal, .number(0.5))
      return try spelled(.choice(isHalf.joined(.and, isOdd), near - one, near))
    case .exprel:
      let series = one + x / .number(2) + x * x / .number(6)
      let isSmall = Expression.call(.abs, x).joined(.less, .number(1e-5))
      let holds = try bind(.choice(isSmall, one, zero), as: "holds")
      let quotient = (.call(.exp, x) - one) / (x + holds)
      return try spelled(holds * series + (one - holds) * quotient)
    default: throw ExportRefusal("neuroml: LEMS has no '\(function.rawValue)'")
    }
  }

  // MARK: - Conditions

  // 1 where a condition holds, else 0. H is 0.5 at 0.
  private mutating func truth(of condition: Expression) throws(ExportRefusal) -> String {
    if case .unary(.not, let operand) = condition.kind {
      return "1.0 - (\(try truth(of: operand)))"
    }
    guard case .binary(let op, let left, let right) = condition.kind, op != .crosses,
      op.isLogical || op.isComparison
    else { return try truth(of: condition.joined(.notEqual, .number(0))) }
    switch op {
    case .and: return "(\(try truth(of: left))) * (\(try truth(of: right)))"
    case .or:
      return "1.0 - ((1.0 - (\(try truth(of: left)))) * (1.0 - (\(try truth(of: right)))))"
    case .greaterOrEqual: return "ceil(H(\(try distance(left, right))))"
    case .lessOrEqual: return "ceil(H(\(try distance(right, left))))"
    case .greater: return "1.0 - ceil(H(\(try distance(right, left))))"
    case .less: return "1.0 - ceil(H(\(try distance(left, right))))"
    default:
      let side = "H(\(try distance(left, right)))"
      let isEqual = "4.0 * (\(side) * (1.0 - \(side)))"
      return op == .equal ? isEqual : "1.0 - (\(isEqual))"
    }
  }

  // How much larger a term is than another one, as a number.
  private mutating func distance(
    _ a: Expression, _ b: Expression
  ) throws(ExportRefusal) -> String {
    let text =
      b.isZero ? try spelled(a) : a.isZero ? try spelled(-b) : try spelled(a - b)
    let unit = unit(of: a.isZero ? b : a)
    return unit == .none ? text : "(\(text)) / \(try constant(of: unit))"
  }

  private static let comparisons: [BinaryOperator: String] = [
    .less: ".lt.", .greater: ".gt.", .greaterOrEqual: ".geq.", .equal: ".eq.", .notEqual: ".neq.",
    .and: ".and.", .or: ".or.",
  ]

  /// A condition as LEMS spells it: what is a number holds where it is not 0.
  ///
  /// - Parameter term: the condition.
  /// - Throws: `ExportRefusal` for what LEMS does not say.
  mutating func condition(_ term: Expression) throws(ExportRefusal) -> String {
    if case .unary(.not, let operand) = term.kind { return try condition(operand.negated) }
    // pylems has no '.leq.'.
    if case .binary(.lessOrEqual, let left, let right) = term.kind {
      return try condition(right.joined(.greaterOrEqual, left))
    }
    guard case .binary(let op, let left, let right) = term.kind,
      let symbol = Self.comparisons[op]
    else { return "\(try bracketed(term)) .neq. 0.0" }
    if op.isLogical { return "(\(try condition(left))) \(symbol) (\(try condition(right)))" }
    // LEMS has no zero of a unit: a - b > 0 is a > b.
    if right.isZero, case .binary(.subtract, let a, let b) = left.kind {
      return "\(try bracketed(a)) \(symbol) \(try bracketed(b))"
    }
    return "\(try bracketed(left)) \(symbol) \(try bracketed(right))"
  }
}

extension Expression {
  /// What is the case where the condition is not.
  var negated: Expression {
    let opposites: [BinaryOperator: BinaryOperator] = [
      .less: .greaterOrEqual, .greaterOrEqual: .less, .greater: .lessOrEqual,
      .lessOrEqual: .greater, .equal: .notEqual, .notEqual: .equal,
    ]
    switch kind {
    case .unary(.not, let operand): return operand
    case .binary(.and, let left, let right): return left.negated.joined(.or, right.negated)
    case .binary(.or, let left, let right): return left.negated.joined(.and, right.negated)
    case .binary(let op, let left, let right):
      guard let opposite = opposites[op] else { return joined(.equal, .number(0)) }
      return left.joined(opposite, right)
    default: return joined(.equal, .number(0))
    }
  }
}
