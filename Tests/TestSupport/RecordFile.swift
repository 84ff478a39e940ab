import Foundation
import Synchronization

/// A file of records of other programs in ../shared, which lies beside the checkout and is no part
/// of it.
///
/// Tests without their records are skipped, and the end of the run says how many those were.
public struct RecordFile: Hashable, Sendable, CustomStringConvertible {
  /// Where it lies in ../shared.
  public let path: String
  /// How many records it has.
  public let count: Int
  /// How many fields they have in all; what is in a list of objects counts once.
  public let fields: Int

  private init(_ path: String, count: Int, fields: Int) {
    self.path = path
    self.count = count
    self.fields = fields
  }

  /// All files of records, of which none is to be passed over.
  public static let all = [
    ("golden/edge", 11, 189),
    ("golden/encoders", 14, 124),
    ("golden/events", 9, 193),
    ("golden/float32", 6, 88),
    ("golden/gradients", 57, 1423),
    ("golden/layouts", 20, 378),
    ("golden/learning", 20, 355),
    ("golden/modules", 2, 52),
    ("golden/network_gradients", 22, 720),
    ("golden/surrogates", 30, 276),
    ("golden/traces_braincog", 214, 3869),
    ("golden/traces_st", 6, 90),
    ("golden/traces_step", 72, 1170),
    ("oracles/adex", 16, 715),
    ("oracles/cable", 7, 323),
    ("oracles/exact_spikes", 71, 3145),
    ("oracles/hodgkin_huxley", 21, 626),
    ("oracles/izhikevich2003", 15, 431),
    ("oracles/izhikevich2004", 20, 737),
    ("oracles/lif", 26, 507),
    ("oracles/lif_noise", 6, 125),
    ("oracles/mihalas_niebur", 20, 744),
    ("oracles/networks", 5, 118),
    ("oracles/pairs", 3, 66),
    ("oracles/planar", 37, 1059),
    ("oracles/qif_eif_rf", 17, 242),
    ("oracles/stiff", 9, 561),
    ("oracles/surrogate", 3, 45),
    ("oracles/synapse_exact", 10, 435),
    ("oracles/synapses_plasticity", 12, 180),
  ]
  .map { RecordFile("\($0.0).json", count: $0.1, fields: $0.2) }

  /// Its name without the folder.
  public var description: String { path.split(separator: "/").last.map(String.init) ?? path }

  private var url: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../shared/\(path)").standardizedFileURL
  }

  /// Whether it lies beside this checkout; where it does not, its records count as skipped.
  public var isThere: Bool {
    if FileManager.default.fileExists(atPath: url.path) { return true }
    Skipped.files.withLock { _ = $0.insert(self) }
    _ = Skipped.isTold
    return false
  }

  /// What it holds; nil where it is not there, or holds something else.
  public func read<Content: Decodable>(_ type: Content.Type = Content.self) -> Content? {
    guard isThere else { return nil }
    do {
      return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    } catch {
      print("\(path) cannot be read: \(error)")
      return nil
    }
  }
}

/// The files whose records were skipped, which are told when the program of the tests ends.
private enum Skipped {
  static let files = Mutex<Set<RecordFile>>([])

  static let isTold: Bool = {
    atexit {
      let files = Skipped.files.withLock { $0.sorted { $0.path < $1.path } }
      let total = files.reduce(0) { $0 + $1.count }
      let names = files.map { "\($0.path) \($0.count)" }.joined(separator: ", ")
      print("skipped \(total) records, since ../shared does not lie beside this checkout: \(names)")
    } == 0
  }()
}
