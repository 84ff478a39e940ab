import TerminalText

extension StringProtocol {
  /// The text as it stands between the tags of XML or HTML, or between the quotes of an attribute:
  /// nothing in it is markup, and nothing in it is not to be seen.
  package var escapedForXML: String {
    var result = ""
    // Scalar by scalar: with a combining mark behind it, `&` is another character. XML has no controls,
    // and the two that are no characters neither.
    for scalar in harmless.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
