import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

/// A folder of `.ode` files that is not ours: which come in, and which of them end where XPPAUT ends.
///
/// `NEUROSH_ODE_FILES=FOLDER swift test --filter XPPCollectionTests` prints a row for each.
@Suite struct XPPCollectionTests {
  static let folder = ProcessInfo.processInfo.environment["NEUROSH_ODE_FILES"]

  @Test(.enabled(if: folder != nil && Peer.xppaut != nil))
  func mostThatComeInEndWhereXPPAUTEnds() throws {
    let root = URL(filePath: Self.folder ?? "")
    let files =
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?
      .compactMap { $0 as? URL }.filter { $0.pathExtension == "ode" } ?? []
    var counts: OrderedDictionary<String, Int> = [:]
    for file in files.sorted(by: { $0.path < $1.path }) {
      guard let bytes = try? Data(contentsOf: file) else { continue }
      let (outcome, detail) = outcome(of: String(decoding: bytes, as: UTF8.self))
      counts[outcome, default: 0] += 1
      print("| \(file.path.dropFirst(root.path.count + 1)) | \(outcome) | \(detail) |")
    }
    print(counts.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
    let agree = counts["same", default: 0] + counts["same spikes", default: 0]
    #expect(agree > 0 && agree * 4 >= (agree + counts["differs", default: 0]) * 3)
  }

  private func outcome(of text: String) -> (String, String) {
    let theirs = try? XPPAUTProgram.rows(of: text)
    let imported: ImportedModel
    do throws(Diagnostic) {
      imported = try ImportFormat.xpp.model(text, ImportWishes(name: "x"))
    } catch {
      let line = text.utf8.prefix(error.range.lower).count { $0 == UInt8(ascii: "\n") } + 1
      let isRun = theirs?.last.map { $0.count > 1 } ?? false
      return (isRun ? "refused" : "refused by both", "line \(line): \(error.message)")
    }
    guard let theirs, let last = theirs.last, last.count > 1 else {
      return ("no run of XPPAUT", "")
    }
    // It stops where a variable is out of its bounds.
    let dt = imported.model.parameters["dt"]?.value.text
    let begin = text.lowercased().firstMatch(of: /t0=([-.\d]+)/).flatMap { Double($0.1) } ?? 0
    guard let dt = dt.flatMap(Double.init),
      let node = try? imported.run(Int(((last[0] - begin) / dt).rounded()))
    else { return ("differs", "no run") }
    let ours = imported.variables.map { node.states[$0]?[0] ?? .nan }
    let apart = distance(ours, last.dropFirst())
    if apart <= 1e-4 { return ("same", "") }
    let old = imported.renamings.first { $0.new == "mem" }?.old ?? "mem"
    let resets = (try? XPPAUTProgram.rows(of: text, countingResetsOf: old))?.last?.last ?? 0
    let column = 1 + (imported.variables.firstIndex(of: "mem") ?? 0)
    let level = node.thresholds?[0] ?? 0
    let crossings = zip(theirs, theirs.dropFirst()).count {
      $0[column] < level && $1[column] >= level
    }
    let spikes = imported.findsSpikes && resets > 0 ? Int(resets) : crossings
    // What it passes over is not in its rows.
    let first = Int((((theirs.first?.first ?? begin) - begin) / dt).rounded())
    let own = node.recording.spikeCount(after: spikes == Int(resets) ? 0 : max(0, first))
    let counts = "\(apart), \(own) spikes for \(spikes)"
    if spikes > 1, spikes == own { return ("same spikes", counts) }
    if text.contains(/(?i)(^|\n)(w(iener)?[ \t]+[a-z]|markov)|\bran\(|normal\(/) {
      return ("random", counts)
    }
    guard let fine = (try? XPPAUTProgram.rows(of: text, isFine: true))?.last,
      fine.count == last.count
    else { return ("differs", counts) }
    let fromFine = distance(ours, fine.dropFirst())
    let itself = distance(Array(last.dropFirst()), fine.dropFirst())
    if fromFine <= 1e-4 { return ("same as XPPAUT's finer steps", "\(apart), its own \(itself)") }
    let detail = "\(counts); its finer steps are \(itself) from its own, \(fromFine) from ours"
    return (itself > 1e-4 ? "XPPAUT differs from itself" : "differs", detail)
  }

  private func distance(_ ours: [Double], _ theirs: ArraySlice<Double>) -> Double {
    zip(ours, theirs).map { ours, theirs in
      ours.isFinite ? abs(ours - theirs) / max(abs(theirs), 1e-3) : .infinity
    }.max() ?? .infinity
  }
}
