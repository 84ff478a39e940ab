import Equations
import Neurons
import OrderedCollections
import Simulation

/// A node as a neuron of NIR: `LIF` where mem leaks, `IF` where it does not.
///
/// It is one where what moves mem is linear in mem and in what flows in, as a differential equation or as
/// what a step adds, which is that equation by Euler's method.
struct NIRNeuron {
  let neuron: ExportedNeuron
  /// It as Python has it.
  let text: String
  /// The length of a step, in seconds or steps.
  let stepLength: Double
  /// Whether what moves mem is what a step adds, and no differential equation.
  let isStep: Bool

  /// Describes a neuron.
  ///
  /// - Parameter neuron: the node.
  /// - Throws: `ExportRefusal` where NIR has no such neuron.
  init(_ neuron: ExportedNeuron) throws(ExportRefusal) {
    self.neuron = neuron
    try neuron.checkSeesOneStep()
    let law = try Law(neuron)
    let second = UnitOfMeasure.named("s") ?? .none
    let factor = neuron.timeUnit.isSameKind(as: second) ? neuron.timeUnit.factor(to: second) : 1
    isStep = law.isStep
    stepLength = isStep ? 1 : neuron.dt * factor
    var columns: [String: [Double]] = [:]
    for index in 0..<neuron.node.population {
      func number(_ term: Expression, mem: Double = 0, spike: Double = 0) throws(ExportRefusal)
        -> Double
      {
        let value = law.value(of: term) { name in
          switch name {
          case "mem": mem
          case "spike": spike
          default: neuron.node.parameters[name]?.value(of: index) ?? 0
          }
        }
        guard let value, value.isFinite else {
          throw law.refusal("has '\(term.text)', which is no number")
        }
        return value
      }
      let (a, b, c) = (try number(law.leak), try number(law.gain), try number(law.rate))
      guard a < 0 || a == 0 && c == 0 else { throw law.refusal("grows or drifts by itself") }
      if a < 0 {
        columns["tau", default: []].append(-factor / a)
        columns["v_leak", default: []].append(-c / a)
      }
      columns["r", default: []].append(a < 0 ? -b / a : b / factor)
      let height = try number(law.height)
      guard try number(law.height, mem: 1) - height == 1 else {
        throw law.refusal("fires in a way of its own")
      }
      columns["v_threshold", default: []].append(-height)
      // What a spike leaves of mem, whatever it was; and mem itself without one.
      func left(_ mem: Double, spike: Double) throws(ExportRefusal) -> Double {
        var mem = mem
        for reset in law.resets { mem = try number(reset, mem: mem, spike: spike) }
        return mem
      }
      let reset = try left(0.3, spike: 1)
      guard try left(7.1, spike: 1) == reset, try left(7.1, spike: 0) == 7.1 || law.resetsAtSpikes
      else { throw law.refusal("is not reset to a value by a spike") }
      columns["v_reset", default: []].append(reset)
    }
    let leaks = columns["tau"]?.count ?? 0
    guard leaks == 0 || leaks == neuron.node.population else {
      throw law.refusal("leaks in some of its neurons and in others not")
    }
    let names = ["tau", "r", "v_leak", "v_threshold", "v_reset"].filter { columns[$0] != nil }
    let list = names.map { "\($0)=\(PieceList(columns[$0] ?? []).numpy)" }
    text = "nir.\(leaks > 0 ? "LIF" : "IF")(\(list.joined(separator: ", ")))"
  }

  /// What flows in, as Python has it: a number a neuron for all steps, or a row a step; nil where nothing
  /// does.
  ///
  /// - Throws: `ExportRefusal` where it would be more numbers than a file should hold.
  func current() throws(ExportRefusal) -> String? {
    let size = neuron.node.population
    switch try neuron.current(neuron.model.inputs.keys.first ?? "") {
    case .constant(0): return nil
    case .constant(let value): return PieceList(Array(repeating: value, count: size)).numpy
    case .constants(let column): return PieceList(column).numpy
    case .shared(let column): return PieceList(column).numpy + ".reshape(-1, 1)"
    case .each(let rows): return PieceList(rows.flatMap(\.self)).numpy + ".reshape(-1, \(size))"
    }
  }
}

/// What moves a membrane potential, when it fires, and what then becomes of it.
private struct Law {
  /// How fast mem changes, and the slopes of that by mem and by what flows in.
  let rate: Expression, leak: Expression, gain: Expression
  /// How far mem is above the threshold.
  let height: Expression
  /// What mem becomes behind the decision to fire, one after the other.
  let resets: [Expression]
  /// Whether the rate is what a step adds.
  let isStep: Bool
  /// Whether the resets are for spikes only.
  let resetsAtSpikes: Bool
  private let definitions: [String: Expression]
  private let name: String

  init(_ neuron: ExportedNeuron) throws(ExportRefusal) {
    let model = neuron.model
    name = model.name
    func refusal(_ reason: String) -> ExportRefusal {
      ExportRefusal("nir: '\(model.name)' \(reason), and NIR has no such neuron")
    }
    let statements = model.measuredIntegral?.statements ?? []
    let moving = statements.filter { $0.kind != .definition }
    guard model.events.isEmpty, model.refractory == nil, model.windows.isEmpty,
      model.inputs.count == 1, let input = model.inputs.keys.first, moving.count == 1,
      moving[0].target.text == "mem",
      moving[0].kind == .derivative || moving[0].kind == .assignment(.add)
    else { throw refusal("does more in a step than to move mem and to fire") }
    isStep = moving[0].kind != .derivative
    let definitions = Dictionary(
      statements.filter { $0.kind == .definition }.map { ($0.target.text, $0.value) },
      uniquingKeysWith: { $1 })
    let rate = moving[0].value
    guard let leak = rate.derivative(by: "mem", definitions),
      let gain = rate.derivative(by: input, definitions),
      !(Array(model.states.keys) + [input, "t"]).contains(where: {
        leak.depends(on: $0, definitions) || gain.depends(on: $0, definitions)
      })
    else { throw refusal("is not linear in mem and its input") }
    (self.rate, self.leak, self.gain) = (rate, leak, gain)
    self.definitions = definitions
    let spike = model.measuredSpike.statements
    guard let first = spike.first, first.target.text == "spike" else {
      throw refusal("fires in a way of its own")
    }
    switch (first.kind, first.value.kind) {
    case (.spikeWhen, .binary(let op, let mem, let threshold))
    where op == .greater || op == .greaterOrEqual:
      height = mem - threshold
    case (.assignment(nil), .call(let name, let arguments))
    where name.text == "act" && ![.sign, .round].contains(neuron.node.surrogate):
      height = arguments[0]
    default: throw refusal("fires in a way of its own")
    }
    let rest = spike.dropFirst()
    guard !rest.isEmpty, rest.allSatisfy({ $0.target.text == "mem" }) else {
      throw refusal("is not reset to a value by a spike")
    }
    resetsAtSpikes = rest.allSatisfy { if case .reset = $0.kind { true } else { false } }
    resets = rest.map { statement in
      let own = Expression.named("mem")
      return switch statement.kind {
      case .reset(let op?), .assignment(let op?): own.joined(op, statement.value)
      default: statement.value
      }
    }
  }

  func refusal(_ reason: String) -> ExportRefusal {
    ExportRefusal("nir: '\(name)' \(reason), and NIR has no such neuron")
  }

  /// A number that a term is.
  func value(of term: Expression, _ named: (String) -> Double) -> Double? {
    let plain = term.replacing { part in
      if case .call(let name, let arguments) = part.kind, name.text == "detach" {
        arguments[0]
      } else {
        nil
      }
    }
    return try? plain.value { (part: Expression) throws(Diagnostic) -> Double in
      guard case .name(let name) = part.kind else {
        throw Diagnostic("'\(part.text)' is no number", at: part.range)
      }
      guard let definition = definitions[name] else { return named(name) }
      guard let value = value(of: definition, named) else {
        throw Diagnostic("'\(name)' is no number", at: part.range)
      }
      return value
    }
  }
}
