import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

@Suite struct SweepTests {
  private let nowhere = SourceRange(0, 0)
  private let random = RandomSource(seed: 3)

  private func makeNode(_ definition: String) throws -> Node {
    var library = ModelLibrary.builtIn
    try library.define(definition)
    return try Node(name: "n", model: try #require(library["X"]), at: nowhere)
  }

  private func values(
    _ node: Node, _ variables: [Sweep.Variable], _ observable: Observable, steps: Int,
    settling: Int = 0
  ) throws -> [Double] {
    var sweep = Sweep(
      node, variables: variables, observable: observable, steps: steps, settling: settling,
      random: random,
      at: nowhere)
    while !sweep.isDone { try sweep.advance { false } }
    return sweep.values
  }

  // Each measure against what the node alone records.
  @Test(arguments: [
    (Observable.spikes, 3.0), (.firstSpike, 7), (.interval, 7), (.variation, 0),
    (.intervalRate, 1.0 / 7), (.lastSpike, 21), (.rate, 1.0 / 7), (.time, 21),
    (.mean("input"), 1.3), (.most("input"), 1.3), (.least("mem"), 0),
  ])
  func measuresAreThoseOfTheNode(observable: Observable, expected: Double) throws {
    // 1.3 (1 - 0.8^7) is the first above 1.
    let node = try makeNode("define X = LIF with tau = 5")
    let found = try values(node, [.init("input", [0, 1.3, 4])], observable, steps: 21)
    #expect(abs(found[1] - expected) < 1e-12)
  }

  @Test func settlingIsLeftOut() throws {
    let node = try makeNode("define X = LIF with tau = 5")
    let variables = [Sweep.Variable("input", [1.3])]
    #expect(try values(node, variables, .spikes, steps: 21, settling: 7) == [2])
    #expect(try values(node, variables, .firstSpike, steps: 21, settling: 7) == [7])
    #expect(try values(node, variables, .interval, steps: 20, settling: 7)[0].isNaN)
    #expect(try values(node, variables, .intervalRate, steps: 20, settling: 7) == [1 / 13])
  }

  // A neuron that is silent before or after its spikes does not fire at the inverse of an interval.
  @Test(arguments: [
    (1, 100, 0.25), (1, 96, 0.25), (1, 95, 0.23), (1, 11, 0.02), (90, 11, 0.02), (41, 60, 0.25),
  ])
  func aTrainThatDoesNotLastIsNoRate(onset: Int, duration: Int, expected: Double) throws {
    // 2 (1 - 0.8^n) is above 1 from n = 4 on.
    var node = try makeNode("define X = LIF with tau = 5")
    let pulse = Signal.Waveform.pulse(
      amplitude: 2, onset: onset, duration: duration, period: nil)
    node.feed(Signal(pulse), neurons: 0..<1, isAdded: false)
    let rate = try values(node, [.init("threshold", [1])], .intervalRate, steps: 100)
    #expect(abs(rate[0] - expected) < 1e-12)
  }

  // Two variables, more combinations than one part holds, and parts of any size.
  @Test func everyCombinationIsItsOwnNeuron() throws {
    let node = try makeNode("define X = LIF")
    let taus = spaced(from: 1.5, to: 9, count: 40)
    let currents = spaced(from: 0.5, to: 4, count: 33)
    let found = try values(
      node, [.init("tau", taus), .init("input", currents)], .spikes, steps: 30)
    for (row, current) in currents.enumerated() {
      for (column, tau) in taus.enumerated() {
        var mem = 0.0
        var spikes = 0.0
        for _ in 0..<30 {
          mem += (current - mem) / tau
          if mem >= 1 { (mem, spikes) = (0, spikes + 1) }
        }
        #expect(found[row * 40 + column] == spikes)
      }
    }
  }

  @Test func parametersThatFollowOthersDoSoInEveryNeuron() throws {
    let node = try makeNode(
      """
      define X
        inherits LIF
        param half = 2 > 0
        param double = 2 * half
        integral
          mem += double * input
      end
      """)
    let found = try values(
      node, [.init("half", [1, 2, 3]), .init("input", [0.1])], .most("mem_before"), steps: 1)
    #expect(zip(found, [0.2, 0.4, 0.6]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func onesThatRunOffLeaveTheOthersAlone() throws {
    let node = try makeNode("define X = IF integral { mem = 1 / (2 - input) + mem * 0 }")
    let found = try values(node, [.init("input", [0, 1, 2, 3])], .most("mem_before"), steps: 5)
    #expect(found[0] == 0.5 && found[1] == 1 && found[2].isNaN && found[3] == -1)
    // With a parameter it runs off again and again.
    let stubborn = try makeNode(
      """
      define X
        inherits IF
        param zero = 1
        integral
          mem = 1 / zero
      end
      """)
    let others = try values(stubborn, [.init("zero", [0, 1, 2, 4])], .most("mem_before"), steps: 9)
    #expect(others[0].isNaN && others.dropFirst().elementsEqual([1, 0.5, 0.25]))
  }

  @Test func whatIsDoneStaysWhereItIsStopped() throws {
    let node = try makeNode("define X = LIF")
    var sweep = Sweep(
      node, variables: [.init("input", spaced(from: 0, to: 4, count: 100_000))],
      observable: .spikes,
      steps: 30, settling: 0, random: random, at: nowhere)
    try sweep.advance { false }
    let done = sweep.done
    #expect(done > 0 && done < 100_000)
    try sweep.advance { true }
    #expect(sweep.done == done && !sweep.values[done - 1].isNaN && sweep.values[done].isNaN)
  }

  // Numbers of threads, that of this machine among them: nothing may depend on it.
  @Test(arguments: [2, 3, 7, nil] as [Int?])
  func sweepsAreTheSameOnAnyNumberOfCores(workers: Int?) throws {
    let node = try makeNode(
      "define X = LIF integral { mem += (input - mem) / tau + 0.1 * normal() }")
    func values(_ workers: Int?) throws -> [Double] {
      var sweep = Sweep(
        node,
        variables: [
          .init("threshold", spaced(from: 0.5, to: 1.5, count: 31)),
          .init("input", spaced(from: 0, to: 4, count: 20)),
        ], observable: .mean("mem_before"), steps: 20, settling: 5, random: random, at: nowhere)
      sweep.engine.workers = workers
      while !sweep.isDone { try sweep.advance { false } }
      return sweep.values
    }
    let one = try values(1)
    #expect(try values(workers).map(\.bitPattern) == one.map(\.bitPattern))
    #expect(Set(one).count == one.count)
  }

  @Test(arguments: [
    ([], FiringPattern.Kind.silent), ([5], .phasic), ([5, 9, 14], .phasic),
    ([10, 50, 95], .sparse),
    (Array(stride(from: 5, to: 100, by: 5)), .tonic),
    ([2, 6, 11, 17, 24, 32, 41, 51, 62, 74, 87], .adapting),
    ([13, 26, 38, 49, 59, 68, 76, 83, 89, 94, 98], .accelerating),
    ([2, 4, 6, 30, 32, 34, 60, 62, 64, 90, 92, 94], .bursting),
    ([3, 4, 20, 28, 33, 55, 61, 62, 75, 90, 95], .irregular),
  ])
  func patternsHaveNames(steps: [Int], kind: FiringPattern.Kind) {
    #expect(FiringPattern(spikeTimes: steps.map(Double.init), in: 1...100).kind == kind)
  }

  @Test func integralsAreExact() {
    #expect(abs(integral(from: 0, to: 1) { $0 * $0 } - 1.0 / 3) < 1e-14)
    #expect(abs(integral(from: -.infinity, to: .infinity) { 1 / (1 + $0 * $0) } - .pi) < 1e-12)
    // A peak of width 0.001 in a range of 100.
    let peak = integral(from: -50, to: 50) { 0.001 / ($0 * $0 + 1e-6) }
    #expect(abs(peak - .pi) < 1e-4)
    #expect(passageTime(from: 0, to: 1) { 0.5 - $0 } == nil)
    #expect(abs((passageTime(from: 0, to: 1) { 2 - $0 } ?? 0) - 0.693_147_180_559_945_3) < 1e-12)
  }
}
