import LineEditing
import Plots

/// Whether the terminal can show pictures, which it is asked once.
struct Pictures {
  private var isAsked = false
  private var found: TerminalPictures?

  /// How it shows them; nil where it cannot, or did not say so.
  mutating func asked() -> TerminalPictures? {
    guard !isAsked else { return found }
    // In the end what every terminal answers (DEC's device attributes), which ends the wait.
    let answer = Terminal.answer(to: question, within: 1000) {
      $0.firstMatch(of: /\u{1B}\[\?[\d;]*c/) != nil
    }
    guard let answer else { return nil }
    isAsked = true
    found = TerminalPictures(answer: answer)
    return found
  }
}

// Whether it takes kitty's pictures (without showing one), what it is called, how many pixels a
// character has, and what else it can.
private let question =
  "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[>q\u{1B}[16t\u{1B}[c"

extension TerminalPictures {
  /// Reads what a terminal answered; nil where it shows no pictures.
  init?(answer: String) {
    let cell = answer.firstMatch(of: /\u{1B}\[6;(\d{1,4});(\d{1,4})t/)
    let height = cell.flatMap { Int($0.output.1) } ?? 0
    let width = cell.flatMap { Int($0.output.2) } ?? 0
    let attributes = answer.firstMatch(of: /\u{1B}\[\?([\d;]*)c/)?.output.1.split(separator: ";")
    let language: Language? =
      if answer.contains("\u{1B}_Gi=31;OK") {
        .kitty
      } else if answer.contains("\u{1B}P>|iTerm2") {
        .iTerm2
      } else if attributes?.contains("4") == true, width > 0 {
        .sixel
      } else {
        nil
      }
    guard let language else { return nil }
    // The others fit a picture to its characters.
    self.init(language, cellWidth: width > 0 ? width : 10, cellHeight: height > 0 ? height : 20)
  }
}
