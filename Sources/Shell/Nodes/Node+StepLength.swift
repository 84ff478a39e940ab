import Analysis
import Equations
import Neurons
import Simulation

// Whether steps are short enough for the spikes of a run.
extension Node {
  /// What steps of half the length would change of its spikes, where that is more than a hundredth of their
  /// mean interval; nil where it is not, or cannot be told.
  ///
  /// Two copies of one neuron take a piece of the run that costs little beside it; nothing else changes.
  ///
  /// - Parameters:
  ///   - steps: how many steps the run had, from reset.
  ///   - random: where states that are drawn come from.
  func noteOnStepLength(afterSteps steps: Int, random: RandomSource) -> String? {
    let count = min(steps, max(shortPiece, steps * population / 30))
    guard tellsByStepLength, let neuron = firstFiring(within: count) else { return nil }
    let nowhere = SourceRange(0, 0)
    guard
      let alone = try? Node(
        varying: self, neuron: neuron, count: 1, settings: [:], drawingFrom: neuron,
        random: random, at: nowhere)
    else { return nil }
    var trains: [[Double]] = []
    for factor in [1, 2] {
      guard var copy = (try? alone.refined(by: factor, random: random, at: nowhere)) ?? nil else {
        return nil
      }
      copy.record = .spikes
      guard copy.advance(count * factor, random: random, isInterrupted: { false }) == .finished
      else { return nil }
      trains.append(copy.recording.spikeTimes(neuron: 0).map { $0 / Double(factor) })
    }
    guard let change = change(from: trains[0], to: trains[1], steps: Double(count)) else {
      return nil
    }
    let exact =
      spikeTiming == .grid && model.reasonAgainstExactSpikes == nil
      ? " or 'set \(name) spikes=exact'" : ""
    return
      "\(name): with half of dt \(change): 'dtcheck \(name)' tells more, a smaller dt\(exact) helps"
  }

  // Discrete neurons and such as are published in their steps say nothing else with other ones.
  private var tellsByStepLength: Bool {
    model.hasDifferentialEquations && !method.isAdaptive && !drawsBySteps
      && !model.measuredTerms.contains(where: \.isRandom)
      && feeds.allSatisfy { $0.signal.isShared || $0.signal.constant(of: 0) != nil }
  }

  private func firstFiring(within steps: Int) -> Int? {
    (0..<min(population, 100)).first { neuron in
      recording.spikeTimes(neuron: neuron).prefix { $0 <= Double(steps) }.count > 1
    }
  }

  // In words; times are in steps.
  private func change(from coarse: [Double], to fine: [Double], steps: Double) -> String? {
    guard let first = coarse.first, let last = coarse.last, coarse.count > 1 else { return nil }
    let interval = (last - first) / Double(coarse.count - 1)
    // What lies at the end may just be out of the other one's sight.
    func count(_ train: [Double], until end: Double) -> Int { train.prefix { $0 <= end }.count }
    let (sooner, later) = (steps - interval / 2, steps)
    guard count(fine, until: later) >= count(coarse, until: sooner),
      count(coarse, until: later) >= count(fine, until: sooner)
    else { return "it fires \(fine.count) times, not \(coarse.count)" }
    let common = min(coarse.count, fine.count)
    guard common > 1 else { return nil }
    let other = (fine[common - 1] - fine[0]) / Double(common - 1)
    let own = (coarse[common - 1] - coarse[0]) / Double(common - 1)
    let shift = max(abs(other - own), abs(fine[0] - first)) / interval
    guard shift > 0.01 else { return nil }
    let percent = (shift * 1000).rounded() / 10
    return "its spikes move by \(percent.readable) % of their mean interval"
  }
}

// In steps: a millisecond of work or so.
private let shortPiece = 2000
