import Equations
import TerminalText

/// Some numbers of a node that keys change, one of them chosen.
struct Knobs: Hashable, Sendable {
  private(set) var all: [Knob]
  private var chosen = 0
  /// The value that is being typed; nil where none is.
  private(set) var typed: String?
  /// Why the last key did nothing; nil where it did something.
  private(set) var complaint: String?

  init(_ knobs: [Knob]) { all = knobs }

  /// The commands that put a node where the knobs are: one `set`, and a `feed` for each input; none
  /// where nothing was turned.
  var commands: [String] {
    let turned = all.filter { $0.value != $0.start }
    let settings = turned.filter { !$0.isInput }
    let set = settings.first.map { first in
      settings.dropFirst().reduce(first.command) {
        "\($0) \($1.name)=\($1.value.canonicalText)"
      }
    }
    return [set].compactMap(\.self) + turned.filter(\.isInput).map(\.command)
  }

  /// Takes a key: left and right choose, up and down turn (with Shift finely), digits type a value,
  /// which Return takes and Esc forgets.
  ///
  /// - Parameters:
  ///   - key: the key.
  ///   - perform: does the command that the key comes to, and throws where it cannot be done.
  /// - Returns: that command, where it was done.
  mutating func press(
    _ key: Key, perform: (String) throws(Diagnostic) -> Void
  ) -> String? {
    guard all.indices ~= chosen else { return nil }
    complaint = nil
    let turned = chosen
    var next = all[turned]
    let text = typed
    if !key.isTyping { typed = nil }
    switch key {
    case .arrow(.left, _): chosen = (chosen + all.count - 1) % all.count
    case .arrow(.right, _): chosen = (chosen + 1) % all.count
    case .arrow(let direction, let isShifted):
      next.turn(isUp: direction == .up, isFine: isShifted)
    case .character(let character):
      if text != nil || character.beginsNumber { typed = (text ?? "") + String(character) }
    case .backspace:
      let left = text?.dropLast() ?? ""
      typed = left.isEmpty ? nil : String(left)
    case .enter, .escape, .tab: break
    }
    do throws(Diagnostic) {
      if key == .enter, let text { try next.take(text) }
      guard next.value != all[turned].value else { return nil }
      try perform(next.command)
      all[turned] = next
      return next.command
    } catch {
      complaint = error.sentence
      return nil
    }
  }

  /// The knobs in a line of so many columns, the chosen one in brackets and always in sight.
  func line(columns: Int) -> String {
    let texts = all.enumerated().map { index, knob in
      guard index == chosen else { return knob.text }
      return "[\(typed.map { "\(knob.name) \($0)_" } ?? knob.text)]"
    }
    guard texts.indices ~= chosen else { return "" }
    let first = (0...chosen).first {
      texts[$0...chosen].joined(separator: "  ").columns <= columns
    }
    return texts[(first ?? chosen)...].reduce("") { line, text in
      if line.isEmpty { return text }
      return line.columns + 2 + text.columns <= columns ? "\(line)  \(text)" : line
    }
  }
}

extension Key {
  /// Whether it goes on with a value that is being typed.
  fileprivate var isTyping: Bool {
    switch self {
    case .character, .backspace: true
    default: false
    }
  }
}

extension Character {
  fileprivate var beginsNumber: Bool { isASCII && isNumber || "+-.".contains(self) }
}
