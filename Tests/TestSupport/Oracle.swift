import Synchronization

/// A record of ../shared/oracles or ../shared/golden, whose READMEs have the fields; it remembers which
/// of them were asked for.
public struct Oracle: Sendable, CustomStringConvertible {
  private let fields: JSONValue
  private let asked: AskedFields
  /// Where it stands in a larger record.
  private let place: [String]

  /// Takes a record.
  public init(fields: JSONValue) { self.init(fields, in: AskedFields(), at: []) }

  private init(_ fields: JSONValue, in asked: AskedFields, at place: [String]) {
    self.fields = fields
    self.asked = asked
    self.place = place
  }

  /// What the record is called.
  public var id: String { fields["id"]?.text ?? "" }

  /// The identifier.
  public var description: String { id }

  /// Whether the records lie beside this checkout.
  public static let areThere = RecordFile.all.count(where: \.isThere) == RecordFile.all.count

  private static let all = Mutex<[RecordFile: [Oracle]]>([:])

  /// The records of a file.
  public static func records(_ file: RecordFile) -> [Oracle] {
    all.withLock { all in
      if let known = all[file] { return known }
      let whole: JSONValue? = file.read()
      let records = (whole?["oracles"] ?? whole)?.elements ?? []
      all[file] = records.map(Oracle.init(fields:))
      return all[file] ?? []
    }
  }

  /// The records of a file whose identifier begins with one of these.
  public static func records(_ file: String, _ prefixes: String...) -> [Oracle] {
    RecordFile.all.filter { $0.description == file }.flatMap(records).filter { record in
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
    elements(path).map { Oracle($0, in: asked, at: place + path + [JSONValue.any]) }
  }

  /// A part as a record by itself; one without fields where there is none.
  public func part(_ path: String...) -> Oracle {
    let part = fields[path[...]]
    // In an empty one there is nothing to be asked for.
    if part?.members.isEmpty == true { asked.insert(place + path) }
    return Oracle(part ?? .null, in: asked, at: place + path)
  }

  // What is in a list is asked for by itself.
  private func elements(_ path: [String]) -> [JSONValue] {
    let elements = fields[path[...]]?.elements ?? []
    if elements.isEmpty { asked.insert(place + path) }
    return elements
  }

  /// The names of its fields.
  public var keys: [String] { fields.members.keys.sorted() }

  /// Whatever stands at keys with points between them; nil where there is nothing.
  public func json(at field: String) -> JSONValue? { value(keys(field)) }

  /// All numbers of a list, and of the lists in it, "nan" and flags too; none where there is none.
  public func flat(at field: String) -> [Double] { value(keys(field))?.flat ?? [] }

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
    asked.insert(place + path)
    return fields[path[...]]
  }

  /// The same record, of which nothing was asked for.
  var unasked: Oracle { Oracle(fields: fields) }

  /// How many fields it has.
  public var fieldCount: Int { fields.leaves.count }

  /// The fields that nobody has asked for, neither by themselves nor as parts of another.
  public var unread: [String] {
    fields.leaves.filter { leaf in !asked.contains(prefixOf: leaf) }
      .map { $0.joined(separator: ".") }
  }

  /// Copies of the record with one number each put wrong, below some of its fields.
  public func damaged(_ roots: [String]) -> [(field: String, record: Oracle)] {
    fields.leaves.filter { roots.contains($0[0]) }.flatMap { leaf in
      (fields[leaf[...]]?.damages ?? []).map { damage in
        (leaf.joined(separator: "."), Oracle(fields: fields.replacing(leaf[...], with: damage)))
      }
    }
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
