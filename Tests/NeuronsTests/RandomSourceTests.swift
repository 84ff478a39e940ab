import Foundation
import Testing

@testable import Neurons

@Suite struct RandomSourceTests {
  // Known answers published with Random123 (Salmon et al. 2011), philox4x32-10.
  @Test func givesThePublishedNumbers() {
    let zero = philox(counter: (0, 0, 0, 0), key: (0, 0))
    #expect(zero == (0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
    let ones = philox(counter: (.max, .max, .max, .max), key: (.max, .max))
    #expect(ones == (0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
    let digits = philox(
      counter: (0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), key: (0xA409_3822, 0x299F_31D0)
    )
    #expect(digits == (0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
  }

  @Test func drawsWithTheRightMeanAndSpread() {
    let random = RandomSource(seed: 3)
    let places = (0..<20_000).map { RandomSource.Place(stream: 1, neuron: $0 % 7, step: $0) }
    func statistics(_ draw: (RandomSource.Place) -> Double) -> (mean: Double, variance: Double) {
      let values = places.map(draw)
      let mean = values.reduce(0, +) / Double(values.count)
      return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
    }
    let uniform = statistics(random.uniform(at:))
    #expect(abs(uniform.mean - 0.5) < 0.01 && abs(uniform.variance - 1.0 / 12) < 0.003)
    let normal = statistics(random.normal(at:))
    #expect(abs(normal.mean) < 0.03 && abs(normal.variance - 1) < 0.04)
    for mean in [0.3, 4, 600] {
      let poisson = statistics { random.poisson(mean: mean, at: $0) }
      #expect(abs(poisson.mean / mean - 1) < 0.03 && abs(poisson.variance / mean - 1) < 0.06)
    }
  }

  // Each number that is passed over is that of the logarithm with all digits.
  @Test(arguments: [0.5, 0.02, 0.3, 1e-4, 3e-6, 1e-9, 1e-300, 1 - 1e-9])
  func successesAreDrawnFromTheGeometricDistribution(probability: Double) {
    let random = RandomSource(seed: 8)
    let scale = 1 / log1p(-probability)
    for row in 0..<200 {
      let (place, count) = (RandomSource.Place(stream: 4, neuron: row, step: 0), 100_000 / 8)
      var expected: [UInt32] = []
      var (trial, step) = (-1, 0)
      while true {
        let uniform = random.uniform(at: RandomSource.Place(stream: 4, neuron: row, step: step))
        step += 1
        let gap = (log(uniform) * scale).rounded(.down)
        if gap >= Double(count - trial - 1) { break }
        trial += 1 + Int(gap)
        if trial != row { expected.append(UInt32(trial)) }
      }
      var found: [UInt32] = []
      random.appendSuccesses(
        of: count, probability: probability, except: row, at: place, to: &found)
      #expect(found == expected)
    }
  }

  @Test func logarithmsOfTheTableKeepToTheirError() {
    var largest = 0.0
    LogarithmTable.shared.withLogarithms { logarithm in
      for part in 0..<1024 {
        for power in [-52, -7, -1, 0] {
          let edge = scalbn(1 + Double(part) / 1024, power)
          for number in [edge, edge.nextDown, edge.nextUp, edge * 1.000_3] {
            largest = max(largest, abs(logarithm(number) - log(number)))
          }
        }
      }
    }
    #expect(largest < LogarithmTable.largestError && largest > LogarithmTable.largestError / 2)
  }

  @Test func dependsOnSeedStreamNeuronAndStepAlone() {
    let place = RandomSource.Place(stream: 1, neuron: 2, step: 3)
    let draw = RandomSource(seed: 5).uniform(at: place)
    #expect(RandomSource(seed: 5).uniform(at: place) == draw)
    #expect(RandomSource(seed: 6).uniform(at: place) != draw)
    for other in [
      RandomSource.Place(stream: 2, neuron: 2, step: 3), .init(stream: 1, neuron: 3, step: 3),
      .init(stream: 1, neuron: 2, step: 4),
    ] {
      #expect(RandomSource(seed: 5).uniform(at: other) != draw)
    }
  }
}
