import Equations
import OrderedCollections
import Simulation

/// What is said of a run that takes long, once a piece of it has shown how long.
struct RunForecast: Sendable {
  /// When it began, in seconds of the host's clock.
  var begin: Double
  /// How many steps are to be taken.
  var steps: Int
  /// What takes them.
  var size: String
  /// Whether it may end before all of them are taken.
  var mayEndSooner = false
  private var isMade = false

  init(begin: Double, steps: Int, size: String) {
    self.begin = begin
    self.steps = steps
    self.size = size
  }

  /// What is to be said; nil where the piece is too short to tell, the whole is not long, or it was told.
  ///
  /// - Parameters:
  ///   - done: how many steps were taken.
  ///   - now: the time by the same clock.
  mutating func line(afterSteps done: Int, at now: Double) -> String? {
    let elapsed = now - begin
    guard !isMade, done > 0, elapsed >= shortestPiece else { return nil }
    isMade = true
    let seconds = elapsed / Double(done) * Double(steps)
    guard seconds > longestUnsaid else { return nil }
    return
      "\(mayEndSooner ? "up to " : "")about \(Self.text(seconds)) for \(size); Ctrl-C stops it,"
      + " 'export ... as=brian2' takes it to where more fits"
  }

  private static func text(_ seconds: Double) -> String {
    for (unit, length) in [("h", 3600.0), ("min", 60)] where seconds >= 2 * length {
      return "\((seconds / length).rounded().readable) \(unit)"
    }
    return "\(seconds.rounded().readable) s"
  }
}

extension Context {
  /// What there is to say of groups that run at once; nil where nobody is told.
  func forecast(of groups: [RunGroup], steps: Int) -> RunForecast? {
    guard host.screen.say != nil, session.tellsOfSteps else { return nil }
    let names = Set(groups.flatMap(\.names))
    let neurons = names.reduce(0) { $0 + (session.nodes[$1]?.population ?? 0) }
    let synapses = session.network.connections.values.filter { names.contains($0.source) }
      .reduce(0) { $0 + $1.weights.count }
    let parts = [
      neurons.counted("neuron"), synapses == 0 ? nil : synapses.counted("synapse"),
      steps.counted("step"),
    ]
    return RunForecast(
      begin: host.seconds(), steps: steps, size: parts.compactMap(\.self).joined(separator: ", "))
  }
}

// In seconds.
private let shortestPiece = 0.3
private let longestUnsaid = 10.0
