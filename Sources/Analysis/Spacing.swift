import RealModule

/// `count` values from `first` to `last`, at equal distances or at equal ratios.
///
/// The two ends are exact. For equal ratios both have to be above 0.
public func spaced(
  from first: Double, to last: Double, count: Int, isLogarithmic: Bool = false
) -> [Double] {
  guard count > 1 else { return [first] }
  return (0..<count).map { index in
    if index == 0 { return first }
    if index == count - 1 { return last }
    let share = Double(index) / Double(count - 1)
    return isLogarithmic
      ? .exp(.log(first) + share * (.log(last) - .log(first))) : first + share * (last - first)
  }
}
