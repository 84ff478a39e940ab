import Shell
import Synchronization

/// Files in memory.
final class FuzzFiles: Sendable {
  private let contents: Mutex<[String: [UInt8]]>

  init(_ contents: [String: [UInt8]] = [:]) { self.contents = Mutex(contents) }

  subscript(path: String) -> [UInt8]? { contents.withLock { $0[path] } }

  var access: Host.Files {
    Host.Files(
      read: { path in self[path].map { .success($0) } ?? .failure(FileFailure("no such file")) },
      write: { path, bytes, _ in
        self.contents.withLock { $0[path] = bytes }
        return nil
      },
      append: { _, _ in nil }, list: { _ in self.contents.withLock { Array($0.keys) } })
  }
}

extension Host {
  /// A host that stops long work after some looks, as a user would: so many that a search of several
  /// runs comes to its end, behind which there is code as well.
  static func fuzzing(_ files: FuzzFiles) -> Host {
    var host = Host(width: 80, files: files.access)
    host.allowsShortVerbs = true
    let looks = Atomic<Int>(0)
    host.isInterrupted = { looks.wrappingAdd(1, ordering: .relaxed).newValue > 60 }
    return host
  }
}
