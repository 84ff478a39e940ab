import Equations
import Simulation

/// Which neurons are connected where each pair is chosen by itself.
enum ChosenPairs: Sendable {
  /// A formula for the target of each source, and where it stands.
  case rule(NeuronFormula, SourceRange)
  /// The rows of a file.
  case file(PairFile)

  /// The pairs between some neurons of a source and a whole target, counted from 0.
  ///
  /// - Throws: `Diagnostic` at the formula or the file where a neuron is none of the node's.
  func pairs(
    from sources: Range<Int>, of source: Node, to target: Node
  ) throws(Diagnostic) -> [(source: Int, target: Int)] {
    switch self {
    case .file(let file): return try file.pairs(from: source, to: target)
    case .rule(let formula, let range):
      let size = target.population
      let numbers = try formula.numbers(of: sources, population: size, in: .none, what: "'to'")
      var pairs: [(source: Int, target: Int)] = []
      for (neuron, number) in zip(sources, numbers) {
        guard let number = Int(exactly: number), 1...size ~= number else {
          throw Diagnostic(
            "neuron \(neuron + 1) would end on \(number.readable) of \(size)", at: range,
            expected: "whole numbers from 1 to \(size); a ring is to=mod(i,N)+1",
            kind: .outOfRange)
        }
        pairs.append((neuron, number - 1))
      }
      return pairs
    }
  }

  /// The file, where they are one's.
  var file: PairFile? { if case .file(let file) = self { file } else { nil } }
}

/// A CSV file with a row a synapse: the columns source and target, and perhaps weight and delay.
struct PairFile: Sendable {
  private let file: Name
  private let sources: [Double]
  private let targets: [Double]
  /// The weights; nil where the file has none.
  let weights: [Quantity]?
  /// The delays; nil where the file has none.
  let delays: [Quantity]?
  /// The one delay of all rows; nil where the file has none, or where they differ.
  let delay: Quantity?

  /// Reads a file whose columns have names, or are source, target and perhaps weight in this order.
  ///
  /// - Throws: `Diagnostic` at the file's name where a column lacks, or a field is no number.
  init(_ table: NumberFile) throws(Diagnostic) {
    func column(_ name: String, _ place: Int) throws(Diagnostic) -> [Quantity]? {
      let unnamed = table.names.isEmpty && place < table.columns ? place : nil
      guard let index = table.index(named: name) ?? unnamed else { return nil }
      let unit = try table.unit(ofColumn: index)
      return try table.numbers(in: index).map { Quantity(value: $0, unit: unit, name: table.file) }
    }
    file = table.file
    guard let sources = try column("source", 0), let targets = try column("target", 1) else {
      throw Diagnostic(
        "'\(table.file.text)' has no columns 'source' and 'target'", at: table.file.range,
        expected: "a row a synapse: source,target[,weight]; it has "
          + (table.names.isEmpty ? "one column" : table.names.joined(separator: ", ")))
    }
    (self.sources, self.targets) = (sources.map(\.value), targets.map(\.value))
    weights = try column("weight", 2)
    delays = try column("delay", .max)
    delay = delays?.first.flatMap { [delays] first in
      delays?.allSatisfy { $0.value == first.value } == true ? first : nil
    }
  }

  /// The pairs, counted from 0.
  ///
  /// - Throws: `Diagnostic` at the file's name where a neuron is none of the node's.
  func pairs(from source: Node, to target: Node) throws(Diagnostic)
    -> [(source: Int, target: Int)]
  {
    func neurons(_ numbers: [Double], of node: Node) throws(Diagnostic) -> [Int] {
      var neurons: [Int] = []
      for number in numbers {
        guard let neuron = Int(exactly: number), 1...node.population ~= neuron else {
          throw Diagnostic(
            "'\(file.text)' names neuron \(number.readable) of '\(node.name)'", at: file.range,
            expected: "whole numbers from 1 to \(node.population)", kind: .outOfRange)
        }
        neurons.append(neuron - 1)
      }
      return neurons
    }
    return Array(zip(try neurons(sources, of: source), try neurons(targets, of: target)))
  }
}
