import Foundation

/// Debian's xppaut, where `.ci/peers` brought it.
enum XPPAUTProgram {
  static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../.build/peers/xppaut/usr/bin/xppaut").standardizedFileURL.path

  static let isThere = FileManager.default.isExecutableFile(atPath: path)

  /// What it computes of a file: a row a time, which comes first, then the variables in the file's order.
  ///
  /// - Parameter text: the file. Sets of values and ranges of parameters are taken out, since it runs each
  ///   of them, and so is what leaves columns out.
  /// - Throws: what files and processes throw; a row that is no list of numbers is empty.
  static func rows(of text: String) throws -> [[Double]] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "xpp-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      !["set ", "only "].contains { line.lowercased().hasPrefix($0) }
    }
    let whole = lines.joined(separator: "\n").replacing("range=1", with: "range=0")
    try Data(whole.utf8).write(to: folder.appending(path: "s.ode"))
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = ["s.ode", "-silent", "-outfile", "out"]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let output = try String(contentsOf: folder.appending(path: "out"), encoding: .utf8)
    return output.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
  }
}
