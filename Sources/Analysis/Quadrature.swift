import RealModule

/// The integral of a function from `lower` to `upper`, either of which may be infinite.
///
/// Gauss and Kronrod's rule of 7 and 15 points, with the worst part halved until the error is small
/// enough (QUADPACK, Piessens et al. 1983). Infinite ends are brought to finite ones by
/// x = t / (1 - t^2).
///
/// - Parameters:
///   - lower: where the range begins.
///   - upper: where it ends.
///   - tolerance: how large the error may be relative to the integral.
///   - parts: into how many parts the range is split at first, so that a narrow peak is not missed.
///   - function: what is integrated.
/// - Returns: infinity or not a number where the function has no integral.
public func integral(
  from lower: Double, to upper: Double, tolerance: Double = 1e-11, parts: Int = 16,
  of function: (Double) -> Double
) -> Double {
  guard !lower.isNaN, !upper.isNaN else { return .nan }
  guard lower != upper else { return 0 }
  guard lower.isFinite, upper.isFinite else {
    return integral(
      from: compressed(lower), to: compressed(upper), tolerance: tolerance, parts: parts
    ) { t in
      let rest = 1 - t * t
      return function(t / rest) * (1 + t * t) / (rest * rest)
    }
  }
  let width = (upper - lower) / Double(parts)
  var panels = (0..<parts).map { index in
    let start = lower + Double(index) * width
    return Panel(start, index == parts - 1 ? upper : start + width, function)
  }
  for _ in 0..<2000 {
    let total = panels.reduce(0) { $0 + $1.value }
    let error = panels.reduce(0) { $0 + $1.error }
    guard total.isFinite, error > tolerance * abs(total),
      let worst = panels.indices.max(by: { panels[$0].error < panels[$1].error })
    else { break }
    let panel = panels[worst]
    let middle = (panel.lower + panel.upper) / 2
    guard middle > min(panel.lower, panel.upper), middle < max(panel.lower, panel.upper) else {
      break
    }
    panels[worst] = Panel(panel.lower, middle, function)
    panels.append(Panel(middle, panel.upper, function))
  }
  return panels.reduce(0) { $0 + $1.value }
}

// t with x = t / (1 - t^2), between -1 and 1.
private func compressed(_ x: Double) -> Double {
  if x.isInfinite { return x > 0 ? 1 : -1 }
  return x == 0 ? 0 : 2 * x / (1 + (1 + 4 * x * x).squareRoot())
}

/// A part of the range with its integral and the error that is guessed for it.
private struct Panel {
  let lower: Double
  let upper: Double
  let value: Double
  let error: Double

  init(_ lower: Double, _ upper: Double, _ function: (Double) -> Double) {
    self.lower = lower
    self.upper = upper
    let centre = (lower + upper) / 2
    let half = (upper - lower) / 2
    let middle = function(centre)
    var kronrod = kronrodWeights[7] * middle
    var gauss = gaussWeights[3] * middle
    for index in 0..<7 {
      let offset = half * nodes[index]
      let sum = function(centre - offset) + function(centre + offset)
      kronrod += kronrodWeights[index] * sum
      if index % 2 == 1 { gauss += gaussWeights[index / 2] * sum }
    }
    value = kronrod * half
    error = abs((kronrod - gauss) * half)
  }
}

// Kronrod 1965; the odd ones are Gauss's.
private let nodes = [
  0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
  0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
  0.586087235467691130294144691693943, 0.405845151377397166906606412076961,
  0.207784955007898467600689403773245,
]
private let kronrodWeights = [
  0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
  0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
  0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
  0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
]
private let gaussWeights = [
  0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
  0.381830050505118944950369775488975, 0.417959183673469387755102040816327,
]
