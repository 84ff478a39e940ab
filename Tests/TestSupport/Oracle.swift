import Synchronization

/// A record of ../shared/oracles, whose README has the fields, or of any other file; it remembers
/// which of its fields were asked for.
public struct Oracle: Sendable, CustomStringConvertible {
  private let fields: JSONValue
  private let asked = AskedFields()

  /// Takes a record.
  public init(fields: JSONValue) { self.fields = fields }

  /// What the record is called.
  public var id: String { fields["id"]?.text ?? "" }

  /// The identifier.
  public var description: String { id }

  /// The files of which records are tested.
  public static let files = [
    ("adex", 16), ("hodgkin_huxley", 21), ("izhikevich2003", 15), ("izhikevich2004", 20),
    ("lif", 26), ("lif_noise", 6), ("mihalas_niebur", 20), ("networks", 5), ("pairs", 3),
    ("planar", 37), ("qif_eif_rf", 17), ("surrogate", 3), ("synapses_plasticity", 12),
  ]
  .map { RecordFile("oracles/\($0.0).json", count: $0.1) }

  /// Whether the records lie beside this checkout.
  public static let areThere = files.count(where: \.isThere) == files.count

  private static let all: [String: [Oracle]] = Dictionary(
    uniqueKeysWithValues: files.map { file in
      let whole: JSONValue? = file.read()
      return (file.description, (whole?["oracles"]?.elements ?? []).map(Oracle.init(fields:)))
    })

  /// The records of a file whose identifier begins with one of these.
  public static func records(_ file: String, _ prefixes: String...) -> [Oracle] {
    (all[file] ?? []).filter { record in
      prefixes.contains { record.id.hasPrefix($0) }
    }
  }

  /// The numbers of a list; none where there is no such list.
  public func numbers(_ path: String...) -> [Double] {
    (value(path)?.elements ?? []).compactMap(\.number)
  }

  /// A number; nil where there is none.
  public func number(_ path: String...) -> Double? { value(path)?.number }

  /// A text; nil where there is none.
  public func text(_ path: String...) -> String? { value(path)?.text }

  /// The texts of a list; none where there is no such list.
  public func texts(_ path: String...) -> [String] {
    (value(path)?.elements ?? []).compactMap(\.text)
  }

  /// The rows of a table; none where there is no such table.
  public func table(_ path: String...) -> [[Double]] {
    (value(path)?.elements ?? []).map { $0.elements.compactMap(\.number) }
  }

  /// Numbers by name; none where there are none.
  public func dictionary(_ path: String...) -> [String: Double] {
    (value(path)?.members ?? [:]).compactMapValues(\.number)
  }

  /// The parts of a list as records by themselves; none where there is no such list.
  public func parts(_ path: String...) -> [Oracle] {
    (value(path)?.elements ?? []).map(Oracle.init(fields:))
  }

  /// A number at keys with points between them; nil where there is none.
  public func number(at field: String) -> Double? { value(keys(field))?.number }

  /// A flag at keys with points between them; nil where there is none.
  public func flag(at field: String) -> Bool? {
    if case .flag(let flag)? = value(keys(field)) { flag } else { nil }
  }

  /// The numbers of a list at keys with points between them; none where there is no such list.
  public func numbers(at field: String) -> [Double] {
    (value(keys(field))?.elements ?? []).compactMap(\.number)
  }

  /// The rows of a table at keys with points between them; none where there is no such table.
  public func table(at field: String) -> [[Double]] {
    (value(keys(field))?.elements ?? []).map { $0.elements.compactMap(\.number) }
  }

  private func keys(_ field: String) -> [String] {
    field.split(separator: ".").map(String.init)
  }

  private func value(_ path: [String]) -> JSONValue? {
    asked.insert(path)
    return path.reduce(fields as JSONValue?) { $0?[$1] }
  }

  /// The fields that nobody has asked for, neither by themselves nor as parts of another.
  public var unread: [String] {
    fields.leaves.filter { leaf in !asked.contains(prefixOf: leaf) }
      .map { $0.joined(separator: ".") }
  }

  /// Copies of the record with one number each put wrong, below some of its fields.
  public func damaged(_ roots: [String]) -> [(field: String, record: Oracle)] {
    fields.leaves.filter { roots.contains($0[0]) }.flatMap { leaf in
      (fields[leaf]?.damages ?? []).map { damage in
        (leaf.joined(separator: "."), Oracle(fields: fields.replacing(leaf[...], with: damage)))
      }
    }
  }

  /// Prints a row of the table of all oracles: identifier, measured, expected, pass.
  ///
  /// - Returns: what is wrong; nil where the record is met.
  public func mismatch(
    _ what: String = "", measured: String, expected: String, isMet: Bool
  ) -> String? {
    let name = what.isEmpty ? id : "\(id) \(what)"
    print("oracle | \(name) | \(measured) | \(expected) | \(isMet ? "pass" : "FAIL")")
    return isMet ? nil : "\(name): measured \(measured), expected \(expected)"
  }
}

/// Which fields were asked for, by their paths.
private final class AskedFields: Sendable {
  private let paths = Mutex<Set<[String]>>([])

  func insert(_ path: [String]) { paths.withLock { _ = $0.insert(path) } }

  func contains(prefixOf path: [String]) -> Bool {
    paths.withLock { paths in (1...path.count).contains { paths.contains(Array(path.prefix($0))) } }
  }
}
