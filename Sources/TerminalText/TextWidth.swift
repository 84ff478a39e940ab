extension Character {
  /// How many columns of a terminal it takes: 2 for East Asian wide characters and emoji, 0 for what
  /// is not seen, else 1.
  ///
  /// Source: Unicode Standard Annex 11, classes W and F, in the ranges that are given out whole.
  public var columns: Int {
    guard let first = unicodeScalars.first, first.value >= 0x300 else { return 1 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    let isWide =
      first.properties.isEmojiPresentation || wideScalars.contains { $0.contains(first.value) }
    return isWide ? 2 : 1
  }
}

extension StringProtocol {
  /// How many columns of a terminal the text takes in one line.
  public var columns: Int { reduce(0) { $0 + $1.columns } }

  /// As much of the beginning as takes at most so many columns.
  public func prefix(columns limit: Int) -> SubSequence {
    var room = limit
    return prefix { character in
      room -= character.columns
      return room >= 0
    }
  }
}

private let wideScalars: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C,
  0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
  0xFFE0...0xFFE6, 0x16FE0...0x18AFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD,
]
