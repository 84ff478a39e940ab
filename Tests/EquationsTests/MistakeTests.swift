import Equations
import Foundation
import Neurons
import Shell
import Testing

/// A wrong neuron in a file, behind the neurons that it builds on, with what is said of it as the
/// comment before them.
struct Mistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let message: String
  let texts: [String]

  init(_ file: URL) throws {
    testDescription = file.deletingPathExtension().lastPathComponent
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    message = lines.prefix { $0.hasPrefix("# ") }.map { $0.dropFirst(2) }.joined(separator: "\n")
    texts = lines.drop { $0.hasPrefix("# ") }.split { $0 == "end" }
      .map { $0.joined(separator: "\n") }
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Mistakes")

  static let all: [Mistake] = {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).compactMap { try? Mistake($0) }
      .sorted { $0.testDescription < $1.testDescription }
  }()

  /// What is said of its last neuron; nil where nothing is wrong with it.
  func said() throws -> String? {
    var library = ModelLibrary.builtIn
    for text in texts.dropLast() { try library.define(text) }
    let text = try #require(texts.last)
    do { _ = try library.read(text) } catch {
      return error.text(in: CommandText(text: text), file: nil, width: 100)
    }
    return nil
  }
}

@Suite struct MistakeTests {
  @Test func thereAreMany() { #expect(Mistake.all.count >= 105) }

  @Test(arguments: Mistake.all)
  func isToldAsTheFileSays(mistake: Mistake) throws {
    let said = try mistake.said()
    #expect(said == mistake.message)
    // Writes the comments anew, to be read before they are kept.
    guard ProcessInfo.processInfo.environment["NEUROSH_WRITE_MISTAKES"] != nil, let said else {
      return
    }
    let comment = said.split(separator: "\n").map { "# \($0)\n" }.joined()
    let text = mistake.texts.map { "\($0)\nend\n" }.joined()
    try (comment + text).write(
      to: Mistake.folder.appending(path: "\(mistake.testDescription).neuron"), atomically: true,
      encoding: .utf8)
  }
}
