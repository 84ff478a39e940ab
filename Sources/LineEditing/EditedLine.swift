import CLibEdit

/// The line as libedit holds it while it is edited.
struct EditedLine {
  /// Its text.
  let text: String
  /// The cursor's UTF-8 offset in it.
  let cursor: Int

  init?(_ handle: OpaquePointer) {
    guard let info = el_line(handle), let buffer = info.pointee.buffer else { return nil }
    cursor = info.pointee.cursor - buffer
    // SAFETY: libedit's line begins at `buffer` and ends at `lastchar` until the next call.
    let bytes = UnsafeBufferPointer(start: buffer, count: info.pointee.lastchar - buffer)
    text = String(decoding: bytes.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether the cursor is behind the last character.
  var isAtEnd: Bool { cursor == text.utf8.count }

  /// The text before the cursor.
  var beforeCursor: Substring { Substring(text.utf8.prefix(cursor)) }

  /// The text behind it.
  var behindCursor: Substring { Substring(text.utf8.dropFirst(cursor)) }

  /// How many characters, as libedit counts them, stand behind the cursor.
  var scalarsBehindCursor: Int { behindCursor.unicodeScalars.count }
}
