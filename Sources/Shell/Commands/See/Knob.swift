import Equations
import Neurons
import OrderedCollections
import Simulation

/// A number of a node that keys change: a parameter, or a constant current that flows in.
struct Knob: Hashable, Sendable {
  /// The parameter's or the input's name.
  let name: String
  /// What it is called where it is set: the node, and where it has several inputs which of them.
  let owner: String
  /// Whether it is a current.
  let isInput: Bool
  /// What it is measured in.
  let unit: UnitOfMeasure
  /// The parameter whose limits hold; nil for a current.
  let parameter: NeuronModel.Parameter?
  /// Where it was in the beginning.
  let start: Double
  /// Where it is.
  private(set) var value: Double

  /// The command that puts a node where the knob is.
  var command: String {
    isInput
      ? "feed \(owner) const \(value.canonicalText)"
      : "set \(owner) \(name)=\(value.canonicalText)"
  }

  /// The knob as it is shown: `tau 12 ms (10)`.
  var text: String {
    let before = value == start ? "" : " (\(start.readable))"
    return "\(name) \(value.readable)\(unit.text.spaced)\(before)"
  }

  /// Turns it by one step: 1, 2 or 5 times a power of ten, about a tenth of the value.
  ///
  /// - Parameters:
  ///   - isUp: whether the value grows.
  ///   - isFine: whether the step is a tenth of that.
  mutating func turn(isUp: Bool, isFine: Bool) {
    if parameter?.isFlag == true {
      value = isUp ? 1 : 0
      return
    }
    let size = max(abs(value), abs(start))
    var step = NiceStep(atMost: size > 0 ? size / 10 : 0.1)
    if isFine { step.exponent -= 1 }
    if parameter?.isInteger == true, step.exponent < 0 { step = NiceStep(factor: 1, exponent: 0) }
    let count = value / step.size
    // What lies on a step but for its last bits counts as lying there.
    let nearest = count.rounded()
    let isOnStep = abs(count - nearest) <= 1e-9 * max(1, abs(count))
    let base = isOnStep ? nearest : isUp ? count.rounded(.down) : count.rounded(.up)
    let next = step.times(base + (isUp ? 1 : -1))
    if next.isFinite, next != value { value = next }
  }

  /// Puts it to what was typed.
  ///
  /// - Throws: `Diagnostic` where that is no number of its kind.
  mutating func take(_ typed: String) throws(Diagnostic) {
    let word = Name(typed, SourceRange(0, typed.utf8.count))
    let what = "'\(name)'"
    value = try word.quantity(for: what).number(in: unit, what: what)
  }
}

/// 1, 2 or 5 times a power of ten.
private struct NiceStep {
  var factor: Double
  var exponent: Int

  init(factor: Double, exponent: Int) {
    self.factor = factor
    self.exponent = exponent
  }

  /// The largest that is at most a size above 0.
  init(atMost size: Double) {
    var power = 0
    var rest = size
    while rest >= 10 * (1 - 1e-9), power < 300 {
      rest /= 10
      power += 1
    }
    while rest < 1 - 1e-9, power > -300 {
      rest *= 10
      power -= 1
    }
    factor = rest >= 5 * (1 - 1e-9) ? 5 : rest >= 2 * (1 - 1e-9) ? 2 : 1
    exponent = power
  }

  var size: Double { times(1) }

  /// So many of it, rounded once: 17 steps of 0.1 are 1.7.
  func times(_ count: Double) -> Double {
    let power = (0..<abs(exponent)).reduce(1.0) { product, _ in product * 10 }
    return exponent < 0 ? count * factor / power : count * factor * power
  }
}

extension Node {
  /// The knob of a parameter or an input.
  ///
  /// - Throws: `Diagnostic` at a name that is none, at a parameter that differs from neuron to neuron,
  ///   and at an input that is fed anything but a constant current.
  func knob(_ name: Name) throws(Diagnostic) -> Knob {
    let name = model.writtenOut(name)
    let isInput = model.inputs[name.text] != nil
    guard isInput || model.parameters[name.text] != nil else {
      let names = model.inputs.keys + model.parametersOwnFirst.map(\.name)
      throw .unknown("parameter or input", name, oneOf: names)
    }
    let start: Double
    if isInput {
      start = try current(of: name)
    } else {
      let values = parameters[name.text] ?? []
      guard let first = values.first, values.allSatisfy({ $0 == first }) else {
        throw Diagnostic(
          "'\(name.text)' differs from neuron to neuron", at: name.range,
          expected: "a parameter that all have the same of")
      }
      start = first
    }
    return Knob(
      name: name.text,
      owner: isInput && model.inputs.count > 1 ? "\(self.name).\(name.text)" : self.name,
      isInput: isInput, unit: unit(of: name.text), parameter: model.parameters[name.text],
      start: start, value: start)
  }

  /// The knobs that there are where none are named: the first input and the model's own parameters.
  var usualKnobs: [Knob] {
    let names = model.inputs.keys.prefix(1) + model.parametersOwnFirst.prefix(8).map(\.name)
    return names.compactMap { try? knob(Name($0, SourceRange(0, 0))) }
  }

  private func current(of input: Name) throws(Diagnostic) -> Double {
    var sum = 0.0
    for feed in feeds where feed.input == input.text {
      guard case .constant(let current) = feed.signal.waveform, feed.neurons == 0..<population
      else {
        throw Diagnostic(
          "'\(name)' is fed no constant current", at: input.range,
          expected: "a parameter, or 'feed \(name) const CURRENT' before")
      }
      sum += current
    }
    return sum
  }
}
