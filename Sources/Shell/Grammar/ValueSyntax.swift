import Equations

/// How a value is written and read that stands in one word: behind `key=`, or by its place.
struct ValueSyntax<Value: Sendable>: Sendable {
  /// What stands for it in usage: `COUNT`; several where each choice is written by itself.
  let words: [String]
  var usage: String { words.joined(separator: " | ") }

  /// The words that it could be.
  let candidates: @Sendable (CompletionSituation) -> [Candidate]
  /// Reads it; `what` is what errors call it.
  let read: Reading

  typealias Reading =
    @Sendable (_ word: Name, _ what: String, _ context: Context) throws(Diagnostic) -> Value

  init(
    _ words: [String],
    candidates: @escaping @Sendable (CompletionSituation) -> [Candidate] = { _ in [] },
    read: @escaping Reading
  ) {
    self.words = words
    self.candidates = candidates
    self.read = read
  }

  /// The same, made into something else together with where it stands.
  func map<Other>(
    _ make: @escaping @Sendable (Value, SourceRange) -> Other
  ) -> ValueSyntax<Other> {
    ValueSyntax<Other>(words, candidates: candidates) {
      [read] (word: Name, what: String, context: Context) throws(Diagnostic) in
      make(try read(word, what, context), word.range)
    }
  }
}

extension ValueSyntax where Value == Int {
  /// A whole number within limits.
  ///
  /// - Parameter hint: what else errors say.
  static func whole(
    _ limits: ClosedRange<Int>, _ word: String = "COUNT", hint: String = ""
  ) -> ValueSyntax {
    ValueSyntax([word]) { (word: Name, what: String, _: Context) throws(Diagnostic) in
      try word.whole(in: limits, what: what, hint: hint)
    }
  }
}

extension ValueSyntax where Value == Quantity {
  /// A number with or without a unit.
  static func quantity(_ word: String, expected: String = "a number") -> ValueSyntax {
    ValueSyntax([word]) { (word: Name, what: String, _: Context) throws(Diagnostic) in
      try word.quantity(for: what, expected: expected)
    }
  }

  /// A number of steps, or a time.
  static var time: ValueSyntax {
    .quantity("TIME", expected: "a number of steps, or a time")
  }
}

extension ValueSyntax where Value == Name {
  /// Any word that passes a check.
  static func name(
    _ words: String...,
    candidates: @escaping @Sendable (CompletionSituation) -> [Candidate] = { _ in [] },
    check: @escaping @Sendable (_ word: Name, _ session: Session) throws(Diagnostic) -> Void = {
      (_: Name, _: Session) in
    }
  ) -> ValueSyntax {
    ValueSyntax(words, candidates: candidates) {
      (word: Name, _: String, context: Context) throws(Diagnostic) in
      try check(word, context.session)
      return word
    }
  }
}

extension ValueSyntax where Value == Bool {
  /// `true` or `false`.
  static var yesOrNo: ValueSyntax {
    ValueSyntax(["true"], candidates: { _ in [Candidate("true", ""), Candidate("false", "")] }) {
      (word: Name, what: String, _: Context) throws(Diagnostic) in
      try word.yesOrNo(what: what)
    }
  }
}

extension ValueSyntax
where Value: CaseIterable & RawRepresentable<String>, Value.AllCases == [Value] {
  /// One of the words of an enumeration.
  ///
  /// - Parameters:
  ///   - kind: what errors call them.
  ///   - otherWords: what else people call some of them, which errors answer.
  ///   - meaning: what each is.
  static func word(
    _ kind: String, otherWords: [String: Value] = [:],
    meaning: @escaping @Sendable (Value) -> String = { _ in "" }
  ) -> ValueSyntax {
    let values = Value.allCases
    let words = values.map(\.rawValue)
    return ValueSyntax(
      words, candidates: { _ in values.map { Candidate($0.rawValue, meaning($0)) } }
    ) { (word: Name, _: String, _: Context) throws(Diagnostic) in
      do throws(Diagnostic) { return values[try word.index(among: words, of: kind)] } catch {
        var error = error
        error.suggestion = otherWords[word.text]?.rawValue ?? error.suggestion
        throw error
      }
    }
  }
}

extension Name {
  /// Which of a few words it is, upper and lower case alike.
  ///
  /// - Throws: `Diagnostic` at a word that is none of them.
  func index(among words: [String], of kind: String) throws(Diagnostic) -> Int {
    // AtanGrad is what Python libraries call Atan.
    for text in [text, text.without("Grad")].compactMap({ $0?.lowercased() }) {
      if let index = words.firstIndex(where: { $0.lowercased() == text }) { return index }
    }
    throw .unknown(
      kind, self, among: words,
      expected: words.count > 3
        ? "one of \(words.joined(separator: ", "))" : words.joined(separator: " or "))
  }

  /// The parts between separators, each with its place.
  func parts(separator: String) -> [Name] {
    // Bytes, since every value on a line is looked at so.
    let (bytes, mark) = (text.utf8, separator.utf8)
    var parts: [Name] = []
    var (start, index, lower) = (bytes.startIndex, bytes.startIndex, range.lower)
    func close() {
      let part = bytes[start..<index]
      parts.append(Name(String(Substring(part)), SourceRange(lower, lower + part.count)))
      lower += part.count + mark.count
    }
    while index < bytes.endIndex {
      guard bytes[index] == mark.first, bytes[index...].starts(with: mark) else {
        bytes.formIndex(after: &index)
        continue
      }
      close()
      bytes.formIndex(&index, offsetBy: mark.count)
      start = index
    }
    close()
    return parts
  }

  /// The whole number that the word stands for.
  ///
  /// - Throws: `Diagnostic` at the word where it is no whole number in the range.
  func whole(
    in bounds: ClosedRange<Int>, what: String, hint: String = ""
  ) throws(Diagnostic) -> Int {
    let limits = bounds.expectation + hint
    let quantity = try quantity(for: what, expected: limits)
    guard quantity.unit == nil, !quantity.isOfSteps, let whole = Int(exactly: quantity.value),
      bounds.contains(whole)
    else {
      throw .outOfRange(what, self, expected: limits)
    }
    return whole
  }

  /// Yes or no, as `true`, `false`, `1` or `0`.
  ///
  /// - Throws: `Diagnostic` at any other word.
  func yesOrNo(what: String) throws(Diagnostic) -> Bool {
    switch text {
    case "true", "1": return true
    case "false", "0": return false
    default:
      throw .mismatch(
        what, self, expected: "true or false",
        suggestion: nearestWord(to: text, among: ["true", "false"]))
    }
  }
}

extension ClosedRange<Int> {
  /// What is expected of a whole number within them.
  var expectation: String {
    upperBound == .max
      ? "a whole number, at least \(lowerBound)"
      : "a whole number from \(lowerBound) to \(upperBound)"
  }
}

extension String {
  /// The text without an ending; nil where it has another one.
  func without(_ ending: String) -> String? {
    hasSuffix(ending) && count > ending.count ? String(dropLast(ending.count)) : nil
  }

  /// The text, cut where an error message could not hold it.
  var shortened: String { count <= 40 ? self : prefix(37) + "..." }
}
