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
    read: readFile, write: writeFile, append: appendToFile, list: namesInFolder)

  /// Whether a path names a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

// More than any recording takes; an endless file such as /dev/zero ends here.
private let longestFile = 4 << 30

private var lastFailure: FileFailure {
  FileFailure(errno == EINTR ? "interrupted" : String(cString: strerror(errno)).lowercased())
}

private func readFile(_ path: String) -> Result<[UInt8], FileFailure> {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return .failure(lastFailure) }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0 {
      if errno == EINTR, !Interrupt.isRaised { continue }
      return .failure(lastFailure)
    }
    if count == 0 { return .success(bytes) }
    bytes += chunk[..<count]
    guard bytes.count <= longestFile, !Interrupt.isRaised else {
      return .failure(FileFailure(Interrupt.isRaised ? "interrupted" : "it is too large"))
    }
  }
}

// The bytes go to a file beside the old one, which takes its name once they are safe on disk.
private func writeFile(_ path: String, _ bytes: [UInt8], _ replaces: Bool) -> FileFailure? {
  if Host.Files.isFolder(path) { return FileFailure("it is a folder") }
  let temporary = "\(path).\(getpid()).new"
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { return lastFailure }
  var rest = bytes[...]
  var failure: FileFailure?
  while !rest.isEmpty, failure == nil {
    // SAFETY: the pointer is used within the closure only.
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno != EINTR { failure = lastFailure }
    rest = rest.dropFirst(max(0, count))
  }
  if failure == nil, fsync(descriptor) != 0 { failure = lastFailure }
  if close(descriptor) != 0, failure == nil { failure = lastFailure }
  // link, unlike rename, fails where there is a file already.
  if failure == nil {
    if replaces {
      if rename(temporary, path) != 0 { failure = lastFailure }
    } else if link(temporary, path) != 0 {
      failure = errno == EEXIST ? FileFailure("there is such a file already") : lastFailure
    }
  }
  if failure != nil || !replaces { unlink(temporary) }
  return failure
}

// In one call, so that a program that dies leaves whole commands behind.
private func appendToFile(_ path: String, _ bytes: [UInt8]) -> FileFailure? {
  let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
  guard descriptor >= 0 else { return lastFailure }
  defer { close(descriptor) }
  var rest = bytes[...]
  while !rest.isEmpty {
    // SAFETY: the pointer is used within the closure only.
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno != EINTR { return lastFailure }
    rest = rest.dropFirst(max(0, count))
  }
  return nil
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
