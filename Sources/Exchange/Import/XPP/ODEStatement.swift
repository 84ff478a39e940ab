import Equations

/// One statement of an `.ode` file.
struct ODEStatement: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// `x'=`, `dx/dt=`.
    case derivative
    /// `x(t+1)=`.
    case map
    /// `x(0)=`.
    case initial
    /// `f(a,b)=`.
    case function([Name])
    /// `x=`.
    case fixed
    /// `!x=`.
    case derived
    /// `0=`.
    case algebraic
    /// `x(t)=...int{...}`.
    case volterra
    /// A word with what belongs to it.
    case command
    /// `@` and settings of the program.
    case options
  }

  var kind: Kind
  /// What it is about: a variable, a function, the word of a command.
  var name: Name
  /// What stands behind.
  var value: PlacedText

  /// Whether rows of rates follow it.
  var isMarkovChain: Bool { kind == .command && name.text.uppercased().hasPrefix("MA") }

  /// Reads a statement.
  ///
  /// - Throws: `Diagnostic` where an equation has no right side.
  init?(_ text: PlacedText) throws(Diagnostic) {
    let text = text.trimmed
    guard let first = text.bytes.first else { return nil }
    if first == UInt8(ascii: "@") {
      (kind, name, value) = (.options, text[0..<1].name, text[1..<text.bytes.count])
      return
    }
    let place = text.bytes.firstIndex { " \t=/'(".utf8.contains($0) } ?? text.bytes.count
    let head = text[0..<place]
    let rest = text[place..<text.bytes.count].trimmed
    let equals = text.index(of: "=", from: place)
    name = head.name
    switch rest.bytes.first.map({ Character(Unicode.Scalar($0)) }) {
    case "=" where head.text == "0":
      (kind, value) = (.algebraic, rest[1..<rest.bytes.count])
    case "=" where first == UInt8(ascii: "!"):
      (kind, name, value) = (.derived, text[1..<place].name, rest[1..<rest.bytes.count])
    case "=": (kind, value) = (.fixed, rest[1..<rest.bytes.count])
    case "'", "/":
      guard let equals else {
        throw Diagnostic(
          "an equation has no right side", at: text.range, expected: "'=' and a term",
          kind: .incomplete)
      }
      kind = .derivative
      value = text[equals + 1..<text.bytes.count]
      guard rest.bytes.first == UInt8(ascii: "/") else { break }
      guard first | 0x20 == UInt8(ascii: "d"), place > 1 else {
        throw Diagnostic(
          "'\(head.text.prefix(20))/' begins no equation", at: head.range,
          expected: "dx/dt = or x' =", kind: .unexpected)
      }
      name = text[1..<place].name
    case "(" where rest.index(of: ")") != nil && equals != nil && place == head.bytes.count:
      let close = text.index(of: ")", from: place) ?? place
      let inner = text[place + 1..<close]
      value = text[(equals ?? close) + 1..<text.bytes.count]
      switch inner.text.filter({ !$0.isWhitespace }).lowercased() {
      case "t+1": kind = .map
      case "0": kind = .initial
      case "t" where value.hasIntegral: kind = .volterra
      default:
        kind = .function(inner.split { $0 == UInt8(ascii: ",") }.map(\.trimmed.name))
      }
    default: (kind, value) = (.command, rest)
    }
    value = value.trimmed
  }
}

extension PlacedText {
  /// Whether an integral of the past is in it.
  var hasIntegral: Bool {
    let text = self.text.lowercased().filter { $0 != " " }
    return text.contains("int{") || text.contains("int[")
  }

  /// The settings in it, `a=1,b=2` with commas or blanks between; a name alone has no value.
  var assignments: [(name: Name, value: PlacedText?)] {
    var result: [(name: Name, value: PlacedText?)] = []
    var words = split { $0.isBlank || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }[...]
    while let word = words.popFirst() {
      // Blanks may stand around the sign.
      var whole = word
      let endsOpen = word.bytes.last == UInt8(ascii: "=")
      if endsOpen, let next = words.popFirst() {
        whole.append(next)
      } else if let next = words.first, next.bytes.first == UInt8(ascii: "="),
        !word.bytes.contains(UInt8(ascii: "="))
      {
        whole.append(words.removeFirst())
        if next.bytes.count == 1, let value = words.popFirst() { whole.append(value) }
      }
      guard let equals = whole.index(of: "=") else {
        result.append((whole.name, nil))
        continue
      }
      let value = whole[equals + 1..<whole.bytes.count]
      result.append((whole[0..<equals].name, value.isEmpty ? nil : value))
    }
    return result
  }

  /// The number with which it begins, as C's `atof` reads it, and whether that is all of it.
  var leadingNumber: (value: Double, isAll: Bool) {
    let sign = bytes.first.map { $0 == UInt8(ascii: "-") ? -1.0 : 1 } ?? 1
    var index = bytes.first.map { "+-".utf8.contains($0) ? 1 : 0 } ?? 0
    let digits = bytes[index...].prefix(2)
    let isNumber =
      digits.first?.isDigit == true
      || (digits.first == UInt8(ascii: ".") && digits.last?.isDigit == true)
    // What is too large for a number is none.
    guard isNumber, let value = try? number(at: &index) else { return (0, bytes.isEmpty) }
    return (sign * value, index == bytes.count)
  }
}
