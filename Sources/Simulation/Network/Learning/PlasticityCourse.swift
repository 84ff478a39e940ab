/// How what learning remembers goes on by itself, while there is no spike.
///
/// In closed form: a reward adds a geometric sum, and what decays is a power. Between spikes a weight
/// moves in one direction, so that limits that it keeps to at each step are kept to at the last one.
struct PlasticityCourse {
  /// How the traces before and after fade, and what waits for a reward.
  let before: Fading, after: Fading, eligibility: Fading
  private let limits: ClosedRange<Double>
  private let movement: Movement

  private enum Movement {
    case stays
    // By what waits for it, times the reward and the length of a step.
    case follows(reward: Double, dt: Double)
    // By that share of itself.
    case loses(Double, Fading)
  }

  init(_ terms: PlasticityTerms) {
    limits = terms.limits
    let forgotten = Fading(factor: 0)
    switch terms.rule {
    case .stdp(let pair), .rewarded(let pair, _, _):
      before = Fading(tau: pair.tauBefore, dt: terms.dt)
      after = Fading(tau: pair.tauAfter, dt: terms.dt)
    case .hebb: (before, after) = (forgotten, forgotten)
    case .bcm(_, let tau, _): (before, after) = (forgotten, Fading(factor: (tau - 1) / tau))
    }
    switch terms.rule {
    case .rewarded(_, let tau, let reward):
      eligibility = Fading(tau: tau, dt: terms.dt)
      movement = reward == 0 ? .stays : .follows(reward: reward, dt: terms.dt)
    case .bcm(let rate, _, let decay):
      eligibility = forgotten
      let loss = rate * (1 - decay)
      movement = .loses(loss, Fading(factor: 1 - loss))
    case .stdp, .hebb: (eligibility, movement) = (forgotten, .stays)
    }
  }

  /// Whether weights move without a spike.
  var movesWeights: Bool { if case .stays = movement { false } else { true } }

  /// What becomes of a weight.
  ///
  /// - Parameters:
  ///   - weight: before the first of the steps.
  ///   - waiting: what waits for a reward at the first of them.
  ///   - steps: how many there are.
  func weight(_ weight: Double, waiting: Double, after steps: Int) -> Double {
    guard steps > 0 else { return weight }
    // Brought to the limits by its first step, it may go away from there.
    guard limits.contains(weight) else {
      let first = move(weight, waiting: waiting, by: 1)
      return steps == 1
        ? first : move(first, waiting: waiting * eligibility.factor, by: steps - 1)
    }
    return move(weight, waiting: waiting, by: steps)
  }

  private func move(_ weight: Double, waiting: Double, by steps: Int) -> Double {
    switch movement {
    case .stays: return weight
    case .follows(let reward, let dt):
      return held(weight + reward * (waiting * eligibility.sum(of: steps)) * dt)
    case .loses(let loss, let fading):
      if weight == 0 { return held(weight) }
      guard fading.factor < 0 else { return held(weight * fading.left(after: steps)) }
      // It goes to and fro, from limit to limit: step by step.
      var weight = weight
      for _ in 0..<steps {
        let next = held(weight - loss * weight)
        if next == weight { break }
        weight = next
      }
      return weight
    }
  }

  /// The weight within the limits.
  func held(_ weight: Double) -> Double {
    min(max(weight, limits.lowerBound), limits.upperBound)
  }
}
