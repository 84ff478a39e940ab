import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)

/// Swings with events and spikes, drawn by chance: what happens is the same however long steps are, and however
/// often it does in one of them.
@Suite struct RandomMomentTests {
  // Numbers of a system, each from a range of its own.
  private static func text(_ seed: Int) -> String {
    func draw(_ index: Int, _ low: Double, _ high: Double) -> String {
      let place = RandomSource.Place(stream: 7, neuron: seed, step: index)
      let share = random.uniform(at: place)
      return "\(((low + (high - low) * share) * 1e6).rounded() / 1e6)"
    }
    return """
      define Swing
        inherits Membrane
        param dt = 1ms > 0
        state mem = \(draw(1, -2, 2))mV
        state v = \(draw(2, -2, 2))mV
        state k = 0
        state j = 0
        event push when v crosses \(draw(3, -1, 1))mV
          mem += \(draw(4, -1, 1))mV
          k += 1
        event turn when mem crosses \(draw(5, -1.5, 0.5))mV
          v = v * \(draw(6, -1, 1))
          j += 1
        integral
          d mem/dt = (\(draw(7, 0.3, 1.5)) * v - \(draw(8, 0, 0.1)) * mem + \(draw(9, 0.5, 1.5))mV)/ms
          d v/dt = (mem * \(draw(10, -1.5, -0.3)) - \(draw(11, 0, 0.1)) * v)/ms
        spike
          spike when mem crosses \(draw(12, 0.5, 2))mV
          reset mem = \(draw(13, -2, 0.4))mV
      end
      """
  }

  private static func run(
    _ text: String, dt: Double, by method: Equations.Method
  ) throws -> (times: [Double], counts: [Double?]) {
    var library = ModelLibrary.builtIn
    try library.define(text)
    var node = try Node(name: "n", model: try #require(library["Swing"]), at: nowhere)
    try node.set(Name("dt", nowhere), to: dt, neurons: 0..<1, at: nowhere)
    node.solve(by: method, spikes: .exact)
    try node.set(tolerance: 1e-11, at: nowhere)
    #expect(node.advance(Int((30 / dt).rounded()), random: random) { false } == .finished)
    return (
      node.recording.spikeTimes(neuron: 0).map { $0 * dt },
      ["k", "j"].map { node.states[$0]?[0] }
    )
  }

  // How many are tried; the environment may ask for more.
  private static let count =
    ProcessInfo.processInfo.environment["NEUROSH_MOMENTS"].flatMap { Int($0) } ?? 40

  @Test func stepsOfAnyLengthFindTheSame() throws {
    var happenings = 0.0
    for seed in 0..<Self.count {
      let text = Self.text(seed)
      let fine = try Self.run(text, dt: 0.02, by: .exact)
      for method in [Equations.Method.exact, .adaptive, .stiff] {
        let coarse = try Self.run(text, dt: 1, by: method)
        #expect(
          coarse.counts == fine.counts && coarse.times.count == fine.times.count,
          "\(seed) \(method)")
        let off = zip(coarse.times, fine.times).map { abs($0 - $1) }.max() ?? 0
        #expect(off < (method == .stiff ? 1e-3 : 1e-6), "\(seed) \(method)")
      }
      happenings += fine.counts.reduce(Double(fine.times.count)) { $0 + ($1 ?? 0) }
    }
    #expect(happenings > 10 * Double(Self.count))
  }
}
