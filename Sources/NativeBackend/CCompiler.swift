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

/// The C compiler that comes with Swift, or another one in PATH.
enum CCompiler {
  /// Where it is; nil where there is none.
  static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map(String.init).filter { $0.hasPrefix("/") }
    func find(_ name: String) -> String? {
      folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
    if let swift = find("swift") {
      let toolchain = URL(fileURLWithPath: swift).resolvingSymlinksInPath()
      let clang = toolchain.deletingLastPathComponent().appendingPathComponent("clang").path
      if access(clang, X_OK) == 0 { return clang }
    }
    return find("clang") ?? find("cc")
  }()

  /// Runs it and tells whether it did its work.
  ///
  /// - Parameter isInterrupted: asked all the while; where it holds, the compiler is ended.
  static func run(
    _ compiler: String, _ arguments: [String], isInterrupted: () -> Bool
  ) -> Bool {
    guard let leader = start(compiler, arguments) else { return false }
    var status: Int32 = 0
    while true {
      switch waitpid(leader, &status, WNOHANG) {
      case leader: return status == 0
      case 0: break
      default: if errno != EINTR { return false }
      }
      // Ctrl-C at the terminal does not reach it: it leads a process group of its own, with the
      // linker and whatever else it starts.
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
