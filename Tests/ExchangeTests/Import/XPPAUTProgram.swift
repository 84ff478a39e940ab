import Foundation
import Testing

/// Debian's xppaut on files that are not ours.
enum XPPAUTProgram {
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
    let program = try #require(Peer.xppaut)
    _ = try Peer.run(program, ["s.ode", "-silent", "-outfile", "out"], in: folder)
    let output = try String(contentsOf: folder.appending(path: "out"), encoding: .utf8)
    return output.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
  }
}
