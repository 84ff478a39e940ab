#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where values lie on a row or a column of dots.
struct ValueScale: Hashable, Sendable {
  let axis: PlotAxis
  /// The value of the first dot, and of the last.
  let first: Double, last: Double
  /// How many dots there are.
  let dots: Int
  private let isLogarithmic: Bool

  /// Makes a scale from the low end of a range to the high one; a range that reaches zero has no
  /// logarithms and is taken as it is.
  init(_ axis: PlotAxis, _ range: ClosedRange<Double>, dots: Int) {
    self.axis = axis
    (first, last) = (range.lowerBound, range.upperBound)
    self.dots = dots
    isLogarithmic = axis.isLogarithmic && range.lowerBound > 0
  }

  /// Makes a scale from the high end of a range down to the low one, without logarithms.
  init(down range: ClosedRange<Double>, dots: Int) {
    axis = PlotAxis("")
    (first, last) = (range.upperBound, range.lowerBound)
    self.dots = dots
    isLogarithmic = false
  }

  /// From the lowest value to the highest.
  var range: ClosedRange<Double> { min(first, last)...max(first, last) }

  /// How far along the axis a value lies: 0 at its beginning, 1 at its end, and beyond.
  func share(of value: Double) -> Double {
    // Halves keep the difference of two huge numbers finite.
    let length = last / 2 - first / 2
    guard length != 0 else { return 0.5 }
    return isLogarithmic
      ? log(value / first) / log(last / first) : (value / 2 - first / 2) / length
  }

  /// The dot at a share of the way.
  func dot(at share: Double) -> Int { Int((share * Double(dots - 1)).rounded()) }

  /// The dot nearest to a value; nil for what is no number or lies outside.
  func dot(of value: Double) -> Int? {
    let share = share(of: value)
    return -1e-9...1 + 1e-9 ~= share ? dot(at: share) : nil
  }

  /// The dot nearest to a value, an end for what lies outside; nil for what is no number.
  func nearestDot(to value: Double) -> Int? {
    value.isFinite ? dot(at: min(max(share(of: value), 0), 1)) : nil
  }

  /// At most `count` round values.
  func ticks(_ count: Int) -> Ticks { Ticks(range, count: count, isLogarithmic: isLogarithmic) }
}

/// The shares of the axes at the ends of the part of a straight line that lies within both of them
/// (Liang and Barsky 1984); nil where all of it is outside.
func visiblePart(
  from start: (x: Double, y: Double), to end: (x: Double, y: Double), x: ValueScale, y: ValueScale
) -> (start: (x: Double, y: Double), end: (x: Double, y: Double))? {
  let start = (x: x.share(of: start.x), y: y.share(of: start.y))
  let (acrossX, acrossY) = (x.share(of: end.x) - start.x, y.share(of: end.y) - start.y)
  guard [start.x, start.y, acrossX, acrossY].allSatisfy(\.isFinite) else { return nil }
  var (enter, leave) = (0.0, 1.0)
  for (from, across) in [(start.x, acrossX), (start.y, acrossY)] {
    if across == 0 {
      guard 0...1 ~= from else { return nil }
      continue
    }
    let ends = [-from / across, (1 - from) / across].sorted()
    enter = max(enter, ends[0])
    leave = min(leave, ends[1])
  }
  guard enter <= leave else { return nil }
  return (
    (start.x + enter * acrossX, start.y + enter * acrossY),
    (start.x + leave * acrossX, start.y + leave * acrossY)
  )
}
