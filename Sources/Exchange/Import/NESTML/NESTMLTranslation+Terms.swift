import Equations
import Neurons
import OrderedCollections

// Names, calls and kernels.
extension NESTMLTranslation {
  mutating func number(_ term: Expression) throws(Diagnostic) -> Expression {
    try translated(term).asNumber
  }

  mutating func translated(_ term: Expression) throws(Diagnostic) -> Expression {
    let kernels =
      source.kernels.map(\.name.text)
      + source.kernelSystems.compactMap(\.equations.first?.name.text)
    let (names, locals) = (names, locals)
    return try term.withUnits {
      locals[$0] != nil || names[$0] != nil || kernels.contains($0)
    }.mapped {
      (part: Expression) throws(Diagnostic) -> Expression? in
      switch part.kind {
      case .name(let name): return try self.meaning(of: name, at: part.range)
      case .call(let name, let arguments): return try self.call(name, arguments, at: part.range)
      default: return nil
      }
    }
  }

  func meaning(of name: String, at range: SourceRange) throws(Diagnostic) -> Expression {
    if let local = locals[name] { return Expression(.name(local), range) }
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

  mutating func call(
    _ name: Name, _ arguments: [Expression], at range: SourceRange
  ) throws(Diagnostic) -> Expression {
    if name.text == "convolve" { return try convolution(arguments, at: range) }
    if ["resolution", "timestep"].contains(name.text), arguments.isEmpty {
      return Expression(.name("dt"), range)
    }
    var inner: [Expression] = []
    for argument in arguments { inner.append(try number(argument)) }
    if let own = source.functions.first(where: { $0.name.text == name.text }) {
      guard own.arguments.count == inner.count else {
        throw Diagnostic(
          "'\(name.text)' got \(inner.count) argument\(inner.count == 1 ? "" : "s")", at: range,
          expected: "\(own.arguments.count)", kind: .mismatch)
      }
      return Expression(.call(Name(named(own.name), range), inner), range)
    }
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
    case "random_uniform":
      _ = try one("normal", 2)
      let draw = Expression(.call(Name("uniform", range), []), range)
      return inner[0].plus(inner[1].times(draw))
    case "exp", "abs", "sin", "cos", "tan", "sinh", "cosh", "tanh", "ceil", "floor", "round",
      "sqrt":
      return try one(name.text, 1)
    default: throw .untranslatable("the function '\(name.text)'", at: range)
    }
  }

  // A kernel that decays is a state that a spike adds 1 to; e/tau t exp(-t/tau) is two of them.
  mutating func convolution(
    _ arguments: [Expression], at range: SourceRange
  ) throws(Diagnostic) -> Expression {
    guard arguments.count == 2, case .name(let kernel) = arguments[0].kind,
      let found = source.kernels.first(where: { $0.name.text == kernel })
        ?? source.kernelSystems.lazy.compactMap(\.equations.first)
        .first(where: { $0.name.text == kernel }),
      case .name(let port) = arguments[1].kind, let spikes = names[port],
      source.inputs.contains(where: { $0.name.text == port && $0.isSpikes })
    else {
      throw Diagnostic(
        "'convolve' takes a kernel and an input of spikes", at: range,
        expected: "convolve(KERNEL, SPIKES)", kind: .mismatch)
    }
    let key = "\(kernel) \(port)"
    if let state = convolutions[key] { return Expression(.name(state), range) }
    if let system = source.kernelSystems.first(where: { $0.equations.first?.name.text == kernel }) {
      return try convolution(system, port, spikes, key: key, at: range)
    }
    if case .call(let name, let arguments) = found.term.kind, name.text == "delta",
      arguments.map(\.kind) == [.name("t")]
    {
      let delta = deltas.first { $0.value == spikes }?.key ?? names.free("\(kernel)_\(port)")
      deltas[delta] = spikes
      return Expression(.name(delta), range)
    }
    guard let shape = found.term.kernelShape else {
      throw .untranslatable("the kernel '\(kernel)'", at: found.name.range)
    }
    let tau = try number(shape.tau).text
    let state = names.free("\(kernel)_\(port)")
    convolutions[key] = state
    kernelStates.append((state, "0", found.name.range))
    if shape.isAlpha {
      let rise = names.free("\(kernel)_\(port)_rise")
      kernelStates.append((rise, "0", found.name.range))
      kernelLines += [
        ("d \(state)/dt = (e * \(rise) - \(state)) / (\(tau))", found.name.range),
        ("d \(rise)/dt = -\(rise) / (\(tau))", found.name.range),
      ]
      arrivals.append(("\(rise) += \(spikes)", found.name.range))
    } else {
      kernelLines.append(("d \(state)/dt = -\(state) / (\(tau))", found.name.range))
      arrivals.append(("\(state) += \(spikes)", found.name.range))
    }
    return Expression(.name(state), range)
  }

  // A kernel that is given by equations is a state for each, which a spike adds to what they begin with.
  private mutating func convolution(
    _ system: NESTMLModel.KernelSystem, _ port: String, _ spikes: String, key: String,
    at range: SourceRange
  ) throws(Diagnostic) -> Expression {
    let outer = locals
    defer { locals = outer }
    var states: [String: String] = [:]
    for equation in system.equations {
      states[equation.name.text] = names.free("\(equation.name.text)_\(port)")
    }
    for equation in system.equations {
      guard let state = states[equation.name.text],
        let begin = system.begins.first(where: { $0.name.text == equation.name.text })?.value
      else {
        throw Diagnostic(
          "nothing says where '\(equation.name.text)' begins", at: equation.name.range,
          expected: "a state of this name", kind: .incomplete)
      }
      locals = [:]
      let value = try number(begin.writingOut(source.quantities))
      let place = equation.name.range
      let isNone = value.kind == .number(0)
      // It begins with nothing of what it is measured in.
      kernelStates.append((state, isNone ? "0" : "0 * (\(value.text))", place))
      if !isNone { arrivals.append(("\(state) += (\(value.text)) * \(spikes)", place)) }
      locals = states
      let slope = try number(equation.term)
      kernelLines.append(("d \(state)/dt = \(slope.text)", place))
    }
    let result = states[system.equations[0].name.text] ?? port
    convolutions[key] = result
    return Expression(.name(result), range)
  }
}

extension Expression {
  // exp(-t/tau), or (e/tau) * t * exp(-t/tau).
  var kernelShape: (tau: Expression, isAlpha: Bool)? {
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
  func isProduct(with name: String) -> Bool {
    switch kind {
    case .name(let own): own == name
    case .unary(.minus, let operand): operand.isProduct(with: name)
    case .binary(.multiply, let left, let right):
      left.isProduct(with: name) || right.isProduct(with: name)
    case .binary(.divide, let left, _): left.isProduct(with: name)
    default: false
    }
  }

  // Inline quantities are known in the integral alone. A term that would not come to an end keeps the names.
  func writingOut(_ quantities: [NESTMLModel.Declaration]) -> Expression {
    var left = 2000
    return writingOut(quantities, depth: 0, left: &left)
  }

  private func writingOut(
    _ quantities: [NESTMLModel.Declaration], depth: Int, left: inout Int
  ) -> Expression {
    guard depth < 20 else { return self }
    return replacing { part in
      guard left > 0, case .name(let name) = part.kind,
        let value = quantities.first(where: { $0.name.text == name })?.value
      else { return nil }
      left -= 1
      return value.writingOut(quantities, depth: depth + 1, left: &left)
    }
  }
}
