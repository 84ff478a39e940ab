/// One statement of an `integral` or `spike` block.
public struct Statement: Hashable, Sendable {
  /// What a statement can do.
  public enum Kind: Hashable, Sendable {
    /// `let name = value`: a name for the rest of the block.
    case definition
    /// `name = value`, or `name += value` with the operator.
    case assignment(BinaryOperator?)
    /// `d name/dt = value`.
    case derivative
    /// `spike when condition`: 1 where it holds, else 0.
    case spikeWhen
    /// `reset name = value`, or with an operator: an assignment where the neuron just fired.
    case reset(BinaryOperator?)
  }

  /// What it does.
  public var kind: Kind
  /// The name on the left.
  public var target: Name
  /// The term on the right.
  public var value: Expression

  /// Makes a statement.
  public init(_ kind: Kind, _ target: Name, _ value: Expression) {
    self.kind = kind
    self.target = target
    self.value = value
  }
}

/// An `integral` or `spike` block.
public struct Block: Hashable, Sendable {
  /// Where the block's keyword stands.
  public var keyword: SourceRange
  /// Its statements in order.
  public var statements: [Statement]

  /// Makes a block.
  public init(keyword: SourceRange, statements: [Statement]) {
    self.keyword = keyword
    self.statements = statements
  }
}

/// `param tau = 2 > 0 "membrane time constant"`.
public struct ParameterSyntax: Hashable, Sendable {
  /// Its name.
  public var name: Name
  /// How many compartments there are, each of which has one; nil for one of the neuron.
  public var compartments: Int?
  /// The value it has unless set; may use parameters declared before it.
  public var value: Expression
  /// The values of the further compartments, where each has its own.
  public var furtherValues: [Expression] = []
  /// Whether only whole numbers are accepted.
  public var isInteger: Bool
  /// Whether it is a yes or no.
  public var isFlag: Bool
  /// What a value has to fulfil: `> 0`.
  public var bounds: [Bound]
  /// What it means, for `show` and help.
  public var note: String?
}

/// One limit on the values of a parameter.
public struct Bound: Hashable, Sendable {
  /// A comparison.
  public var comparison: BinaryOperator
  /// What the value is compared with.
  public var limit: Double

  /// Makes a limit.
  public init(_ comparison: BinaryOperator, _ limit: Double) {
    self.comparison = comparison
    self.limit = limit
  }

  /// Whether a value keeps to the limit.
  public func holds(for value: Double) -> Bool {
    switch comparison {
    case .less: value < limit
    case .lessOrEqual: value <= limit
    case .greater: value > limit
    case .greaterOrEqual: value >= limit
    default: false
    }
  }

  /// The limit as it is written: `> 0`.
  public var text: String { "\(comparison.rawValue) \(limit.canonicalText)" }
}

/// `state mem = 0 reset v_reset "membrane potential"`, or `state Ca[200] = steady in mM`.
public struct StateSyntax: Hashable, Sendable {
  /// Its name.
  public var name: Name
  /// How many compartments there are, each of which has one; nil for one of the neuron.
  public var compartments: Int?
  /// The value at creation; may use parameters and the states declared before it, draw numbers, or
  /// be the word `steady`.
  public var initial: Expression
  /// What it is measured in, where `steady` does not say.
  public var unit: Expression?
  /// The value after `reset`, where it differs from the initial one.
  public var afterReset: Expression?
  /// What it means.
  public var note: String?
}

/// `input basal in nA "current into the basal dendrite"`.
public struct InputSyntax: Hashable, Sendable {
  /// Its name.
  public var name: Name
  /// What it is measured in; nil for a pure number.
  public var unit: Expression?
  /// What it means.
  public var note: String?
}

/// `function minf(v) = 1 / (1 + exp(-(v + 40mV) / 9mV)) "note"`: a term with a name.
public struct FunctionSyntax: Hashable, Sendable {
  /// Its name.
  public var name: Name
  /// What stands for the arguments of a call.
  public var parameters: [Name]
  /// What it gives; may use its parameters, names of the model and other functions.
  public var value: Expression
  /// What it means.
  public var note: String?
  /// The model that declares it.
  public var origin = ""
  /// Whether that is one that the present model builds on, so that places are those of another text.
  public var isInherited = false

  /// The function as it is called: `minf(v)`.
  public var signature: String {
    "\(name.text)(\(parameters.map(\.text).joined(separator: ", ")))"
  }
}

/// `matrix weight = if column <= row then 1 else 0 "note"`, or `vector bias = -1`: numbers for every
/// step of a forward pass.
public struct WindowSyntax: Hashable, Sendable {
  /// Its name.
  public var name: Name
  /// What an entry is unless set; may use parameters, `row` and, in a matrix, `column`, both counted
  /// from 1.
  public var value: Expression
  /// Whether it has a row and a column for every step, and not only a row.
  public var isMatrix: Bool
  /// What it means.
  public var note: String?
}

/// How differential equations are solved.
public enum Method: String, CaseIterable, Hashable, Sendable {
  /// x + dt f(x).
  case euler
  /// x + dt f(x) exprel(dt J), J = df/dx of each equation by itself: exact where that is linear
  /// (Rush & Larsen 1978, Hochbruck & Ostermann 2010).
  case exponentialEuler = "exponential-euler"
  /// The classical Runge-Kutta method of fourth order.
  case rk4
  /// x + dt f at the end of the step, by one step of Newton's method over all equations at once.
  case backwardEuler = "backward-euler"
  /// x + dt f in the middle of the step, by one step of Newton's method over all equations at once.
  case crankNicolson = "crank-nicolson"
  /// The L-stable Rosenbrock method of fourth order (Hairer & Wanner 1996, IV.7).
  case rosenbrock
  /// The matrix exponential, for equations that are linear in their states: exact for what stays as it is
  /// during a step (Rotter & Diesmann 1999, Biol Cybern 81:381).
  case exact
  /// The embedded pair of orders 5 and 4 of Dormand & Prince (1980, J Comput Appl Math 6:19), in steps
  /// as long as a tolerance allows.
  case adaptive
  /// An L-stable Rosenbrock method of order 4 with exact derivatives, RODAS4P (Steinebach 1995; Hairer &
  /// Wanner 1996, IV.7), in steps as long as a tolerance allows.
  case stiff

  /// Whether it chooses its steps by itself, so that dt is only how often it is looked at.
  public var isAdaptive: Bool { self == .adaptive || self == .stiff }

  /// One line on it, for help.
  public var note: String {
    switch self {
    case .euler: "x + dt f(x)"
    case .exponentialEuler: "exact for an equation that is linear in its own state"
    case .rk4: "Runge-Kutta of fourth order"
    case .backwardEuler: "implicit, of first order: stable for any dt"
    case .crankNicolson: "implicit, of second order: stable for any dt"
    case .rosenbrock: "implicit, of fourth order: stable for any dt"
    case .exact: "the matrix exponential: exact where equations are linear in their states"
    case .adaptive: "Dormand & Prince's order 5, in steps as long as 'tolerance' allows"
    case .stiff:
      "for stiff equations: Rosenbrock of order 4, in steps as long as 'tolerance' allows"
    }
  }

  /// Whether all equations are solved together, so that a large dt does not make them run off.
  public var isImplicit: Bool {
    switch self {
    case .euler, .exponentialEuler, .rk4, .exact, .adaptive: false
    case .backwardEuler, .crankNicolson, .rosenbrock, .stiff: true
    }
  }
}

/// `act Sigmoid alpha = 4`: the function that makes a spike of `mem - threshold`.
public struct ActivationSyntax: Hashable, Sendable {
  /// The surrogate's name.
  public var name: Name
  /// Its slope, where one is given.
  public var alpha: Expression?
}

/// `tau = 1.2` after `with`.
public struct SettingSyntax: Hashable, Sendable {
  /// The parameter's name.
  public var name: Name
  /// Its new value: a number, or a name such as a surrogate's or `true`.
  public var value: Expression
}

/// A neuron model as it was written, not yet checked.
public struct ModelSyntax: Hashable, Sendable {
  /// The model's name.
  public var name: Name
  /// One line on what it is.
  public var summary: String?
  /// The paper it comes from.
  public var reference: String?
  /// The model it builds on.
  public var parent: Name?
  /// New parameters, or inherited ones declared again.
  public var parameters: [ParameterSyntax] = []
  /// New states, or inherited ones declared again.
  public var states: [StateSyntax] = []
  /// New functions, or inherited ones declared again.
  public var functions: [FunctionSyntax] = []
  /// New matrices and vectors over the steps of a forward pass.
  public var windows: [WindowSyntax] = []
  /// Input currents, in place of the parent's.
  public var inputs: [InputSyntax] = []
  /// How differential equations are solved, where it differs from the parent's.
  public var method: Method?
  /// Where that stands.
  public var methodRange: SourceRange?
  /// Whether spikes happen between steps, where that is said.
  public var firesBetweenSteps: Bool?
  /// Where it stands.
  public var spikesRange: SourceRange?
  /// For how long after a spike there is no other.
  public var refractory: Expression?
  /// The states that stay where a spike leaves them for so long; mem where it does not say.
  public var held: [Name]?
  /// The surrogate, where it differs from the parent's.
  public var activation: ActivationSyntax?
  /// Inherited parameters with new values.
  public var settings: [SettingSyntax] = []
  /// How input accumulates in the membrane.
  public var integral: Block?
  /// What changes states without a spike, besides the parent's.
  public var events: [EventSyntax] = []
  /// When the neuron fires and what reset does.
  public var spike: Block?
}
