import Equations
import Neurons
import OrderedCollections
import Simulation

/// A waveform as it was typed; what its numbers mean depends on the node that it is for.
struct FeedSignal: Sendable {
  /// The waveform; nil for a list of currents.
  var wave: Wave?
  /// Its numbers, in the order of the waveform's parameters.
  var quantities: [Quantity]
  var isAdded: Bool
  /// How numbers are encoded; nil for every other waveform.
  var encoded: EncodedNumbers?
  /// The times of spikes; empty for every other waveform.
  var times: [Quantity] = []
  /// A constant current of its own for each neuron; nil for every other waveform.
  var spread: SpreadValue?
  /// Currents with times; nil where they are told step by step.
  var rows: TimedRows?

  /// The waveform in the units of a node's input and in steps of its dt.
  ///
  /// - Parameter random: what draws `uniform(a,b)` and `normal(mean,deviation)`.
  /// - Throws: `Diagnostic` at a number whose unit does not fit.
  func waveform(
    for node: Node, part: Target.Part, random: RandomSource
  ) throws(Diagnostic) -> Signal.Waveform {
    let current = node.unit(of: part.inputs.first ?? node.model.inputs.keys[0])
    if let encoded { return .encoded(try encoded.encoding(for: node, part: part, unit: current)) }
    if let rows { return try rows.waveform(for: node) }
    if let spread {
      let neurons = part.neurons ?? 0..<node.population
      let input = part.inputs.first ?? node.model.inputs.keys[0]
      let currents = try spread.values(
        neurons, of: node.population, in: current, owner: "\(node.name).\(input) fed",
        random: random)
      return .constants(currents, from: neurons.lowerBound)
    }
    guard let wave, wave.name != "csv" else {
      var currents: [Double] = []
      for quantity in quantities {
        currents.append(try quantity.number(in: current, what: "a current"))
      }
      return .list(currents)
    }
    var numbers: [Double] = []
    for (key, quantity) in zip(wave.keys, quantities) {
      numbers.append(try key.number(quantity, node: node, strength: current))
    }
    guard !times.isEmpty, case .spikes(_, let weight) = wave.make(numbers) else {
      return wave.make(numbers)
    }
    var steps: [Double] = []
    for time in times {
      steps.append(try Wave.spikeTime.number(time, node: node, strength: current))
    }
    return .spikes(times: steps.sorted(), weight: weight)
  }

  /// What is said of the times of a file behind the waveform that came of it.
  func note(for signal: Signal) -> String {
    guard let rows else { return "" }
    if case .list = signal.waveform { return "; the times of '\(rows.file.text)' are its steps" }
    return "; constant from each time of '\(rows.file.text)' to the next"
  }
}

extension FeedSignal {
  /// Reads a current of its own for each neuron, behind `const` or by itself; nil where the next word is none.
  ///
  /// - Throws: `Diagnostic` at what is no number.
  init?(spread reader: inout ArgumentReader, isAdded: Bool, host: Host) throws(Diagnostic) {
    guard let word = reader.nextPositional?.value,
      let spread = try SpreadValue(
        Setting(name: Name("current", word.range), value: word).reading(host))
    else { return nil }
    _ = reader.takePositional()
    self.init(wave: .constant, quantities: [], isAdded: isAdded)
    self.spread = spread
  }

  /// Reads the name of a CSV file and of its column, and the file.
  ///
  /// - Throws: `Diagnostic` at the word where there is no such file or column, or at the file's name
  ///   where it has no such numbers.
  init(
    file reader: inout ArgumentReader, _ wave: Wave, isAdded: Bool, host: Host
  ) throws(Diagnostic) {
    guard let file = reader.takePositional()?.value else { throw reader.missing(wave.usage) }
    let column = reader.take(key: "column")?.value
    let table = try NumberFile(try host.text(of: file), file: file)
    let index = try column.map(table.index(of:)) ?? table.indexOfInput
    self.init(wave: wave, quantities: [], isAdded: isAdded)
    if let time = try table.timeColumn(), time.index != index {
      rows = try table.timedRows(in: index, at: time)
    } else {
      quantities = try table.numbers(in: index).map { Quantity(value: $0, unit: nil, name: file) }
    }
  }
}
