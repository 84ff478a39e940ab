/// Compares output with what a session file expects.
///
/// A line has to be the same, but for numbers: an integer has to be the same integer, another
/// number the same to the digits written, or within the tolerance. `...` stands for any lines.
struct ExpectedOutput {
  /// The expected lines.
  let lines: [String]
  /// How far numbers may lie apart, relative to the larger of 1 and the expected one.
  let tolerance: Double?

  /// Whether the output is as expected.
  func matches(_ output: [String]) -> Bool { matches(lines[...], output[...]) }

  private func matches(_ expected: ArraySlice<String>, _ output: ArraySlice<String>) -> Bool {
    var expected = expected
    var output = output
    while let line = expected.popFirst() {
      if line.isAnyLines {
        // After the last `...` the rest has to match the end; before it, the first fit will do.
        guard let next = expected.first(where: { !$0.isAnyLines }) else { return true }
        while let start = output.firstIndex(where: { matches(line: next, $0) }) {
          if matches(expected.drop(while: \.isAnyLines), output[start...]) { return true }
          output = output[(start + 1)...]
        }
        return false
      }
      guard let actual = output.popFirst(), matches(line: line, actual) else { return false }
    }
    return output.isEmpty
  }

  /// Whether one line is as expected.
  func matches(line expected: String, _ actual: String) -> Bool {
    if expected == actual { return true }
    let (left, right) = (pieces(of: expected), pieces(of: actual))
    guard left.count == right.count else { return false }
    let numbersDiffer = zip(left, right).contains { $0.isNumber && $0.text != $1.text }
    return zip(left, right).allSatisfy { want, have in
      guard want.isNumber == have.isNumber else { return false }
      if want.isNumber { return matches(number: want.text, have.text) }
      // Digits take room: where a number may be written otherwise, so may the spaces beside it.
      return want.text == have.text
        || (numbersDiffer && want.text.collapsingSpaces == have.text.collapsingSpaces)
    }
  }

  private func matches(number expected: String, _ actual: String) -> Bool {
    guard let want = Double(expected), let have = Double(actual) else { return false }
    let fraction = expected.split(separator: ".", maxSplits: 1).dropFirst().first
    guard let fraction, !expected.lowercased().contains("e") else {
      let isInteger = !expected.lowercased().contains("e")
      return want == have || (!isInteger && abs(want - have) <= closeness(want))
    }
    let halfDigit = fraction.reduce(0.5) { digit, _ in digit * 0.1 }
    return abs(want - have)
      <= max(halfDigit * (1 + 1e-9), tolerance.map { $0 * max(1, abs(want)) } ?? 0)
  }

  private func closeness(_ want: Double) -> Double {
    max(abs(want) * 1e-6, tolerance.map { $0 * max(1, abs(want)) } ?? 0)
  }
}

// Splits a line into numbers and what stands between them. A digit in a word such as `lif1` does
// not begin a number.
private func pieces(of line: String) -> [(text: String, isNumber: Bool)] {
  var pieces: [(text: String, isNumber: Bool)] = []
  var plain = ""
  var rest = Substring(line)
  while let first = rest.first {
    let mayBegin = plain.last.map { !$0.isLetter && !$0.isNumber && $0 != "_" } ?? true
    let digits = rest.drop { $0 == "-" }
    if mayBegin, first.isASCIIDigit || (first == "-" && digits.first?.isASCIIDigit == true) {
      let end = endOfNumber(rest)
      if !plain.isEmpty { pieces.append((plain, false)) }
      plain = ""
      pieces.append((String(rest[..<end]), true))
      rest = rest[end...]
    } else {
      plain.append(first)
      rest = rest.dropFirst()
    }
  }
  if !plain.isEmpty { pieces.append((plain, false)) }
  return pieces
}

private func endOfNumber(_ text: Substring) -> Substring.Index {
  var rest = text
  if rest.first == "-" { rest = rest.dropFirst() }
  rest = rest.drop(while: \.isASCIIDigit)
  if rest.first == ".", rest.dropFirst().first?.isASCIIDigit == true {
    rest = rest.dropFirst().drop(while: \.isASCIIDigit)
  }
  if rest.first == "e" || rest.first == "E" {
    let exponent = rest.dropFirst().drop { $0 == "+" || $0 == "-" }
    if exponent.first?.isASCIIDigit == true { rest = exponent.drop(while: \.isASCIIDigit) }
  }
  return rest.startIndex
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

extension String {
  fileprivate var collapsingSpaces: String {
    var result = ""
    for character in self where character != " " || result.last != " " { result.append(character) }
    return result
  }

  /// Whether the line is `...`, which stands for any lines.
  var isAnyLines: Bool { oneLine == "..." }
}
