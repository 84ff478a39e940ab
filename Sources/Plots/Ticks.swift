#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Round values along an axis: 1, 2 or 5 times a power of ten apart.
public struct Ticks: Hashable, Sendable {
  /// The distance between two ticks.
  public let step: Double
  /// The values, ascending, all within the range.
  public let values: [Double]
  private let decimals: Int
  private let isExponential: Bool
  private let isLogarithmic: Bool

  /// Finds at most `count` ticks, at least one, within a finite range.
  public init(_ range: ClosedRange<Double>, count: Int) {
    let half = (range.upperBound / 2 - range.lowerBound / 2) / Double(max(1, count))
    let raw = max(min(half, .greatestFiniteMagnitude / 20) * 2, .leastNormalMagnitude)
    let exponent = floor(log10(raw))
    let unit = pow(10, exponent)
    // The step is the first of 1, 2, 5 and 10 units with which the ticks are few enough.
    let factor = [1.0, 2, 5, 10].first { $0 * unit >= raw * (1 - 1e-9) } ?? 10
    step = factor * unit
    var values: [Double] = []
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    if first.isFinite, last.isFinite, last - first < 1000 {
      var multiple = first
      while multiple <= last {
        let value = multiple * step + 0
        if value.isFinite { values.append(value) }
        multiple += 1
        // Far from zero the next multiple may be the same number again.
        if multiple == multiple - 1 { break }
      }
    }
    if values.isEmpty { values = [range.lowerBound] }
    self.values = values
    let largest = max(abs(range.lowerBound), abs(range.upperBound))
    let places = factor == 10 ? -exponent - 1 : -exponent
    isExponential = largest >= 1e6 || places > 5
    decimals = isExponential ? 0 : max(0, Int(places))
    isLogarithmic = false
  }

  /// Finds at most `count` ticks, on a logarithmic axis 1, 2 and 5 times the powers of ten or some
  /// of them; where fewer than two of those lie within the range, as on any other axis.
  init(_ range: ClosedRange<Double>, count: Int, isLogarithmic: Bool) {
    let plain = Ticks(range, count: count)
    guard isLogarithmic, range.lowerBound > 0 else {
      self = plain
      return
    }
    let first = Int(floor(log10(range.lowerBound)))
    let last = Int(floor(log10(range.upperBound)))
    func powers(_ factors: [Double], every distance: Int) -> [Double] {
      stride(from: first, through: last, by: distance).flatMap { exponent in
        factors.map { $0 * pow(10, Double(exponent)) }
      }.filter { range.lowerBound * (1 - 1e-9)...range.upperBound * (1 + 1e-9) ~= $0 }
    }
    let choices =
      [powers([1, 2, 5], every: 1)]
      + (1...max(1, last - first + 1)).map { powers([1], every: $0) }
    guard let values = choices.first(where: { $0.count <= max(1, count) }), values.count > 1 else {
      self = plain
      return
    }
    self.values = values
    step = plain.step
    decimals = 0
    isExponential = false
    self.isLogarithmic = true
  }

  /// How a value on the axis is written; all of them with the same number of decimals.
  public func label(of value: Double) -> String {
    if isLogarithmic { return readable(value) }
    if isExponential { return formatted("%.3g", value) }
    let text = formatted("%.\(decimals)f", value)
    return text.contains { $0 != "-" && $0 != "0" && $0 != "." } ? text : text.filter { $0 != "-" }
  }

  /// The labels of those that `row` finds a row of characters for.
  func labels(at row: (Double) -> Int?) -> [Int: String] {
    values.reduce(into: [:]) { labels, value in
      if let row = row(value) { labels[row] = label(of: value) }
    }
  }
}

extension ClosedRange<Double> {
  /// The range from one multiple of `step` to another.
  func rounded(to step: Double) -> ClosedRange {
    let low = (lowerBound / step + 1e-9).rounded(.down) * step
    let high = (upperBound / step - 1e-9).rounded(.up) * step
    guard low.isFinite, high.isFinite, low < high else { return self }
    return low...high
  }

  /// From the lowest to the highest finite one of some numbers; nil where there is none.
  init?(extentOf values: some Sequence<Double>) {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite {
      low = Swift.min(low, value)
      high = Swift.max(high, value)
    }
    guard low <= high else { return nil }
    self = low...high
  }

  /// The range that covers both.
  func union(_ other: ClosedRange) -> ClosedRange {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }

  /// The same, with room around a single value.
  var widened: ClosedRange { lowerBound < upperBound ? self : ClosedRange(around: lowerBound) }

  /// A range with room on both sides of a value, for what never changes.
  init(around value: Double) {
    let room = Swift.max(abs(value) / 2, 0.5)
    self =
      Swift.max(
        value - room, -.greatestFiniteMagnitude)...Swift.min(
        value + room, .greatestFiniteMagnitude)
  }
}

/// A number with three significant digits, or all those before the point, for the ends of a strip.
func brief(_ value: Double) -> String {
  formatted(1000..<1e6 ~= abs(value) ? "%.0f" : "%.3g", value + 0)
}

/// The same to a thousandth of a range: what is nothing beside the rest of it is 0.
func brief(_ value: Double, in range: ClosedRange<Double>) -> String {
  let length = range.upperBound / 2 - range.lowerBound / 2
  let isNothing = abs(value) < length / 500
  return brief(isNothing ? 0 : value)
}

/// A number with at most six significant digits.
func readable(_ value: Double) -> String { formatted("%.6g", value) }

private func formatted(_ format: String, _ value: Double) -> String {
  var buffer = [CChar](repeating: 0, count: 400)
  let length = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
  return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
