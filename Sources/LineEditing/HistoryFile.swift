import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The lines typed so far, in a text file of our own that is only ever appended to.
///
/// One entry a line; a line break in an entry is written `\n` and a backslash `\\`. A line that
/// begins with `\!` says that the entry behind it did not work. Each line is one write to a file
/// opened for appending, so that two shells can share it.
public struct HistoryFile: Hashable, Sendable {
  /// Where it lies.
  public let path: String

  /// Names a file, which need not exist.
  public init(path: String) { self.path = path }

  /// What is in the file.
  public struct Contents: Hashable, Sendable {
    /// The lines typed, oldest first.
    public var entries: [String] = []
    /// Those that did not work when they were last tried.
    public var failed: Set<String> = []

    /// The same lines as they may come back at a prompt, without what would act on the terminal.
    var harmless: Contents {
      Contents(entries: entries.map(\.harmless), failed: Set(failed.map(\.harmless)))
    }
  }

  /// The last entries, oldest first; none where the file cannot be read.
  public func contents(last count: Int = 10_000) -> Contents {
    var contents = Contents()
    for line in lines() {
      let text = String(decoding: line, as: UTF8.self)
      if text.hasPrefix(Self.failureMark) {
        contents.failed.insert(Self.unescaped(String(text.dropFirst(Self.failureMark.count))))
      } else {
        let entry = Self.unescaped(text)
        contents.failed.remove(entry)
        contents.entries.append(entry)
      }
    }
    contents.entries = contents.entries.suffix(count)
    return contents
  }

  private static let failureMark = "\\!"

  private func lines() -> [ArraySlice<UInt8>] {
    // A signal, such as that of a window of another size, ends a call but not the reading.
    func again(_ call: () -> Int) -> Int {
      while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
      }
    }
    let descriptor = Int32(again { Int(open(path, O_RDONLY | O_CLOEXEC)) })
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    // Entries older than the last few megabytes are not worth the wait at every start.
    let length = lseek(descriptor, 0, SEEK_END)
    let start = max(0, length - mostBytes)
    lseek(descriptor, start, SEEK_SET)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let size = again({ read(descriptor, &chunk, chunk.count) }), size > 0 {
      bytes += chunk[..<size]
    }
    var lines = bytes.split(separator: UInt8(ascii: "\n"))
    if start > 0, !lines.isEmpty { lines.removeFirst() }
    return lines
  }

  /// Adds an entry.
  ///
  /// - Returns: false where it could not be written; the line is then only in memory.
  @discardableResult public func append(_ entry: String) -> Bool {
    append(line: Self.escaped(entry))
  }

  /// Notes that an entry did not work.
  @discardableResult public func append(failed entry: String) -> Bool {
    append(line: Self.failureMark + Self.escaped(entry))
  }

  private func append(line: String) -> Bool {
    if let slash = path.lastIndex(of: "/") { Self.makeFolder(String(path[..<slash])) }
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let bytes = Array((line + "\n").utf8)
    return write(descriptor, bytes, bytes.count) == bytes.count
  }

  static func escaped(_ entry: String) -> String {
    var result = ""
    // Scalar by scalar: as a character, CR LF is one and neither of them.
    for scalar in entry.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  static func unescaped(_ line: String) -> String {
    var result = ""
    var isEscaped = false
    for scalar in line.unicodeScalars {
      if isEscaped {
        isEscaped = false
        switch scalar {
        case "n": result += "\n"
        case "r": result += "\r"
        default: result.unicodeScalars.append(scalar)
        }
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Makes a folder that only its owner can look into, and the folders above it.
  public static func makeFolder(_ path: String) {
    var folder = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      folder += "/" + part
      mkdir(folder, 0o700)
    }
  }
}

private let mostBytes = 4 << 20
