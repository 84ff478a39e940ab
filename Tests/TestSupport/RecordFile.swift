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

  /// Names a file.
  public init(_ path: String, count: Int) {
    self.path = path
    self.count = count
  }

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
