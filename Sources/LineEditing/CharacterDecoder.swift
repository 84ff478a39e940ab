/// Puts the bytes of UTF-8 together to characters as they arrive.
struct CharacterDecoder {
  private var pending: [UInt8] = []

  /// Takes a byte and returns the character that it completes, if it does.
  ///
  /// Bytes that are no UTF-8 give U+FFFD, as the terminal shows them.
  mutating func take(_ byte: UInt8) -> UInt32? {
    pending.append(byte)
    let first = pending[0]
    let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
    let isContinuation = pending.count == 1 || byte & 0xC0 == 0x80
    guard pending.count == length || !isContinuation else { return nil }
    defer { pending = [] }
    return String(decoding: pending, as: UTF8.self).unicodeScalars.first?.value
  }
}
