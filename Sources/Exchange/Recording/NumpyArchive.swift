/// Named columns as numpy reads them: an `.npz` file, which is a zip file with an `.npy` file for each
/// (numpy.lib.format, version 1.0; nothing is compressed).
public struct NumpyArchive: Sendable {
  private var members: [(name: String, bytes: [UInt8])] = []
  private var taken: Set<String> = []

  /// An archive without columns.
  public init() {}

  /// Adds a column of numbers, which numpy gets as `float64`.
  ///
  /// - Parameters:
  ///   - name: by which numpy finds it; where another column has it, a number is added.
  ///   - numbers: the column.
  public mutating func add(_ name: String, _ numbers: [Double]) {
    var bytes = numpyHeader("'<f8'", count: numbers.count)
    bytes.reserveCapacity(bytes.count + 8 * numbers.count)
    for number in numbers { bytes.append(littleEndian: number.bitPattern) }
    add(name, bytes)
  }

  /// Adds a column of words, which numpy gets as text of one width.
  ///
  /// - Parameters:
  ///   - name: by which numpy finds it; where another column has it, a number is added.
  ///   - words: the column.
  public mutating func add(_ name: String, _ words: [String]) {
    let width = words.widestWord
    var bytes = numpyHeader("'<U\(width)'", count: words.count)
    for word in words { bytes.append(word: word, width: width) }
    add(name, bytes)
  }

  private mutating func add(_ name: String, _ bytes: [UInt8]) {
    var unique = name
    var number = 1
    while !taken.insert(unique).inserted {
      number += 1
      unique = "\(name)_\(number)"
    }
    members.append((unique + ".npy", bytes))
  }

  /// The file; nil where it would be longer than a zip file can say, which is 4 GB.
  public var bytes: [UInt8]? {
    guard members.count < Int(UInt16.max),
      members.reduce(0, { $0 + $1.bytes.count + 200 + 8 * $1.name.utf8.count }) < Int(UInt32.max)
    else { return nil }
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, content) in members {
      let place = UInt32(file.count)
      var facts: [UInt8] = []
      // Names in UTF-8, stored, of the first day that a zip file knows.
      for value: UInt16 in [20, 0x800, 0, 0, 0x21] { facts.append(littleEndian: value) }
      facts.append(littleEndian: content.checksum)
      facts.append(littleEndian: UInt32(content.count))
      facts.append(littleEndian: UInt32(content.count))
      facts.append(littleEndian: UInt16(truncatingIfNeeded: name.utf8.count))
      facts.append(littleEndian: UInt16(0))
      file += [0x50, 0x4B, 3, 4] + facts + Array(name.utf8) + content
      directory += [0x50, 0x4B, 1, 2, 20, 0] + facts + Array(repeating: 0, count: 10)
      directory.append(littleEndian: place)
      directory += Array(name.utf8)
    }
    let place = UInt32(file.count)
    file += directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    for _ in 0..<2 { file.append(littleEndian: UInt16(members.count)) }
    file.append(littleEndian: UInt32(directory.count))
    file.append(littleEndian: place)
    return file + [0, 0]
  }
}

extension [UInt8] {
  // CRC-32 (ISO 3309), as zip files have it.
  fileprivate var checksum: UInt32 {
    ~reduce(~0) { ($0 >> 8) ^ checksums[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
  }
}

private let checksums = (0..<256 as Range<UInt32>).map { byte in
  (0..<8).reduce(byte) { value, _ in value & 1 == 0 ? value >> 1 : (value >> 1) ^ 0xEDB8_8320 }
}
