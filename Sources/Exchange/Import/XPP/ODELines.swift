import Equations

// From the lines of a file to statements: continued lines are joined, arrays written out.
extension PlacedText {
  /// The statements of an `.ode` file, comments left out, up to the line `done`.
  ///
  /// - Throws: `Diagnostic` at a bracket that is no range or index, and where all together become too long.
  func odeStatements() throws(Diagnostic) -> [PlacedText] {
    var result: [PlacedText] = []
    var size = 0
    func add(_ statement: PlacedText) throws(Diagnostic) {
      size += statement.bytes.count
      guard size <= longestExpansion else {
        throw Diagnostic(
          "with its arrays written out the file becomes too long", at: statement.range,
          expected: "at most \(longestExpansion) bytes", kind: .outOfRange)
      }
      result.append(statement)
    }
    var lines = odeLines[...]
    while let line = lines.popFirst() {
      if line.isEndOfFile { break }
      guard let range = try line.arrayRange() else {
        try add(try line.replacingIndices(by: nil))
        continue
      }
      // From `%[1..4]` to `%` all lines are one body.
      var body = [line.replacingArrayRange(range.bytes)]
      if line.bytes.first == UInt8(ascii: "%") {
        body = Array(lines.prefix { $0.bytes.first != UInt8(ascii: "%") })
        lines = lines.dropFirst(body.count + 1)
      }
      for value in range.values {
        for line in body { try add(try line.replacingIndices(by: value)) }
      }
    }
    return result
  }

  // Lines without blanks around them, those that end with `\` with the next; comments are gone.
  private var odeLines: [PlacedText] {
    var result: [PlacedText] = []
    var open: PlacedText?
    for line in splitLines {
      var line = line
      let isContinued = line.index(of: "\\")
      if let place = isContinued { line = line[0..<place] }
      if var joined = open {
        joined.append(line)
        line = joined
      }
      open = isContinued == nil ? nil : line
      guard isContinued == nil else { continue }
      result.append(line.withoutComment.trimmed)
    }
    if let open { result.append(open.withoutComment.trimmed) }
    return result.filter { !$0.isEmpty }
  }

  private var splitLines: [PlacedText] {
    split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
  }

  // `#` is also the convolution of an integral equation; a text in quotes is a comment of its own kind.
  private var withoutComment: PlacedText {
    let start = trimmed
    guard start.bytes.first != UInt8(ascii: "\"") else { return start[0..<0] }
    guard let place = index(of: "#"), !isIntegral(before: place) else { return self }
    return self[0..<place]
  }

  private func isIntegral(before place: Int) -> Bool {
    let text = self[0..<place].text.lowercased()
    return text.contains("int{") || text.contains("int[")
  }

  // Whatever begins with `d` and is no equation ends the file.
  private var isEndOfFile: Bool {
    guard let first = bytes.first, first | 0x20 == UInt8(ascii: "d") else { return false }
    guard let place = bytes.firstIndex(where: { $0.isBlank || "=/'(".utf8.contains($0) }) else {
      return true
    }
    return bytes[place].isBlank
      && bytes[place...].first { !$0.isBlank }.map { $0 != UInt8(ascii: "=") } ?? true
  }

  // MARK: - Arrays

  // `[first..last]`, the last one of the line.
  private func arrayRange() throws(Diagnostic) -> (bytes: Range<Int>, values: [Int])? {
    guard
      let dots = bytes.indices.dropLast().last(where: {
        bytes[$0] == UInt8(ascii: ".") && bytes[$0 + 1] == UInt8(ascii: ".")
      })
    else { return nil }
    let open = bytes[..<dots].lastIndex(of: UInt8(ascii: "["))
    let close = bytes[dots...].firstIndex(of: UInt8(ascii: "]"))
    guard let open, let close, let first = Int(self[open + 1..<dots].trimmed.text),
      let last = Int(self[dots + 2..<close].trimmed.text)
    else {
      throw Diagnostic(
        "this is no range of an array", at: range(dots..<dots + 2), expected: "[1..10]",
        kind: .unexpected)
    }
    guard abs(first) <= longestArray, abs(last) <= longestArray else {
      throw Diagnostic(
        "the array is too long", at: range(open..<close + 1),
        expected: "at most \(longestArray) elements", kind: .outOfRange)
    }
    let values = first <= last ? Array(first...last) : Array((last...first).reversed())
    return (open..<close + 1, values)
  }

  private func replacingArrayRange(_ range: Range<Int>) -> PlacedText {
    var result = self[0..<range.lowerBound]
    result.append("[j]", at: place(of: range.lowerBound))
    result.append(self[range.upperBound..<bytes.count])
    return result
  }

  // `[j]`, `[j+1]` and `[j*2]` become numbers, `[3]` becomes 3; nil where there is no array.
  private func replacingIndices(by index: Int?) throws(Diagnostic) -> PlacedText {
    guard bytes.contains(UInt8(ascii: "[")), !isIntegral(before: bytes.count) else { return self }
    var result = PlacedText(emptyAt: place(of: 0))
    var position = 0
    while let open = self.index(of: "[", from: position) {
      result.append(self[position..<open])
      // A line that ends too early ends the index as well, as it does there.
      let close = self.index(of: "]", from: open)
      let inner = self[open + 1..<(close ?? bytes.count)]
      guard close != nil, let value = inner.arrayIndex(index) else {
        throw Diagnostic(
          close == nil ? "']' is missing" : "'[\(inner.text.prefix(20))]' is no index",
          at: range(open..<(close.map { $0 + 1 } ?? bytes.count)),
          expected: index == nil
            ? "a number, or a range [1..10] in the line" : "[j], [j+1], [j-1], [j*2] or a number",
          kind: close == nil ? .incomplete : .unexpected)
      }
      result.append(String(value), at: place(of: open))
      position = (close ?? bytes.count) + 1
    }
    result.append(self[position..<bytes.count])
    return result
  }

  private func arrayIndex(_ index: Int?) -> Int? {
    let text = self.text.filter { $0 != " " }.lowercased()
    guard text.first == "j" else { return Int(text).flatMap { abs($0) <= longestArray ? $0 : nil } }
    guard let index else { return nil }
    let rest = text.dropFirst()
    guard let op = rest.first else { return index }
    guard let number = Int(rest.dropFirst()), abs(number) <= longestArray else { return nil }
    switch op {
    case "+": return index + number
    case "-": return index - number
    case "*": return index * number
    default: return nil
    }
  }
}

private let longestArray = 100_000
private let longestExpansion = 1_000_000
