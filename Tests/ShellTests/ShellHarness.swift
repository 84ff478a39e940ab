import Equations
import Shell
import Synchronization
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
    var reader = CommandReader()
    var output: [String] = []
    var statements: [CommandText] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      statements += reader.take(String(line))
    }
    for statement in statements + reader.finish() {
      let report = try workbench.perform(statement.text, host: host)
      if let text = printer.text(of: report) { output.append(text) }
      if let problem = report.problem { throw problem.diagnostic }
    }
    return output.joined(separator: "\n")
  }
}

extension Session {
  /// Equality whose failure does not print two whole sessions.
  func isSame(as other: Session) -> Bool { self == other }
}
