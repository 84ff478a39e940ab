import Neurons
import OrderedCollections

// What the integral or the spike block computed under a name: computed again from what was recorded, to the last bit.
extension Node {
  /// Whether a quantity is not recorded but follows from what is.
  public func computes(_ quantity: String) -> Bool {
    model.quantities[quantity] != nil && !recording.quantities.contains(quantity)
  }

  /// Whether a quantity is known at each of the steps: recorded, or computed from what was.
  public func holds(_ quantity: String, steps: ClosedRange<Int>) -> Bool {
    if recording.holds(quantity, steps: steps) { return true }
    guard computes(quantity), steps.lowerBound >= 1, steps.upperBound <= recording.steps,
      let needs = needs(of: quantity)
    else { return false }
    let spans = recording.spans(of: quantity, steps: steps)
    guard spans.count == 1 else { return spans.allSatisfy { holds(quantity, steps: $0) } }
    guard needs.inputs.allSatisfy({ recording.holds(model.inputs.keys[$0], steps: steps) }),
      let parts = parts(of: steps)
    else { return false }
    return needs.states.isEmpty || parts.allSatisfy { holds(needs.states, before: $0) }
  }

  /// Why a quantity does not follow from what can be recorded; nil where it does.
  public func reasonNotComputed(_ quantity: String) -> String? {
    guard computes(quantity), needs(of: quantity) == nil else { return nil }
    return isBetweenSteps(quantity)
      ? "is what the spike block computes at the ends of steps, and spikes are found between them"
      : "depends on whole forward passes, of which nothing is recorded"
  }

  private func isBetweenSteps(_ quantity: String) -> Bool {
    spikeTiming == .exact && model.quantitiesAtEnd.contains(quantity)
  }

  private typealias Part = (circumstances: Recording.Circumstances, steps: ClosedRange<Int>)

  // Whether it is known what states were before each of some steps.
  private func holds(_ states: [Int], before part: Part) -> Bool {
    var first = part.steps.lowerBound - 1
    if part.steps.lowerBound == part.circumstances.firstStep {
      guard !part.circumstances.states.isEmpty else { return false }
      first += 1
    }
    return first == part.steps.upperBound
      || states.allSatisfy {
        recording.holds(model.states.keys[$0], steps: first...part.steps.upperBound - 1)
      }
  }

  // Some steps by what held for them; nil where that is not known of all.
  private func parts(of steps: ClosedRange<Int>) -> [Part]? {
    let all = recording.circumstances
    guard let first = all.first, first.firstStep <= steps.lowerBound else { return nil }
    return all.indices.compactMap { index in
      let end = index + 1 < all.count ? all[index + 1].firstStep - 1 : recording.steps
      let (lower, upper) = (
        max(all[index].firstStep, steps.lowerBound), min(end, steps.upperBound)
      )
      return lower <= upper ? (all[index], lower...upper) : nil
    }
  }

  // The states and inputs that a quantity is computed from; nil where windows are among them.
  private func needs(of quantity: String) -> (states: [Int], inputs: [Int])? {
    guard let value = program.quantities[quantity], !isBetweenSteps(quantity) else { return nil }
    let isNeeded = program.isNeeded(for: [value])
    var needs: (states: [Int], inputs: [Int]) = ([], [])
    for (index, value) in program.values.enumerated() where isNeeded[index] {
      switch value.origin {
      case .state(let state): needs.states.append(state)
      case .input(let input):
        guard input < model.inputs.count else { return nil }
        needs.inputs.append(input)
      case .constant, .parameter, .operation: break
      }
    }
    return needs
  }

  /// A quantity's samples; empty where they do not follow from what was recorded.
  func computed(_ quantity: String, neuron: Int, steps: ClosedRange<Int>) -> [Double] {
    guard neuron < population, holds(quantity, steps: steps) else { return [] }
    return recording.spans(of: quantity, steps: steps).flatMap { span in
      recording.holds(quantity, steps: span)
        ? recording.samples(of: quantity, neuron: neuron, steps: span)
        : computed(quantity, neuron, span)
    }
  }

  private func computed(_ quantity: String, _ neuron: Int, _ steps: ClosedRange<Int>) -> [Double] {
    (parts(of: steps) ?? []).flatMap { part in
      part.circumstances.precision == .double
        ? samples(of: quantity, neuron, part, as: Double.self)
        : samples(of: quantity, neuron, part, as: Float.self)
    }
  }

  private func samples<Number: Lanes>(
    of quantity: String, _ neuron: Int, _ part: Part, as: Number.Type
  ) -> [Double] {
    var program = program
    program.act(as: part.circumstances.surrogate)
    guard let value = program.quantities[quantity], let needs = needs(of: quantity) else {
      return []
    }
    let isNeeded = program.isNeeded(for: [value])
    let instructions = program.step.filter { isNeeded[$0.result] }
    let (leaves, steps) = (program.leaves, part.steps)
    var columns: [(value: Int, samples: [Double])] = needs.inputs.map {
      let name = model.inputs.keys[$0]
      return (leaves.inputs[$0], recording.samples(of: name, neuron: neuron, steps: steps))
    }
    for state in needs.states {
      var samples: [Double] = []
      var first = steps.lowerBound - 1
      if steps.lowerBound == part.circumstances.firstStep {
        samples.append(part.circumstances.states[state][neuron])
        first += 1
      }
      if first < steps.upperBound {
        samples += recording.samples(
          of: model.states.keys[state], neuron: neuron, steps: first...steps.upperBound - 1)
      }
      columns.append((leaves.states[state], samples))
    }
    var numbers: [Number] = program.numbers(
      parameters: part.circumstances.parameters.map { $0.value(of: neuron) })
    var context = StepContext(
      random: RandomSource(seed: part.circumstances.seed), stream: setup.noiseStream,
      firstNeuron: setup.firstNeuron + neuron, step: 0)
    // Where an earlier part of the recording was given up, its steps are counted anew.
    let given = time - recording.steps
    return steps.enumerated().map { index, step in
      for column in columns {
        numbers[column.value] = Number(repeating: Number.Scalar(column.samples[index]))
      }
      context.step = given + step
      Number.execute(instructions, on: &numbers, context)
      return Double(numbers[value][0])
    }
  }
}
