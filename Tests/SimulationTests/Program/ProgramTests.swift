import Equations
import Neurons
import OrderedCollections
import TestSupport
import Testing

@testable import Simulation

/// The compiled program against a walk over the tree, which is too simple to be wrong.
@Suite struct ProgramTests {
  // Terms with every operator and function, swapped and copied states, and `let`.
  private static let models = [
    "integral { mem = u; u = mem } spike { spike = act(mem - threshold) }",
    "integral { let a = mem; mem = u + input; u = a } spike { spike = act(mem); mem = u; u = mem }",
    "integral { mem += input; u -= mem; mem *= 0.5; u /= 2 } spike { spike = if mem > u then 1 else 0 }",
    "integral { mem = max(input, mem) - min(u, 2) + clamp(mem, -1, 1) } spike { spike = act(mem) }",
    "integral { mem = tanh(input) + sin(u) * cos(mem); u = sqrt(abs(mem)) + exp(-abs(u)) } spike { spike = act(u) }",
    "integral { mem = floor(input * 3) + ceil(u) - round(mem * 2); u = relu(input) } spike { spike = act(mem) }",
    "integral { mem = if not (mem > u or input < 0) and u >= 0 then u^2 else -mem } spike { spike = act(mem); u = spike }",
    "integral { mem = sigmoid(threshold * 3) * input + log(2 + abs(u)); u = detach(mem) } spike { spike = act(mem) }",
    "integral { u = if input == 0 then 1 else 2; mem = if u != 1 then input else u } spike { spike = act(mem); mem = 0 }",
    "integral { let isUp = mem > u; mem = if isUp and input > 0 then input else -u; u += 0.1 } spike { spike = act(mem) }",
    "integral { mem = mod(input, 0.7) + heaviside(u) + pow(u, 3) + atan2(input, u + 1) + atan(input); u = input**2 } spike { spike = act(mem) }",
    "integral { mem = cosh(input) + sinh(u) + tan(input / 2) + asin(input / 2) + acos(input / 2); u = sinh(input / 1e9) } spike { spike = act(mem) }",
    "integral { mem = input } spike { u = mem; spike = act(u - threshold); mem = mem - spike * u }",
  ]

  // Every value is looked at once, where each of its uses would double the time.
  @Test(.timeLimit(.minutes(1))) func aSpikeOfManyProductsIsAConditionAtOnce() throws {
    let squares = (1...28).map { "let a\($0) = a\($0 - 1) * a\($0 - 1)" }
    var library = ModelLibrary.builtIn
    let model = try library.define(
      "define X\n inherits LIF\n spike\n let a0 = if mem > threshold then 1 else 0\n "
        + squares.joined(separator: "\n ") + "\n spike = a28\nend")
    let program = try #require(Program(model))
    #expect(program.spikesAreConditions && Kernel(program).spikesAreConditions)
    let other = try library.define("define Y\n inherits LIF\n spike { spike = 2 * act(mem) }")
    #expect(try !#require(Program(other)).spikesAreConditions)
  }

  @Test(arguments: models)
  func computesWhatTheTreeSays(blocks: String) throws {
    var library = ModelLibrary.builtIn
    let model = try library.define(
      "define X\n inherits Base\n state u = 0.25\n act Sigmoid\n \(blocks)")
    let nowhere = SourceRange(0, 0)
    var node = try Node(name: "n", model: model, at: nowhere)
    var generator = SeededGenerator(seed: 1)
    let input = (0..<40).map { _ in Double.random(in: -2...2, using: &generator) }
    node.feed(Signal(.list(input)), neurons: 0..<1, isAdded: false)
    var values = try model.parameterValues(setting: [:], at: nowhere)
    for (state, value) in zip(
      model.states.keys, try model.stateValues(afterReset: false, parameters: values))
    {
      values[state] = value
    }
    #expect(node.advance(input.count, random: RandomSource(seed: 1)) { false } == .finished)
    for step in 1...input.count {
      values["input"] = input[step - 1]
      try walk(try #require(model.integral), &values)
      let before = node.recording.sample(of: "mem_before", neuron: 0, step: step)
      #expect(isSame(before, values["mem"], in: blocks))
      try walk(model.spike, &values)
      for state in model.states.keys {
        let after = node.recording.sample(of: state, neuron: 0, step: step)
        #expect(isSame(after, values[state], in: blocks))
      }
    }
  }

  // To the last bit, but for functions whose last bits depend on who computes them.
  private func isSame(_ own: Double?, _ other: Double?, in blocks: String) -> Bool {
    guard let own, let other else { return false }
    let isRounded = ["exp", "log", "tanh", "sigmoid", "cosh"].contains { blocks.contains($0) }
    return isRounded ? abs(own - other) <= 1e-13 * (1 + abs(other)) : own == other
  }

  private func walk(_ block: Block, _ values: inout OrderedDictionary<String, Double>) throws {
    var names = values
    for statement in block.statements {
      var value = try evaluate(statement.value, names)
      if case .assignment(let op?) = statement.kind {
        value = op.apply(names[statement.target.text] ?? .nan, value)
      }
      names[statement.target.text] = value
      if statement.kind != .definition { values[statement.target.text] = value }
    }
  }

  // `act` and `detach` have no value in the language's own evaluation, so they are put in here.
  private func evaluate(
    _ expression: Expression, _ names: OrderedDictionary<String, Double>
  ) throws -> Double {
    switch expression.kind {
    case .number(let number), .quantity(let number, _): return number
    case .name(let name): return try #require(names[name])
    case .unary(let op, let operand):
      let value = try evaluate(operand, names)
      return op == .minus ? -value : value == 0 ? 1 : 0
    case .binary(let op, let left, let right):
      return op.apply(try evaluate(left, names), try evaluate(right, names))
    case .conditional(let condition, let yes, let no):
      return try evaluate(try evaluate(condition, names) != 0 ? yes : no, names)
    case .call(let name, let arguments):
      let values = try arguments.map { try evaluate($0, names) }
      if name.text == "act" { return values[0] >= 0 ? 1 : 0 }
      if name.text == "detach" { return values[0] }
      return try #require(Function(rawValue: name.text)).apply(values)
    case .element, .member:
      Issue.record("not in models")
      return .nan
    }
  }

  @Test func termsOfParametersAloneAreComputedOnce() throws {
    let model = try #require(ModelLibrary.builtIn["PLIF"])
    let program = try #require(Program(model))
    #expect(program.setup.map(\.operation) == [.sigmoid])
    #expect(!program.step.map(\.operation).contains(.sigmoid))
  }

  @Test func equalTermsAreComputedOnce() throws {
    var library = ModelLibrary.builtIn
    let model = try library.define(
      "define X = IF integral { mem = exp(input) + exp(input) * exp(input) }")
    let program = try #require(Program(model))
    #expect(program.values.count { $0.operation == .exp } == 1)
  }
}
