import Foundation
import Testing

/// The program as it was built for the tests.
enum Program {
  /// Its path: beside the test bundle, unless the environment names another build.
  static let path =
    ProcessInfo.processInfo.environment["NEUROSH_PROGRAM"]
    ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("neurosh").path

  /// The folder with the lessons that are shipped.
  static let sessions: String = {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("sessions").path
  }()

  /// What it is told of the world: its home, and what a sanitizer's run-time is told.
  static func environment(home: String) -> [String: String] {
    ProcessInfo.processInfo.environment.filter { $0.key.hasSuffix("SAN_OPTIONS") }
      .merging(["HOME": home, "LANG": "C.UTF-8"]) { $1 }
  }

  struct Result {
    var output: String
    var errors: String
    var status: Int32
  }

  /// Runs the program without a terminal.
  static func run(_ arguments: String..., input: String = "") throws -> Result {
    try run(arguments, input: Data(input.utf8))
  }

  /// Runs the program without a terminal, with any bytes as its input.
  static func run(
    _ arguments: [String], input: Data, environment: [String: String] = [:]
  ) throws -> Result {
    let folder = try TemporaryFolder()
    let source = folder.write("input", input)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = Self.environment(home: folder.path).merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: source))
    // A file holds any number of errors while the output is read.
    let errors = URL(fileURLWithPath: folder.write("errors", ""))
    let output = Pipe()
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let complained = try Data(contentsOf: errors)
    let isSignal = process.terminationReason == .uncaughtSignal
    return Result(
      output: String(decoding: printed, as: UTF8.self),
      errors: String(decoding: complained, as: UTF8.self),
      status: (isSignal ? 128 : 0) + process.terminationStatus)
  }
}

/// A folder that is gone when nobody uses it any more.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "neurosh-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  /// The names of the journals, where the folder is a shell's home.
  var journals: [String] {
    let path = path + "/.local/state/neurosh/journals"
    return (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ data: Data) -> String {
    let file = "\(path)/\(name)"
    _ = FileManager.default.createFile(atPath: file, contents: data)
    return file
  }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ text: String) -> String { write(name, Data(text.utf8)) }
}
