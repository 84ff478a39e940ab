/// Where a measure passes a target, between two values of what it depends on.
public struct Crossing: Hashable, Sendable {
  /// The value on one side, and what is measured there.
  public var low: Point
  /// The next value on the other side, and what is measured there.
  public var high: Point

  /// A value and what is measured there.
  public struct Point: Hashable, Sendable {
    /// The value.
    public var value: Double
    /// What is measured.
    public var measured: Double

    /// Makes a point.
    public init(_ value: Double, _ measured: Double) {
      self.value = value
      self.measured = measured
    }
  }

  /// Makes a crossing of two neighbours.
  public init(low: Point, high: Point) {
    self.low = low
    self.high = high
  }

  /// The side whose measure lies nearer to a target.
  public func nearest(to target: Double) -> Point {
    abs(low.measured - target) < abs(high.measured - target) ? low : high
  }
}

/// The neighbours among points, ascending by value, between which a measure passes a target; the
/// pair next to `place` where there are several, nil where there is none.
///
/// Points without a measure are left out.
public func crossing(
  of target: Double, in points: [Crossing.Point], near place: Double
) -> Crossing? {
  let known = points.filter { !$0.measured.isNaN }
  let pairs = zip(known, known.dropFirst()).filter { first, second in
    first.measured == target || second.measured == target
      || (first.measured < target) != (second.measured < target)
  }
  return pairs.map { Crossing(low: $0, high: $1) }.min { first, second in
    distance(first, place) < distance(second, place)
  }
}

private func distance(_ crossing: Crossing, _ place: Double) -> Double {
  if crossing.low.value <= place, place <= crossing.high.value { return 0 }
  return min(abs(crossing.low.value - place), abs(crossing.high.value - place))
}

/// Narrows a crossing until its ends are neighbours to six digits.
///
/// Every round measures many values at once, which a population does in little more time than one:
/// 33 of them split the range into 32 parts.
///
/// - Parameters:
///   - crossing: the two values between which the measure crosses `target`.
///   - target: what is crossed, in the measure's unit.
///   - measure: what is measured at each of the values; nil to stop.
/// - Returns: nil where `measure` gave nil.
public func narrowed<Failure: Error>(
  _ crossing: Crossing, to target: Double,
  measure: ([Double]) throws(Failure) -> [Double]?
) throws(Failure) -> Crossing? {
  var result = crossing
  for _ in 0..<10 {
    let (low, high) = (result.low.value, result.high.value)
    guard high - low > 1e-6 * max(abs(low), abs(high)) else { break }
    let values = spaced(from: low, to: high, count: 33)
    guard let inner = try measure(Array(values.dropFirst().dropLast())) else { return nil }
    let points =
      [result.low] + zip(values.dropFirst(), inner).map { Crossing.Point($0, $1) } + [result.high]
    guard let next = narrowest(target, in: points) else { break }
    result = next
  }
  return result
}

private func narrowest(_ target: Double, in points: [Crossing.Point]) -> Crossing? {
  crossing(of: target, in: points, near: points[0].value)
}
