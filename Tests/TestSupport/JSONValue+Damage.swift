extension JSONValue {
  /// The key of an object in a list, whichever it is: the last that has what stands behind it.
  static let any = "*"

  /// The value at a path of keys; nil where there is none.
  public subscript(path: ArraySlice<String>) -> JSONValue? {
    guard let key = path.first else { return self }
    if key == Self.any {
      return elements.last { $0[path.dropFirst()] != nil }?[path.dropFirst()]
    }
    return self[key]?[path.dropFirst()]
  }

  /// The paths of all members that are no objects.
  ///
  /// A list counts as one, unless objects are in it, whose members count as one each for all of them.
  public var leaves: [[String]] {
    switch self {
    case .object(let object):
      object.sorted { $0.key < $1.key }.flatMap { key, member in
        let below = member.leaves
        return below.isEmpty ? [[key]] : below.map { [key] + $0 }
      }
    case .list(let list):
      Set(list.flatMap(\.leaves)).sorted { $0.lexicographicallyPrecedes($1) }
        .map { [Self.any] + $0 }
    case .number, .text, .flag, .null: []
    }
  }

  /// Copies of the value with one number put wrong.
  ///
  /// It is the last one of a list, and of a table one in each column of the last row. Something
  /// stands where there was nothing.
  public var damages: [JSONValue] {
    switch self {
    case .number(let number): [.number(number + 1.37 + abs(number) / 2)]
    case .flag(let flag): [.flag(!flag)]
    case .null: [.number(1)]
    case .text: []
    case .list(let list):
      if let last = list.last {
        // A row is wrong in one column at a time, a list of numbers in its last.
        if case .list(let row) = last {
          row.indices.flatMap { column in
            row[column].damages.map { damage in
              var row = row
              row[column] = damage
              return .list(list.dropLast() + [.list(row)])
            }
          }
        } else {
          last.damages.map { .list(list.dropLast() + [$0]) }
        }
      } else {
        [.list([.number(1)])]
      }
    case .object(let object):
      object.sorted { $0.key < $1.key }.flatMap { key, member in
        member.damages.map { replacing([key], with: $0) }
      }
    }
  }

  /// The value with another in the place of one of its parts.
  public func replacing(_ path: ArraySlice<String>, with value: JSONValue) -> JSONValue {
    guard let key = path.first else { return value }
    if key == Self.any, case .list(var list) = self {
      guard let index = list.lastIndex(where: { $0[path.dropFirst()] != nil }) else { return self }
      list[index] = list[index].replacing(path.dropFirst(), with: value)
      return .list(list)
    }
    var object = members
    object[key] = (object[key] ?? .null).replacing(path.dropFirst(), with: value)
    return .object(object)
  }
}
