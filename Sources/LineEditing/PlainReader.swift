#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Lines from a file or a pipe.
public struct PlainReader {
  /// Why there is no next line although the input has not ended.
  public struct Failure: Error, Hashable, Sendable {
    /// The reasons there are.
    public enum Reason: Hashable, Sendable {
      /// The line is longer than allowed.
      case tooLong
      /// The bytes are no UTF-8 text, or hold a zero.
      case notText
      /// The system refused to read.
      case unreadable(String)
      /// Ctrl-C was pressed.
      case interrupted
    }

    /// The reason.
    public var reason: Reason
    /// The line, counted from 1.
    public var line: Int
    /// The byte in the line, counted from 1.
    public var column: Int
    /// What stands in the line before that byte.
    public var text: String
  }

  private let descriptor: Int32
  private let maximumLineLength: Int
  private var buffer: [UInt8] = []
  private var position = 0
  private var line = 0
  private var isAtEnd = false

  /// Reads lines from a descriptor, which stays open.
  public init(descriptor: Int32, maximumLineLength: Int = 1 << 20) {
    self.descriptor = descriptor
    self.maximumLineLength = maximumLineLength
  }

  /// The next line without its line break; nil at the end.
  public mutating func next() throws(Failure) -> String? {
    line += 1
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        return try take(upTo: end, skipping: 1)
      }
      searched = buffer.count
      guard searched - position <= maximumLineLength else { throw tooLong }
      if isAtEnd {
        return position == buffer.count ? nil : try take(upTo: buffer.count, skipping: 0)
      }
      buffer.removeFirst(position)
      searched -= position
      position = 0
      try fill()
    }
  }

  private mutating func fill() throws(Failure) {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      guard Interrupt.waitForInput(descriptor) else { throw failure(.interrupted, at: 0) }
      let count = read(descriptor, &chunk, chunk.count)
      if count >= 0 {
        buffer += chunk[..<count]
        isAtEnd = count == 0
        return
      }
      guard errno == EINTR else {
        throw failure(.unreadable(String(cString: strerror(errno)).lowercased()), at: 0)
      }
    }
  }

  private mutating func take(upTo end: Int, skipping: Int) throws(Failure) -> String {
    guard end - position <= maximumLineLength else { throw tooLong }
    // Some editors put a byte-order mark in front of UTF-8.
    if line == 1, buffer[position..<end].starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
    var bytes = buffer[position..<end]
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    if let zero = bytes.firstIndex(of: 0) { throw failure(.notText, at: zero - position) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      // The repaired text agrees with the bytes up to the first that is wrong.
      let repaired = String(decoding: bytes, as: UTF8.self).utf8
      let valid = zip(bytes, repaired).prefix { $0 == $1 }.count
      throw failure(.notText, at: valid)
    }
    position = end + skipping
    return text
  }

  private var tooLong: Failure { failure(.tooLong, at: maximumLineLength) }

  private func failure(_ reason: Failure.Reason, at offset: Int) -> Failure {
    let before = buffer[position..<min(buffer.count, position + offset)]
    return Failure(
      reason: reason, line: line, column: offset + 1, text: String(decoding: before, as: UTF8.self))
  }
}
