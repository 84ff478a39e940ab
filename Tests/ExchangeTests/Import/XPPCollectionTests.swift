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
    let imported: ImportedModel
    do throws(Diagnostic) {
      imported = try ImportFormat.xpp.model(text, ImportWishes(name: "x"))
    } catch {
      let line = text.utf8.prefix(error.range.lower).count { $0 == UInt8(ascii: "\n") } + 1
      return ("refused", "line \(line): \(error.message)")
    }
    guard let rows = try? XPPAUTProgram.rows(of: text), let last = rows.last, last.count > 1 else {
      return ("no run of XPPAUT", "")
    }
    // It stops where a variable is out of its bounds.
    let dt = imported.model.parameters["dt"]?.value.text
    let begin = text.lowercased().firstMatch(of: /t0=([-.\d]+)/).flatMap { Double($0.1) } ?? 0
    guard let dt = dt.flatMap(Double.init),
      let node = try? imported.run(Int(((last[0] - begin) / dt).rounded()))
    else { return ("differs", "no run") }
    var largest = 0.0
    for (name, theirs) in zip(imported.variables, last.dropFirst()) {
      let ours = node.states[name]?[0] ?? .nan
      largest = max(
        largest, ours.isFinite ? abs(ours - theirs) / max(abs(theirs), 1e-3) : .infinity)
    }
    if largest <= 1e-4 { return ("same", "") }
    let column = 1 + (imported.variables.firstIndex(of: "mem") ?? 0)
    let level = node.thresholds?[0] ?? 0
    let spikes = zip(rows, rows.dropFirst()).count { $0[column] < level && $1[column] >= level }
    let own = node.recording.spikeCount(after: 0)
    if spikes > 1, spikes == own { return ("same spikes", "\(spikes); \(largest)") }
    return ("differs", "\(largest), \(own) spikes for \(spikes)")
  }
}
