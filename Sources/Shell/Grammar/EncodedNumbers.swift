import Equations
import Neurons
import Simulation

/// `encode ttfs 0.9 0.5 0.1 weight=2` as it was typed.
struct EncodedNumbers: Sendable {
  var encoder: Name
  var numbers: [Quantity]
  var options: [Quantity]

  /// Reads what follows `encode`.
  ///
  /// - Throws: `Diagnostic` at a word that is no encoder or no number.
  init(_ reader: inout ArgumentReader) throws(Diagnostic) {
    let names = NeuralCode.allCases.map(\.rawValue)
    let expected = "one of \(names.joined(separator: ", "))"
    guard let word = reader.takePositional() else { throw reader.missing(expected) }
    guard NeuralCode(rawValue: word.text) != nil else {
      throw .unknown("encoder", word.value, among: names, expected: expected)
    }
    encoder = word.value
    numbers = []
    for word in reader.takePositionals() {
      let expected = "a number from 0 to 1"
      let number = try word.value.quantity(for: "a number to encode", expected: expected)
      guard number.unit == nil, (0...1).contains(number.value) else {
        throw Diagnostic(
          "'\(encoder.text)' cannot tell \(word.text.shortened)", at: word.range,
          expected: expected)
      }
      numbers.append(number)
    }
    guard !numbers.isEmpty else { throw reader.missing("numbers from 0 to 1") }
    options = try Wave.encode.keys.read(&reader, for: nil)
  }

  /// The encoding for some neurons of a node, in the unit of the input it flows into.
  ///
  /// - Throws: `Diagnostic` where the numbers do not fit the neurons or the forward pass.
  func encoding(
    for node: Node, part: Target.Part, unit: UnitOfMeasure
  ) throws(Diagnostic) -> Encoding {
    let neurons = part.neurons ?? 0..<node.population
    guard let kind = NeuralCode(rawValue: encoder.text) else {
      throw Diagnostic("'\(encoder.text)' is no encoder", at: encoder.range)
    }
    let window = node.windowLength
    guard kind != .population || window <= longestSummedPass else {
      throw Diagnostic(
        "'\(kind.rawValue)' cannot tell a number over \(window) steps", at: encoder.range,
        expected:
          "a pass of at most \(longestSummedPass) steps, as 'set \(node.name) step=' makes it")
    }
    let (fits, expected) =
      switch kind {
      case .population, .populationTime:
        (
          numbers.count == 1 && neurons.count >= 3,
          "one number for a population of at least 3 neurons"
        )
      case .shift: (numbers.count == window, "\(window) numbers, one for each step of a pass")
      default:
        (
          numbers.count == 1 || numbers.count == neurons.count,
          neurons.count == 1 ? "one number" : "one number, or \(neurons.count), one for each neuron"
        )
      }
    guard fits else {
      let range = numbers[0].name.range.joined(with: numbers[numbers.count - 1].name.range)
      throw Diagnostic(
        "'\(kind.rawValue)' got \(numbers.count.counted("number")) for"
          + " \(neurons.count.counted("neuron")) of '\(node.name)'", at: range, expected: expected)
    }
    var encoding = Encoding(kind, numbers.map(\.value), window: window, neurons: neurons)
    var values: [Double] = []
    for (key, quantity) in zip(Wave.encode.keys, options) {
      values.append(try key.number(quantity, node: node, strength: unit))
    }
    (encoding.weight, encoding.low, encoding.high) = (values[0], values[1], values[2])
    (encoding.deviation, encoding.threshold) = (values[3], values[4])
    guard encoding.low < encoding.high else {
      throw Diagnostic(
        "'low' has to be below 'high'", at: encoder.range, expected: "low= below high=")
    }
    return encoding
  }
}

// Every step of the code sums up all steps of the pass before it, so that the work grows with the
// square of the pass.
private let longestSummedPass = 10_000

extension Encoding {
  /// The encoding as `feed` takes it, with six digits and the unit of its weight.
  func text(in unit: String) -> String {
    let shown = values.prefix(8).map(\.readable).joined(separator: " ")
    let more = values.count > 8 ? " ... (\(values.count) numbers)" : ""
    let range = encoder.isPopulationCode ? " low=\(low.readable) high=\(high.readable)" : ""
    let own =
      switch encoder {
      case .shift: " deviation=\(deviation.readable)"
      case .population: " threshold=\(threshold.readable)"
      default: ""
      }
    return
      "encode \(encoder.rawValue) \(shown)\(more) weight=\(weight.readable)\(unit)\(range)\(own)"
  }
}
