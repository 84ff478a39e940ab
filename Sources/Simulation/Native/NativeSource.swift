import Equations
import Neurons

/// A kernel printed as C: what the native backend compiles.
///
/// The function takes a block of neurons through many steps, some vectors at a time with their states
/// in registers. Every operation is the one that the interpreter does, in the same order, so that
/// results agree to the last bit; the compiler must not fuse or reorder them (`flags`).
public struct NativeSource: Hashable, Sendable {
  /// The C text.
  public let text: String
  /// Lanes that are computed at once; a block has to be a multiple of them wide.
  let lanes: Int

  /// The name of the function in it.
  public static let functionName = "neurosh_advance"

  /// What a compiler has to be told besides the text.
  public static let flags = [
    "-std=gnu11", "-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-fPIC",
    "-shared", "-w",
  ]

  /// What the function takes.
  typealias Function =
    @convention(c) (
      _ columns: UnsafeMutableRawPointer, _ stride: Int, _ lanes: Int, _ count: Int,
      _ inputs: UnsafePointer<UnsafeRawPointer?>,
      _ samples: UnsafePointer<UnsafeMutablePointer<Double>?>?, _ rowLength: Int, _ width: Int,
      _ spikes: UnsafeMutableRawPointer?, _ counts: UnsafeMutablePointer<UInt32>
    ) -> Void

  /// Prints a kernel.
  ///
  /// - Parameters:
  ///   - sharedSlots: for each slot whether all lanes hold the same number.
  ///   - sharedInputs: for each input whether all neurons get the same.
  ///   - isSingle: whether it is for one neuron alone.
  /// - Returns: nil for a kernel with operations that only the interpreter has.
  init?(
    _ kernel: Kernel, _ program: Program, precision: Node.Precision, sharedSlots: [Bool],
    sharedInputs: [Bool], isSingle: Bool
  ) {
    let isSupported = kernel.values.allSatisfy { value in
      // Draws from Beta depend on what was computed; powers as floats are the system's own.
      value.operation != .plain(.beta)
        && (value.operation != .plain(.power) || precision == .double)
    }
    guard isSupported else { return nil }
    // As many as hide the latency of one another, and still fit into registers.
    let whole = kernel.values.count > 60 ? 16 : 32
    lanes = isSingle ? 1 : precision == .double ? whole : 2 * whole
    let printer = NativePrinter(
      kernel: kernel, program: program, precision: precision, sharedSlots: sharedSlots,
      sharedInputs: sharedInputs, lanes: lanes)
    text = printer.text
  }
}

/// Prints the lines of a native source.
private struct NativePrinter {
  let kernel: Kernel
  let program: Program
  let precision: Node.Precision
  let sharedSlots: [Bool]
  let sharedInputs: [Bool]
  let lanes: Int

  var text: String {
    [
      "// \(lanes) lanes of \(precision.rawValue)",
      "#define LANES \(lanes)",
      precision == .double
        ? "typedef double T;\ntypedef long I;" : "typedef float T;\ntypedef int I;",
      nativePrelude,
      "void \(NativeSource.functionName)(T *columns, long stride, long lanes, long count,",
      "    const T *const *inputs, double *const *samples, long rowLength, long width,",
      "    T *spikes, unsigned *counts) {",
      leaves.filter(\.isShared).map {
        "  const V \($0.name) = splat(columns[\($0.slot) * stride]);"
      }
      .joined(separator: "\n"),
      inputPointers,
      "  for (long lane = 0; lane < lanes; lane += LANES) {",
      "    const M isNeuron = below(width - lane);",
      leaves.filter { !$0.isShared }
        .map { "    const V \($0.name) = load(columns + \($0.slot) * stride + lane);" }
        .joined(separator: "\n"),
      kernel.stateSlots
        .map { "    V s\($0) = load(columns + \($0) * stride + lane);" }.joined(separator: "\n"),
      "    V check = splat(0);",
      "    for (long step = 0; step < count; step++) {",
      step.map { "      \($0)" }.joined(separator: "\n"),
      "    }",
      kernel.stateSlots
        .map { "    store(columns + \($0) * stride + lane, s\($0));" }.joined(separator: "\n"),
      "    store(columns + \(kernel.checkSlot) * stride + lane, check);",
      "  }",
      "}",
      "",
    ].joined(separator: "\n")
  }

  // The parameters and results of setup that a step reads.
  private var leaves: [(name: String, slot: Int, isShared: Bool)] {
    let operands =
      kernel.values.flatMap(\.operands) + kernel.finalStates + kernel.checked
      + [kernel.membraneBeforeReset]
    let slots = Set(
      operands.compactMap { operand in
        if case .slot(let slot) = operand, isLeaf(slot) { slot } else { nil }
      })
    return slots.sorted().map { ("p\($0)", $0, sharedSlots[$0]) }
  }

  private func isLeaf(_ slot: Int) -> Bool {
    slot >= program.constants.count && !kernel.stateSlots.contains(slot)
      && !inputSlots.contains(slot)
  }

  // The rows of inputs and draws.
  private var inputPointers: String {
    (0..<sharedInputs.count + kernel.draws.count)
      .map { "  const T *const r\($0) = inputs[\($0)];" }.joined(separator: "\n")
  }

  private var inputSlots: Range<Int> {
    program.firstInput..<program.firstInput + program.inputs.count
  }

  private var step: [String] {
    var lines: [String] = []
    for (index, isShared) in sharedInputs.enumerated() {
      lines.append(
        isShared
          ? "const V i\(index) = splat(r\(index)[step]);"
          : "const V i\(index) = load(r\(index) + step * lanes + lane);")
    }
    for (index, value) in kernel.values.enumerated() {
      if let mask = mask(value) {
        lines.append("const M m\(index) = \(mask);")
        lines.append("const V v\(index) = flag(m\(index));")
      } else {
        lines.append("const V v\(index) = \(term(value));")
      }
    }
    for operand in kernel.checked { lines.append("check = check + \(name(operand));") }
    let before = kernel.membraneBeforeReset
    let spike = program.states.firstIndex(of: "spike") ?? 0
    lines.append("if (samples) {")
    lines.append("  record(samples[0], rowLength, width, step, lane, \(name(before)));")
    for (index, operand) in kernel.finalStates.enumerated() where index != spike {
      lines.append(
        "  record(samples[\(index + 1)], rowLength, width, step, lane, \(name(operand)));")
    }
    lines.append("}")
    let spikes = kernel.finalStates[spike]
    lines.append("counts[step] += number(\(truth(spikes)) & isNeuron);")
    lines.append("if (spikes) store(spikes + step * lanes + lane, \(name(spikes)));")
    // All at once: a state may take over what another one was.
    for (slot, operand) in zip(kernel.stateSlots, kernel.finalStates) {
      lines.append("const V n\(slot) = \(name(operand));")
    }
    for slot in kernel.stateSlots { lines.append("s\(slot) = n\(slot);") }
    return lines
  }

  private func name(_ operand: Kernel.Operand) -> String {
    switch operand {
    case .value(let index): return "v\(index)"
    case .slot(let slot):
      if slot < program.constants.count { return literal(program.constants[slot]) }
      if kernel.stateSlots.contains(slot) { return "s\(slot)" }
      if inputSlots.contains(slot) { return "i\(slot - program.firstInput)" }
      return "p\(slot)"
    }
  }

  // Decimal digits that give back every bit.
  private func literal(_ number: Double) -> String {
    let number = precision == .double ? number : Double(Float(number))
    let text =
      number.isNaN
      ? "__builtin_nan(\"\")" : number.isInfinite ? "__builtin_inf()" : "\(number.magnitude)"
    return "splat(\(number.sign == .minus ? "-" : "")\(text))"
  }

  // A constant less a condition is one of two constants.
  private func choice(_ value: Kernel.Value) -> String? {
    guard value.operation == .plain(.subtract), case .slot(let slot) = value.operands[0],
      slot < program.constants.count, case .value(let index) = value.operands[1],
      mask(kernel.values[index]) != nil
    else { return nil }
    let constant = program.constants[slot]
    let less = precision == .double ? constant - 1 : Double(Float(constant) - 1)
    return "choose(m\(index), \(literal(less)), \(literal(constant)))"
  }

  // Whether an operand is not 0, as a mask.
  private func truth(_ operand: Kernel.Operand) -> String {
    if case .value(let index) = operand, mask(kernel.values[index]) != nil { return "m\(index)" }
    return "(\(name(operand)) != splat(0))"
  }

  // A condition as a mask; nil for what is none.
  private func mask(_ value: Kernel.Value) -> String? {
    let operands = value.operands.map { name($0) }
    switch value.operation {
    case .act(let surrogate):
      return surrogate.comparison.map { "\(operands[0]) \($0 == .less ? ">" : ">=") splat(0)" }
    case .plain(let operation):
      switch operation {
      case .not: return "~\(truth(value.operands[0]))"
      case .equal: return operands.joined(separator: " == ")
      case .notEqual: return operands.joined(separator: " != ")
      case .less: return operands.joined(separator: " < ")
      case .lessOrEqual: return operands.joined(separator: " <= ")
      case .and: return value.operands.map(truth).joined(separator: " & ")
      case .or: return value.operands.map(truth).joined(separator: " | ")
      default: return nil
      }
    case .power: return nil
    }
  }

  private func term(_ value: Kernel.Value) -> String {
    if let choice = choice(value) { return choice }
    let operands = value.operands.map { name($0) }
    let list = operands.joined(separator: ", ")
    switch value.operation {
    case .power(let exponent): return power(operands[0], exponent)
    case .act(let surrogate):
      switch surrogate {
      case .round:
        return "up(least(greatest(\(list), splat(-0.5)), splat(4.5))) + splat(0)"
      // The others are conditions, but for this one.
      default: return "sign(\(list))"
      }
    case .plain(let operation):
      switch operation {
      case .uniform, .normal:
        return "load(r\(sharedInputs.count + drawIndex(value)) + step * lanes + lane)"
      case .negate: return "-\(list)"
      case .add: return operands.joined(separator: " + ")
      case .subtract: return operands.joined(separator: " - ")
      case .multiply: return operands.joined(separator: " * ")
      case .divide: return operands.joined(separator: " / ")
      case .select: return "choose(\(truth(value.operands[0])), \(operands[1]), \(operands[2]))"
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
      case .power: return "raise(\(list))"
      case .exp: return "narrow(exponential(widen(\(list))))"
      case .log: return "narrow(logarithm(widen(\(list))))"
      case .sigmoid: return "narrow(logistic(widen(\(list))))"
      case .tanh: return "narrow(hyperbolicTangent(widen(\(list))))"
      case .exprel: return "narrow(relativeExponential(widen(\(list))))"
      // A kernel has no copies; conditions and `act` are above, and `beta` is refused.
      case .copy, .detach, .act, .beta, .not, .equal, .notEqual, .less, .lessOrEqual, .and, .or:
        return list
      }
    }
  }

  private func drawIndex(_ value: Kernel.Value) -> Int {
    kernel.draws.firstIndex { $0.operation == value.operation && $0.draw == value.draw } ?? 0
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
