import LineEditing
import Shell
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What stands at a path that something is to be written to, links followed.
enum WriteTarget {
  /// A regular file, which a new one replaces.
  case present(String, mode: mode_t)
  /// Nothing yet.
  case absent(String)
  /// A device or a pipe, which is written into: nothing is lost, and its name stays what it is.
  case stream(String, isPipe: Bool, followsLinks: Bool)
  /// What this program was given to write to, by a name such as `/dev/stdout`.
  ///
  /// Opened anew, a regular file would be written from its beginning, and a socket not at all.
  case output(Int32)

  /// Looks at what there is.
  ///
  /// - Parameter followsLinks: whether the path may lead over links; else it is one that
  ///   `destination` gave.
  /// - Throws: why nothing can be written there.
  init(_ path: String, followsLinks: Bool = true) throws(FileFailure) {
    let path = path.expandingHome
    if !followsLinks, path != path.destination { throw FileFailure(code: ELOOP) }
    let end = path.endOfLinks
    if let output = end.descriptor {
      self = .output(output)
      return
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw .last }
      guard !end.isEmpty, !end.hasSuffix("/") else {
        throw FileFailure("it names no file", expected: "the name of a file")
      }
      guard Host.Files.isFolder(end.folder) else {
        throw FileFailure(
          "there is no folder '\(end.folder)'", expected: "a name in a folder that exists")
      }
      guard let place = end.destination else { throw FileFailure(code: ELOOP) }
      self = .absent(followsLinks ? place : path)
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      guard let resolved = path.realPath else { throw .last }
      self = .present(followsLinks ? resolved : path, mode: status.st_mode & 0o777)
    case S_IFCHR: self = .stream(path, isPipe: false, followsLinks: followsLinks)
    case S_IFIFO: self = .stream(path, isPipe: true, followsLinks: followsLinks)
    case S_IFDIR: throw FileFailure("it is a folder", expected: "the name of a file")
    case S_IFBLK: throw FileFailure("it is a block device", expected: "the name of a file")
    default: throw FileFailure("it is no file", expected: "the name of a file")
    }
  }

  /// Why a path would not be written, as far as that is known before; nil where nothing is in the way.
  static func obstacle(at path: String, replaces: Bool) -> FileFailure? {
    do throws(FileFailure) {
      guard case .present = try WriteTarget(path), !replaces else { return nil }
      return .existing
    } catch { return error }
  }

  /// Writes bytes: a regular file as a whole or not at all, anything else as they come.
  func write(_ parts: AnySequence<[UInt8]>, replaces: Bool) -> FileFailure? {
    switch self {
    case .present where !replaces: .existing
    case .present(let path, let mode): writeBeside(path, parts, mode, replaces: true)
    case .absent(let path): writeBeside(path, parts, 0o644, replaces: replaces)
    case .stream(let path, let isPipe, let followsLinks):
      send(parts, into: path, followsLinks, waitsForReader: isPipe)
    case .output(let descriptor): writeAll(parts.seen(on: descriptor), to: descriptor)
    }
  }

  /// Adds bytes at the end of what was written before.
  func append(_ bytes: [UInt8]) -> FileFailure? {
    switch self {
    case .absent: return FileFailure(code: ENOENT)
    case .output(let descriptor): return writeAll(bytes.seen(on: descriptor), to: descriptor)
    case .stream(let path, let isPipe, let followsLinks):
      // One that was read to its end is not waited for again, at every command.
      let failure = send(AnySequence([bytes]), into: path, followsLinks, waitsForReader: false)
      let isLeft = isPipe && failure == FileFailure(code: ENXIO)
      return isLeft ? FileFailure("nobody reads from it") : failure
    case .present(let path, _):
      let descriptor = openWithoutLinks(path, O_WRONLY | O_APPEND | O_CLOEXEC)
      guard descriptor >= 0 else { return .last }
      defer { close(descriptor) }
      return writeAll(bytes, to: descriptor)
    }
  }
}

// The bytes go to a file beside the old one, which takes its name once they are safe on disk; all in
// one folder, whatever its path leads to meanwhile.
private func writeBeside(
  _ path: String, _ parts: AnySequence<[UInt8]>, _ mode: mode_t, replaces: Bool
) -> FileFailure? {
  var failure: FileFailure?
  let result = inFolderWithoutLinks(path) { folder, name in
    let temporary = "\(name).\(getpid()).new"
    // One of this name was left behind by a program of the same number that was killed.
    unlinkat(folder, temporary, 0)
    let descriptor = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { return -1 }
    failure = writeAll(parts, to: descriptor)
    if failure == nil, fsync(descriptor) != 0 { failure = .last }
    if close(descriptor) != 0, failure == nil { failure = .last }
    // link, unlike rename, fails where there is a file already.
    if failure == nil {
      if replaces {
        if renameat(folder, temporary, folder, name) != 0 { failure = .last }
      } else if linkat(folder, temporary, folder, name, 0) != 0 {
        failure = errno == EEXIST ? .existing : .last
      }
    }
    if failure != nil || !replaces { unlinkat(folder, temporary, 0) }
    return 0
  }
  if result < 0 { return .last }
  if failure == nil { synchronizeFolder(path.folder) }
  return failure
}

private let unread = FileFailure("interrupted", expected: "a program that reads from it")

// Never waits but where Ctrl-C is looked at: the signal may be another thread's, so that a call that
// waits need not return.
private func send(
  _ parts: AnySequence<[UInt8]>, into path: String, _ followsLinks: Bool, waitsForReader: Bool
) -> FileFailure? {
  // A reader that goes away is an error, not the end of the program.
  let before = signal(SIGPIPE, SIG_IGN)
  defer { signal(SIGPIPE, before) }
  var descriptor: Int32 = -1
  while true {
    let flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    descriptor = followsLinks ? open(path, flags) : openWithoutLinks(path, flags)
    if descriptor >= 0 { break }
    guard (errno == ENXIO && waitsForReader) || errno == EINTR else { return .last }
    guard !Interrupt.isRaised else { return unread }
    usleep(10_000)
  }
  defer { close(descriptor) }
  for part in parts.seen(on: descriptor) {
    var rest = part[...]
    while !rest.isEmpty {
      // SAFETY: the pointer is used within the closure only.
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
        continue
      }
      guard errno == EAGAIN || errno == EINTR else { return .last }
      guard !Interrupt.isRaised else { return unread }
      var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&poller, 1, 50)
    }
  }
  return nil
}

private func isSeen(on descriptor: Int32) -> Bool {
  guard Terminal.isTerminal(descriptor) else { return false }
  // No line that says how far it is comes in between.
  ProgressBar.shared.attend(to: nil)
  return true
}

extension [UInt8] {
  // A file gets every byte; a terminal, by a name such as /dev/tty, nothing that would act on it.
  fileprivate func seen(on descriptor: Int32) -> [UInt8] {
    isSeen(on: descriptor) ? Array(String(decoding: self, as: UTF8.self).harmless.utf8) : self
  }
}

extension AnySequence<[UInt8]> {
  fileprivate func seen(on descriptor: Int32) -> AnySequence<[UInt8]> {
    isSeen(on: descriptor) ? AnySequence(lazy.map { $0.seen(on: descriptor) }) : self
  }
}

extension String {
  /// Where a path leads once every link at its end is followed, whether or not there is anything;
  /// a name of one of this program's own descriptors stays one.
  fileprivate var endOfLinks: String {
    var path = self
    // As many as the system follows.
    for _ in 0..<40 where path.descriptor == nil {
      guard let target = path.linkTarget else { break }
      path =
        target.hasPrefix("/") || !path.contains("/")
        ? target : path.folder == "/" ? "/" + target : "\(path.folder)/\(target)"
    }
    return path
  }

  private var linkTarget: String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { readlink(self, $0, bytes.count) } ?? 0
    }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  // Input, output or errors of this program, by a path such as /dev/fd/1 or /proc/self/fd/1.
  fileprivate var descriptor: Int32? {
    guard let name = split(separator: "/").last, let number = Int32(name), 0...2 ~= number,
      let folder = folder.realPath
    else { return nil }
    return ["/proc/self/fd", "/dev/fd"].contains { $0.realPath == folder } ? number : nil
  }

  /// The absolute path of what there is, links followed; nil where there is nothing.
  var realPath: String? {
    guard let resolved = realpath(self, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The absolute path of what there is or would be made, links followed; nil where links lead round
  /// and round.
  var destination: String? {
    if let realPath { return realPath }
    let end = endOfLinks
    let parts = end.split(separator: "/").filter { $0 != "." }
    guard let name = parts.last, name != "..", end.linkTarget == nil else { return nil }
    // What is missing may be the folder, whose own links count as well.
    let above = parts.dropLast().joined(separator: "/")
    let parent = end.hasPrefix("/") ? "/" + above : above.isEmpty ? "." : above
    guard parent != end, let folder = parent.destination else { return nil }
    return folder == "/" ? "/\(name)" : "\(folder)/\(name)"
  }
}
