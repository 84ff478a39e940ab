import Equations
import Testing

@testable import Shell

@Suite struct ReferenceTests {
  // A word, and its name, neurons, quantity and index, `-` where there is none.
  @Test(arguments: [
    ("n", "n - - -"), ("*", "* - - -"), ("p[3]", "p [3] - -"), ("p[1..5]", "p [1..5] - -"),
    ("m.*", "m.* - - -"), ("m.*.tau", "m.* - tau -"), ("n.basal", "n - basal -"),
    ("n.mem[2]", "n - mem [2]"), ("p[3].mem", "p [3] mem -"),
    ("p[1..5].mem[2,3]", "p [1..5] mem [2,3]"), ("*.tau", "* - tau -"),
    // What is not written to its end is kept for the error.
    ("p[1", "p [1 - -"), ("p[1..", "p [1.. - -"), ("p[3]x", "p [3]x - -"), ("n.", "n -  -"),
  ])
  func readsWords(word: String, parts: String) {
    let reference = Reference(Name(word, SourceRange(4, 4 + word.utf8.count)))
    func term(_ index: Reference.Index?) -> String {
      if case .written(let name)? = index { name.text } else { "-" }
    }
    let name = reference.name.text + (reference.isWhole ? ".*" : "")
    #expect(
      "\(name) \(term(reference.neurons)) \(reference.quantity?.text ?? "-")"
        + " \(term(reference.index))" == parts)
    #expect(reference.whole.text == word)
    for part in [reference.name, reference.quantity].compactMap(\.self) {
      let bytes = Array(word.utf8)[part.range.lower - 4..<part.range.upper - 4]
      #expect(String(decoding: bytes, as: UTF8.self) == part.text)
    }
  }

  // A term, and what of it is a name, neurons, a quantity and an index.
  @Test(arguments: [
    ("n.mem", "n - mem -"), ("n.mem[n.time - 1]", "n - mem n.time - 1"), ("p[2]", "p 2 - -"),
    ("p[1 + 1].mem", "p 1 + 1 mem -"), ("p[3].mem[2]", "p 3 mem 2"), ("n", "n - - -"),
  ])
  func readsTerms(text: String, parts: String) throws {
    let reference = try #require(Reference(try Expression(parsing: text)))
    func term(_ index: Reference.Index?) -> String {
      if case .term(let term)? = index { term.text } else { "-" }
    }
    #expect(
      "\(reference.name.text) \(term(reference.neurons)) \(reference.quantity?.text ?? "-")"
        + " \(term(reference.index))" == parts)
  }

  @Test func aTermOfNumbersIsNone() throws {
    #expect(Reference(try Expression(parsing: "n.mem + 1")) == nil)
  }
}
