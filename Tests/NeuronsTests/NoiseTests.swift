import Neurons
import RealModule
import Testing

/// Noise that does not depend on the length of a step.
@Suite struct NoiseTests {
  private let random = RandomSource(seed: 3)

  private func course(
    _ waveform: Signal.Waveform, steps: Int, neuron: Int = 0, summing count: Int = 1
  ) -> [Double] {
    var random = random
    random.stepsPerDraw = count
    let signal = Signal(waveform, stream: 7)
    return (1...steps).map { signal.current(step: $0, neuron: neuron, random: random) }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  // Of 4000 neurons: a mean of products is known to about 1.4 / 63, and 5 times that is allowed.
  @Test(arguments: [0.3, 4.0, 50, 700])
  func ornsteinUhlenbeckForgetsAsItShould(tau: Double) {
    let waveform = Signal.Waveform.ornsteinUhlenbeck(mean: 2, deviation: 3, tau: tau)
    let courses = (0..<4000).map { neuron in
      course(waveform, steps: 41, neuron: neuron).map { ($0 - 2) / 3 }
    }
    for step in [0, 7, 40] {
      #expect(abs(mean(courses.map { $0[step] })) < 0.08)
      #expect(abs(mean(courses.map { $0[step] * $0[step] }) - 1) < 0.12)
    }
    for (first, second) in [(0, 1), (3, 7), (5, 40)] {
      let expected = Double.exp(-Double(second - first) / tau)
      #expect(abs(mean(courses.map { $0[first] * $0[second] }) - expected) < 0.12)
    }
  }

  // A Poisson process fires in a long step exactly where it does in one of its short ones.
  @Test func chancesOfShorterStepsArePartsOfThoseOfLongerOnes() {
    var coarse = random
    coarse.stepsPerDraw = 10
    func place(_ step: Int) -> RandomSource.Place {
      RandomSource.Place(stream: 7, neuron: 2, step: step)
    }
    let long = (1...4000).map { coarse.chance(at: place($0)) }
    // Evenly spread: of 4000 a tenth is known to about 19, and 5 times that is allowed.
    for tenth in 0..<10 {
      let share = Double(tenth) / 10..<Double(tenth + 1) / 10
      #expect(abs(long.count { share.contains($0) } - 400) < 95)
    }
    var fired = 0
    for (index, chance) in long.enumerated() {
      let short = (1...10).map { random.chance(at: place(10 * index + $0)) }
      let fires = chance < -Double.expMinusOne(-0.2)
      #expect(fires == short.contains { $0 < -Double.expMinusOne(-0.02) })
      if fires { fired += 1 }
    }
    #expect(abs(fired - 725) < 125)
  }

  @Test func aCourseOfShorterStepsIsTheSame() {
    let coarse = course(
      .ornsteinUhlenbeck(mean: 0, deviation: 1, tau: 20), steps: 50, summing: 10)
    let fine = course(.ornsteinUhlenbeck(mean: 0, deviation: 1, tau: 200), steps: 500)
    #expect(coarse == (0..<50).map { fine[10 * $0] })
  }

  @Test func whiteNoiseSumsUpOverShorterSteps() {
    // What flows in a time is the same in both, by a density that is told in steps.
    let coarse = course(.white(mean: 1, density: 4), steps: 40, summing: 10)
    let fine = course(.white(mean: 1, density: 40), steps: 400)
    for (step, current) in coarse.enumerated() {
      #expect(abs(mean(Array(fine[10 * step..<10 * (step + 1)])) - current) < 1e-12)
    }
    let many = course(.white(mean: 1, density: 4), steps: 20_000)
    #expect(abs(mean(many) - 1) < 0.05)
    #expect(abs(mean(many.map { ($0 - 1) * ($0 - 1) }) - 4) < 0.15)
  }

  @Test func anotherDtKeepsWhatFlowsInATime() {
    let white = Signal(.white(mean: 1, density: 4)).rescaled(by: 10, at: 0)
    #expect(white?.waveform == .white(mean: 1, density: 40))
    let ou = Signal(.ornsteinUhlenbeck(mean: 1, deviation: 2, tau: 5)).rescaled(by: 10, at: 0)
    #expect(ou?.waveform == .ornsteinUhlenbeck(mean: 1, deviation: 2, tau: 50))
    #expect(!Signal.Waveform.ornsteinUhlenbeck(mean: 1, deviation: 2, tau: 0).isMeaningful)
    #expect(!Signal.Waveform.white(mean: 1, density: -1).isMeaningful)
  }
}
