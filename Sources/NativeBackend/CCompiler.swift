import Foundation

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
    let process = Process()
    process.executableURL = URL(fileURLWithPath: compiler)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return false }
    // Ctrl-C at the terminal does not reach it: it is in a process group of its own, with the linker
    // and whatever else it starts.
    while process.isRunning {
      if isInterrupted() {
        let leader = process.processIdentifier
        kill(getpgid(leader) == leader ? -leader : leader, SIGKILL)
        break
      }
      usleep(2000)
    }
    process.waitUntilExit()
    return process.terminationReason == .exit && process.terminationStatus == 0
  }
}
