extension Double {
  /// The whole number next to it within limits; the lower limit for what is no number.
  ///
  /// `Int(_:)` ends the program where the number is too large, infinite or none, all of which what
  /// is typed can lead to.
  public func whole(in limits: ClosedRange<Int>) -> Int {
    // The largest integers are no doubles, so that whatever reaches the limits is taken for them.
    guard self > Double(limits.lowerBound) else { return limits.lowerBound }
    guard self < Double(limits.upperBound) else { return limits.upperBound }
    return Int(rounded())
  }
}
