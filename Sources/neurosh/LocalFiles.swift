import LineEditing
import NativeBackend
import Shell
import Simulation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Host {
  /// This machine: its files and its C compiler.
  static func local(width: Int) -> Host {
    var host = Host(width: width, files: .local)
    host.compiler = systemCompiler
    return host
  }

  // One for the whole program, since it remembers what it loaded.
  private static let systemCompiler = Folders.cache.map { NativeCompiler.system(cacheFolder: $0) }
}

extension Host.Files {
  /// The files of this machine.
  static let local = Host.Files(
    read: readFile, write: writeFile, append: appendToFile, list: namesInFolder,
    resolve: resolvePath)

  /// Whether a path names a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

extension FileFailure {
  /// Why the last call to the system failed.
  static var last: FileFailure {
    FileFailure(errno == EINTR ? "interrupted" : String(cString: strerror(errno)).lowercased())
  }
}

// More than any recording takes; an endless file such as /dev/zero ends here.
private let longestFile = 4 << 30

/// The rest of a file.
func readAll(_ descriptor: Int32) -> Result<[UInt8], FileFailure> {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0 {
      if errno == EINTR, !Interrupt.isRaised { continue }
      return .failure(.last)
    }
    if count == 0 { return .success(bytes) }
    bytes += chunk[..<count]
    guard bytes.count <= longestFile, !Interrupt.isRaised else {
      return .failure(FileFailure(Interrupt.isRaised ? "interrupted" : "it is too large"))
    }
  }
}

/// Writes bytes, all of them unless something is in the way.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> FileFailure? {
  var rest = bytes[...]
  while !rest.isEmpty {
    // SAFETY: the pointer is used within the closure only.
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 {
      if errno == EINTR { continue }
      return .last
    }
    rest = rest.dropFirst(count)
  }
  return nil
}

/// Waits until the names in a folder are on disk.
func synchronizeFolder(_ path: String) {
  let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  fsync(descriptor)
  close(descriptor)
}

private func readFile(_ path: String) -> Result<[UInt8], FileFailure> {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return .failure(.last) }
  defer { close(descriptor) }
  return readAll(descriptor)
}

// The bytes go to a file beside the old one, which takes its name once they are safe on disk.
private func writeFile(_ path: String, _ bytes: [UInt8], _ replaces: Bool) -> FileFailure? {
  if Host.Files.isFolder(path) { return FileFailure("it is a folder") }
  // A link stays a link: what it points to is what is written.
  let path = replaces ? Host.Files.local.resolve(path) ?? path : path
  var old = stat()
  let mode = stat(path, &old) == 0 ? old.st_mode & 0o777 : 0o644
  let temporary = "\(path).\(getpid()).new"
  // One of this name was left behind by a program of the same number that was killed.
  unlink(temporary)
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
  guard descriptor >= 0 else { return .last }
  var failure = writeAll(bytes, to: descriptor)
  if failure == nil, fsync(descriptor) != 0 { failure = .last }
  if close(descriptor) != 0, failure == nil { failure = .last }
  // link, unlike rename, fails where there is a file already.
  if failure == nil {
    if replaces {
      if rename(temporary, path) != 0 { failure = .last }
    } else if link(temporary, path) != 0 {
      failure = errno == EEXIST ? FileFailure("there is such a file already") : .last
    }
  }
  if failure != nil || !replaces { unlink(temporary) }
  if failure == nil { synchronizeFolder(path.folder) }
  return failure
}

private func resolvePath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}

// In one call, so that a program that dies leaves whole commands behind.
private func appendToFile(_ path: String, _ bytes: [UInt8]) -> FileFailure? {
  let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
  guard descriptor >= 0 else { return .last }
  defer { close(descriptor) }
  return writeAll(bytes, to: descriptor)
}

private func namesInFolder(_ path: String) -> [String] {
  guard let folder = opendir(path) else { return [] }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      // SAFETY: the system ends the name with a zero within the field.
      pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
        String(cString: $0)
      }
    }
    guard name != ".", name != ".." else { continue }
    names.append(Host.Files.isFolder("\(path)/\(name)") ? name + "/" : name)
  }
  return names
}
