import TerminalText
import Testing

@Suite struct TextWidthTests {
  @Test(
    arguments: [
      ("mem", 3), ("τ é", 3), ("e\u{301}", 1), ("中文", 4), ("한글", 4), ("かな", 4), ("ｍ", 2), ("🧠", 2),
      ("a\u{200B}b", 2), ("\u{301}", 0), ("│█⣿", 3),
    ])
  func columns(text: String, columns: Int) {
    #expect(text.columns == columns)
  }

  @Test func theBeginningThatFits() {
    #expect("中文字".prefix(columns: 5) == "中文")
    #expect("中文字".prefix(columns: 6) == "中文字")
    #expect("中".prefix(columns: 1) == "")
  }
}
