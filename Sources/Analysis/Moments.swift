/// How many numbers there are, their mean and how far they lie from it, added one at a time.
public struct Moments: Hashable, Sendable {
  /// How many numbers were added.
  public private(set) var count = 0
  /// Their sum, which is exact for whole numbers.
  public private(set) var sum = 0.0
  // The mean, so that a number costs one division.
  private var middle = 0.0
  // The first of them, and whether another one differs: the sum of equal numbers is rounded, and with it
  // a mean of which they seem to lie apart.
  private var first = 0.0
  private var differ = false
  // The squares of the distances from the mean; no small difference of large numbers is in it
  // (Welford 1962, Technometrics 4:419).
  private var squares = 0.0

  /// Of some numbers.
  public init(_ values: some Sequence<Double> = EmptyCollection()) {
    for value in values { add(value) }
  }

  /// Adds a number.
  public mutating func add(_ value: Double) {
    let before = count == 0 ? value : middle
    if count == 0 { first = value } else if value != first { differ = true }
    count += 1
    sum += value
    middle = sum / Double(count)
    squares += (value - before) * (value - middle)
  }

  /// Their mean; nil where there are none.
  public var mean: Double? { count == 0 ? nil : differ ? middle : first }

  /// The sum of the squared distances from the mean by the number of values; nil where there are none.
  ///
  /// By the number, not by one less: it describes these numbers and estimates nothing.
  public var variance: Double? { count == 0 ? nil : differ ? squares / Double(count) : 0 }

  /// The standard deviation: the root of `variance`.
  public var deviation: Double? { variance?.squareRoot() }

  /// The coefficient of variation (CV): the standard deviation by the mean; nil for fewer than two
  /// numbers.
  public var variation: Double? {
    guard count > 1, let mean, let deviation else { return nil }
    return deviation / mean
  }
}
