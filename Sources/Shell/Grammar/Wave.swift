import Equations
import Neurons
import Simulation

/// A waveform as `feed` takes it: its name, its numbers in order, and what they make.
struct Wave: Sendable {
  var name: String
  var summary: String
  var keys: [NumberSyntax]
  var make: @Sendable ([Double]) -> Signal.Waveform
  /// The grammar, where the keys do not say it.
  var explicitUsage: String?

  /// The grammar in one line: `pulse CURRENT at=1 for=1 every=0`.
  var usage: String {
    explicitUsage
      ?? ([name] + keys.map(\.usage)).joined(separator: " ")
  }

  static let all = [constant, pulse, ramp, sine, noise, white, ou, poisson, spikes, encode, csv]
  static let names = all.map(\.name)
  static let list = names.joined(separator: ", ")

  static func named(_ name: String) -> Wave? { all.first { $0.name == name } }

  private static let steps = [Bound(.greaterOrEqual, 1), Bound(.lessOrEqual, 1e12)]

  static let constant = Wave(
    name: "const", summary: "the same current at every step",
    keys: [NumberSyntax("current", "the current")]
  ) { .constant($0[0]) }

  static let pulse = Wave(
    name: "pulse",
    summary: "a current that begins at step 'at', lasts 'for' steps, and comes back 'every' steps",
    keys: [
      NumberSyntax("current", "the current of the pulse"),
      NumberSyntax("at", "its first step, or a time", value: 1, bounds: steps, kind: .stepNumber),
      NumberSyntax("for", "how many steps, or a time", value: 1, bounds: steps, kind: .steps),
      NumberSyntax(
        "every", "steps from one pulse to the next; 0 for a single one", value: 0,
        bounds: [Bound(.greaterOrEqual, 0), Bound(.lessOrEqual, 1e12)], kind: .steps),
    ]
  ) { values in
    .pulse(
      amplitude: values[0], onset: Int(values[1]), duration: Int(values[2]),
      period: values[3] > 0 ? Int(values[3]) : nil)
  }

  static let ramp = Wave(
    name: "ramp", summary: "a straight line from one current to another, which then stays",
    keys: [
      NumberSyntax("from", "the current at the first step"),
      NumberSyntax("to", "the current at the last step"),
      NumberSyntax("over", "how many steps, or a time", value: 20, bounds: steps, kind: .steps),
    ]
  ) { .ramp(first: $0[0], last: $0[1], duration: Int($0[2])) }

  static let sine = Wave(
    name: "sine", summary: "offset + amplitude sin(2 pi (step - 1) / period + phase)",
    keys: [
      NumberSyntax("amplitude", "half the height of the wave"),
      NumberSyntax(
        "period", "steps a wave, or a time", value: 20,
        bounds: [Bound(.greater, 0), Bound(.lessOrEqual, 1e12)], kind: .time),
      NumberSyntax("offset", "the current in the middle", value: 0),
      NumberSyntax("phase", "where it begins, in radians", value: 0, kind: .pure),
    ]
  ) { .sine(amplitude: $0[0], period: $0[1], offset: $0[2], phase: $0[3]) }

  static let noise = Wave(
    name: "noise",
    summary:
      "a normally distributed current, drawn for every step and neuron: keep SD^2 dt if dt changes",
    keys: [
      NumberSyntax("mean", "the mean"),
      NumberSyntax("sd", "the standard deviation", bounds: [Bound(.greaterOrEqual, 0)]),
    ]
  ) { .noise(mean: $0[0], deviation: $0[1]) }

  static let white = Wave(
    name: "white",
    summary:
      "white noise, the same for any dt: the variance of what flows in a time is density * time",
    keys: [
      NumberSyntax("mean", "the mean"),
      NumberSyntax(
        "density", "the spectral density, such as 0.5*nA^2*ms",
        bounds: [Bound(.greaterOrEqual, 0)], kind: .density),
    ]
  ) { .white(mean: $0[0], density: $0[1]) }

  static let ou = Wave(
    name: "ou",
    summary:
      "a process of Ornstein & Uhlenbeck, the same for any dt: its correlation falls to 1/e in tau",
    keys: [
      NumberSyntax("mean", "the mean"),
      NumberSyntax("sd", "the standard deviation", bounds: [Bound(.greaterOrEqual, 0)]),
      NumberSyntax(
        "tau", "steps, or a time",
        bounds: [Bound(.greaterOrEqual, 1e-9), Bound(.lessOrEqual, 1e9)],
        kind: .time),
    ]
  ) { .ornsteinUhlenbeck(mean: $0[0], deviation: $0[1], tau: $0[2]) }

  static let poisson = Wave(
    name: "poisson", summary: "weight times the events of a Poisson process",
    keys: [
      NumberSyntax(
        "rate", "events a step, or a rate such as 50Hz",
        bounds: [Bound(.greaterOrEqual, 0), Bound(.lessOrEqual, 1e9)], kind: .rate),
      NumberSyntax("weight", "the current of one event", value: 1),
    ]
  ) { .poisson(rate: $0[0], weight: $0[1]) }

  static let spikes = Wave(
    name: "spikes", summary: "weight at each of some times, in whatever step they lie",
    keys: [NumberSyntax("weight", "the current of one spike, for one step", value: 1)],
    make: { .spikes(times: [], weight: $0[0]) }, explicitUsage: "spikes TIME ... [weight=1]")

  /// One of its times.
  static let spikeTime = NumberSyntax(
    "time", "when a spike comes", bounds: [Bound(.greaterOrEqual, 0), Bound(.lessOrEqual, 1e12)],
    kind: .time)

  static let encode = Wave(
    name: "encode",
    summary: "numbers from 0 to 1 told over each forward pass; 'list encoders' explains how",
    keys: [
      NumberSyntax("weight", "the current that 1 stands for", value: 1),
      NumberSyntax("low", "smallest number of a population code", value: 0, kind: .pure),
      NumberSyntax("high", "largest number of a population code", value: 1, kind: .pure),
      NumberSyntax(
        "deviation", "jitter of shift, in steps", value: 1,
        bounds: [Bound(.greaterOrEqual, 0)], kind: .pure),
      NumberSyntax(
        "threshold", "where the neurons of population fire", value: 0.99,
        bounds: [Bound(.greater, 0)], kind: .pure),
    ], make: { _ in .list([]) },
    explicitUsage:
      "encode ENCODER NUMBER ... [weight=1] [low=0] [high=1] [deviation=1] [threshold=0.99]")

  static let csv = Wave(
    name: "csv",
    summary: """
      a column of a CSV file, a row a step, or with a column named t or time, such as 'time (ms)', from \
      each row's time to the next; unless named, 'input' or the first one
      """,
    keys: [NumberSyntax("column", "the column's name or number")],
    make: { .list($0) }, explicitUsage: "csv FILE [column=NAME]")
}

extension Signal.Waveform {
  /// The waveform as `feed` takes it, with six digits, and the unit of its currents behind the last
  /// of them; numbers of steps as times where those of the node have a length.
  func text(in unit: UnitOfMeasure, of node: Node) -> String {
    let densityUnit = (unit * unit * (node.timeUnit ?? .none)).text.spaced
    let unit = unit.text.spaced
    func steps(_ count: Double) -> String {
      node.timeUnit.map { "\((count * node.stepLength).readable)\($0.text)" } ?? count.readable
    }
    switch self {
    case .list(let currents):
      let shown = currents.prefix(8).map(\.readable).joined(separator: " ") + unit
      return currents.count > 8 ? "\(shown) ... (\(currents.count) currents)" : shown
    case .pieces(let pieces):
      let shown = zip(pieces.currents, pieces.edges).prefix(4)
        .map { "\($0.readable)\(unit) from step \(($1 + 1).readable)" }.joined(separator: ", ")
      let all = pieces.currents.count > 4 ? " ... (\(pieces.currents.count) currents)" : ""
      return "\(shown)\(all) until step \((pieces.edges.last ?? 0).readable)"
    case .constant(let current): return "const \(current.readable)\(unit)"
    case .constants(let currents, _):
      return "const \(node.readable(currents))\(unit)"
    case .pulse(let amplitude, let onset, let duration, let period):
      let start = steps(Double(node.timeUnit == nil ? onset : onset - 1))
      let again = period.map { " every=\(steps(Double($0)))" } ?? ""
      return "pulse \(amplitude.readable)\(unit) at=\(start) for=\(steps(Double(duration)))\(again)"
    case .ramp(let first, let last, let duration):
      return "ramp \(first.readable) \(last.readable)\(unit) over=\(steps(Double(duration)))"
    case .sine(let amplitude, let period, let offset, let phase):
      return "sine \(amplitude.readable)\(unit) period=\(steps(period))"
        + " offset=\(offset.readable)\(unit) phase=\(phase.readable)"
    case .noise(let mean, let deviation):
      return "noise \(mean.readable) \(deviation.readable)\(unit)"
    case .white(let mean, let density):
      return "white \(mean.readable) \((density * node.stepLength).readable)\(densityUnit)"
    case .ornsteinUhlenbeck(let mean, let deviation, let tau):
      return "ou \(mean.readable) \(deviation.readable)\(unit) tau=\(steps(tau))"
    case .poisson(let rate, let weight):
      return "poisson \(rate.readable) weight=\(weight.readable)\(unit)"
    case .spikes(let times, let weight):
      let shown = times.prefix(8).map { steps($0) }.joined(separator: " ")
      let more = times.count > 8 ? " ... (\(times.count) times)" : ""
      return "spikes \(shown)\(more) weight=\(weight.readable)\(unit)"
    case .encoded(let encoding): return encoding.text(in: unit)
    }
  }
}
