/// A text of up to 40 scalars from all of Unicode, half of them from where terminals see commands.
public func randomText(using random: inout SeededGenerator) -> String {
  let ranges: [ClosedRange<UInt32>] = [
    0...0x1F, 0x20...0x5B, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069,
    0x300...0x36F, 0xA0...0xD7FF, 0xE000...0x10_FFFF, 0x4E00...0x9FFF,
  ]
  var text = ""
  for _ in 0..<Int.random(in: 0...40, using: &random) {
    let range = ranges[Int.random(in: ranges.indices, using: &random)]
    if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
      text.unicodeScalars.append(scalar)
    }
  }
  return text
}
