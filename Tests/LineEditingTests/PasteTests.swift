import Testing

@testable import LineEditing

@Suite struct PasteTests {
  @Test(arguments: [
    ("run n", "run n"), ("a\rb\r", "a\nb"), ("a\r\nb\r\n\r\n", "a\nb"), ("a\n\nb", "a\n\nb"),
    ("a\tb", "a  b"), ("x\u{1B}[31my\u{7}\u{0}z", "x[31myz"), ("τ = 3", "τ = 3"), ("", ""),
    ("\n", ""),
  ])
  func becomesTextToEdit(pasted: String, text: String) {
    #expect(pastedText(pasted.utf8) == text)
  }
}
