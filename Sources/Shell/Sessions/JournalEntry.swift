import Foundation
public import Simulation

/// A command that was accepted, with all that is needed to do it again: one line of a journal.
public struct JournalEntry: Codable, Hashable, Sendable {
  /// The command as it was typed.
  public var statement: String
  /// What did as much, where Ctrl-C stopped the command; nil where it came to its end.
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
    equivalent = report.stopped?.equivalent
    self.answers = answers
    fingerprint = session.fingerprint
  }

  /// Reads a line; nil where it is no entry, such as one that was cut off.
  public init?(line: some Sequence<UInt8>) {
    guard let entry = try? JSONDecoder().decode(JournalEntry.self, from: Data(line)) else {
      return nil
    }
    self = entry
  }

  /// The entry as a line with its line break; JSON, in which a line break is an escape.
  public var line: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = (try? encoder.encode(self)).map(Array.init) ?? []
    return bytes + [UInt8(ascii: "\n")]
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
