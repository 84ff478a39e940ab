public import TerminalText

/// Makes keys of the bytes that a terminal sends.
///
/// A key such as an arrow is a sequence that begins with Esc (ECMA-48, with xterm's numbers for
/// Shift). Esc by itself begins in the same way, so that only a pause tells which it was.
public struct KeyDecoder {
  private var pending: [UInt8] = []

  /// Makes a decoder that has seen no byte.
  public init() {}

  /// Whether bytes wait for others.
  public var isIncomplete: Bool { !pending.isEmpty }

  /// Takes bytes as they come.
  ///
  /// - Parameter bytes: what the terminal sent.
  /// - Returns: the keys that are complete; what is no key that anybody asks for is left out.
  public mutating func take(_ bytes: some Sequence<UInt8>) -> [Key] {
    pending += bytes
    var keys: [Key] = []
    while let (key, length) = next() {
      pending.removeFirst(length)
      if let key { keys.append(key) }
    }
    return keys
  }

  /// Says that no more bytes came for a while.
  ///
  /// - Returns: the keys that the waiting bytes are by themselves.
  public mutating func pause() -> [Key] {
    defer { pending = [] }
    return pending.first == escape ? [.escape] : []
  }

  // The first key and how many bytes it takes; nil where that is not known yet.
  private func next() -> (key: Key?, length: Int)? {
    guard let first = pending.first else { return nil }
    switch first {
    case escape: return sequence()
    case 0x0A, 0x0D: return (.enter, 1)
    case 0x09: return (.tab(), 1)
    case 0x08, 0x7F: return (.backspace, 1)
    case ..<0x20: return (nil, 1)
    default: return character(first)
    }
  }

  private func character(_ first: UInt8) -> (key: Key?, length: Int)? {
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard pending.count >= length else { return nil }
    let text = String(validating: pending.prefix(length), as: UTF8.self)
    return text?.first.map { (.character($0), length) } ?? (nil, 1)
  }

  // `ESC [ 1 ; 2 A`, and `ESC O A` where the terminal is told so.
  private func sequence() -> (key: Key?, length: Int)? {
    guard pending.count >= 2 else { return nil }
    guard pending[1] == UInt8(ascii: "[") || pending[1] == UInt8(ascii: "O") else {
      return (.escape, 1)
    }
    guard let end = pending.dropFirst(2).firstIndex(where: { 0x40...0x7E ~= $0 }) else {
      // Longer ones there are none.
      return pending.count < 16 ? nil : (nil, pending.count)
    }
    let parameters = pending[2..<end].split(separator: UInt8(ascii: ";"))
    let modifiers = parameters.dropFirst().first.flatMap {
      Int(String(decoding: $0, as: UTF8.self))
    }
    let isShifted = modifiers.map { ($0 - 1) & 1 == 1 } ?? false
    let key: Key? =
      switch pending[end] {
      case UInt8(ascii: "A"): .arrow(.up, isShifted: isShifted)
      case UInt8(ascii: "B"): .arrow(.down, isShifted: isShifted)
      case UInt8(ascii: "C"): .arrow(.right, isShifted: isShifted)
      case UInt8(ascii: "D"): .arrow(.left, isShifted: isShifted)
      case UInt8(ascii: "Z"): .tab(isShifted: true)
      default: nil
      }
    return (key, end + 1)
  }
}

private let escape: UInt8 = 0x1B
