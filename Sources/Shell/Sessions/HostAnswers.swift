import Synchronization

/// What the world around the shell told one command.
///
/// A command's outcome follows from the session and from these answers: a command that is done
/// again with the same answers gives the same session, bit for bit, whatever became of the files
/// and whether or not anybody presses Ctrl-C this time.
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
  /// How often the command asked whether to stop before it was told to; nil where it was not.
  public var looksBeforeStop: Int?
  /// How many frames it could show on a screen; nil where it asked for no screen.
  public var frames: Int?

  /// The columns that text could take; nil for the usual 80.
  public var width: Int?

  /// No answers.
  public init() {}
}

/// Stands between a command and its host, and writes down what the host answers.
public final class HostListener: Sendable {
  private struct State {
    var answers = HostAnswers()
    var looks = 0
  }

  private let state = Mutex(State())

  /// Makes a listener that has heard nothing.
  public init() {}

  /// What was answered so far.
  public var answers: HostAnswers { state.withLock(\.answers) }

  /// The host, listened to.
  public func listening(to host: Host) -> Host {
    var heard = host
    if host.screen.width != Host().screen.width {
      state.withLock { $0.answers.width = host.screen.width }
    }
    heard.isInterrupted = { [self] in
      let isInterrupted = host.isInterrupted()
      state.withLock { state in
        if isInterrupted, state.answers.looksBeforeStop == nil {
          state.answers.looksBeforeStop = state.looks
        }
        state.looks += 1
      }
      return isInterrupted
    }
    heard.files.read = { [self] path in
      let result = host.files.read(path)
      if case .success(let bytes) = result, let text = String(validating: bytes, as: UTF8.self) {
        state.withLock { state in
          state.answers.files = (state.answers.files ?? []) + [.init(path: path, text: text)]
        }
      }
      return result
    }
    if let animate = host.screen.animate {
      heard.screen.animate = { [self] next in
        state.withLock { $0.answers.frames = $0.answers.frames ?? 0 }
        animate { columns, rows in
          state.withLock { $0.answers.frames = ($0.answers.frames ?? 0) + 1 }
          return next(columns, rows)
        }
      }
    }
    return heard
  }
}

extension Host {
  /// A host that answers as it did once, and changes nothing outside.
  ///
  /// - Parameters:
  ///   - answers: what files and the clock said, and how far runs came, the first time.
  ///   - isAbandoned: whether the user wants no more of it, which nobody asked the first time.
  public init(
    repeating answers: HostAnswers, isAbandoned: @escaping @Sendable () -> Bool = { false }
  ) {
    let state = Mutex((files: (answers.files ?? [])[...], looks: 0))
    let access = Files(
      read: { path in
        state.withLock { state in
          guard let file = state.files.popFirst(), file.path == path else {
            return .failure(FileFailure("it was not read before"))
          }
          return .success(Array(file.text.utf8))
        }
      },
      // What was written then is not written over again.
      write: { _, _, _ in nil }, append: { _, _ in nil }, list: { _ in [] })
    self.init(files: access)
    if let width = answers.width { screen.width = width }
    allowsShortVerbs = true
    // What may be read was decided then.
    trustsFiles = true
    isInterrupted = {
      let isStop = state.withLock { state in
        defer { state.looks += 1 }
        return answers.looksBeforeStop.map { state.looks >= $0 } ?? false
      }
      return isStop || isAbandoned()
    }
    if let frames = answers.frames {
      screen.animate = { next in
        for _ in 0..<frames where next(80, 24) == nil { return }
      }
    }
  }
}
