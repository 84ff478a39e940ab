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

/// A folder of libraries beside the texts that they were compiled from.
///
/// A file's name is the hash of its text. The text beside it has to be the same, so that two texts
/// of one hash do no harm; below it stands the hash of the library, so that one that a full disk or
/// a stopped machine cut off is never loaded, but compiled again.
struct CacheFolder: Sendable {
  let path: String

  /// The path of the library of a text; nil where it is not there, or not to be trusted.
  func library(of text: String) -> String? {
    let name = name(of: text)
    guard isPrivate, let kept = contents(name + ".c"), let library = contents(name + ".so"),
      kept == label(text, of: library)
    else { return nil }
    return name + ".so"
  }

  /// Adds the library of a text.
  ///
  /// - Parameter compile: makes the library of the text in one file into the other.
  /// - Returns: the library's path; nil where it could not be made.
  func addLibrary(
    of text: String, _ compile: (_ text: String, _ library: String) -> Bool
  ) -> String? {
    guard makeFolder() else { return nil }
    removeUnfinished()
    let name = name(of: text)
    // Names of this process alone, so that several may compile the same at once.
    let (newText, newLibrary) = ("\(name).\(getpid()).c", "\(name).\(getpid()).so")
    defer {
      unlink(newText)
      unlink(newLibrary)
    }
    guard FileManager.default.createFile(atPath: newText, contents: Data(text.utf8)),
      compile(newText, newLibrary), let library = contents(newLibrary),
      FileManager.default.createFile(atPath: newText, contents: label(text, of: library)),
      synchronize(newLibrary), synchronize(newText), rename(newLibrary, name + ".so") == 0,
      rename(newText, name + ".c") == 0
    else { return nil }
    return name + ".so"
  }

  // What processes left that ended before their compiler did.
  private func removeUnfinished() {
    for file in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      let parts = file.split(separator: ".")
      guard parts.count == 3, let process = pid_t(parts[1]), kill(process, 0) != 0, errno == ESRCH
      else { continue }
      unlink("\(path)/\(file)")
    }
  }

  private func name(of text: String) -> String { "\(path)/\(hash(Data(text.utf8)))" }

  // What stands beside a library.
  private func label(_ text: String, of library: Data) -> Data {
    Data("\(text)\n// \(hash(library)), \(library.count) bytes\n".utf8)
  }

  // FNV-1a.
  private func hash(_ bytes: Data) -> String {
    let hash = bytes.withUnsafeBytes { bytes in
      bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
    return String(hash, radix: 16)
  }

  private func contents(_ path: String) -> Data? {
    try? Data(contentsOf: URL(fileURLWithPath: path))
  }

  // Waits until a file is on disk.
  private func synchronize(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }

  private func makeFolder() -> Bool {
    try? FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return isPrivate
  }

  // A folder itself, not a link to one, that belongs to the user and that nobody else may write to
  // or look into.
  private var isPrivate: Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      && status.st_uid == geteuid() && status.st_mode & 0o077 == 0
  }
}
