import Equations
import LineEditing
import Shell
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The commands that one prompt has accepted, in a file that outlives it where it ends by accident.
///
/// Each prompt has a file of its own, which it keeps locked; a file that nobody holds was left
/// behind. An entry is one write at the end of the file, then fsync: whatever stops the program or
/// the machine, all entries but the one being written are whole, and that one's result was not
/// shown yet.
final class Journal {
  private let path: String
  private let descriptor: Int32
  /// How many bytes of the file are whole entries.
  private var length = 0

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Makes a new, empty journal in a folder, which is made as well.
  static func new(in folder: String) throws(FileFailure) -> Journal {
    HistoryFile.makeFolder(folder)
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let path = "\(folder)/\(time.tv_sec)-\(time.tv_nsec)-\(getpid()).journal"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .last }
    flock(descriptor, LOCK_EX | LOCK_NB)
    synchronizeFolder(folder)
    return Journal(path: path, descriptor: descriptor)
  }

  /// The newest journal in a folder that was left behind, locked from now on, and what is in it.
  ///
  /// Those without entries are removed on the way.
  static func leftBehind(in folder: String) -> (journal: Journal, entries: [JournalEntry])? {
    let names = Host.Files.local.list(folder).filter { $0.hasSuffix(".journal") }
    for name in names.sorted(by: >) {
      let path = "\(folder)/\(name)"
      let descriptor = open(path, O_RDWR | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      let journal = Journal(path: path, descriptor: descriptor)
      var status = stat()
      // Another shell may hold it, or may have removed it between the look and the lock.
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0,
        status.st_nlink > 0
      else { continue }
      let entries = journal.readEntries()
      if entries.isEmpty {
        journal.remove()
      } else {
        return (journal, entries)
      }
    }
    return nil
  }

  /// Writes an entry and waits until it is on disk.
  ///
  /// - Throws: why that is not possible; the file then ends with the entry before.
  func append(_ entry: JournalEntry) throws(FileFailure) {
    let line = entry.line
    var failure = writeAll(line, to: descriptor)
    if failure == nil, fsync(descriptor) != 0 { failure = .last }
    if let failure {
      // Half an entry would make those after it unreadable.
      cut(to: length)
      throw failure
    }
    length += line.count
  }

  /// Forgets entries at the end.
  func keep(first count: Int, of entries: [JournalEntry]) {
    cut(to: entries.prefix(count).reduce(0) { $0 + $1.line.count })
  }

  /// Removes the file: what was in it is not wanted any more.
  func remove() { unlink(path) }

  private func cut(to length: Int) {
    self.length = length
    ftruncate(descriptor, length)
    lseek(descriptor, 0, SEEK_END)
  }

  // What follows the last whole entry is cut off.
  private func readEntries() -> [JournalEntry] {
    guard case .success(let bytes) = readAll(descriptor) else { return [] }
    var entries: [JournalEntry] = []
    var end = 0
    while let lineBreak = bytes[end...].firstIndex(of: UInt8(ascii: "\n")),
      let entry = JournalEntry(line: bytes[end..<lineBreak])
    {
      entries.append(entry)
      end = lineBreak + 1
    }
    cut(to: end)
    return entries
  }
}

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
    let before = (workbench.changes, workbench.recordedFile)
    let report = try workbench.perform(statement, host: listener.listening(to: host))
    if (workbench.changes, workbench.recordedFile) != before {
      keep(
        JournalEntry(
          statement: statement, answers: listener.answers, report: report,
          session: workbench.session), in: folder)
    }
    return report
  }

  /// Takes over a journal that was left behind, and does what is in it.
  ///
  /// - Returns: what came of it, in a sentence.
  mutating func restore(_ entries: [JournalEntry], of journal: Journal) -> String {
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
        journal.keep(first: index, of: entries)
        adopt(restored, journal)
        return
          "restored \(index) of \(entries.count.counted("command")): the next gives another result now"
      }
    }
    adopt(restored, journal)
    let recording = restored.recordedFile.map { "; still recording to \($0)" } ?? ""
    return "restored \(entries.count.counted("command"))\(recording)"
  }

  /// Removes the journal, when the user leaves.
  func finish() { journal?.remove() }

  private mutating func adopt(_ workbench: Workbench, _ journal: Journal) {
    self.workbench = workbench
    self.journal = journal
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
