import Foundation
import Synchronization
import Testing

@testable import LineEditing

@Suite struct HistoryFileTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "neurosh-\(UUID().uuidString)")

  private var file: HistoryFile { HistoryFile(path: folder.path + "/a/b/history") }

  @Test func keepsEntriesInOrder() {
    let entries = [
      "create lif n", "define x\n  inherits LIF\nend", "a\\b\\n", "τ", "\r", "", " x ",
    ]
    for entry in entries { #expect(file.append(entry)) }
    // An empty line holds nothing to come back to.
    #expect(file.contents().entries == entries.filter { !$0.isEmpty })
    #expect(file.contents(last: 2).entries == ["\r", " x "])
  }

  @Test func tellsWhatDidNotWork() {
    file.append("run n")
    file.append("rnu n")
    file.append(failed: "rnu n")
    file.append("\\! x")
    file.append("create x")
    file.append(failed: "create x")
    #expect(file.contents().failed == ["rnu n", "create x"])
    // The same line may work later.
    file.append("create x")
    #expect(file.contents().failed == ["rnu n"])
    #expect(file.contents().entries == ["run n", "rnu n", "\\! x", "create x", "create x"])
  }

  @Test(arguments: ["", "a", "\\", "\\n", "a\nb", "\n\n", "\\\n", "\r\n", "x\\\\n"])
  func escapingGoesBothWays(entry: String) {
    #expect(HistoryFile.unescaped(HistoryFile.escaped(entry)) == entry)
    #expect(!HistoryFile.escaped(entry).utf8.contains(10))
  }

  @Test func twoWritersShareOneFile() async {
    let file = file
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask { for number in 0..<100 { file.append("\(writer) \(number)") } }
      }
    }
    let entries = file.contents().entries
    #expect(entries.count == 400)
    for writer in 0..<4 {
      let own = entries.filter { $0.hasPrefix("\(writer) ") }
      #expect(own == (0..<100).map { "\(writer) \($0)" })
    }
  }

  @Test func brokenBytesDoNotHideTheRest() throws {
    #expect(file.append("first"))
    let handle = try #require(FileHandle(forWritingAtPath: file.path))
    handle.seekToEndOfFile()
    handle.write(Data([0xFF, 0xFE, 10]))
    handle.write(Data("last\n".utf8))
    #expect(file.contents().entries.first == "first" && file.contents().entries.last == "last")
    #expect(file.contents().entries.count == 3)
  }

  // A signal while it is read, such as that of a window of another size, does not cut it.
  @Test func aSignalDoesNotEndTheReading() throws {
    #expect(file.append("first"))
    let pipe = folder.path + "/a/b/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = { _ in }
    #else
      action.__sigaction_u.__sa_handler = { _ in }
    #endif
    var before = sigaction()
    sigaction(SIGUSR2, &action, &before)
    defer { sigaction(SIGUSR2, &before, nil) }
    let reader = Mutex<(thread: pthread_t?, entries: [String]?)>((nil, nil))
    let thread = Thread {
      // The threads of tests may have signals blocked.
      var signals = sigset_t()
      sigemptyset(&signals)
      sigaddset(&signals, SIGUSR2)
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      reader.withLock { $0.thread = pthread_self() }
      let entries = HistoryFile(path: pipe).contents().entries
      reader.withLock { $0.entries = entries }
    }
    thread.start()
    // It waits for somebody who writes, and then for more.
    func interrupt() throws {
      usleep(50_000)
      let waiting = try #require(reader.withLock { $0.thread })
      pthread_kill(waiting, SIGUSR2)
      usleep(50_000)
    }
    try interrupt()
    // For reading too, so that this does not wait for a reader that has given up.
    let handle = try #require(FileHandle(forUpdatingAtPath: pipe))
    handle.write(Data("one\n".utf8))
    try interrupt()
    handle.write(Data("two\n".utf8))
    try handle.close()
    for _ in 0..<200 where reader.withLock({ $0.entries }) == nil { usleep(10_000) }
    #expect(reader.withLock { $0.entries } == ["one", "two"])
  }

  @Test func onlyTheOwnerMayReadIt() throws {
    #expect(file.append("x"))
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
  }

  @Test func aFileThatCannotBeWrittenIsNoError() {
    let file = HistoryFile(path: "/proc/nowhere/history")
    #expect(!file.append("x"))
    #expect(file.contents().entries == [])
  }
}
