import Foundation

/// The gradient of half the squared distance of a leaky neuron's number of spikes from a target, back
/// through all steps, with the sigmoid as surrogate and a reset that no gradient flows through.
///
/// - Returns: d loss / d tau and d loss / d threshold.
@inline(never)
public func gradientOfLIF(
  input: Double, tau: Double, threshold: Double, alpha: Double, target: Double, steps: Int
) -> (tau: Double, threshold: Double) {
  var before = [Double](repeating: 0, count: steps)
  var mem = 0.0
  var spikes = 0.0
  for step in 0..<steps {
    mem += (input - mem) / tau
    before[step] = mem
    let spike = mem >= threshold ? 1.0 : 0
    spikes += spike
    mem *= 1 - spike
  }
  var gradient = (tau: 0.0, threshold: 0.0)
  var adjoint = 0.0
  for step in (0..<steps).reversed() {
    let share = 1 / (1 + exp(-alpha * (before[step] - threshold)))
    let fromSpike = (spikes - target) * alpha * share * (1 - share)
    let here = (before[step] >= threshold ? 0 : adjoint) + fromSpike
    let earlier = step > 0 && before[step - 1] < threshold ? before[step - 1] : 0
    gradient.threshold -= fromSpike
    gradient.tau -= here * (input - earlier) / (tau * tau)
    adjoint = here * (1 - 1 / tau)
  }
  return gradient
}
