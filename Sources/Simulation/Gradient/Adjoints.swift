import Neurons
import OrderedCollections

/// How much a loss changes with the states, inputs and parameters of a population, on the way back
/// through its steps.
struct Adjoints {
  private let program: Program
  private var block: Block
  private var row: [Double]
  // The states whose gradient stops between steps, and for which neurons it does: 1 for those.
  private let cuts: [(state: Int, isCut: [Double])]

  private enum Block {
    case single(LaneBlock<Double.Single>)
    case vectors(LaneBlock<Double.Vector>)
    /// While it is changed, which would copy what is still held here.
    case taken
  }

  /// Steps to go back through.
  struct Steps {
    /// Which steps of the tape.
    var range: Range<Int>
    /// How many steps were taken before the tape begins.
    var time: Int
    /// The states and then the inputs with which each step began, in rows of the population.
    var tape: [[Double]]
    /// What is known from elsewhere of how the loss changes with states after each step.
    var seeds: [Seed] = []

    /// A state, and how the loss changes with it.
    struct Seed {
      var state: Int
      /// In rows of the population.
      var rows: [Double]
      /// Which row is that of the first step of the tape.
      var first: Int
    }
  }

  /// Begins after the last step, where nothing changes the loss yet.
  init(of node: Node, random: RandomSource) {
    // With mem_detach no gradient goes from a step to the one before.
    let isCut = node.parameters["mem_detach"] ?? []
    let states = isCut.contains(1) ? [node.program.mem, node.program.spike] : []
    self.init(
      program: node.program, parameters: Array(node.parameters.values),
      population: node.population,
      context: StepContext(
        random: random, stream: node.setup.noiseStream, firstNeuron: node.setup.firstNeuron,
        step: 0), cutting: states.map { ($0, isCut) })
  }

  /// Begins after a step of a program.
  init(
    program: Program, parameters: [[Double]], population: Int, context: StepContext,
    cutting cuts: [(state: Int, isCut: [Double])] = []
  ) {
    self.program = program
    self.cuts = cuts
    let row = Array(repeating: 0.0, count: population)
    self.row = row
    let kernel = Kernel(program.adjoint)
    func filled<Vector>(_ block: LaneBlock<Vector>) -> LaneBlock<Vector> {
      var block = block
      block.prepare(parameters: parameters, of: 0..<population)
      // No lanes share what comes with the steps.
      for slot in Array(kernel.program.stateSlots) + kernel.program.inputSlots {
        row.withUnsafeBufferPointer { block.load(slot, from: $0) }
      }
      return block
    }
    block =
      population == 1
      ? .single(filled(LaneBlock(kernel, width: 1, context: context)))
      : .vectors(filled(LaneBlock(kernel, width: population, context: context)))
  }

  /// Goes back through steps, the last one first.
  ///
  /// - Parameters:
  ///   - steps: which.
  ///   - inputs: takes the adjoints of each input, in rows of the population.
  ///   - first: which of these rows is that of the first step of the tape.
  mutating func goBack(through steps: Steps, inputs: inout [[Double]], at first: Int) {
    switch block {
    case .single(var block):
      self.block = .taken
      goBack(steps, &block, &inputs, first)
      self.block = .single(block)
    case .vectors(var block):
      self.block = .taken
      goBack(steps, &block, &inputs, first)
      self.block = .vectors(block)
    case .taken: break
    }
  }

  private mutating func goBack<Vector>(
    _ steps: Steps, _ block: inout LaneBlock<Vector>, _ inputs: inout [[Double]], _ first: Int
  ) {
    let population = row.count
    let slots = (block.kernel.program.stateSlots, block.kernel.program.inputSlots)
    let inputStates = slots.0.lowerBound + program.finalStates.count + program.parameterCount
    block.context.step = steps.time + steps.range.upperBound + 1
    // SAFETY: a row of the population lies behind every offset.
    func change(
      _ slot: Int, _ columns: LaneColumns<Vector>, _ change: (UnsafeMutablePointer<Double>) -> Void
    ) {
      row.withUnsafeMutableBufferPointer { row in
        guard let base = row.baseAddress else { return }
        columns.store(slot, isShared: false, into: base)
        change(base)
        columns.load(slot, from: UnsafeBufferPointer(row))
      }
    }
    block.takeSteps(steps.range.count, by: -1) { index, columns in
      let step = steps.range.upperBound - 1 - index
      for (slot, column) in zip(slots.1, steps.tape) {
        column.withUnsafeBufferPointer {
          columns.load(slot, from: .init(rebasing: $0[step * population..<(step + 1) * population]))
        }
      }
      for (state, isCut) in cuts {
        change(slots.0.lowerBound + state, columns) { row in
          for neuron in 0..<population where isCut.value(of: neuron) == 1 { row[neuron] = 0 }
        }
      }
      for seed in steps.seeds {
        seed.rows.withUnsafeBufferPointer { rows in
          let offset = (seed.first + step) * population
          change(slots.0.lowerBound + seed.state, columns) { row in
            for neuron in 0..<population { row[neuron] += rows[offset + neuron] }
          }
        }
      }
    } seeing: { index, columns in
      let offset = (first + steps.range.upperBound - 1 - index) * population
      for input in inputs.indices {
        inputs[input].withUnsafeMutableBufferPointer { rows in
          guard let base = rows.baseAddress else { return }
          columns.store(inputStates + input, isShared: false, into: base + offset)
        }
      }
      return true
    }
  }

  /// Begins anew, with nothing known but how the loss changes with one of the states.
  mutating func begin(with values: [Double], at state: Int) {
    let nothing = row.map { _ in 0.0 }
    for index in 0..<(program.finalStates.count + program.parameterCount) {
      load(index == state ? values : nothing, at: index)
    }
  }

  /// Forgets what would go on to the step before, where the gradient stops between steps.
  mutating func cut() {
    for (state, isCut) in cuts {
      let kept = column(state).enumerated().map { isCut.value(of: $0) == 1 ? 0 : $1 }
      load(kept, at: state)
    }
  }

  /// Adds to the adjoints of a state.
  mutating func add(_ values: [Double], toState state: Int) {
    load(zip(column(state), values).map(+), at: state)
  }

  /// The adjoints of a state, one a neuron.
  func state(_ index: Int) -> [Double] { column(index) }

  /// The adjoints of a parameter, one a neuron: of all steps so far.
  func parameter(_ index: Int) -> [Double] { column(program.finalStates.count + index) }

  private func column(_ index: Int) -> [Double] {
    var column = row
    column.withUnsafeMutableBufferPointer { column in
      switch block {
      case .single(let block):
        block.store(block.kernel.program.stateSlots.lowerBound + index, into: column)
      case .vectors(let block):
        block.store(block.kernel.program.stateSlots.lowerBound + index, into: column)
      case .taken: break
      }
    }
    return column
  }

  private mutating func load(_ values: [Double], at index: Int) {
    values.withUnsafeBufferPointer { values in
      switch block {
      case .single(var block):
        self.block = .taken
        block.load(block.kernel.program.stateSlots.lowerBound + index, from: values)
        self.block = .single(block)
      case .vectors(var block):
        self.block = .taken
        block.load(block.kernel.program.stateSlots.lowerBound + index, from: values)
        self.block = .vectors(block)
      case .taken: break
      }
    }
  }
}
