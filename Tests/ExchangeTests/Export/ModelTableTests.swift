import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

/// The table of built-in models and formats in Exchange's documentation.
@Suite struct ModelTableTests {
  private static let article = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .appending(path: "Sources/Exchange/Documentation.docc/ModelsAndFormats.md")
  private static let formats = [
    "brian2", "ode", "torch", "braincog", "step", "spikingjelly", "snntorch", "nestml", "nmodl",
    "neuroml", "nir",
  ]

  // What was compared is what the files of digests say; what is refused is found out by writing it.
  private func table() throws -> String {
    var reasons: OrderedSet<String> = []
    var compared: [String: [String: String]] = [:]
    for format in Self.formats {
      for line in try Verified.lines(format) {
        let words = line.split(separator: " ").map(String.init)
        // Older lines only say that it was within 1e-9.
        compared[format, default: [:]][words[0]] = words.count == 4 ? words[3] : "1e-9"
      }
    }
    var rows: [String] = []
    for name in ModelLibrary.builtIn.names where ModelLibrary.builtIn[name]?.integral != nil {
      var cells: [String] = []
      for format in Self.formats {
        if let apart = compared[format]?[name] {
          cells.append(apart)
          continue
        }
        do {
          let isConstant = ["nestml", "nmodl", "neuroml"].contains(format)
          let neuron = try Driven(name, isConstant: isConstant).exported
          _ = try #require(ExportFormat.named(format)).text(of: ExportedNetwork(neuron))
          cells.append("random")
        } catch let refusal as ExportRefusal {
          let plain = refusal.reason.replacing("'\(name)'", with: "it")
          cells.append("(\(reasons.append(plain).index + 1))")
        }
      }
      rows.append("| \(name) | \(cells.joined(separator: " | ")) |")
    }
    return
      ([
        "| model | \(Self.formats.joined(separator: " | ")) |",
        "|---|\(Self.formats.map { _ in "---" }.joined(separator: "|"))|",
      ] + rows + [""]
      + reasons.enumerated().map { "\($0 + 1). \($1)" }).joined(separator: "\n")
  }

  @Test func theArticleSaysWhatWasCompared() throws {
    let text = """
      # Models and formats

      How far the built-in neurons are apart from themselves in other programs.

      ## Overview

      Each is fed so that it fires, goes out, and runs in the other program: the same spikes at the same
      steps, and mem that differs by at most the share of its size in the table. XPPAUT prints eight digits,
      and jNeuroML numbers of 32 bits. What draws random numbers of its own is marked `random`. NESTML's files are read by NESTML, and run as
      `import` reads them back. LEMS solves equations by Euler's method, and so they are solved here for NeuroML.
      NIR's package reads its graphs, and the equations that it defines are solved as they stand there. A
      number in brackets is the reason why a format cannot say a model.

      \(try table())

      """
    if ProcessInfo.processInfo.environment["NEUROSH_WRITE_ARTICLES"] != nil {
      try text.write(to: Self.article, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: Self.article, encoding: .utf8) == text)
  }
}
