import Equations
import Simulation

/// A rule as `learn` takes it: its name, its numbers, and what they make of a connection.
struct LearningRule: Sendable {
  var name: String
  var summary: String
  var keys: [NumberSyntax]
  var apply: @Sendable (inout Connection, [String: Double]) -> Void

  /// The grammar in one line.
  var usage: String { ([name] + keys.map(\.usage)).joined(separator: " ") }

  static let all = [stdp, rewarded, hebb, bcm, tsodyks, none]

  private static let positive = [Bound(.greater, 0)]
  private static let limits = [
    NumberSyntax("min", value: 0),
    NumberSyntax("max", value: .greatestFiniteMagnitude),
  ]
  private static let pairs = [
    NumberSyntax("potentiation", value: 0.005),
    NumberSyntax("depression", value: 0.00525),
    NumberSyntax("tau_before", value: 20, bounds: positive, kind: .duration),
    NumberSyntax("tau_after", value: 20, bounds: positive, kind: .duration),
    NumberSyntax(
      "nearest", value: 0, bounds: [Bound(.greaterOrEqual, 0), Bound(.lessOrEqual, 1)],
      kind: .pure),
  ]

  private static func pairRule(_ n: [String: Double]) -> Plasticity.PairRule {
    Plasticity.PairRule(
      potentiation: n["potentiation"] ?? 0, depression: n["depression"] ?? 0,
      tauBefore: n["tau_before"] ?? 1, tauAfter: n["tau_after"] ?? 1,
      isNearest: n["nearest"] == 1)
  }

  static let stdp = LearningRule(
    name: "stdp",
    summary: "a spike before one after strengthens, the other order weakens; nearest=1: only the"
      + " nearest pair counts",
    keys: pairs + limits
  ) { $0.plasticity = .stdp(pairRule($1)) }

  static let rewarded = LearningRule(
    name: "rewarded", summary: "stdp that waits for a reward in a trace of each synapse",
    keys: pairs + [
      NumberSyntax("tau_trace", value: 100, bounds: positive, kind: .duration),
      NumberSyntax("reward", value: 0, kind: .pure),
    ] + limits
  ) {
    $0.plasticity = .rewarded(
      pairRule($1), eligibility: $1["tau_trace"] ?? 100, reward: $1["reward"] ?? 0)
  }

  static let hebb = LearningRule(
    name: "hebb", summary: "firing together strengthens: rate x after x before",
    keys: [NumberSyntax("rate", value: 0.01)] + limits
  ) { $0.plasticity = .hebb(rate: $1["rate"] ?? 0) }

  static let bcm = LearningRule(
    name: "bcm",
    summary: "rate (s (s - theta) x - (1 - decay) w), theta following s over tau steps",
    keys: [
      NumberSyntax("rate", value: 0.01, kind: .pure),
      NumberSyntax("tau", value: 10, bounds: [Bound(.greaterOrEqual, 1)], kind: .pure),
      NumberSyntax("decay", value: 0.99, kind: .pure),
    ] + limits
  ) {
    $0.plasticity = .bcm(rate: $1["rate"] ?? 0, tau: $1["tau"] ?? 10, decay: $1["decay"] ?? 1)
  }

  static let tsodyks = LearningRule(
    name: "tsodyks",
    summary: "short-term: each spike uses a share of resources that recover (Tsodyks & Markram)",
    keys: [
      NumberSyntax(
        "use", value: 0.5, bounds: [Bound(.greater, 0), Bound(.lessOrEqual, 1)], kind: .pure),
      NumberSyntax("recovery", value: 800, bounds: positive, kind: .duration),
      NumberSyntax("facilitation", value: 0, bounds: [Bound(.greaterOrEqual, 0)], kind: .duration),
    ]
  ) {
    $0.shortTerm = ShortTermPlasticity(
      use: $1["use"] ?? 0.5, facilitation: $1["facilitation"] ?? 0, recovery: $1["recovery"] ?? 1)
  }

  static let none = LearningRule(
    name: "none", summary: "weights stay as they are, and do not tire", keys: []
  ) { connection, _ in
    connection.plasticity = nil
    connection.shortTerm = nil
  }
}

extension Connection {
  /// The rules by which its weights change; `-` for none.
  var ruleNames: String {
    var names: [String] = []
    switch plasticity {
    case nil: break
    case .stdp: names.append("stdp")
    case .rewarded: names.append("rewarded")
    case .hebb: names.append("hebb")
    case .bcm: names.append("bcm")
    }
    if shortTerm != nil { names.append("tsodyks") }
    return names.isEmpty ? "-" : names.joined(separator: ", ")
  }

  /// How its weights change, in a line.
  var learningText: String {
    var parts: [String] = []
    func pairs(_ pair: Plasticity.PairRule) -> String {
      "potentiation \(pair.potentiation.readable), depression \(pair.depression.readable),"
        + " tau_before \(pair.tauBefore.readable), tau_after \(pair.tauAfter.readable)"
        + (pair.isNearest ? ", nearest pairs" : "")
    }
    switch plasticity {
    case nil: break
    case .stdp(let pair): parts.append("stdp, \(pairs(pair))")
    case .rewarded(let pair, let eligibility, let reward):
      parts.append(
        "rewarded stdp, \(pairs(pair)), tau_trace \(eligibility.readable), reward"
          + " \(reward.readable)")
    case .hebb(let rate): parts.append("hebb, rate \(rate.readable)")
    case .bcm(let rate, let tau, let decay):
      parts.append("bcm, rate \(rate.readable), tau \(tau.readable), decay \(decay.readable)")
    }
    if plasticity != nil {
      let high =
        limits.upperBound == .greatestFiniteMagnitude ? "" : " to \(limits.upperBound.readable)"
      parts.append("weights from \(limits.lowerBound.readable)\(high)")
    }
    if let shortTerm {
      parts.append(
        "tsodyks, use \(shortTerm.use.readable), recovery \(shortTerm.recovery.readable),"
          + " facilitation \(shortTerm.facilitation.readable)")
    }
    return parts.isEmpty ? "weights stay" : parts.joined(separator: "; ")
  }
}
