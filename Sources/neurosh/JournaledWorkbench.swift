import Equations
import LineEditing
import Shell
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A workbench that keeps what it accepts in a journal before it answers.
struct JournaledWorkbench {
  private(set) var workbench = Workbench()
  /// Where the journal is to be made, as soon as there is something to keep; nil for no journal.
  let folder: String?
  /// Whether somebody is typing; what is done before that is only kept with the first command typed.
  var isAttended = false
  private var journal: Journal?
  private var pending: [JournalEntry] = []
  /// Whether the user was told that nothing is kept.
  private var hasComplained = false

  init(folder: String?) { self.folder = folder }

  /// Does one statement, as `Workbench.perform` does, and keeps it where it changed the session, or
  /// what is recorded.
  mutating func perform(_ statement: String, host: Host) throws(Diagnostic) -> Report {
    guard let folder else { return try workbench.perform(statement, host: host) }
    let listener = HostListener()
    let before = (workbench.changes, workbench.transcriptFile)
    let report = try workbench.perform(statement, host: listener.listening(to: host))
    if (workbench.changes, workbench.transcriptFile) != before {
      keep(
        JournalEntry(
          statement: statement, answers: listener.answers, report: report,
          session: workbench.session), in: folder)
    }
    return report
  }

  /// Puts a line of prose, or a question, into what is recorded, as `Workbench.keep` does.
  mutating func keep(prose line: String, host: Host) throws(Diagnostic) {
    try workbench.keep(prose: line, host: host)
  }

  /// Takes over a journal that was left behind, and does what is in it.
  ///
  /// - Returns: what came of it, in a sentence.
  mutating func restore(_ contents: JournalContents, of journal: Journal) -> String {
    let entries = contents.entries
    var restored = Workbench()
    Interrupt.clear()
    let progress = ProgressBar.report(width: 80)
    do throws(Workbench.RestoreFailure) {
      try restored.restore(
        entries, compiler: Host.systemCompiler, isAbandoned: { Interrupt.isRaised }
      ) { done in
        progress(done, entries.count, "doing the commands again")
      }
    } catch {
      switch error {
      case .abandoned:
        Interrupt.clear()
        return "stopped; it will be offered again"
      case .differs(let index):
        return adopt(restored, journal, first: index, of: contents)
      }
    }
    return adopt(restored, journal, first: entries.count, of: contents)
  }

  /// Removes the journal, when the user leaves.
  func finish() { journal?.remove() }

  private mutating func adopt(
    _ restored: Workbench, _ journal: Journal, first count: Int, of contents: JournalContents
  ) -> String {
    let copy: String?
    do throws(FileFailure) {
      copy = try journal.keep(first: count, of: contents)
    } catch {
      return "not restored, since what cannot be restored of it cannot be kept beside it: "
        + "\(error.reason); it will be offered again"
    }
    workbench = restored
    self.journal = journal
    let all = contents.entries.count
    return "restored "
      + (count < all
        ? "\(count) of \(all.counted("command")): the next gives another result now"
        : all.counted("command"))
      + (restored.transcriptFile.map { "; still recording to \($0)" } ?? "")
      + (copy.map { "; all that there was is kept as \($0)" } ?? "")
  }

  private mutating func keep(_ entry: JournalEntry, in folder: String) {
    pending.append(entry)
    guard isAttended else { return }
    do throws(FileFailure) {
      let journal = if let journal { journal } else { try Journal.new(in: folder) }
      self.journal = journal
      // What a full disk left no room for goes first, once there is room.
      while let next = pending.first {
        try journal.append(next)
        pending.removeFirst()
      }
      hasComplained = false
    } catch {
      guard !hasComplained else { return }
      hasComplained = true
      write(
        "warning: what you do is not kept for a restart, \(line: folder) cannot be written: "
          + "\(error.reason)\n", to: STDERR_FILENO)
    }
  }
}
