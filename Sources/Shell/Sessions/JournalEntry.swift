public import Simulation

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A command that was accepted, with all that is needed to do it again: one line of a journal.
public struct JournalEntry: Codable, Hashable, Sendable {
  /// The command as it was typed.
  public var statement: String
  /// What did as much, where Ctrl-C stopped the command or keys decided what it did; nil where it
  /// does so itself.
  public var equivalent: String?
  /// What its host told it.
  public var answers: HostAnswers
  /// The fingerprint of the session that came of it.
  public var fingerprint: UInt64

  /// Makes an entry for a command that led to a session.
  ///
  /// - Parameters:
  ///   - statement: the command as it was typed.
  ///   - answers: what its host told it.
  ///   - report: what it answered.
  ///   - session: what came of it.
  public init(statement: String, answers: HostAnswers, report: Report, session: Session) {
    self.statement = statement
    equivalent = report.equivalent
    self.answers = answers
    fingerprint = session.fingerprint
  }

  /// Why a line of a journal is no entry.
  public enum Unreadable: Error, Hashable, Sendable {
    /// The last line has no end: it was being written.
    case unfinished
    /// The line is not what was written.
    case damaged
    /// A newer program wrote it.
    case newer

    /// What the line is.
    public var text: String {
      switch self {
      case .unfinished: "an entry that was not finished"
      case .damaged: "an entry that is damaged"
      case .newer: "an entry of a newer version of neurosh"
      }
    }
  }

  // Lines of version 1 were the JSON alone.
  private static let version: UInt64 = 2

  /// Reads a line without its line break.
  ///
  /// - Throws: why it is no entry.
  public init(line: some Collection<UInt8>) throws(Unreadable) {
    var json = Data(line)
    if json.first != UInt8(ascii: "{") {
      let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
      guard parts.count == 3, let version = UInt64(String(decoding: parts[0], as: UTF8.self)),
        let checksum = UInt64(String(decoding: parts[1], as: UTF8.self), radix: 16),
        checksum == Self.checksum(version: version, parts[2])
      else { throw .damaged }
      guard version <= Self.version else { throw .newer }
      json = Data(parts[2])
    }
    guard let entry = try? JSONDecoder().decode(JournalEntry.self, from: json) else {
      throw .damaged
    }
    self = entry
  }

  /// The entry as a line with its line break: version, checksum, and JSON, in which a line break is
  /// an escape.
  public var line: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = (try? encoder.encode(self)).map(Array.init) ?? []
    let checksum = String(Self.checksum(version: Self.version, json), radix: 16)
    return Array("\(Self.version) \(checksum) ".utf8) + json + [UInt8(ascii: "\n")]
  }

  // Of the version too, so that a damaged one is not taken for a newer one.
  private static func checksum(version: UInt64, _ json: some Sequence<UInt8>) -> UInt64 {
    var hash = StableHash()
    hash.add(version)
    for byte in json { hash.add(UInt64(byte)) }
    return hash.value
  }
}

/// What stands in the file of a journal, as far as it can be read.
public struct JournalContents: Sendable {
  /// All bytes of the file.
  public let bytes: [UInt8]
  /// The entries up to the first line that is none, oldest first.
  public private(set) var entries: [JournalEntry] = []
  /// What that line is; nil where all lines are entries.
  public private(set) var problem: JournalEntry.Unreadable?
  private var ends: [Int] = []

  /// Reads the bytes of a file.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var end = 0
    while end < bytes.count {
      guard let lineBreak = bytes[end...].firstIndex(of: UInt8(ascii: "\n")) else {
        problem = .unfinished
        return
      }
      do throws(JournalEntry.Unreadable) {
        entries.append(try JournalEntry(line: bytes[end..<lineBreak]))
      } catch {
        problem = error
        return
      }
      end = lineBreak + 1
      ends.append(end)
    }
  }

  /// The bytes of the first entries.
  public func bytes(ofFirst count: Int) -> ArraySlice<UInt8> {
    bytes[..<(count == 0 ? 0 : ends[count - 1])]
  }
}

extension Workbench {
  /// Why accepted commands could not all be done again.
  public enum RestoreFailure: Error, Hashable, Sendable {
    /// The user wanted no more of it.
    case abandoned
    /// The session after the entry of this index is another than it was.
    case differs(Int)
  }

  /// Does accepted commands again, so that undo takes them back one by one as before.
  ///
  /// - Parameters:
  ///   - entries: the commands, oldest first.
  ///   - compiler: what makes long runs fast, as the first time.
  ///   - isAbandoned: asked now and then; the workbench is to be thrown away where it holds.
  ///   - progress: told how many are done.
  /// - Throws: what stands in the way. Entries before it are done.
  public mutating func restore(
    _ entries: [JournalEntry], compiler: NativeCompiler? = nil,
    isAbandoned: @escaping @Sendable () -> Bool = { false },
    progress: (Int) -> Void = { _ in }
  ) throws(RestoreFailure) {
    for (index, entry) in entries.enumerated() {
      var next = self
      var host = Host(repeating: entry.answers, isAbandoned: isAbandoned)
      host.compiler = compiler
      if let equivalent = entry.equivalent {
        try? next.perform(allOf: equivalent, host: host)
      } else {
        _ = try? next.perform(entry.statement, host: host)
      }
      if isAbandoned() { throw .abandoned }
      guard next.session.fingerprint == entry.fingerprint else { throw .differs(index) }
      self = next
      progress(index + 1)
    }
  }
}
