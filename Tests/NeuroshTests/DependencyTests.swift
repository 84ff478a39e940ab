import Foundation
import Testing

@Suite struct DependencyTests {
  // What Foundation brings besides its essentials is 40 MB and takes half of the start.
  @Test(arguments: [
    "libFoundation.so", "libFoundationInternationalization", "FoundationICU", "icudt",
  ])
  func theProgramIsFreeOf(name: String) throws {
    let program = try Data(contentsOf: URL(fileURLWithPath: Program.path), options: .mappedIfSafe)
    #expect(program.range(of: Data(name.utf8)) == nil)
    #expect(program.range(of: Data("Foundation".utf8)) != nil)
  }

  @Test func theVersionHasItsCommit() throws {
    let text = try Program.run("--version").output
    #expect(text.wholeMatch(of: /neurosh 0\.2\.0( \([0-9a-f]+\+?\))?\n/) != nil)
    let folder = URL(fileURLWithPath: Program.sessions).deletingLastPathComponent().path
    // What is built without git has none.
    guard FileManager.default.fileExists(atPath: folder + "/.git") else { return }
    #expect(text.contains("("))
  }
}
