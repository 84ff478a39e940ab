import RealModule
import Simulation

/// Learning that looks at every synapse at every step, as the rules are written: what others are compared with.
struct StepwiseLearning {
  let rule: Plasticity
  let limits: ClosedRange<Double>
  let dt: Double
  /// A weight for each pair, those of a source one behind the other.
  private(set) var weights: [Double]
  private var waiting: [Double]
  private var x: [Double]
  private var y: [Double]

  init(
    _ rule: Plasticity, _ limits: ClosedRange<Double>, dt: Double, sources: Int, targets: Int,
    weight: Double
  ) {
    (self.rule, self.limits, self.dt) = (rule, limits, dt)
    weights = Array(repeating: weight, count: sources * targets)
    waiting = weights.map { _ in 0 }
    x = Array(repeating: 0, count: sources)
    y = Array(repeating: 0, count: targets)
  }

  /// Takes a step.
  ///
  /// - Parameters:
  ///   - given: what arrives from each source.
  ///   - gave: what each target gives.
  mutating func take(_ given: [Double], _ gave: [Double]) {
    if case .bcm(_, let tau, _) = rule {
      for target in y.indices { y[target] = ((tau - 1) * y[target] + gave[target]) / tau }
    }
    for source in x.indices {
      for target in y.indices {
        let synapse = source * y.count + target
        switch rule {
        case .hebb(let rate):
          if gave[target] != 0, given[source] != 0 {
            set(synapse, weights[synapse] + rate * gave[target] * given[source])
          }
        case .bcm(let rate, _, let decay):
          let grown = gave[target] * (gave[target] - y[target]) * given[source]
          set(synapse, weights[synapse] + rate * (grown - (1 - decay) * weights[synapse]))
        case .stdp(let pair), .rewarded(let pair, _, _):
          let trace = y[target] * .exp(-dt / pair.tauAfter)
          let earlier = x[source] * .exp(-dt / pair.tauBefore)
          let now =
            given[source] == 0
            ? earlier : (pair.isNearest ? 0 : earlier) + given[source]
          let changes = [
            given[source] == 0 ? nil : -pair.depression * trace * given[source],
            gave[target] == 0 ? nil : pair.potentiation * now * gave[target],
          ]
          if case .rewarded(_, let tau, let reward) = rule {
            waiting[synapse] *= .exp(-dt / tau)
            for change in changes { waiting[synapse] += change ?? 0 }
            if reward != 0 { set(synapse, weights[synapse] + reward * waiting[synapse] * dt) }
          } else {
            for change in changes {
              if let change { set(synapse, weights[synapse] + change) }
            }
          }
        }
      }
    }
    switch rule {
    case .hebb, .bcm: break
    case .stdp(let pair), .rewarded(let pair, _, _):
      for (source, value) in given.enumerated() {
        x[source] *= .exp(-dt / pair.tauBefore)
        if value != 0 { x[source] = (pair.isNearest ? 0 : x[source]) + value }
      }
      for (target, value) in gave.enumerated() {
        y[target] *= .exp(-dt / pair.tauAfter)
        if value != 0 { y[target] = (pair.isNearest ? 0 : y[target]) + value }
      }
    }
  }

  private mutating func set(_ synapse: Int, _ value: Double) {
    weights[synapse] = min(max(value, limits.lowerBound), limits.upperBound)
  }
}
