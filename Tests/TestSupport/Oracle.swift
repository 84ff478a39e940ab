/// A record of ../shared/oracles; its README has the fields.
public struct Oracle: Sendable, CustomStringConvertible {
  private let fields: JSONValue

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

  private func value(_ path: [String]) -> JSONValue? {
    path.reduce(fields as JSONValue?) { $0?[$1] }
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
