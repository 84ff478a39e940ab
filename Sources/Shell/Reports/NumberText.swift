#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Double {
  /// The number with at most six significant digits, as `%.6g` prints it; a whole one with all.
  var readable: String {
    if self == rounded(), abs(self) < 1e15 { return self == 0 ? "0" : String(Int64(self)) }
    return rounded(toDigits: 6)
  }

  /// The number with at most so many significant digits.
  func rounded(toDigits digits: Int) -> String {
    var buffer = [CChar](repeating: 0, count: 32)
    // LC_NUMERIC is never set, so that the point is a point everywhere.
    let length = withVaList([Int32(digits), self]) { vsnprintf(&buffer, buffer.count, "%.*g", $0) }
    return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Ways to write it that come nearer and nearer: six digits, rounded to either side, then more
  /// digits up to all.
  var approximations: [String] {
    var texts: [String] = []
    for text in [readable, roundedUp.readable, (-(-self).roundedUp).readable]
      + (7...17).map(rounded(toDigits:)) where !texts.contains(text)
    { texts.append(text) }
    return texts
  }

  /// The smallest number with at most six significant digits that is not below it.
  var roundedUp: Double {
    guard isFinite, self != 0 else { return self }
    let near = Double(readable) ?? self
    guard near < self else { return near }
    let unit = pow(10, floor(log10(abs(self))) - 5)
    return Double(((self / unit).rounded(.up) * unit).readable) ?? self
  }
}

extension Int {
  /// `1 spike`, `2 spikes`.
  public func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
