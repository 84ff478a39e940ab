import Foundation
import LineEditing
import Testing

@Suite struct PlainReaderTests {
  // Reads all lines of some bytes, through a real descriptor.
  private func lines(
    _ bytes: [UInt8], maximum: Int = 1 << 20
  ) throws -> (lines: [String], failure: PlainReader.Failure?) {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "neurosh-\(UUID().uuidString)")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let handle = try FileHandle(forReadingFrom: url)
    var reader = PlainReader(descriptor: handle.fileDescriptor, maximumLineLength: maximum)
    var lines: [String] = []
    do throws(PlainReader.Failure) {
      while let line = try reader.next() { lines.append(line) }
    } catch {
      return (lines, error)
    }
    return (lines, nil)
  }

  @Test(
    arguments: [
      ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]), ("\n\n", ["", ""]),
      ("a\r\nb\r\n", ["a", "b"]), ("τ\n", ["τ"]),
      ("\u{FEFF}a\n\u{FEFF}b", ["a", "\u{FEFF}b"]), ("\u{FEFF}", [""]),
    ] as [(String, [String])])
  func splitsLines(text: String, expected: [String]) throws {
    let (lines, failure) = try lines(Array(text.utf8))
    #expect(lines == expected)
    #expect(failure == nil)
  }

  @Test func linesMayEndAnywhereInWhatIsReadAtOnce() throws {
    let expected = (0..<40).map { String(repeating: "x", count: $0 * 997 + 65_500 - $0) }
    let text = expected.joined(separator: "\n")
    #expect(try lines(Array(text.utf8)).lines == expected)
  }

  @Test func tellsWhereTheTextEnds() throws {
    let zero = try lines(Array("ok\nab".utf8) + [0] + Array("c\n".utf8))
    #expect(zero.lines == ["ok"])
    #expect(zero.failure?.reason == .notText)
    #expect(zero.failure?.line == 2 && zero.failure?.column == 3)
    let broken = try lines(Array("abτ".utf8) + [0xFF, 10])
    #expect(broken.failure?.reason == .notText && broken.failure?.column == 5)
    #expect(broken.failure?.text == "abτ")
  }

  @Test func refusesALongLineWithoutReadingAllOfIt() throws {
    let (lines, failure) = try lines(
      Array("ok\n".utf8) + Array(repeating: UInt8(ascii: "x"), count: 10_000_000), maximum: 1000)
    #expect(lines == ["ok"])
    #expect(failure?.reason == .tooLong)
    #expect(failure?.line == 2 && failure?.column == 1001)
    let exact = try self.lines(Array(repeating: UInt8(ascii: "x"), count: 1000), maximum: 1000)
    #expect(exact.failure == nil && exact.lines.first?.count == 1000)
  }
}
