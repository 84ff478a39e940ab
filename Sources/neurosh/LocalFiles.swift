import LineEditing
import NativeBackend
import Shell
import Simulation

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Host {
  /// This machine's files and Ctrl-C.
  ///
  /// - Parameters:
  ///   - folder: what commands have to stay in; nil for those that the user types himself.
  ///   - trustsFiles: whether session files may use files anywhere.
  static func local(folder: String?, trustsFiles: Bool) -> Host {
    var host = Host(files: .local)
    if let folder { host.files = host.files.seen(from: folder, isTrusted: trustsFiles) }
    host.trustsFiles = trustsFiles
    host.isInterrupted = { Interrupt.isRaised }
    return host
  }

  /// All of this machine: its C compiler, its clock and its screen as well.
  ///
  /// - Parameters:
  ///   - folder: what commands have to stay in; nil for those that the user types himself.
  ///   - trustsFiles: whether session files may use files anywhere.
  ///   - output: how reports are shown.
  ///   - isAttended: whether somebody types at the terminal.
  static func local(
    folder: String?, trustsFiles: Bool, output: ReportText, isAttended: Bool = false
  ) -> Host {
    var host = local(folder: folder, trustsFiles: trustsFiles)
    host.compiler = systemCompiler
    // Half of the memory is for recordings, undo and all else.
    host.mostSynapses =
      Int(ProcessInfo.processInfo.physicalMemory / 2) / SparseWeights.bytesPerSynapse
    if isAttended || trustsFiles { host.programs = OutsideProgram.run }
    host.seconds = now
    host.screen = .terminal(output, isAttended: isAttended)
    host.lessons = LessonCatalogue.lessons
    return host
  }

  /// One for the whole program, since it remembers what it loaded.
  static let systemCompiler = Folders.cache.map {
    NativeCompiler.system(cacheFolder: $0) { Interrupt.isRaised }
  }
}

extension Host.Files {
  /// The files of this machine.
  static let local: Host.Files = {
    var files = access(followsLinks: true)
    files.withoutLinks = { access(followsLinks: false) }
    return files
  }()

  private static func access(followsLinks: Bool) -> Host.Files {
    var files = Host.Files(
      read: { readFile($0, followsLinks) },
      write: { writeFile($0, AnySequence([$1]), $2, followsLinks) },
      append: { appendToFile($0, $1, followsLinks) },
      list: { namesInFolder($0.expandingHome, followsLinks) },
      resolve: { $0.expandingHome.destination })
    files.writeParts = { writeFile($0, $1, $2, followsLinks) }
    return files
  }

  /// Whether a path names a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

extension String {
  /// The path with the home folder in place of `~` in front of its first slash.
  var expandingHome: String {
    guard hasPrefix("~/"), let home = Folders.home else { return self }
    return home + dropFirst()
  }
}

extension FileFailure {
  /// Why the last call to the system failed.
  static var last: FileFailure { FileFailure(code: errno) }

  /// A failure that the system has a number for.
  init(code: Int32) {
    self = code == EINTR ? .interrupted : FileFailure(String(cString: strerror(code)).lowercased())
  }
}

// More than any recording takes.
private let longestFile = 4 << 30
// What is no file on disk, such as a pipe or /dev/zero, may have no end.
private let longestStream = 64 << 20

/// The rest of a file.
///
/// - Parameter isInterrupted: whether the user wants no more of it.
func readAll(
  _ descriptor: Int32, isInterrupted: () -> Bool = { Interrupt.isRaised }
) -> Result<[UInt8], FileFailure> {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  var status = stat()
  let isOnDisk = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  let most = isOnDisk ? longestFile : longestStream
  guard !isOnDisk || status.st_size <= most else {
    return .failure(FileFailure("it is too large"))
  }
  while true {
    // What is no file on disk may let one wait.
    if !isOnDisk, !Interrupt.waitForInput(descriptor), isInterrupted() {
      return .failure(FileFailure(code: EINTR))
    }
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0 {
      if errno == EINTR, !isInterrupted() { continue }
      return .failure(.last)
    }
    if count == 0 { return .success(bytes) }
    bytes += chunk[..<count]
    guard !isInterrupted() else { return .failure(FileFailure(code: EINTR)) }
    guard bytes.count <= most else { return .failure(FileFailure("it is too large")) }
  }
}

/// Opens a file as the system does, by a name that no method hides.
func openFile(_ path: String, _ flags: Int32, _ mode: mode_t = 0) -> Int32 {
  open(path, flags, mode)
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

/// Writes pieces; between two of them Ctrl-C ends it.
func writeAll(_ parts: AnySequence<[UInt8]>, to descriptor: Int32) -> FileFailure? {
  for (index, part) in parts.enumerated() {
    if index > 0, Interrupt.isRaised { return .interrupted }
    if let failure = writeAll(part, to: descriptor) { return failure }
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

private func readFile(_ path: String, _ followsLinks: Bool) -> Result<[UInt8], FileFailure> {
  let path = path.expandingHome
  let flags = O_RDONLY | O_CLOEXEC
  let descriptor = followsLinks ? open(path, flags) : openWithoutLinks(path, flags)
  guard descriptor >= 0 else { return .failure(.last) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { return .failure(.last) }
  guard status.st_mode & S_IFMT != S_IFDIR else {
    return .failure(FileFailure("it is a folder", expected: "the name of a file"))
  }
  return readAll(descriptor)
}

private func writeFile(
  _ path: String, _ parts: AnySequence<[UInt8]>, _ replaces: Bool, _ followsLinks: Bool
) -> FileFailure? {
  do throws(FileFailure) {
    return try WriteTarget(path, followsLinks: followsLinks).write(parts, replaces: replaces)
  } catch { return error }
}

// In one call, so that a program that dies leaves whole commands behind.
private func appendToFile(_ path: String, _ bytes: [UInt8], _ followsLinks: Bool) -> FileFailure? {
  do throws(FileFailure) {
    return try WriteTarget(path, followsLinks: followsLinks).append(bytes)
  } catch { return error }
}

private func namesInFolder(_ path: String, _ followsLinks: Bool) -> [String] {
  let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
  let descriptor = followsLinks ? open(path, flags) : openWithoutLinks(path, flags)
  guard descriptor >= 0 else { return [] }
  guard let folder = fdopendir(descriptor) else {
    close(descriptor)
    return []
  }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let text = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      // SAFETY: the system ends the name with a zero within the field.
      pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
        String(validatingCString: $0)
      }
    }
    // What is no text cannot be typed.
    guard let name = text, name != ".", name != ".." else { continue }
    names.append(Host.Files.isFolder("\(path)/\(name)") ? name + "/" : name)
  }
  return names
}
