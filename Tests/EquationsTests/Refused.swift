import Equations
import TestSupport
import Testing

/// A text that is refused where the marks stand, and why.
struct Refused: Sendable, CustomTestStringConvertible {
  let marked: MarkedText
  let kind: Diagnostic.Kind
  let sentence: String

  init(_ text: String, _ kind: Diagnostic.Kind, _ sentence: String) {
    marked = MarkedText(text)
    self.kind = kind
    self.sentence = sentence
  }

  var testDescription: String { marked.text }

  /// Reads the text, which has to fail as it should.
  func check(_ read: (String) throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) {
    let error = #expect(throws: Diagnostic.self, sourceLocation: sourceLocation) {
      try read(marked.text)
    }
    guard let error else { return }
    #expect(error.range == marked.range, sourceLocation: sourceLocation)
    #expect(error.kind == kind, sourceLocation: sourceLocation)
    #expect(error.sentence == sentence, sourceLocation: sourceLocation)
  }
}
