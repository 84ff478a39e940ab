import Testing

@testable import Shell

@Suite struct SeparatedValuesTests {
  // Each rule of RFC 4180 and each of its examples.
  @Test(arguments: [
    ("", []), ("1", [["1"]]), ("1\n", [["1"]]), ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
    ("1\n2\r\n3", [["1"], ["2"], ["3"]]), ("1,\n,2\n", [["1", ""], ["", "2"]]),
    ("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz", [["aaa", "b\r\nbb", "ccc"], ["zzz"]]),
    ("\"aaa\",\"b\"\"bb\",\"\"", [["aaa", "b\"bb", ""]]), ("\"a,b\",c", [["a,b", "c"]]),
    (" 1 , 2", [[" 1 ", " 2"]]), ("1\n\n2\n", [["1"], [""], ["2"]]), ("\n", [[""]]),
    ("1\r2\n", [["1\r2"]]), ("\"\"", [[""]]), ("ä,\"ö\u{308},\"", [["ä", "ö\u{308},"]]),
    (",", [["", ""]]), ("1\r", [["1"]]),
  ])
  func rowsAreThoseOfTheStandard(text: String, rows: [[String]]) throws {
    #expect(try SeparatedValues(text).rows == rows)
  }

  @Test(arguments: [
    ("1,2\n3,\"4", 2, 2, "opens a quote that is never closed"),
    ("\"", 1, 1, "opens a quote that is never closed"),
    ("1,2\n\n\"3\"x,4", 3, 1, "goes on behind its closing quote"),
    ("\"1\" ,2", 1, 1, "goes on behind its closing quote"),
    ("\"a\nb\",c\nd,e\"f", 2, 2, "has a quote in it, and none around it"),
  ])
  func aWrongQuoteIsToldWithRowAndColumn(
    text: String, row: Int, column: Int, problem: String
  ) {
    #expect(throws: SeparatedValues.Failure(row: row, column: column, problem: problem)) {
      try SeparatedValues(text)
    }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let fields = [
      "plain", "with,comma", "with \"quotes\"", "two\nlines", "cr\r\nlf", "", " ", "\"",
    ]
    let text = [fields, fields.reversed()].map { $0.map(csvField).joined(separator: ",") }
      .joined(separator: "\r\n")
    #expect(try SeparatedValues(text).rows == [fields, fields.reversed()])
  }
}
