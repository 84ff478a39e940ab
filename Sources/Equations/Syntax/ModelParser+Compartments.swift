// What is by compartment.
extension ModelParser {
  /// Reads `[200]` behind the name of what there is once for each compartment; nil where no bracket
  /// stands there.
  mutating func compartmentCount() throws(Diagnostic) -> Int? {
    guard reader.take(symbol: "[") else { return nil }
    return try bracketed(
      "how many compartments, from 1 to \(Compartments.most)", in: 1...Compartments.most)
  }

  /// Reads the place behind a name that is set: `mem` or `mem[3]`.
  mutating func placed(_ name: Name) throws(Diagnostic) -> Name {
    guard reader.take(symbol: "[") else { return name }
    let place = try bracketed("the number of a compartment", in: 1...Int(Int32.max))
    return Name("\(name.text)[\(place)]", name.range.joined(with: reader.previous.range))
  }

  private mutating func bracketed(
    _ expected: String, in limits: ClosedRange<Int>
  ) throws(Diagnostic) -> Int {
    guard case .number(let number) = reader.current.kind else { throw reader.unexpected(expected) }
    guard let whole = Int(exactly: number), limits.contains(whole) else {
      throw Diagnostic(
        "'\(number.canonicalText)' cannot stand here", at: reader.current.range, expected: expected,
        kind: .outOfRange)
    }
    reader.take()
    try reader.require(symbol: "]")
    return whole
  }
}
