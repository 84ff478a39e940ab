import Foundation
import Testing

/// Debian's xppaut on files that are not ours.
enum XPPAUTProgram {
  /// What it computes of a file: a row a time, which comes first, then the variables in the file's order.
  ///
  /// - Parameters:
  ///   - text: the file. Sets of values and ranges of parameters are taken out, since it runs each
  ///     of them, and so is what leaves columns out.
  ///   - isFine: whether it is asked for steps of a tenth and the smallest tolerances, which tell how
  ///     far its own answer is from that of the equations.
  ///   - variable: the variable whose resets are counted, in a last column.
  /// - Throws: what files and processes throw; a row that is no list of numbers is empty.
  static func rows(
    of text: String, isFine: Bool = false, countingResetsOf variable: String? = nil
  ) throws -> [[Double]] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "xpp-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines.removeAll { line in
      ["set ", "only "].contains { line.lowercased().hasPrefix($0) }
    }
    if isFine {
      let end = lines.firstIndex { $0.lowercased().wholeMatch(of: /\s*d(one)?\s*/) != nil }
      lines.insert(fineSettings(of: text), at: end ?? lines.endIndex)
    }
    if variable != nil { lines.insert("resets_'=0", at: 0) }
    lines = lines.map { line in
      guard let variable, let reset = reset(of: variable, in: line) else { return line }
      return line.replacingCharacters(in: reset, with: "{resets_=resets_+1;")
    }
    let whole = lines.joined(separator: "\n").replacing("range=1", with: "range=0")
    try Data(whole.utf8).write(to: folder.appending(path: "s.ode"))
    let program = try #require(Peer.xppaut)
    _ = try Peer.run(program, ["s.ode", "-silent", "-outfile", "out"], in: folder)
    let output = try String(contentsOf: folder.appending(path: "out"), encoding: .utf8)
    return output.split(separator: "\n").map { line in
      var row = line.split(separator: " ").compactMap { Double($0) }
      if variable != nil, row.count > 1 { row.append(row.remove(at: 1)) }
      return row
    }
  }

  // Of a setting that is given twice the last counts.
  private static func fineSettings(of text: String) -> String {
    func setting(_ name: String, else usual: Double) -> Double {
      let lines = text.lowercased().split(separator: "\n").filter { $0.hasPrefix("@") }
      let pattern = try? Regex("[@, \t]\(name)=([-.0-9e]+)", as: (Substring, Substring).self)
      let found = lines.compactMap { line in pattern.flatMap { line.firstMatch(of: $0)?.1 } }.first
      return found.flatMap { Double($0) } ?? usual
    }
    let dt = setting("dt", else: 0.05) / 10
    let rows = Int(10 * setting("n(?:jmp|out)", else: 1))
    return
      "@ dt=\(dt),nout=\(rows),maxstor=1000000,toler=1e-10,atoler=1e-10,newt_tol=1e-11,dtmin=1e-14"
  }

  // The bracket of what an event does, where that resets the variable.
  private static func reset(of variable: String, in line: String) -> Range<String.Index>? {
    guard line.lowercased().hasPrefix("g"), let open = line.lastIndex(of: "{") else { return nil }
    let names = line[line.index(after: open)...].split(separator: ";").map {
      $0.prefix { $0 != "=" }.filter { !$0.isWhitespace }.lowercased()
    }
    return names.contains(variable.lowercased()) ? open..<line.index(after: open) : nil
  }
}
