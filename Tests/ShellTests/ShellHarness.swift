import Equations
import Shell
import Synchronization
import TestSupport
import Testing

/// Files that live in memory.
final class MemoryFiles: Sendable {
  private let contents: Mutex<[String: [UInt8]]>

  init(_ texts: [String: String] = [:]) { contents = Mutex(texts.mapValues { Array($0.utf8) }) }

  subscript(path: String) -> [UInt8]? { contents.withLock { $0[path] } }

  var access: Host.Files {
    Host.Files(
      read: { path in
        self[path].map { .success($0) } ?? .failure(FileFailure("no such file or directory"))
      },
      write: { path, bytes, replaces in
        self.contents.withLock { contents in
          guard replaces || contents[path] == nil else {
            return FileFailure("there is such a file already")
          }
          contents[path] = bytes
          return nil
        }
      },
      append: { path, bytes in
        self.contents.withLock { $0[path, default: []] += bytes }
        return nil
      },
      list: { folder in
        self.contents.withLock { contents in
          let prefix = folder == "." ? "" : folder
          return contents.keys.filter { $0.hasPrefix(prefix) }.map {
            String($0.dropFirst(prefix.count))
          }
        }
      })
  }
}

/// A shell without a terminal: lines in, text out.
struct ShellHarness {
  var workbench = Workbench()
  var host: Host
  var printer = ReportText()

  init(files: [String: String] = [:]) { host = Host(width: 80, files: MemoryFiles(files).access) }

  /// Does the statements of a text and returns what they print; problems on the way count as
  /// errors.
  @discardableResult
  mutating func run(_ text: String) throws(Diagnostic) -> String {
    var output: [String] = []
    for statement in statements(of: text) {
      if let text = try run(statement) { output.append(text) }
    }
    return output.joined(separator: "\n")
  }

  /// What a file holds; empty where there is none.
  func text(of path: String) -> String {
    guard case .success(let bytes) = host.files.read(path) else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Does a text that has to be refused where the marks stand, and leave the session as it is then.
  ///
  /// - Returns: why it was refused; nil where it was not, which fails the test.
  mutating func refusal(
    _ typed: String, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Diagnostic? {
    let marked = MarkedText(typed)
    for statement in statements(of: marked.text) {
      let before = workbench.session
      do { _ = try run(statement) } catch {
        let range = error.range.shifted(by: statement.column)
        #expect(range.lower == marked.range.lower, sourceLocation: sourceLocation)
        // Marks around nothing are where something is missing.
        if marked.range.lower < marked.range.upper {
          #expect(range.upper == marked.range.upper, sourceLocation: sourceLocation)
        }
        #expect(
          workbench.session.isSame(as: before), "the session has to stay as it was",
          sourceLocation: sourceLocation)
        return error
      }
    }
    Issue.record("'\(marked.text)' was accepted", sourceLocation: sourceLocation)
    return nil
  }

  private func statements(of text: String) -> [CommandText] {
    var reader = CommandReader()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.flatMap { reader.take(String($0)) } + reader.finish()
  }

  private mutating func run(_ statement: CommandText) throws(Diagnostic) -> String? {
    let report = try workbench.perform(statement.text, host: host)
    if let problem = report.problem { throw problem.diagnostic }
    return printer.text(of: report)
  }
}

extension Session {
  /// Equality whose failure does not print two whole sessions.
  func isSame(as other: Session) -> Bool { self == other }
}
