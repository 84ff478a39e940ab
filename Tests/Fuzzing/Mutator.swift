import Shell
import TestSupport

/// Makes damaged inputs of whole ones.
struct Mutator {
  private let corpus: [[UInt8]]
  private let words: [[UInt8]]
  private var generator: SeededGenerator

  init(corpus: [[UInt8]], generator: SeededGenerator) {
    self.corpus = corpus
    self.generator = generator
    words = (Command.all.map(\.name) + Self.troublemakers).map { Array($0.utf8) }
  }

  // Numbers at the edges of their types, halves of constructs, and letters of several bytes.
  private static let troublemakers = [
    "0", "-0", "-1", "1e308", "-1e308", "1e-320", "nan", "inf", "9223372036854775807",
    "99999999999999999999", "0.1", "1e9", "[1..5]", "[0]", "[5..1]", "[", "]", "*", ".*", "a.b",
    "=", "==", "key=", "=value", "\"", "\"a b\"", "{", "}", "(", ")", ";", "\\\n", "\n", "\r\n",
    "\t",
    "#", "#>", "#x", "#:", "τ", "e\u{301}", "\u{1F600}", "\u{0}", "\u{1B}[2J", "->", "+", "+-", "^",
    "10ms", "-65mV", "3nA", "uA/cm^2", "1/0", "dt=0", "n=3", "tau=1e-300", "step=0", "--force",
    "--svg", "uniform(0,1)", "normal(0,1)", "if a then b else c", "d mem/dt", "spike when mem",
    "inherits LIF", "param x = 1", "state y = 0", "end", "let", "and", "not", "act(mem)", "detach(",
  ]

  /// The next input.
  mutating func next() -> [UInt8] {
    var bytes = corpus.randomElement(using: &generator) ?? []
    for _ in 0..<Int.random(in: 1...6, using: &generator) { mutate(&bytes) }
    return Array(bytes.prefix(20_000))
  }

  private mutating func mutate(_ bytes: inout [UInt8]) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 0...12, using: &generator))
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: bytes.removeSubrange(place..<end)
    case 1: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 2: bytes.insert(contentsOf: words.randomElement(using: &generator) ?? [], at: place)
    case 3: bytes.replaceSubrange(place..<end, with: words.randomElement(using: &generator) ?? [])
    case 4:
      if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
    case 5: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
    case 6:
      // The rest comes from another input.
      let other = corpus.randomElement(using: &generator) ?? []
      let start = Int.random(in: 0...other.count, using: &generator)
      bytes = Array(bytes[..<place] + other[start...])
    default: replaceWord(in: &bytes)
    }
  }

  // One word, as long as there are spaces, by one of another input.
  private mutating func replaceWord(in bytes: inout [UInt8]) {
    let space = UInt8(ascii: " ")
    let other = corpus.randomElement(using: &generator) ?? []
    guard let word = other.split(separator: space).randomElement(using: &generator),
      let old = bytes.split(separator: space).randomElement(using: &generator)
    else { return }
    bytes.replaceSubrange(old.startIndex..<old.endIndex, with: word)
  }
}
