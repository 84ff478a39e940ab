import Equations
import Neurons
import OrderedCollections

/// Turns a model's equations into a program, in which equal terms share one value.
struct ProgramBuilder {
  var program: Program
  /// The term that values belong to which are added next, for error messages.
  var term = ""
  private var known: [Program.Origin: Int] = [:]
  /// What each name stands for at this point of the step.
  var names: [String: Int] = [:]
  /// What each state stood for when the step began.
  var statesBefore: [String: Int] = [:]
  /// The draws by their places in the text: the stages of one step share them.
  var draws: [DrawPlace: Int] = [:]
  var block = ""
  /// Whether a neuron may fire at this step, where that depends on when it did.
  private var mayFire: Int?
  let modelInputs: [String]
  let surrogate: Surrogate
  /// Whether random numbers stand for their means, as in the deterministic part of an equation.
  var drawsMeans = false

  /// Whether the terms are those of equations that are solved, whose last bit says nothing; what is
  /// assigned is computed as it is written.
  var isSolving = false

  /// Where in the step terms are looked at, in steps from its begin.
  var timeInStep = 0.0
  /// When the step begins and how long it is, where that is not told in numbers of dt.
  var clock: (start: Int, length: Int)?
  /// How differential equations are solved.
  let method: Equations.Method

  /// What the present statement sets: the copies for each compartment stand at one place.
  var target = ""

  struct DrawPlace: Hashable {
    var block: String
    var target: String
    var range: SourceRange
  }

  /// Begins with a program in which nothing has a name.
  init(_ program: Program) {
    self.program = program
    surrogate = .sigmoid
    modelInputs = []
    method = .rk4
  }

  /// Begins with what a model's names stand for before its blocks run.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - method: how its equations are solved, if not as it says.
  ///   - program: what the values are added to; the program of its step where nil.
  init(
    namesOf model: NeuronModel, method: Equations.Method? = nil, program: Program? = nil
  ) {
    self.program = program ?? Program(for: model)
    self.method = method ?? model.method
    surrogate = model.surrogate
    modelInputs = Array(model.inputs.keys)
    for (index, name) in model.parameters.keys.enumerated() {
      names[name] = insert(.parameter(index), term: name)
    }
    for (index, name) in modelInputs.enumerated() {
      names[name] = insert(.input(index), term: name)
    }
    for (index, name) in model.states.keys.enumerated() {
      names[name] = insert(.state(index), term: name)
    }
    for window in model.windows.values where !window.isMatrix {
      names[window.name] = read(WindowInput(window: window.name, input: nil, isCausal: true))
    }
    statesBefore = names.filter { model.states[$0.key] != nil }
  }

  /// Builds the values of a model that has an integral.
  init(_ model: NeuronModel, integral: Block, method: Equations.Method? = nil) {
    self.init(namesOf: model, method: method)
    let outside = names
    block = "integral"
    run(integral, of: model)
    keepStates(of: model, in: outside)
    timeInStep = 1
    for (index, event) in model.events.enumerated() {
      block = "event \(index)"
      happen(event.measured, of: model)
      keepStates(of: model, in: outside)
    }
    let remaining = refractoryTime(of: model)
    program.membraneBeforeReset = value(of: "mem")
    block = "spike"
    run(model.measuredSpike, of: model)
    keepStates(of: model, in: outside)
    if let remaining, let refractory = model.refractory {
      let time = build(refractory)
      term = "refractory"
      names["refractory"] = apply(.select, [value(of: "spike"), time, remaining])
    }
    program.finalStates = model.states.keys.map { value(of: $0) }
  }

  func value(of name: String) -> Int {
    guard let value = names[name] else { preconditionFailure("'\(name)' was not checked") }
    return value
  }

  // What `let` names is known to the end of its block only.
  private mutating func keepStates(of model: NeuronModel, in outside: [String: Int]) {
    var kept = outside
    for state in model.states.keys { kept[state] = names[state] }
    names = kept
  }

  mutating func insert(_ origin: Program.Origin, term: String) -> Int {
    if let index = known[origin] { return index }
    let isInvariant =
      switch origin {
      case .constant, .parameter: true
      case .state, .input: false
      case .operation(let operation, let operands):
        !operation.comesWithStep && operands.allSatisfy { program.values[$0].isInvariant }
      }
    let index = program.values.count
    program.values.append(Program.Value(origin: origin, isInvariant: isInvariant, term: term))
    known[origin] = index
    return index
  }

  // MARK: - Statements

  mutating func run(_ block: Block, of model: NeuronModel) {
    var isSolved = false
    for statement in block.statements {
      let name = statement.target.text
      target = name
      switch statement.kind {
      case .definition:
        names[name] = build(statement.value)
        // Behind equations it is that of their solution's begin.
        if self.block == "integral", !isSolved { program.quantities[name] = names[name] }
        // A name of the integral means what it is there.
        if self.block == "spike", program.quantities[name] == nil {
          program.quantities[name] = names[name]
        }
      case .assignment(let op): names[name] = fired(assigned(statement, op), name)
      case .derivative:
        // All of a block's equations are one system, solved where the first of them stands.
        if !isSolved { solve(block) }
        isSolved = true
      case .spikeWhen: names[name] = fired(when: statement.value)
      case .reset(let op):
        let new = assigned(statement, op)
        term = statement.text
        names[name] = apply(.select, [value(of: "spike"), new, value(of: name)])
      }
    }
  }

  /// What a statement sets a state to.
  mutating func assigned(_ statement: Statement, _ op: BinaryOperator?) -> Int {
    let new = build(statement.value)
    guard let op else { return new }
    term = statement.text
    return apply(Operation(op), [value(of: statement.target.text), new])
  }

  // While a neuron is refractory it does not fire, whatever its spike block says.
  private mutating func fired(_ value: Int, _ name: String) -> Int {
    guard name == "spike", let mayFire else { return value }
    term = "refractory"
    return apply(.select, [mayFire, value, constant(0)])
  }

  // The same where it fires by a condition, which gradients take for a surrogate of how far it holds.
  private mutating func fired(when condition: Expression) -> Int {
    let value = build(condition)
    let margin = margin(condition)
    guard let mayFire else { return apply(.fires(surrogate), [value, margin]) }
    term = "refractory"
    let free = apply(.select, [mayFire, margin, apply(.detach, [margin])])
    return apply(.fires(surrogate), [apply(.and, [mayFire, value]), free])
  }

  // While a neuron is refractory what it holds does not move, whatever the equations say; what is
  // left of the time is a state of its own.
  private mutating func refractoryTime(of model: NeuronModel) -> Int? {
    guard model.refractory != nil, let before = statesBefore["refractory"] else { return nil }
    term = "refractory"
    let dt = value(of: "dt")
    let now = apply(.max, [apply(.subtract, [before, dt]), constant(0)])
    // Half a step is allowed for, since the time left is a sum of rounded numbers.
    let mayFire = apply(.lessOrEqual, [before, apply(.multiply, [dt, constant(0.5)])])
    self.mayFire = mayFire
    names["refractory"] = now
    for state in model.heldStates {
      guard let before = statesBefore[state] else { continue }
      names[state] = apply(.select, [mayFire, value(of: state), before])
    }
    return now
  }
}

extension ProgramBuilder: SlopeArithmetic {
  /// A number that the model does not say itself.
  mutating func constant(_ number: Double) -> Int {
    insert(.constant(number), term: number.canonicalText)
  }

  /// The result of an operation, as a value of the present term.
  mutating func apply(_ operation: Operation, _ operands: [Int]) -> Int {
    if operation == .power, case .constant(let number) = program.values[operands[1]].origin,
      let exponent = Int(exactly: number), exponent.magnitude <= largestProduct
    {
      return insert(.operation(.wholePower(exponent), [operands[0]]), term: term)
    }
    // The same either way.
    if operation == .select, operands[1] == operands[2] { return operands[1] }
    return insert(.operation(operation, operands), term: term)
  }
}
