/// A root of a continuous function between two places where it has different signs, to the last
/// bits, by bisection.
public func root(
  between first: Double, and second: Double, of function: (Double) -> Double
) -> Double {
  var (low, high) = (first, second)
  let isUpAtLow = function(low) > 0
  for _ in 0..<200 {
    let middle = low + (high - low) / 2
    guard middle != low, middle != high else { break }
    if (function(middle) > 0) == isUpAtLow { low = middle } else { high = middle }
  }
  return low + (high - low) / 2
}

/// The place of the smallest value of a function on a range, by a scan and then golden sections.
///
/// - Parameters:
///   - range: where the value is sought.
///   - knots: into how many parts the scan splits the range.
///   - function: whose smallest value is sought.
public func minimum(
  over range: ClosedRange<Double>, knots: Int = 300, of function: (Double) -> Double
) -> (place: Double, value: Double) {
  let width = (range.upperBound - range.lowerBound) / Double(knots)
  var best = (place: range.lowerBound, value: function(range.lowerBound))
  for knot in 1...knots {
    let place = knot == knots ? range.upperBound : range.lowerBound + Double(knot) * width
    let value = function(place)
    if value < best.value { best = (place, value) }
  }
  let golden = (5.0.squareRoot() - 1) / 2
  var low = max(range.lowerBound, best.place - width)
  var high = min(range.upperBound, best.place + width)
  for _ in 0..<100 {
    let (left, right) = (high - golden * (high - low), low + golden * (high - low))
    if function(left) < function(right) { high = right } else { low = left }
  }
  let place = (low + high) / 2
  let value = function(place)
  return value < best.value ? (place, value) : best
}
