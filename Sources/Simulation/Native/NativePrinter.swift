import Equations
import Neurons

/// Prints the lines of a native source.
struct NativePrinter {
  let kernel: Kernel
  let isDouble: Bool
  let sharedSlots: [Bool]
  let inputs: [NativeSource.Input]
  let told: NativeSource.Told
  let lanes: Int

  private var program: Program { kernel.reduced }
  private var stateSlots: Range<Int> { program.stateSlots }
  private var spikeSlot: Int { stateSlots.lowerBound + program.spike }

  // Whether a step looks at which neurons fired in the one before. Where none does, the column need be
  // written only for who looks at it: it is a large part of what a single step writes.
  private var readsSpike: Bool {
    let others = program.finalStates.indices.filter { $0 != program.spike }
      .map { program.finalStates[$0] }
    return
      (program.step.flatMap(\.operands) + others + program.checked + [
        program.membraneBeforeReset, program.finalStates[program.spike],
      ]).contains { value in
        if case .state = program.values[value].origin {
          kernel.slots[value] == spikeSlot
        } else {
          false
        }
      }
  }

  var text: String {
    [
      "// \(lanes) lanes of \(isDouble ? "double" : "float")",
      "#define LANES \(lanes)",
      isDouble
        ? "typedef double T;\ntypedef long I;" : "typedef float T;\ntypedef int I;",
      nativePrelude,
      "void \(NativeSource.functionName)(T *columns, long stride, long lanes, long count,",
      "    const T *const *inputs, double *const *samples, long rowLength, long width,",
      "    void *spikes, long pitch, unsigned *counts, long keepsColumn) {",
      leaves.filter(\.isShared).map {
        "  const V \($0.name) = splat(columns[\($0.slot) * stride]);"
      }
      .joined(separator: "\n"),
      inputPointers,
      "  V check = load(columns + \(kernel.checkSlot) * stride);",
      // Not to the end of the lanes: what is wider than the neurons has no place among their spikes.
      "  for (long lane = 0; lane < width; lane += LANES) {",
      "    const M isNeuron = below(width - lane);",
      leaves.filter { !$0.isShared }
        .map { "    const V \($0.name) = load(columns + \($0.slot) * stride + lane);" }
        .joined(separator: "\n"),
      inputs.indices.filter { inputs[$0] == .steady }
        .map { "    const V i\($0) = load(r\($0) + lane);" }.joined(separator: "\n"),
      stateSlots
        .map { "    V s\($0) = load(columns + \($0) * stride + lane);" }.joined(separator: "\n"),
      told == .tallies ? "    M fired = {}, first = never, last = never, longest = {};" : "",
      "    for (long step = 0; step < count; step++) {",
      (step + spikes + next).map { "      \($0)" }.joined(separator: "\n"),
      "    }",
      tallies,
      stateSlots.map { slot in
        let isKept = slot == spikeSlot && !readsSpike ? "if (keepsColumn) " : ""
        return "    \(isKept)store(columns + \(slot) * stride + lane, s\(slot));"
      }.joined(separator: "\n"),
      "  }",
      "  store(columns + \(kernel.checkSlot) * stride, check);",
      "}",
      "",
    ].joined(separator: "\n")
  }

  // The parameters and results of setup that a step reads.
  private var leaves: [(name: String, slot: Int, isShared: Bool)] {
    let read =
      program.step.flatMap(\.operands) + program.finalStates
      + [program.membraneBeforeReset]
    let slots = Set(read.filter(isLeaf).map { kernel.slots[$0] })
    return slots.sorted().map { ("p\($0)", $0, sharedSlots[$0]) }
  }

  private func isLeaf(_ index: Int) -> Bool {
    switch program.values[index].origin {
    case .parameter: true
    case .operation: program.values[index].isInvariant
    case .constant, .state, .input: false
    }
  }

  // The rows of inputs and of what comes with the step.
  private var inputPointers: String {
    (0..<inputs.count + kernel.numbersOfStep.count)
      .map { "  const T *const r\($0) = inputs[\($0)];" }.joined(separator: "\n")
  }

  private var step: [String] {
    var lines: [String] = []
    for (index, input) in inputs.enumerated() {
      switch input {
      case .shared: lines.append("const V i\(index) = splat(r\(index)[step]);")
      case .own: lines.append("const V i\(index) = load(r\(index) + step * lanes + lane);")
      case .steady: break
      }
    }
    for instruction in program.step {
      let index = instruction.result
      if let mask = mask(index) {
        lines.append("const M m\(index) = \(mask);")
        lines.append("const V v\(index) = flag(m\(index));")
      } else {
        lines.append("const V v\(index) = \(term(instruction));")
      }
    }
    for value in program.checked { lines.append("check = check + \(name(value));") }
    return lines
  }

  // What is told of a step.
  private var spikes: [String] {
    let spikes = truth(program.finalStates[program.spike])
    if told == .tallies {
      return [
        "const M isCounted = (M){} - (I)(step >= rowLength);",
        "const M fires = \(spikes) & isCounted;", "const M now = (M){} + (I)(step + 1);",
        "const M interval = now - last;",
        "longest = either(fires & (interval > longest), interval, longest);",
        "first = either(fires & (now < first), now, first);", "last = either(fires, now, last);",
        "fired = fired - fires;",
      ]
    }
    var lines = ["if (samples) {"]
    let before = name(program.membraneBeforeReset)
    lines.append("  record(samples[0], rowLength, width, step, lane, \(before));")
    for (index, value) in program.finalStates.enumerated() where index != program.spike {
      lines.append(
        "  record(samples[\(index + 1)], rowLength, width, step, lane, \(name(value)));")
    }
    lines.append("}")
    let value = name(program.finalStates[program.spike])
    lines.append(
      kernel.spikesAreConditions
        ? "if (spikes) keep((char *)spikes + step * pitch + lane / 8, \(spikes) & isNeuron);"
        : "if (spikes) store((T *)spikes + step * lanes + lane, \(value));")
    lines.append("else counts[step] += number(\(spikes) & isNeuron);")
    return lines
  }

  private var tallies: String {
    told == .tallies
      ? ["fired", "first", "last", "longest"].enumerated().map { row, name in
        "    tell((int *)spikes + \(row) * pitch + lane, \(name));"
      }.joined(separator: "\n") : ""
  }

  private var next: [String] {
    var lines: [String] = []
    // All at once: a state may take over what another one was.
    for (slot, value) in zip(stateSlots, program.finalStates) {
      lines.append("const V n\(slot) = \(name(value));")
    }
    for slot in stateSlots { lines.append("s\(slot) = n\(slot);") }
    return lines
  }

  private func name(_ index: Int) -> String {
    if isLeaf(index) { return "p\(kernel.slots[index])" }
    switch program.values[index].origin {
    case .constant(let number): return literal(number)
    case .state: return "s\(kernel.slots[index])"
    case .input(let input): return "i\(input)"
    case .parameter, .operation: return "v\(index)"
    }
  }

  // Decimal digits that give back every bit.
  private func literal(_ number: Double) -> String {
    let number = isDouble ? number : Double(Float(number))
    let text =
      number.isNaN
      ? "__builtin_nan(\"\")" : number.isInfinite ? "__builtin_inf()" : "\(number.magnitude)"
    return "splat(\(number.sign == .minus ? "-" : "")\(text))"
  }

  // A constant less a condition is one of two constants.
  private func choice(_ instruction: Instruction) -> String? {
    guard instruction.operation == .subtract, mask(instruction.b) != nil,
      case .constant(let constant) = program.values[instruction.a].origin
    else { return nil }
    let less = isDouble ? constant - 1 : Double(Float(constant) - 1)
    return "choose(m\(instruction.b), \(literal(less)), \(literal(constant)))"
  }

  // Whether a value is not 0, as a mask.
  private func truth(_ index: Int) -> String {
    mask(index) != nil ? "m\(index)" : "(\(name(index)) != splat(0))"
  }

  // What a step computes as a mask: a condition; nil for all else.
  private func mask(_ index: Int) -> String? {
    guard !program.values[index].isInvariant,
      case .operation(let operation, let operands) = program.values[index].origin
    else { return nil }
    let names = operands.map(name)
    switch operation {
    case .act(let surrogate):
      return surrogate.comparison.map { "\(names[0]) \($0 == .less ? ">" : ">=") splat(0)" }
    case .not: return "~\(truth(operands[0]))"
    case .equal: return names.joined(separator: " == ")
    case .notEqual: return names.joined(separator: " != ")
    case .less: return names.joined(separator: " < ")
    case .lessOrEqual: return names.joined(separator: " <= ")
    case .and: return operands.map(truth).joined(separator: " & ")
    case .or: return operands.map(truth).joined(separator: " | ")
    default: return nil
    }
  }

  private func term(_ instruction: Instruction) -> String {
    if let choice = choice(instruction) { return choice }
    let operands = instruction.operands.map(name)
    let list = operands.joined(separator: ", ")
    switch instruction.operation {
    case .wholePower(let exponent): return power(operands[0], exponent)
    case .act(.round): return "up(least(greatest(\(list), splat(-0.5)), splat(4.5))) + splat(0)"
    // The other surrogates are conditions, but for that of three values.
    case .act: return "sign(\(list))"
    case .uniform, .normal, .stepsBefore:
      let row =
        inputs.count + (kernel.numbersOfStep.firstIndex(of: instruction.operation) ?? 0)
      return "load(r\(row) + step * lanes + lane)"
    case .negate: return "-\(list)"
    case .add: return operands.joined(separator: " + ")
    case .subtract: return operands.joined(separator: " - ")
    case .multiply: return operands.joined(separator: " * ")
    case .divide: return operands.joined(separator: " / ")
    case .select: return "choose(\(truth(instruction.a)), \(operands[1]), \(operands[2]))"
    case .min: return "least(\(list))"
    case .max: return "greatest(\(list))"
    case .relu: return "greatest(\(list), splat(0))"
    case .abs: return "absolute(\(list))"
    case .sign: return "sign(\(list))"
    case .floor: return "down(\(list))"
    case .ceil: return "up(\(list))"
    case .round: return "nearest(\(list))"
    case .sqrt: return "root(\(list))"
    case .sin: return "sine(\(list))"
    case .cos: return "cosine(\(list))"
    case .arctangent: return "arctangent(\(list))"
    case .power: return "raise(\(list))"
    case .exp: return "narrow(exponential(widen(\(list))))"
    case .log: return "narrow(logarithm(widen(\(list))))"
    case .sigmoid: return "narrow(logistic(widen(\(list))))"
    case .tanh: return "narrow(hyperbolicTangent(widen(\(list))))"
    case .exprel: return "narrow(relativeExponential(widen(\(list))))"
    // A reduced program has no copies; conditions are above, `beta` is refused, and slopes are taken
    // by the interpreter.
    case .surrogateSlope, .surrogateSlopeByAlpha, .passed, .fires, .copy, .detach, .beta, .not,
      .equal,
      .notEqual, .less, .lessOrEqual, .and, .or:
      return list
    }
  }

  // The multiplications of `raise(_:to:)`.
  private func power(_ base: String, _ exponent: Int) -> String {
    let size = exponent.magnitude
    guard size > 0 else { return "splat(1)" }
    var text = base
    for bit in (0..<size.highestBit).reversed() {
      text = "square(\(text))"
      if size & (1 << bit) != 0 { text = "\(text) * \(base)" }
    }
    return exponent < 0 ? "splat(1) / (\(text))" : text
  }
}
