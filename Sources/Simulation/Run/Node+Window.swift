import Equations
import Neurons
import OrderedCollections

// Models that see a whole forward pass at once: what their matrices and vectors make of its inputs.
extension Node {
  /// How many numbers a run may keep beside what it records: all currents of a forward pass, or all
  /// membrane potentials on their way through gap junctions.
  public static let mostInFlight = 50_000_000

  /// How many steps a forward pass has.
  public var windowLength: Int { (parameters["step"]?.first ?? 1).whole(in: 1...Int.max) }

  /// Whether a step depends on the inputs of other steps of its forward pass.
  public var seesWindow: Bool { program.windowInputs.contains { $0.input != nil } }

  /// Sets one entry of a matrix or vector, or all of them: `weight[2,3]`, `bias[2]`, `bias`.
  ///
  /// - Throws: `Diagnostic` where there is no such entry.
  mutating func set(window name: Name, to value: Double, at range: SourceRange) throws(Diagnostic) {
    let bare = name.text.bareName
    guard let window = model.windows[bare], var entries = windows[bare] else {
      throw unknownName(name)
    }
    guard value.isFinite else {
      throw Diagnostic("'\(name.text)' cannot be \(value)", at: range, expected: "a number")
    }
    if bare == name.text {
      entries = Array(repeating: value, count: entries.count)
    } else {
      let last = windowLength
      let places = name.text.dropFirst(bare.count + 1).dropLast().split(separator: ",")
        .map { Int($0) ?? 0 }
      guard name.text.hasSuffix("]"), places.count == (window.isMatrix ? 2 : 1),
        places.allSatisfy({ 1...last ~= $0 })
      else {
        throw Diagnostic(
          "'\(name.text)' is no entry of '\(bare)'", at: name.range,
          expected: "\(bare)[\(window.isMatrix ? "ROW,COLUMN" : "ROW")] from 1 to \(last)")
      }
      entries[window.isMatrix ? (places[0] - 1) * last + places[1] - 1 : places[0] - 1] = value
    }
    setup.windowSettings[bare] = entries
    windows[bare] = entries
  }

  /// Makes matrices and vectors fit the parameters.
  ///
  /// - Throws: `Diagnostic` at `range` where an entry has no value, or where entries were set for
  ///   windows of another length.
  mutating func refreshWindows(at range: SourceRange) throws(Diagnostic) {
    guard !model.windows.isEmpty else { return }
    let length = windowLength
    guard length <= longestWindow, parameters["step"]?.count == 1 else {
      throw Diagnostic(
        "'step' cannot be this for '\(model.name)', which sees whole windows", at: range,
        expected: "one number of at most \(longestWindow) for all neurons")
    }
    guard length * population <= Self.mostInFlight else {
      throw Diagnostic(
        "\(length) steps of \(population) neurons are too many for '\(model.name)', which sees whole"
          + " windows", at: range,
        expected: "at most \(Self.mostInFlight) steps times neurons")
    }
    let values = parameters.mapValues { $0[0] }
    for window in model.windows.values {
      guard let set = setup.windowSettings[window.name] else {
        windows[window.name] = try model.entries(of: window, step: length, parameters: values)
        continue
      }
      guard set.count == (window.isMatrix ? length * length : length) else {
        throw Diagnostic(
          "'step' cannot be \(length), since entries of '\(window.name)' were set for windows of"
            + " another length", at: range, expected: "a new node")
      }
      windows[window.name] = set
    }
  }

  /// The rows that the program reads besides the currents themselves, for `count` steps after step
  /// `time`.
  func windowInputs(after time: Int, count: Int, random: RandomSource) -> [[Double]] {
    guard !program.windowInputs.isEmpty, count > 0 else { return [] }
    // A window is seen whole, so all windows that the steps touch are needed.
    let length = windowLength
    let start = time / length * length
    let end = (time + count + length - 1) / length * length
    let currents = model.inputs.keys.map { name in
      feeds.filter { $0.input == name }
        .currents(
          after: start, count: end - start, population: population, firstNeuron: setup.firstNeuron,
          random: random)
    }
    return windowInputs(of: currents, from: start, after: time, count: count)
  }

  /// The same for currents that are known from step `start` on, one row of the population a step.
  func windowInputs(
    of currents: [[Double]], from start: Int, after time: Int, count: Int
  ) -> [[Double]] {
    let length = windowLength
    return program.windowInputs.map { windowInput in
      let entries = windows[windowInput.window] ?? []
      var result = [Double](repeating: 0, count: count * population)
      for step in 0..<count {
        let row = (time + step) % length
        guard let input = windowInput.input else {
          for neuron in 0..<population { result[step * population + neuron] = entries[row] }
          continue
        }
        let first = time + step - row - start
        for column in 0..<(windowInput.isCausal ? row + 1 : length)
        where (first + column + 1) * population <= currents[input].count {
          let weight = entries[row * length + column]
          for neuron in 0..<population {
            result[step * population + neuron] +=
              weight * currents[input][(first + column) * population + neuron]
          }
        }
      }
      return result
    }
  }

  /// Passes what reaches the window's rows back to the currents that they were made of.
  ///
  /// - Parameter adjoints: how much the loss changes with every input of the program, a row of the
  ///   population for each step of whole windows.
  /// - Returns: the same for each of the model's inputs.
  func currentAdjoints(_ adjoints: [[Double]]) -> [[Double]] {
    var result = Array(adjoints.prefix(model.inputs.count))
    let (length, steps) = (windowLength, (adjoints.first?.count ?? 0) / population)
    for (index, windowInput) in program.windowInputs.enumerated() {
      guard let input = windowInput.input, let entries = windows[windowInput.window] else {
        continue
      }
      let adjoint = adjoints[model.inputs.count + index]
      for step in 0..<steps {
        let row = step % length
        for column in 0..<(windowInput.isCausal ? row + 1 : length) {
          let source = step - row + column
          guard source < steps else { continue }
          let entry = entries[row * length + column]
          for neuron in 0..<population {
            result[input][source * population + neuron] +=
              entry * adjoint[step * population + neuron]
          }
        }
      }
    }
    return result
  }
}

// A matrix has the square of that many entries.
private let longestWindow = 256

extension String {
  /// What stands before `[`.
  var bareName: String { String(prefix { $0 != "[" }) }
}
