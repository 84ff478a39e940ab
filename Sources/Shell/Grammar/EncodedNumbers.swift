import Equations
import Neurons
import Simulation

/// `encode ttfs 0.9 0.5 0.1 weight=2` as it was typed.
struct EncodedNumbers: Sendable {
  var code: NeuralCode
  /// Where its name stands.
  var range: SourceRange
  var numbers: [Quantity]
  var options: [Quantity]

  /// Reads what follows `encode`.
  ///
  /// - Throws: `Diagnostic` at a word that is no encoder or no number.
  init(_ reader: inout ArgumentReader) throws(Diagnostic) {
    guard let word = reader.takePositional()?.value else {
      throw reader.missing("one of \(NeuralCode.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let codes = NeuralCode.allCases
    code = codes[try word.index(among: codes.map(\.rawValue), of: "encoder")]
    range = word.range
    numbers = []
    for word in reader.takePositionals() {
      let expected = "a number from 0 to 1"
      let number = try word.value.quantity(for: "a number to encode", expected: expected)
      guard number.unit == nil, (0...1).contains(number.value) else {
        throw Diagnostic(
          "'\(code.rawValue)' cannot tell \(word.text.shortened)", at: word.range,
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
    let window = node.windowLength
    guard code != .population || window <= longestSummedPass else {
      throw Diagnostic(
        "'\(code.rawValue)' cannot tell a number over \(window) steps", at: range,
        expected:
          "a pass of at most \(longestSummedPass) steps, as 'set \(node.name) step=' makes it")
    }
    let (count, size) = (numbers.count, neurons.count)
    let (fits, expected) =
      switch code {
      case .population, .populationTime:
        (count == 1 && size >= 3, "one number for a population of at least 3 neurons")
      case .shift: (count == window, "\(window) numbers, one for each step of a pass")
      default:
        (
          count == 1 || count == size,
          "one number" + (size == 1 ? "" : ", or \(size), one for each neuron")
        )
      }
    guard fits else {
      let range = numbers[0].name.range.joined(with: numbers[numbers.count - 1].name.range)
      throw Diagnostic(
        "'\(code.rawValue)' got \(count.counted("number")) for"
          + " \(size.counted("neuron")) of '\(node.name)'", at: range, expected: expected)
    }
    var encoding = Encoding(code, numbers.map(\.value), window: window, neurons: neurons)
    var values: [Double] = []
    for (key, quantity) in zip(Wave.encode.keys, options) {
      values.append(try key.number(quantity, node: node, strength: unit))
    }
    (encoding.weight, encoding.low, encoding.high) = (values[0], values[1], values[2])
    (encoding.deviation, encoding.threshold) = (values[3], values[4])
    guard encoding.low < encoding.high else {
      throw Diagnostic(
        "'low' has to be below 'high'", at: range, expected: "low= below high=")
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
