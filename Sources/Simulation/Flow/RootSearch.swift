/// Where a function that is below 0 at one end of an interval and not at the other one becomes so, by
/// inverse quadratic interpolation that falls back on halving: one search, or one in each lane.
///
/// Chandrupatla 1997, Adv Eng Softw 28:145.
///
/// - Parameters:
///   - low: an end where it is below 0, and its value there.
///   - high: an end where it is not, and its value there.
///   - width: how far apart the two points are at the end that it is known to lie between.
///   - isWanted: 1 in the lanes in which it is searched for.
///   - value: the function.
/// - Returns: the point of the two where it is not below 0; in other lanes any.
func root<Number: Lanes>(
  between low: (at: Number, value: Number), and high: (at: Number, value: Number),
  within width: Double, where isWanted: Number = Number(repeating: 1),
  _ value: (Number) -> Number
) -> Number where Number.Scalar == Double {
  let (zero, half, one) = (
    Number(repeating: 0), Number(repeating: 0.5), Number(repeating: 1)
  )
  let width = Number(repeating: width)
  func shareWithin(_ share: Number, _ least: Number) -> Number {
    .least(.greatest(share, least), one - least)
  }
  var (last, other, former) = (high, low, low)
  // Most functions are nearly straight.
  var share = shareWithin(
    high.value / (high.value - low.value), width / (high.at - low.at).absolute())
  share = .choose(.isLess(zero, share) * .isLess(share, one), share, half)
  var isOpen = isWanted
  for _ in 0..<100 {
    let point = last.at + share * (other.at - last.at)
    let next = (at: point, value: value(point))
    let isSameSide = Number.isEqual(.isLess(next.value, zero), .isLess(last.value, zero))
    let isBeyond = isOpen - isOpen * isSameSide
    former = chosen(isOpen, chosen(isSameSide, last, other), former)
    other = chosen(isBeyond, last, other)
    last = chosen(isOpen, next, last)
    let least = width / (other.at - last.at).absolute()
    isOpen = .choose(.isEqual(last.value, zero), zero, isOpen)
    isOpen = .choose(.isLess(half, least), zero, isOpen)
    if isOpen.nonZeroBits == 0 { break }
    let place = (last.at - other.at) / (former.at - other.at)
    let height = (last.value - other.value) / (former.value - other.value)
    let rest = one - height
    let isSmooth = Number.isLess(height * height, place) * .isLess(rest * rest, one - place)
    let first = last.value / (other.value - last.value) * former.value
    let second = (former.at - last.at) / (other.at - last.at) * last.value
    let bent =
      first / (other.value - former.value)
      + second / (former.value - last.value) * other.value / (former.value - other.value)
    share = shareWithin(.choose(isSmooth, bent, half), least)
  }
  return .choose(.isLess(last.value, zero), other.at, last.at)
}

private func chosen<Number: Lanes>(
  _ condition: Number, _ yes: (at: Number, value: Number), _ no: (at: Number, value: Number)
) -> (at: Number, value: Number) {
  (.choose(condition, yes.at, no.at), .choose(condition, yes.value, no.value))
}
