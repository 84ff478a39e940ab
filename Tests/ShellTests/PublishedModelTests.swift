import Foundation
import Shell
import Testing

/// Models of papers and courses as their authors think them, with what their own programs give.
@Suite struct PublishedModelTests {
  @Test(arguments: [
    "bbp_mechanisms", "burst", "chaycook", "chxk_stellate", "cobahh", "dopamine", "fhnnoise", "gap",
    "hill_tononi", "hindmarsh_rose", "mat2", "pinsky_rinzel", "thalamic3", "touboul", "traub",
    "twocell", "wang_buzsaki",
  ])
  func givesTheReferencesNumbers(name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "PublishedModels/\(name).nsh")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    var shell = ShellHarness()
    let output = try shell.run(lines.joined(separator: "\n"))
    let expected = lines.filter { $0.hasPrefix("#> ") }.map { $0.dropFirst(3) }
    #expect(!expected.isEmpty)
    for line in expected {
      #expect(output.split(separator: "\n").contains { $0.hasPrefix(line) }, "\(line)")
    }
  }
}
