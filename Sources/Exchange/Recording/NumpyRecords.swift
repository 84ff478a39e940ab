/// A table as numpy reads it from an `.npy` file: one array of records, whose fields are the columns.
///
/// `numpy.load('a.npy')['mem']` is a column; where a column has a unit its heading, `mem (mV)`, finds it too
/// (numpy.lib.format, versions 1.0 and 2.0).
public struct NumpyRecords: Sendable {
  /// The cells of a column.
  public enum Cells: Hashable, Sendable {
    /// Numbers, which numpy gets as `float64`.
    case numbers([Double])
    /// Words, which numpy gets as text of one width.
    case words([String])

    var count: Int {
      switch self {
      case .numbers(let numbers): numbers.count
      case .words(let words): words.count
      }
    }
  }

  private var columns: [(kind: String, cells: Cells)] = []
  private var fields: [String] = []
  private var taken: Set<String> = []
  private var rows = 0

  /// A table without columns.
  public init() {}

  /// Adds a column.
  ///
  /// - Parameters:
  ///   - name: by which numpy finds it; where another column has it, a number is added.
  ///   - heading: the name with its unit.
  ///   - cells: what is in it; where columns are of several lengths, the shorter ones end with `nan` or
  ///     with no word.
  public mutating func add(_ name: String, heading: String, _ cells: Cells) {
    let name = unused(name.isEmpty ? "column" : name)
    let title = heading == name || taken.contains(heading) ? nil : unused(heading)
    let kind =
      switch cells {
      case .numbers: "<f8"
      case .words(let words): "<U\(words.widestWord)"
      }
    let key = title.map { "(\($0.python), \(name.python))" } ?? name.python
    fields.append("(\(key), '\(kind)')")
    columns.append((kind, cells))
    rows = max(rows, cells.count)
  }

  private mutating func unused(_ name: String) -> String {
    var result = name
    var number = 1
    while !taken.insert(result).inserted {
      number += 1
      result = "\(name)_\(number)"
    }
    return result
  }

  /// The file.
  public var bytes: [UInt8] {
    var file = numpyHeader("[\(fields.joined(separator: ", "))]", count: rows)
    for row in 0..<rows {
      for (_, cells) in columns {
        switch cells {
        case .numbers(let numbers):
          let number = row < numbers.count ? numbers[row] : .nan
          file.append(littleEndian: number.bitPattern)
        case .words(let words):
          file.append(word: row < words.count ? words[row] : "", width: words.widestWord)
        }
      }
    }
    return file
  }
}

/// What an `.npy` file begins with, so long that its numbers begin at a multiple of 64 bytes.
///
/// - Parameters:
///   - kind: the type of an entry, as Python has it.
///   - count: how many entries there are.
func numpyHeader(_ kind: String, count: Int) -> [UInt8] {
  let text = "{'descr': \(kind), 'fortran_order': False, 'shape': (\(count),), }"
  // Version 1.0 counts up to 65535 bytes.
  let isLong = text.utf8.count > 65_000
  let begin: [UInt8] = [0x93] + Array("NUMPY".utf8) + [isLong ? 2 : 1, 0]
  let blanks = 63 - (begin.count + (isLong ? 4 : 2) + text.utf8.count) % 64
  let header = Array((text + String(repeating: " ", count: blanks) + "\n").utf8)
  var bytes = begin
  if isLong {
    bytes.append(littleEndian: UInt32(header.count))
  } else {
    bytes.append(littleEndian: UInt16(header.count))
  }
  return bytes + header
}

extension [String] {
  /// How many characters the widest word has for numpy, at least one.
  var widestWord: Int { Swift.max(1, map(\.unicodeScalars.count).max() ?? 1) }
}

extension String {
  // A text as Python has it, in ASCII.
  fileprivate var python: String {
    let inner = unicodeScalars.map { scalar in
      switch scalar {
      case "\\", "'": return "\\\(scalar)"
      case _ where scalar.value < 32 || scalar.value > 126:
        let digits = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      default: return String(scalar)
      }
    }
    return "'\(inner.joined())'"
  }
}

extension [UInt8] {
  /// Adds a number, its lowest byte first.
  mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
    for place in stride(from: 0, to: Value.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> Value(place)))
    }
  }

  /// Adds a word as numpy's text of one width.
  mutating func append(word: String, width: Int) {
    let scalars = word.unicodeScalars.map(\.value)
    for value in scalars + Array<UInt32>(repeating: 0, count: width - scalars.count) {
      append(littleEndian: value)
    }
  }
}
