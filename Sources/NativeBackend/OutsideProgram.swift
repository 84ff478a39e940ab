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

/// Another program of this machine.
package enum OutsideProgram {
  /// The path of a program in PATH; nil where there is none.
  ///
  /// Folders that depend on the present one do not count.
  ///
  /// - Parameter name: what it is called.
  package static func path(of name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  /// Does work with a new folder that nobody else can look into, and that is gone afterwards.
  ///
  /// - Parameter work: gets the folder's path.
  /// - Returns: what the work returns; nil where there can be no folder.
  package static func withTemporaryFolder<Value>(_ work: (_ path: String) -> Value) -> Value? {
    var template = Array(
      "\(FileManager.default.temporaryDirectory.path)/neurosh-XXXXXX".utf8CString)
    guard let path = mkdtemp(&template).map({ String(cString: $0) }) else { return nil }
    defer { try? FileManager.default.removeItem(atPath: path) }
    return work(path)
  }

  /// Runs one and tells whether it did its work.
  ///
  /// - Parameters:
  ///   - program: its path.
  ///   - arguments: its arguments, which no shell reads.
  ///   - isInterrupted: asked all the while; where it holds, the program is ended.
  /// - Returns: whether it could be started, and ended with status 0.
  package static func run(
    _ program: String, _ arguments: [String], isInterrupted: () -> Bool
  ) -> Bool {
    guard let leader = start(program, arguments) else { return false }
    var status: Int32 = 0
    while true {
      switch waitpid(leader, &status, WNOHANG) {
      case leader: return status == 0
      case 0: break
      default: if errno != EINTR { return false }
      }
      // Ctrl-C at the terminal does not reach it: it leads a process group of its own, with
      // whatever it starts, such as a linker.
      if isInterrupted() { kill(-leader, SIGKILL) }
      usleep(2000)
    }
  }

  // A process that hears and says nothing; nil where there can be none.
  private static func start(_ program: String, _ arguments: [String]) -> pid_t? {
    #if canImport(Glibc)
      var files = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var files: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&files)
    posix_spawnattr_init(&attributes)
    let variables = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
    let words = ([program] + arguments).map { strdup($0) }
    let environment = variables.map { strdup($0) }
    defer {
      posix_spawn_file_actions_destroy(&files)
      posix_spawnattr_destroy(&attributes)
      for text in words + environment { free(text) }
    }
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0)
    }
    // No signal that this program ignores or holds back is to be so in that one.
    var all = sigset_t()
    var none = sigset_t()
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var process: pid_t = 0
    let failure = posix_spawn(
      &process, program, &files, &attributes, words + [nil], environment + [nil])
    return failure == 0 ? process : nil
  }
}
