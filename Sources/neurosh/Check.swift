import ArgumentParser
import Equations
import LineEditing
import Shell
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Replays session files and compares what they print with what they expect.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Replay session files and compare their output with what they expect.")

  @Flag(help: "Replace failing expectations by what was printed.")
  var bless = false

  @Flag(help: "Let session files read and write outside their own folders.")
  var trust = false

  @Argument(help: "Session files, or folders of them.", completion: .file(extensions: ["nsh"]))
  var paths: [String]

  func run() throws {
    Interrupt.install()
    var passed = 0
    var failed = 0
    var isUnreadable = false
    // Failures that cannot be blessed.
    var refused = 0
    let files = paths.flatMap(sessionFiles(at:))
    guard !files.isEmpty else {
      write(
        "neurosh: no session files (*.nsh) in \(line: paths.joined(separator: ", "))\n",
        to: STDERR_FILENO
      )
      throw ExitCode(ExitStatus.failure)
    }
    for file in files {
      let path = file.path
      switch replay(path) {
      case .success(let replay):
        passed += replay.passed
        failed += replay.failureCount
        if !replay.failures.isEmpty {
          write("\(replay.failures.joined(separator: "\n"))\n", to: STDOUT_FILENO)
          if bless {
            refused += replay.unexpectedErrors
            if replay.unexpectedErrors < replay.failureCount, !writeBlessed(replay, to: file) {
              isUnreadable = true
            }
          }
        }
      case .failure(let failure):
        write("\(line: path): error: \(failure.reason)\n", to: STDERR_FILENO)
        isUnreadable = true
        failed += 1
      }
    }
    write("\(passed) passed, \(failed) failed\n", to: STDOUT_FILENO)
    if isUnreadable { throw ExitCode(ExitStatus.failure) }
    if refused > 0 {
      write("not blessed: \(refused) that failed with an error\n", to: STDERR_FILENO)
    }
    if bless ? refused > 0 : failed > 0 { throw ExitCode(ExitStatus.mismatch) }
  }

  private struct Found {
    var path: String
    /// Its name in the files that it may be written with.
    var name: String
    var files: Host.Files
  }

  // A link in a folder may lead anywhere, other than a file that the user names.
  private func sessionFiles(at path: String) -> [Found] {
    guard Host.Files.isFolder(path) else { return [Found(path: path, name: path, files: .local)] }
    let folder = path.hasSuffix("/") ? path : path + "/"
    let files = Host.Files.local.seen(from: path, isTrusted: trust)
    return Host.Files.local.list(path).filter { $0.hasSuffix(".nsh") }.sorted().map {
      Found(path: folder + $0, name: $0, files: files)
    }
  }

  private func replay(_ path: String) -> Result<Replay, FileFailure> {
    let host = Host.local(folder: path.folder, trustsFiles: trust)
    return Host.Files.local.read(path).flatMap { bytes in
      guard let text = String(contents: bytes) else {
        return .failure(FileFailure("it is not a text file; expected UTF-8"))
      }
      do throws(Diagnostic) {
        return .success(Replay(try SessionFile(text), path: path, host: host))
      } catch {
        let statement = CommandText(text: text, line: 1, column: 0)
        return .failure(FileFailure(error.text(in: statement, file: path, width: 80)))
      }
    }
  }

  private func writeBlessed(_ replay: Replay, to file: Found) -> Bool {
    let failure = file.files.write(file.name, Array(replay.blessed.utf8), true)
    if let failure {
      write("\(line: file.path): error: cannot be written: \(failure.reason)\n", to: STDERR_FILENO)
    } else {
      write("blessed \(line: file.path)\n", to: STDOUT_FILENO)
    }
    return failure == nil
  }
}
