public import Equations
public import Neurons
import OrderedCollections

// What is set of a node.
extension Node {
  /// Sets a parameter, or the present value of a state, for some of the neurons.
  ///
  /// - Throws: `Diagnostic` at `range` where there is no such name or the value breaks its limits;
  ///   the node is then as it was.
  public mutating func set(
    _ name: Name, to value: Double, neurons: Range<Int>, at range: SourceRange
  ) throws(Diagnostic) {
    if !model.windows.isEmpty, model.windows[name.text.bareName] != nil {
      try set(window: name, to: value, at: range)
    } else {
      try set(name, to: [value], neurons: neurons, at: range)
    }
  }

  /// Sets a parameter, or the present value of a state, for some of the neurons: one value for all
  /// of these, or one for each.
  ///
  /// - Throws: `Diagnostic` at `range` where there is no such name or a value breaks its limits; the
  ///   node is then as it was.
  public mutating func set(
    _ name: Name, to column: [Double], neurons: Range<Int>, at range: SourceRange
  ) throws(Diagnostic) {
    precondition([1, neurons.count].contains(column.count))
    var values: [Double] { neurons.map { column.value(of: $0 - neurons.lowerBound) } }
    if states[name.text] != nil {
      if let value = column.first(where: { !$0.isFinite }) {
        throw Diagnostic("'\(name.text)' cannot be \(value)", at: range, expected: "a number")
      }
      states[name.text]?.replaceSubrange(neurons, with: values)
      state.memories = []
      noteMove()
      return
    }
    if takesTolerance, name.text == Self.toleranceName {
      try set(tolerance: column[0], at: range)
      return
    }
    guard let parameter = model.parameters[name.text] else { throw unknownName(name) }
    for value in column { try parameter.check(value, at: range) }
    let before = (setup.settings, parameters, windows)
    if column.count == 1, neurons == 0..<population {
      setup.settings[name.text] = column
      if windows.isEmpty, !model.followedParameters.contains(name.text) {
        state.memories = []
        parameters[name.text] = column
        return
      }
    } else {
      var whole = spread(parameters[name.text] ?? [])
      whole.replaceSubrange(neurons, with: values)
      setup.settings[name.text] = whole
    }
    do {
      try refreshParameters(at: range)
    } catch {
      (setup.settings, parameters, windows) = before
      throw error
    }
  }

  /// Chooses another surrogate; its slope becomes that surrogate's default.
  public mutating func set(surrogate: Surrogate) {
    setup.surrogate = surrogate
    var program = program
    program.act(as: surrogate)
    kernel = Kernel(program)
    // A synapse has no slope.
    guard model.parameters["alpha"] != nil else { return }
    setup.settings["alpha"] = [surrogate.defaultAlpha]
    parameters["alpha"] = [surrogate.defaultAlpha]
  }

  /// How its differential equations are solved.
  public var method: Equations.Method { setup.method ?? model.method }

  /// When its spikes happen.
  public var spikeTiming: SpikeTiming { setup.findsSpikes ? .exact : .grid }

  /// Chooses how differential equations are solved and when spikes happen.
  ///
  /// Spikes keep to steps all the same where the model has a `reasonAgainstExactSpikes`.
  ///
  /// - Parameters:
  ///   - method: how equations are solved.
  ///   - spikes: when spikes happen; with nil as it follows from the method.
  public mutating func solve(by method: Equations.Method, spikes: SpikeTiming?) {
    setup.method = method == model.method ? nil : method
    setup.spikeTiming = spikes
    guard var program = Program(model, method: method) else { return }
    if surrogate != model.surrogate { program.act(as: surrogate) }
    kernel = Kernel(program)
    flow = setup.findsSpikes ? Flow(model, method: method) : nil
    state.memories = []
  }

  /// Every name that `set` takes.
  public var settableNames: [String] {
    model.parametersOwnFirst.map(\.name) + model.windows.keys + model.declaredStates.keys
      + Choice.all.filter { $0.isOffered(model) }.map(\.name)
      + (method.isAdaptive && takesTolerance ? [Self.toleranceName] : [])
  }

  /// Whether `set` takes a name.
  public func isSettable(_ name: String) -> Bool {
    model.parameters.keys.contains(name) || model.states.keys.contains(name)
      || model.windows.keys.contains(name) || Choice.named(name) != nil
      || model.declaredParameters.keys.contains(name)
      || (takesTolerance && name == Self.toleranceName)
  }

  /// The error that a name is neither a parameter nor a state.
  public func unknownName(_ name: Name) -> Diagnostic {
    .unknown(
      "parameter", name, among: settableNames,
      expected: "one of \(settableNames.joined(separator: ", "))")
  }
}
