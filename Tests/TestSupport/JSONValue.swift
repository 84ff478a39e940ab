/// Any JSON, for records whose fields differ from one to the next.
///
/// Read by `JSONDecoder`, since `JSONSerialization` on Linux does not give every number the double
/// that is nearest to it.
public indirect enum JSONValue: Decodable, Hashable, Sendable {
  case number(Double)
  case text(String)
  case flag(Bool)
  case list([JSONValue])
  case object([String: JSONValue])
  case null

  /// Reads whatever kind of value there is.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Most of what there is are numbers.
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else if let object = try? container.decode([String: JSONValue].self) {
      self = .object(object)
    } else {
      self = .null
    }
  }

  /// The value of a key; nil where there is none.
  public subscript(key: String) -> JSONValue? {
    if case .object(let object) = self { object[key] } else { nil }
  }

  /// The number; nil for anything else.
  public var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  /// The number, also where it is written as "nan" or "inf", or as a flag; nil for anything else.
  public var looseNumber: Double? {
    switch self {
    case .number(let number): number
    case .flag(let flag): flag ? 1 : 0
    case .text(let text): Double(text)
    case .list, .object, .null: nil
    }
  }

  /// The numbers of a list, of all lists in it, one row after another; of a number itself.
  public var flat: [Double] {
    if case .list(let list) = self { list.flatMap(\.flat) } else { looseNumber.map { [$0] } ?? [] }
  }

  /// The text; nil for anything else.
  public var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The parts of a list; none for anything else.
  public var elements: [JSONValue] {
    if case .list(let list) = self { list } else { [] }
  }

  /// The members of an object; none for anything else.
  public var members: [String: JSONValue] {
    if case .object(let object) = self { object } else { [:] }
  }
}
