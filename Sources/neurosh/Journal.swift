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
/// shown yet. Nothing that a file holds is removed but by the user's answer.
final class Journal {
  /// Where it lies.
  let path: String
  private var descriptor: Int32
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
    return Journal(path: path, descriptor: try makeFile(path, holding: []))
  }

  /// The newest journal in a folder that was left behind and holds an entry, locked from now on, and
  /// what is in it.
  ///
  /// - Parameter complain: told of those that cannot be read, which are kept.
  static func leftBehind(
    in folder: String, complain: (String) -> Void
  ) -> (journal: Journal, contents: JournalContents)? {
    let names = Host.Files.local.list(folder).filter { $0.hasSuffix(".journal") }
    for name in names.sorted(by: >) {
      let path = "\(folder)/\(name)"
      do throws(FileFailure) {
        guard let journal = try open(path) else { continue }
        // Ctrl-C asks for nothing here yet.
        let contents = JournalContents(try readAll(journal.descriptor) { false }.get())
        if !contents.entries.isEmpty { return (journal, contents) }
        switch contents.problem {
        case nil: journal.remove()
        case .newer:
          complain("\(path) is left: it begins with \(JournalEntry.Unreadable.newer.text)")
        case let problem?:
          let copy = try journal.linkBeside()
          journal.remove()
          complain(
            "a session cannot be restored, it begins with \(problem.text): it is kept as \(copy)")
        }
      } catch {
        complain("a session cannot be restored, \(path) cannot be read: \(error.reason)")
      }
    }
    return nil
  }

  // Nil for one that another shell holds, or has removed or replaced between the look and the lock.
  private static func open(_ path: String) throws(FileFailure) -> Journal? {
    let descriptor = openFile(path, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .last
    }
    let journal = Journal(path: path, descriptor: descriptor)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      if errno == EWOULDBLOCK { return nil }
      throw .last
    }
    var (opened, named) = (stat(), stat())
    guard fstat(descriptor, &opened) == 0 else { throw .last }
    guard lstat(path, &named) == 0, named.st_ino == opened.st_ino, named.st_dev == opened.st_dev
    else { return nil }
    guard opened.st_mode & S_IFMT == S_IFREG else { throw FileFailure("it is no file") }
    return journal
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
      ftruncate(descriptor, length)
      lseek(descriptor, 0, SEEK_END)
      throw failure
    }
    length += line.count
  }

  /// Goes on behind the first entries.
  ///
  /// - Returns: the file with all that there was, where that is more than these; else nil.
  /// - Throws: why there can be no such file; nothing has changed then.
  func keep(first count: Int, of contents: JournalContents) throws(FileFailure) -> String? {
    let kept = contents.bytes(ofFirst: count)
    var copy: String?
    if kept.count < contents.bytes.count {
      copy = try linkBeside()
      let new = try Self.makeFile(path, holding: Array(kept))
      close(descriptor)
      descriptor = new
    }
    length = kept.count
    lseek(descriptor, 0, SEEK_END)
    return copy
  }

  /// Removes the file: what was in it is not wanted any more.
  func remove() { unlink(path) }

  // Gives the file one more name, which nothing has yet and which is not looked at again.
  private func linkBeside() throws(FileFailure) -> String {
    for number in 1...1000 {
      let name = path + ".damaged" + (number == 1 ? "" : ".\(number)")
      if link(path, name) == 0 {
        synchronizeFolder(path.folder)
        return name
      }
      guard errno == EEXIST else { break }
    }
    throw .last
  }

  // It is locked and whole before it has its name, so that no other shell takes it for one that was
  // left behind.
  private static func makeFile(
    _ path: String, holding bytes: [UInt8]
  ) throws(FileFailure) -> Int32 {
    let temporary = "\(path).\(getpid()).new"
    unlink(temporary)
    let descriptor = openFile(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .last }
    var failure = flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? nil : FileFailure.last
    failure = failure ?? writeAll(bytes, to: descriptor)
    if failure == nil, fsync(descriptor) != 0 || rename(temporary, path) != 0 { failure = .last }
    if let failure {
      unlink(temporary)
      close(descriptor)
      throw failure
    }
    synchronizeFolder(path.folder)
    return descriptor
  }
}
