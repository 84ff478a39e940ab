extension StringProtocol {
  /// The text with all that would act on a terminal, or that nobody would see, written as `\u{1b}`;
  /// line breaks and tabs stay.
  ///
  /// Done again it changes nothing. Whoever lays text out does it before he counts columns.
  public var harmless: String { harmless { $0 == "\n" || $0 == "\t" } }

  /// As `harmless`, in one line: line breaks and tabs are written so as well.
  public var harmlessLine: String { harmless { _ in false } }

  /// Whether nothing in it would act on a terminal or not be seen, line breaks and tabs aside.
  public var isHarmless: Bool {
    unicodeScalars.allSatisfy { $0.isSeen || $0 == "\n" || $0 == "\t" }
  }

  private func harmless(keeping isKept: (Unicode.Scalar) -> Bool) -> String {
    // Most text is, and long tables should not cost more than a look.
    let isPlain = utf8.withContiguousStorageIfAvailable { bytes in
      bytes.allSatisfy { 0x20..<0x7F ~= $0 }
    }
    if isPlain == true { return String(self) }
    guard !unicodeScalars.allSatisfy({ $0.isSeen || isKept($0) }) else { return String(self) }
    var result = ""
    for scalar in unicodeScalars {
      if scalar.isSeen || isKept(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether a terminal shows the character, and does nothing else with it.
  ///
  /// Not so are controls (C0, DEL, C1), what sets the reading order, separators of lines and
  /// paragraphs, and what has no width of its own (Unicode's default ignorable code points).
  public var isSeen: Bool {
    if value < 0x7F { return value >= 0x20 }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return false
    default: return !properties.isDefaultIgnorableCodePoint
    }
  }
}
