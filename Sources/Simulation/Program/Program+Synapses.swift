extension Program {
  /// Synapses whose step comes before that of the neurons on which they end.
  struct SynapseStep {
    /// Their step; its first input is what arrives, its second the membrane potential of the neuron.
    var program: Program
    /// Which of the neuron's inputs their membrane potential is added to.
    var input: Int
    /// What it is multiplied with there.
    var scale: Double
  }

  /// A step of synapses and then of the neurons on which they end, as one.
  ///
  /// Parameters, states and inputs are those of the neuron and then those of the synapses in their order,
  /// of their inputs the first alone. What the synapses add to an input comes behind what flows in there,
  /// in their order.
  ///
  /// - Parameter synapses: the synapses, at least one for each neuron.
  func joined(with synapses: [SynapseStep]) -> Program {
    let programs = [self] + synapses.map(\.program)
    var result = Program(
      widening: self, parameters: programs.reduce(0) { $0 + $1.parameterCount },
      states: programs.reduce(0) { $0 + $1.stateCount }, inputs: modelInputCount + synapses.count)
    // Where each value of each program went.
    var places = programs.map { Array(repeating: -1, count: $0.values.count) }
    func add(_ value: Value) -> Int {
      result.values.append(value)
      return result.values.count - 1
    }

    let leaves = programs.map(\.leaves)
    func addLeaves(of part: (Int) -> [Int]) {
      var (parameters, states) = (0, 0)
      for (index, program) in programs.enumerated() {
        for leaf in part(index) {
          places[index][leaf] = add(program.values[leaf].movedBy(parameters, states, inputs: 0))
        }
        (parameters, states) = (parameters + program.parameterCount, states + program.stateCount)
      }
    }
    addLeaves { leaves[$0].parameters }
    addLeaves { leaves[$0].states }
    for leaf in leaves[0].inputs { places[0][leaf] = add(values[leaf]) }
    let membrane = leaves[0].states.first { values[$0].origin == .state(mem) }
    for part in synapses.indices {
      for leaf in leaves[part + 1].inputs {
        let value = programs[part + 1].values[leaf]
        if value.origin == .input(0) {
          places[part + 1][leaf] = add(value.movedBy(0, 0, inputs: modelInputCount + part))
        } else if let membrane {
          places[part + 1][leaf] = places[0][membrane]
        }
      }
    }

    func copy(_ part: Int) {
      for (index, var value) in programs[part].values.enumerated() where places[part][index] < 0 {
        if case .operation(let operation, let operands) = value.origin {
          value.origin = .operation(operation, operands.map { places[part][$0] })
        }
        places[part][index] = add(value)
      }
    }
    for (part, synapse) in synapses.enumerated() {
      copy(part + 1)
      let program = synapse.program
      var current = places[part + 1][program.finalStates[program.mem]]
      let term = program.values[program.finalStates[program.mem]].term
      func apply(_ operation: Operation, _ operands: [Int]) -> Int {
        add(Value(origin: .operation(operation, operands), isInvariant: false, term: term))
      }
      if synapse.scale != 1 {
        let scale = add(
          Value(origin: .constant(synapse.scale), isInvariant: true, term: "\(synapse.scale)"))
        current = apply(.multiply, [current, scale])
      }
      guard let leaf = leaves[0].inputs.first(where: { values[$0].origin == .input(synapse.input) })
      else { continue }
      places[0][leaf] = apply(.add, [places[0][leaf], current])
    }
    copy(0)
    result.finalStates = zip(programs, places).flatMap { program, places in
      program.finalStates.map { places[$0] }
    }
    result.membraneBeforeReset = places[0][membraneBeforeReset]
    result.quantities = quantities.mapValues { places[0][$0] }
    return result
  }
}

extension Program.Value {
  // The same where others stand before what it reads.
  fileprivate func movedBy(_ parameters: Int, _ states: Int, inputs: Int) -> Self {
    var value = self
    switch origin {
    case .parameter(let index): value.origin = .parameter(index + parameters)
    case .state(let index): value.origin = .state(index + states)
    case .input(let index): value.origin = .input(index + inputs)
    case .constant, .operation: break
    }
    return value
  }
}
