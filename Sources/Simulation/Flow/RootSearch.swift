/// Where a function that is below 0 at one end of an interval and not at the other one becomes so, by
/// inverse quadratic interpolation that falls back on halving.
///
/// Chandrupatla 1997, Adv Eng Softw 28:145.
///
/// - Parameters:
///   - low: an end where it is below 0, and its value there.
///   - high: an end where it is not, and its value there.
///   - width: how far apart the two points are at the end that it is known to lie between.
///   - value: the function.
/// - Returns: the point of the two where it is not below 0.
func root(
  between low: (at: Double, value: Double), and high: (at: Double, value: Double),
  within width: Double,
  _ value: (Double) -> Double
) -> Double {
  var (last, other, former) = (high, low, low)
  // Most functions are nearly straight.
  let least = width / (high.at - low.at).magnitude
  var share = min(max(high.value / (high.value - low.value), least), 1 - least)
  if !(share > 0 && share < 1) { share = 0.5 }
  for _ in 0..<100 {
    let point = last.at + share * (other.at - last.at)
    let next = (at: point, value: value(point))
    if (next.value < 0) == (last.value < 0) {
      former = last
    } else {
      (former, other) = (other, last)
    }
    last = next
    let least = width / (other.at - last.at).magnitude
    if last.value == 0 || least > 0.5 { break }
    let place = (last.at - other.at) / (former.at - other.at)
    let height = (last.value - other.value) / (former.value - other.value)
    share = 0.5
    if height * height < place, (1 - height) * (1 - height) < 1 - place {
      share =
        last.value / (other.value - last.value) * former.value / (other.value - former.value)
        + (former.at - last.at) / (other.at - last.at) * last.value
        / (former.value - last.value) * other.value / (former.value - other.value)
    }
    share = min(max(share, least), 1 - least)
  }
  return last.value < 0 ? other.at : last.at
}
