import Foundation
import Neurons
import TestSupport
import Testing

/// A record of ../shared/golden/encoders.json.
struct EncoderRecord: Decodable, CustomTestStringConvertible {
  /// Numbers in a row, or rows of them.
  enum Numbers: Decodable {
    case row([Double])
    case rows([[Double]])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let row = try? container.decode([Double].self) {
        self = .row(row)
      } else {
        self = .rows(try container.decode([[Double]].self))
      }
    }

    var flat: [Double] {
      switch self {
      case .row(let row): row
      case .rows(let rows): rows.flatMap(\.self)
      }
    }
  }

  var id, encoder: String
  var step: Int
  var input: Numbers
  var output: Numbers
  var uniform_draws: [[Double]]?
  var normal_draws: [Double]?
  var `var`: Double?
  var m: Int?
  var VTH: Double?
  var rate: [Double]?
  var input_shape, output_shape: [Int]?

  /// The fields that are read, and those that are words only.
  static let fields: Set<String> = [
    "id", "encoder", "step", "input", "output", "uniform_draws", "normal_draws", "var", "m", "VTH",
    "rate", "input_shape", "output_shape", "kind", "source", "patched",
  ]

  var testDescription: String { id }

  static let file = RecordFile("golden/encoders.json", count: 14)
  static let all: [EncoderRecord] = file.read() ?? []

  /// The encoder of ours.
  var ours: NeuralCode? {
    let names = ["population_voltage": "population", "population_time": "population-time"]
    return NeuralCode(rawValue: names[encoder] ?? encoder)
  }
}

@Suite struct EncoderTests {
  @Test(.enabled(if: EncoderRecord.file.isThere)) func allRecordsAreRead() {
    #expect(EncoderRecord.all.count == EncoderRecord.file.count)
    let records: JSONValue? = EncoderRecord.file.read()
    let fields = (records?.elements ?? []).flatMap(\.members.keys)
    #expect(Set(fields).subtracting(EncoderRecord.fields) == [])
  }

  @Test(.enabled(if: EncoderRecord.file.isThere), arguments: EncoderRecord.all)
  func encoderTellsWhatTheOriginalDid(record: EncoderRecord) throws {
    let row = try compared(record)
    row.print()
    #expect(row.failure == nil)
    // A wrong number is seen.
    for change: (inout EncoderRecord) -> Void in [
      { $0.output = .row($0.output.flat.dropLast() + [0.123]) },
      { $0.rate = $0.rate.map { $0.dropLast() + [0.123] } },
      { $0.output_shape = $0.output_shape.map { $0.dropLast() + [77] } },
      { $0.VTH = $0.VTH.map { $0 - 0.3 } },
    ] {
      var damaged = record
      change(&damaged)
      let isChanged =
        damaged.output.flat != record.output.flat || damaged.rate != record.rate
        || damaged.output_shape != record.output_shape || damaged.VTH != record.VTH
      #expect(try !isChanged || compared(damaged).failure != nil)
    }
  }

  private func compared(_ record: EncoderRecord) throws -> RecordRow {
    let encoder = try #require(record.ours)
    let own: [Double]
    switch encoder {
    case .population, .populationTime: own = try populationCode(record, encoder)
    case .shift: own = shifted(record)
    default:
      let values = record.input.flat
      let encoding = Encoding(encoder, values, window: record.step, neurons: 0..<values.count)
      own = (0..<record.step).flatMap { step in
        values.indices.map { index in
          encoding.current(
            step: step, neuron: index, uniform: record.uniform_draws?[step][index] ?? .nan,
            normal: .nan)
        }
      }
    }
    var row = RecordRow(record.id, tolerance: 1e-12)
    row.compare(own, record.output.flat, "output")
    if let shape = record.output_shape {
      row.compare(Double(shape.reduce(1, *)), Double(own.count), "size of the output")
    }
    if let shape = record.input_shape {
      row.compare(Double(shape.reduce(1, *)), Double(record.input.flat.count), "size of the input")
    }
    if encoder == .population {
      let rate = try #require(record.rate)
      let size = own.count / record.step
      let means = (0..<size).map { place in
        stride(from: place, to: own.count, by: size).reduce(0) { $0 + own[$1] }
          / Double(record.step)
      }
      row.compare(means, rate, "rate")
    }
    return row
  }

  // Upstream tells several numbers at once; ours tells one to each population.
  private func populationCode(_ record: EncoderRecord, _ encoder: NeuralCode) throws -> [Double] {
    let values = record.input.flat
    let neurons = try #require(record.m)
    let threshold = try encoder == .population ? #require(record.VTH) : 1
    return (0..<record.step).flatMap { step in
      (0..<neurons).flatMap { neuron -> [Double] in
        let told = values.map { value in
          var encoding = Encoding(encoder, [value], window: record.step, neurons: 0..<neurons)
          encoding.low = values.min() ?? 0
          encoding.high = values.max() ?? 1
          encoding.threshold = threshold
          return encoding.current(step: step, neuron: neuron, uniform: .nan, normal: .nan)
        }
        // In time a neuron has one flag for all numbers.
        return encoder == .populationTime ? [told.max() ?? 0] : told
      }
    }
  }

  private func shifted(_ record: EncoderRecord) -> [Double] {
    guard case .rows(let rows) = record.input, let deviation = record.var else { return [] }
    return (0..<record.step).flatMap { step in
      rows[0].indices.map { column in
        var encoding = Encoding(
          .shift, rows.map { $0[column] }, window: record.step, neurons: 0..<1)
        encoding.deviation = deviation
        return encoding.current(
          step: step, neuron: 0, uniform: .nan, normal: record.normal_draws?[step] ?? .nan)
      }
    }
  }

  @Test func encodingsBeginAgainWithEveryPass() {
    let encoding = Encoding(.timeToFirstSpike, [0.5], window: 4, neurons: 0..<1)
    let signal = Signal(.encoded(encoding), start: 3)
    let currents = (1...11).map {
      signal.current(step: $0, neuron: 0, random: RandomSource(seed: 1))
    }
    #expect(currents == [0, 0, 0, 0, 0, 1 / 3.0, 0, 0, 0, 1 / 3.0, 0])
  }

  @Test func rateFiresAsOftenAsTheNumberSays() {
    let encoding = Encoding(.rate, [0.3], window: 10, neurons: 0..<1000)
    let signal = Signal(.encoded(encoding), stream: 5)
    let random = RandomSource(seed: 3)
    let spikes = (0..<1000).reduce(0.0) { $0 + signal.current(step: 1, neuron: $1, random: random) }
    // Three standard deviations of a binomial count.
    #expect(abs(spikes - 300) < 3 * (1000 * 0.3 * 0.7).squareRoot())
  }
}

@Suite struct EncodingTests {
  // The records beside the checkout all have 0.99; others have not.
  @Test func populationFiresWhereItsThresholdIs() {
    var encoding = Encoding(.population, [0.5], window: 8, neurons: 0..<4)
    func told(_ threshold: Double) -> [Double] {
      encoding.threshold = threshold
      return (0..<8).map {
        encoding.current(step: $0, neuron: 2, uniform: .nan, normal: .nan)
      }
    }
    // The third of four has its centre at 0.25 and a width of 1/3, so that it sums up 0.7548.
    #expect(told(0.7) == [1, 1, 1, 1, 1, 1, 1, 1])
    #expect(told(0.99) == [0, 1, 1, 1, 0, 1, 1, 1])
    #expect(told(1.6) == [0, 0, 1, 0, 1, 0, 1, 0])
  }

  // What an earlier version saved has no threshold.
  @Test func anOlderEncodingHasTheThresholdOfThen() throws {
    let encoding = Encoding(.population, [0.5], window: 8, neurons: 0..<4)
    let text = String(decoding: try JSONEncoder().encode(encoding), as: UTF8.self)
    let older = text.replacing(/"threshold":[0-9.]+,?/, with: "").replacing(",}", with: "}")
    #expect(older != text)
    #expect(try JSONDecoder().decode(Encoding.self, from: Data(older.utf8)) == encoding)
  }

  // Ranges and jitters of a size that no step can have, and neurons that are not told.
  @Test(arguments: [
    (NeuralCode.populationTime, -1e308, 1.7e308, 1.0), (.populationTime, 0, 1e-300, 1),
    (.population, -1e308, 1.7e308, 1), (.shift, 0, 1, 1e300), (.shift, 0, 1, 1.7e308),
  ])
  func extremesSpikeOrDoNot(
    code: NeuralCode, low: Double, high: Double, deviation: Double
  ) {
    var encoding = Encoding(code, [0.25, 0.5, 0.75], window: 3, neurons: 1..<4)
    (encoding.low, encoding.high, encoding.deviation) = (low, high, deviation)
    for step in 0..<3 {
      for neuron in 0..<5 {
        let early = encoding.current(step: step, neuron: neuron, uniform: 0.5, normal: -3)
        let late = encoding.current(step: step, neuron: neuron, uniform: 0.5, normal: 3)
        if code == .shift {
          let isTold = encoding.neurons.contains(neuron)
          #expect(early == (isTold ? 0.25 : 0) && late == (isTold ? 0.75 : 0))
        } else {
          #expect([0, 1].contains(early) && early == late)
        }
      }
    }
  }
}
