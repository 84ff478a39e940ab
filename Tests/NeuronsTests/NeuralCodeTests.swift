import Foundation
import Neurons
import TestSupport
import Testing

extension RecordCheck {
  /// Numbers told over a pass.
  static let encoders = RecordCheck(
    file: "encoders.json", results: ["output", "rate", "input_shape", "output_shape"],
    compare: encoder)

  @Sendable private static func encoder(_ record: Oracle) throws -> RecordComparison {
    let names = ["population_voltage": "population", "population_time": "population-time"]
    let name = try #require(record.text("encoder"))
    let code = try #require(NeuralCode(rawValue: names[name] ?? name))
    let steps = Int(try #require(record.number("step")))
    let values = record.flat(at: "input")
    let own: [Double]
    switch code {
    case .population, .populationTime: own = try population(record, code, values, steps)
    case .shift: own = try shifted(record, steps)
    default:
      let encoding = Encoding(code, values, window: steps, neurons: 0..<values.count)
      let draws = record.table("uniform_draws")
      own = (0..<steps).flatMap { step in
        values.indices.map { index in
          encoding.current(
            step: step, neuron: index, uniform: draws.isEmpty ? .nan : draws[step][index],
            normal: .nan)
        }
      }
    }
    var comparison = RecordComparison()
    comparison.values(own, "output", within: 1e-12)
    for (size, field) in [(own.count, "output_shape"), (values.count, "input_shape")]
    where record.json(at: field) != nil {
      comparison.add { record in
        let shape = record.flat(at: field)
        return RecordComparison.Row(
          what: field, measured: "\(size)", expected: "\(shape)",
          isMet: shape.reduce(1, *) == Double(size))
      }
    }
    if code == .population {
      let size = own.count / steps
      let means = (0..<size).map { place in
        stride(from: place, to: own.count, by: size).reduce(0) { $0 + own[$1] } / Double(steps)
      }
      comparison.values(means, "rate", within: 1e-12)
    }
    return comparison
  }

  // Upstream tells several numbers at once; ours tells one to each population.
  private static func population(
    _ record: Oracle, _ code: NeuralCode, _ values: [Double], _ steps: Int
  ) throws -> [Double] {
    let neurons = Int(try #require(record.number("m")))
    let threshold = try code == .population ? #require(record.number("VTH")) : 1
    return (0..<steps).flatMap { step in
      (0..<neurons).flatMap { neuron -> [Double] in
        let told = values.map { value in
          var encoding = Encoding(code, [value], window: steps, neurons: 0..<neurons)
          encoding.low = values.min() ?? 0
          encoding.high = values.max() ?? 1
          encoding.threshold = threshold
          return encoding.current(step: step, neuron: neuron, uniform: .nan, normal: .nan)
        }
        // In time a neuron has one flag for all numbers.
        return code == .populationTime ? [told.max() ?? 0] : told
      }
    }
  }

  private static func shifted(_ record: Oracle, _ steps: Int) throws -> [Double] {
    let rows = record.table("input")
    let deviation = try #require(record.number("var"))
    let draws = record.numbers("normal_draws")
    return (0..<steps).flatMap { step in
      rows[0].indices.map { column in
        var encoding = Encoding(
          .shift, rows.map { $0[column] }, window: steps, neurons: 0..<1)
        encoding.deviation = deviation
        return encoding.current(step: step, neuron: 0, uniform: .nan, normal: draws[step])
      }
    }
  }
}

@Suite struct EncoderTests {
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
