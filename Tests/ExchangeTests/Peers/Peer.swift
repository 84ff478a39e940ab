import Foundation

/// Programs that tests compare with, which `.ci/peers` brings.
enum Peer {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".build/peers")

  /// Python with Brian2; nil where it is not there.
  static let brian2 = python(with: "brian2")
  /// Python with PyTorch; nil where it is not there.
  static let torch = python(with: "torch")
  /// Whether BrainCog and STEP are found, in folders that PYTHONPATH names.
  static let hasBrainCog = (ProcessInfo.processInfo.environment["PYTHONPATH"] ?? "")
    .split(separator: ":")
    .contains { FileManager.default.fileExists(atPath: "\($0)/braincog/base/node/node.py") }
  /// XPPAUT; nil where it is not there.
  static let xppaut = program("xppaut/xppaut")

  /// Python with a module; nil where it is not there.
  static func python(with module: String) -> URL? {
    let library = folder.appending(path: "python/lib")
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: library.path)) ?? []
    let isThere = versions.contains { version in
      let path = library.appending(path: "\(version)/site-packages/\(module)/__init__.py").path
      return FileManager.default.fileExists(atPath: path)
    }
    return isThere ? program("python/bin/python") : nil
  }

  private static func program(_ path: String) -> URL? {
    let file = folder.appending(path: path)
    return FileManager.default.isExecutableFile(atPath: file.path) ? file : nil
  }

  /// Runs a program in a folder and returns what it said.
  static func run(_ program: URL, _ arguments: [String], in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let log = folder.appending(path: "log")
    try Data().write(to: log)
    let output = try FileHandle(forWritingTo: log)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    return try String(contentsOf: log, encoding: .utf8)
  }

  /// Does work in a new folder, which is gone afterwards; it stays where NEUROSH_PEER_FOLDER says
  /// which it is.
  static func withFolder<Value>(_ work: (URL) throws -> Value) throws -> Value {
    let kept = ProcessInfo.processInfo.environment["NEUROSH_PEER_FOLDER"]
    let folder =
      kept.map { URL(fileURLWithPath: $0) }
      ?? FileManager.default.temporaryDirectory.appending(path: "peer-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { if kept == nil { try? FileManager.default.removeItem(at: folder) } }
    return try work(folder)
  }
}
