import Foundation

/// What a program made of a model: spikes and mem, a row a neuron and a column a step.
struct Outcome {
  var spikes: [[Double]]
  var mem: [[Double]]

  init(spikes: [[Double]], mem: [[Double]]) { (self.spikes, self.mem) = (spikes, mem) }

  /// Reads a table of a row a step: the spikes of all neurons, then mem of all of them.
  init?(table text: String) {
    let rows = text.split(separator: "\n").map { row in
      row.split(separator: " ").compactMap { Double($0) }
    }
    guard let width = rows.first?.count, width > 0, width.isMultiple(of: 2),
      rows.allSatisfy({ $0.count == width })
    else { return nil }
    spikes = (0..<width / 2).map { column in rows.map { $0[column] } }
    mem = (width / 2..<width).map { column in rows.map { $0[column] } }
  }

  /// The largest difference in mem, relative to the largest size of mem, and whether all spikes are
  /// the same to that share.
  func difference(from other: Outcome) -> (spikes: Double, mem: Double) {
    func largest(_ a: [[Double]], _ b: [[Double]], in scale: Double) -> Double {
      guard a.map(\.count) == b.map(\.count) else { return .infinity }
      return zip(a.joined(), b.joined()).reduce(0) { worst, pair in
        // Both may have left the numbers in the same way.
        if pair.0 == pair.1 || (pair.0.isNaN && pair.1.isNaN) { return worst }
        let difference = abs(pair.0 - pair.1) / scale
        return difference.isNaN ? .infinity : max(worst, difference)
      }
    }
    let scale = other.mem.joined().lazy.filter(\.isFinite).map { abs($0) }.max() ?? 1
    return (
      largest(spikes, other.spikes, in: 1), largest(mem, other.mem, in: scale > 0 ? scale : 1)
    )
  }
}

/// Programs that tests compare with, which `.ci/peers` brings.
enum Peer {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".build/peers")

  /// Python with Brian2; nil where it is not there.
  static let brian2 = python(with: "brian2")
  /// Python with PyTorch; nil where it is not there.
  static let torch = python(with: "torch")
  /// XPPAUT; nil where it is not there.
  static let xppaut = program("xppaut/xppaut")

  private static func python(with module: String) -> URL? {
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
