import Equations
import Neurons
import OrderedCollections
import Simulation

/// When the neurons of a `spikes` fire: `times=10ms,25ms` for all of them, or `times=FILE.csv`.
struct SpikeTimes: Sendable {
  /// Times, and which neuron fires then, counted from 0; nil for all of them.
  private let spikes: [(time: Quantity, neuron: Int?)]
  /// Whether they are a file's, where a number without a unit is a time all the same.
  private let isOfFile: Bool
  /// Where they stand.
  private let range: SourceRange

  /// How many neurons it takes; nil for any number.
  var neuronCount: Int? { spikes.compactMap(\.neuron).max().map { $0 + 1 } }

  /// What is said of them behind a new node.
  var note: String { "; fires at \(spikes.count.counted("time"))" }

  /// Reads times with commas between them.
  ///
  /// - Throws: `Diagnostic` at the word where one of them is none.
  init(_ word: Name) throws(Diagnostic) {
    var spikes: [(time: Quantity, neuron: Int?)] = []
    for part in word.text.split(separator: ",", omittingEmptySubsequences: false) {
      let time = try Name(String(part), word.range).quantity(
        for: "a time", expected: "times such as 10ms,25ms, or a CSV file of time and neuron")
      spikes.append((time, nil))
    }
    (self.spikes, isOfFile, range) = (spikes, false, word.range)
  }

  /// Reads a file's columns of times, named t or time, and of neurons counted from 1; without names
  /// they are the first and the second.
  ///
  /// - Throws: `Diagnostic` at the file's name where it has no such columns, or no such numbers.
  init(_ table: NumberFile) throws(Diagnostic) {
    let time = try table.timeColumn() ?? (table.names.isEmpty ? (0, nil) : nil)
    guard let time else {
      throw Diagnostic(
        "'\(table.file.text)' has no column of times", at: table.file.range,
        expected: "columns 'time (ms)' and 'neuron', or no headings")
    }
    let times = try table.numbers(in: time.index)
    let column =
      table.index(named: "neuron") ?? (table.names.isEmpty && table.columns > 1 ? 1 : nil)
    var neurons: [Int?] = Array(repeating: nil, count: times.count)
    if let column {
      for (row, number) in try table.numbers(in: column).enumerated() {
        guard let neuron = Int(exactly: number), 1...largestPopulation ~= neuron else {
          throw Diagnostic(
            "'\(table.file.text)' names a neuron \(number.readable)", at: table.file.range,
            expected: "whole numbers from 1 to \(largestPopulation)", kind: .outOfRange)
        }
        neurons[row] = neuron - 1
      }
    }
    spikes = zip(times, neurons).map { value, neuron in
      (Quantity(value: value, unit: time.unit, name: table.file), neuron)
    }
    isOfFile = true
    range = table.file.range
  }

  /// Checks that a model fires at times, and that there are neurons enough.
  ///
  /// - Throws: `Diagnostic` where not.
  func check(_ model: NeuronModel, size: Int?) throws(Diagnostic) {
    guard model.family.contains("Spikes") else {
      throw Diagnostic(
        "\(model.name) does not fire at given times", at: range,
        expected: "'create spikes NAME times=...', and a connection from there", kind: .unexpected)
    }
    guard let size, let neuronCount, neuronCount > size else { return }
    throw Diagnostic(
      "there are spikes of neuron \(neuronCount), but n is \(size)", at: range,
      expected: "n=\(neuronCount) or more, or no n=", kind: .outOfRange)
  }

  /// Feeds a node with its spikes.
  ///
  /// - Throws: `Diagnostic` at a time that is none of the node's.
  func feed(_ node: inout Node) throws(Diagnostic) {
    let input = node.model.inputs.keys[0]
    var times: [Int?: [Double]] = [:]
    for spike in spikes {
      var time = spike.time
      if isOfFile { time.unit = time.unit ?? node.timeUnit }
      let steps = try Wave.spikeTime.number(time, node: node, strength: .none)
      times[spike.neuron, default: []].append(steps)
    }
    for (neuron, times) in times.sorted(by: { ($0.key ?? -1) < ($1.key ?? -1) }) {
      let neurons = neuron.map { $0..<$0 + 1 } ?? 0..<node.population
      let signal = Signal(.spikes(times: times.sorted(), weight: 1), start: node.time)
      node.feed(signal, neurons: neurons, input: input, isAdded: false)
    }
  }
}

extension ValueSyntax where Value == SpikeTimes {
  /// Times, or a CSV file of them.
  static var spikeTimes: ValueSyntax {
    ValueSyntax(["TIMES"], candidates: \.fileCandidates) {
      (word: Name, _: String, context: Context) throws(Diagnostic) in
      guard word.text.lowercased().hasSuffix(".csv") else { return try SpikeTimes(word) }
      return try SpikeTimes(NumberFile(try context.host.text(of: word), file: word))
    }
  }
}
