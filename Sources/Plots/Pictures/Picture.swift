/// What a canvas of pixels shows, in colours of a small palette.
struct Picture: Hashable, Sendable {
  let width: Int
  let height: Int
  /// How many characters it covers.
  let columns: Int, rows: Int
  /// The colours, red, green and blue each.
  private(set) var palette: [[UInt8]] = []
  /// For each pixel, row by row from the top, the number of its colour from 1 on; 0 is the ground.
  private(set) var pixels: [UInt8]
  private var numbers: [Ink: UInt8] = [:]

  init(columns: Int, rows: Int, cellWidth: Int, cellHeight: Int) {
    (self.columns, self.rows) = (columns, rows)
    (width, height) = (columns * cellWidth, rows * cellHeight)
    pixels = Array(repeating: 0, count: width * height)
  }

  /// Colours a rectangle, as far as it lies within.
  mutating func fill(_ ink: Ink, x: Range<Int>, y: Range<Int>) {
    let number = number(of: ink)
    for y in y.clamped(to: 0..<height) {
      for x in x.clamped(to: 0..<width) { pixels[y * width + x] = number }
    }
  }

  // Inks have few colours; those beyond the 255th share its number.
  private mutating func number(of ink: Ink) -> UInt8 {
    if let number = numbers[ink] { return number }
    if palette.count < 255 { palette.append(ink.pixel) }
    numbers[ink] = UInt8(palette.count)
    return UInt8(palette.count)
  }

  /// The picture as a file in Portable Network Graphics (W3C 2003), the ground transparent.
  var png: [UInt8] {
    func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
      let body = Array(name.utf8) + data
      return bytes(UInt32(data.count)) + body + bytes(crc32(body))
    }
    let header = bytes(UInt32(width)) + bytes(UInt32(height)) + [8, 3, 0, 0, 0]
    let rows = (0..<height).flatMap { [0] + pixels[$0 * width..<($0 + 1) * width] }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", header) + chunk("PLTE", [0, 0, 0] + palette.joined()) + chunk("tRNS", [0])
      + chunk("IDAT", zlib(rows)) + chunk("IEND", [])
  }

  /// The picture in sixels (DEC STD 070), the ground left as it is.
  var sixel: String {
    var text = "\u{1B}P0;1q\"1;1;\(width);\(height)"
    for (index, color) in palette.enumerated() {
      let percents = color.map { "\((Int($0) * 100 + 127) / 255)" }.joined(separator: ";")
      text += "#\(index + 1);2;\(percents)"
    }
    for top in stride(from: 0, to: height, by: 6) {
      // Every colour of six rows is a line over the one before it.
      var lines: [UInt8: [UInt8]] = [:]
      for (bit, y) in (top..<min(top + 6, height)).enumerated() {
        for x in 0..<width where pixels[y * width + x] > 0 {
          lines[pixels[y * width + x], default: Array(repeating: 0, count: width)][x] |= 1 << bit
        }
      }
      let band = lines.sorted { $0.key < $1.key }.map { "#\($0.key)" + runs(of: $0.value) }
      text += band.joined(separator: "$") + "-"
    }
    return text + "\u{1B}\\"
  }

  // Equal marks in a row by their number.
  private func runs(of sixels: [UInt8]) -> String {
    var text = ""
    var start = 0
    while start < sixels.count {
      let end = sixels[start...].firstIndex { $0 != sixels[start] } ?? sixels.count
      let mark = Character(Unicode.Scalar(sixels[start] + 63))
      text +=
        end - start > 3 ? "!\(end - start)\(mark)" : String(repeating: mark, count: end - start)
      start = end
    }
    return text
  }
}

private func bytes(_ number: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}

// RFC 1950 and 1951: runs of one byte as a copy of what stands before them, in blocks of the fixed
// code, since pictures of curves are mostly ground.
private func zlib(_ data: [UInt8]) -> [UInt8] {
  var bits = BitWriter()
  bits.put(1, 1)
  bits.put(1, 2)
  var index = 0
  while index < data.count {
    let byte = data[index]
    var end = index + 1
    while end < data.count, data[end] == byte { end += 1 }
    bits.putLiteral(byte)
    var rest = end - index - 1
    // Lengths of 258 are symbol 285, and one back is distance symbol 0.
    while rest >= 258 {
      bits.putCode(0b1100_0101, 8)
      bits.putCode(0, 5)
      rest -= 258
    }
    // Lengths of 3 to 10 are symbols 257 to 264.
    while rest >= 3 {
      let length = min(rest, 10)
      bits.putCode(length - 2, 7)
      bits.putCode(0, 5)
      rest -= length
    }
    for _ in 0..<rest { bits.putLiteral(byte) }
    index = end
  }
  bits.putCode(0, 7)
  return [0x78, 0x01] + bits.finished() + bytes(adler32(data))
}

/// Bits as deflate packs them, from the lowest of each byte.
private struct BitWriter {
  private var written: [UInt8] = []
  private var buffer: UInt32 = 0
  private var count = 0

  /// Adds a number, its lowest bit first.
  mutating func put(_ value: Int, _ bits: Int) {
    buffer |= UInt32(value) << UInt32(count)
    count += bits
    while count >= 8 {
      written.append(UInt8(truncatingIfNeeded: buffer))
      buffer >>= 8
      count -= 8
    }
  }

  /// Adds a code, its highest bit first.
  mutating func putCode(_ code: Int, _ bits: Int) {
    for bit in (0..<bits).reversed() { put(code >> bit & 1, 1) }
  }

  /// Adds a byte in the fixed code.
  mutating func putLiteral(_ byte: UInt8) {
    if byte < 144 { putCode(0x30 + Int(byte), 8) } else { putCode(0x190 + Int(byte) - 144, 9) }
  }

  /// All bytes, the last one filled up.
  mutating func finished() -> [UInt8] {
    if count > 0 { put(0, 8 - count) }
    return written
  }
}

// RFC 1950.
private func adler32(_ data: [UInt8]) -> UInt32 {
  var (a, b): (UInt32, UInt32) = (1, 0)
  for byte in data {
    a = (a + UInt32(byte)) % 65521
    b = (b + a) % 65521
  }
  return b << 16 | a
}

// ISO 3309.
private func crc32(_ data: [UInt8]) -> UInt32 {
  var value: UInt32 = 0xFFFF_FFFF
  for byte in data {
    value ^= UInt32(byte)
    for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }
  return ~value
}

extension [UInt8] {
  /// The bytes as text (RFC 4648).
  package var base64: String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: count, by: 3) {
      let three = self[start..<Swift.min(start + 3, count)] + [0, 0]
      let number = three.prefix(3).reduce(0) { $0 << 8 | Int($1) }
      let have = Swift.min(3, count - start) + 1
      text += (0..<4).map { $0 < have ? digits[number >> (18 - 6 * $0) & 63] : UInt8(ascii: "=") }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
