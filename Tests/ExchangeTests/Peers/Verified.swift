import Foundation
import Neurons
import Testing

/// Files that other programs were compared with, as digests.
enum Verified {
  private static func file(_ format: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Verified/\(format).txt")
  }

  /// What was noted, a line each.
  ///
  /// - Parameter format: the format.
  static func lines(_ format: String) throws -> [String] {
    try String(contentsOf: file(format), encoding: .utf8).split(separator: "\n").map(String.init)
  }

  /// A line: the model, the digest of its file, how many spikes there were, and how far mem was apart as a
  /// share of its size.
  static func line(_ name: String, _ text: String, spikes: Int, apart: Double) -> String {
    let digits = apart == 0 ? "0" : "\(Int((-log10(apart)).rounded(.down)))"
    return "\(name) \(text.digest) \(spikes) \(apart == 0 ? "0" : "1e-\(digits)")"
  }

  /// Notes what was compared, where NEUROSH_WRITE_VERIFIED asks for it.
  ///
  /// - Parameters:
  ///   - lines: a line each.
  ///   - format: the format.
  static func write(_ lines: [String], of format: String) throws {
    guard ProcessInfo.processInfo.environment["NEUROSH_WRITE_VERIFIED"] != nil else { return }
    let text = lines.sorted().map { "\($0)\n" }.joined()
    try text.write(to: file(format), atomically: true, encoding: .utf8)
  }

  /// Checks that what is written for built-in models is what it was when it was compared.
  ///
  /// - Parameters:
  ///   - format: the format.
  ///   - text: what is written for a model.
  /// - Returns: how many there were.
  static func check(_ format: String, _ text: (String) throws -> String) throws -> Int {
    var seen = 0
    for line in try lines(format) {
      let words = line.split(separator: " ").map(String.init)
      guard words.count > 1, ModelLibrary.builtIn[words[0]] != nil else { continue }
      #expect(try text(words[0]).digest == words[1], "\(words[0])")
      seen += 1
    }
    return seen
  }
}

extension String {
  /// FNV-1a, 64 bits.
  var digest: String {
    let hash = utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
