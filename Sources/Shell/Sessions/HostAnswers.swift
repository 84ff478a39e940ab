import Synchronization

/// What the world around the shell told one command.
///
/// A command's outcome follows from the session and from these answers: a command that is done
/// again with the same answers gives the same session, bit for bit, whatever became of the files.
/// One that Ctrl-C stopped is done again as what it had done (`Report.equivalent`).
public struct HostAnswers: Codable, Hashable, Sendable {
  /// A file that was read.
  public struct File: Codable, Hashable, Sendable {
    /// Its path as the command wrote it.
    public var path: String
    /// What stood in it.
    public var text: String
  }

  /// The text files that were read, in order; nil where there were none.
  public var files: [File]?
  /// The columns that text could take; nil for the usual 80.
  public var width: Int?

  /// No answers.
  public init() {}
}

/// Stands between a command and its host, and writes down what the host answers.
public final class HostListener: Sendable {
  private let state = Mutex(HostAnswers())

  /// Makes a listener that has heard nothing.
  public init() {}

  /// What was answered so far.
  public var answers: HostAnswers { state.withLock(\.self) }

  /// The host, listened to.
  public func listening(to host: Host) -> Host {
    var heard = host
    if host.screen.width != Host().screen.width {
      state.withLock { $0.width = host.screen.width }
    }
    heard.files.read = { [self] path in
      let result = host.files.read(path)
      if case .success(let bytes) = result, let text = String(validating: bytes, as: UTF8.self) {
        state.withLock { $0.files = ($0.files ?? []) + [.init(path: path, text: text)] }
      }
      return result
    }
    heard.files.cut = { [self] path, text in
      state.withLock { answers in
        guard let last = answers.files?.lastIndex(where: { $0.path == path }) else { return }
        answers.files?[last].text = text
      }
    }
    return heard
  }
}

extension Host {
  /// A host that answers as it did once, and changes nothing outside.
  ///
  /// - Parameters:
  ///   - answers: what files said, and what there was room for, the first time.
  ///   - isAbandoned: whether the user wants no more of it.
  public init(
    repeating answers: HostAnswers, isAbandoned: @escaping @Sendable () -> Bool = { false }
  ) {
    let files = Mutex((answers.files ?? [])[...])
    var access = Files(
      read: { path in
        files.withLock { files in
          guard let file = files.popFirst(), file.path == path else {
            return .failure(FileFailure("it was not read before"))
          }
          return .success(Array(file.text.utf8))
        }
      },
      // What was written then is not written over again.
      write: { _, _, _ in nil }, append: { _, _ in nil }, list: { _ in [] })
    access.writeParts = { _, _, _ in nil }
    self.init(files: access)
    if let width = answers.width { screen.width = width }
    allowsShortVerbs = true
    // What may be read was decided then.
    trustsFiles = true
    isInterrupted = isAbandoned
  }
}
