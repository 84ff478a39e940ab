import Equations
import TestSupport
import Testing

@Suite struct ExpressionTests {
  @Test(arguments: [
    ("1+2*3", "1 + 2 * 3"),
    ("(1+2)*3", "(1 + 2) * 3"),
    ("a-b-c", "a - b - c"),
    ("a-(b-c)", "a - (b - c)"),
    ("a/b/c", "a / b / c"),
    ("2^3^2", "2^3^2"),
    ("(2^3)^2", "(2^3)^2"),
    ("-x^2", "-x^2"),
    ("(-x)^2", "(-x)^2"),
    ("2^-1", "2^-1"),
    ("a*-b", "a * -b"),
    ("- -a", "-(-a)"),
    ("not a>b and c<d or e==f", "not a > b and c < d or e == f"),
    ("not (a>b and c<d)", "not (a > b and c < d)"),
    ("if a>b then c else d+1", "if a > b then c else d + 1"),
    ("1+(if a>b then c else d)", "1 + (if a > b then c else d)"),
    ("max(a, exp(-b))", "max(a, exp(-b))"),
    ("1e-3+.5", "0.001 + 0.5"),
    ("τ*2", "τ * 2"),
    ("p[3].mem[2]", "p[3].mem[2]"),
  ])
  func printsCanonically(text: String, canonical: String) throws {
    #expect(try Expression(parsing: text).text == canonical)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func printingAndReadingGivesTheSameTerm(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let text = randomTerm(depth: 5, &generator).text
    let again = try Expression(parsing: text)
    #expect(again.text == text)
    // The tree is the same as well, not just its text: it has the same value.
    let names = ["a": 0.5, "b": -2.0, "mem": 3.0]
    let before = try randomTerm(seed: seed).value { names[$0.text] ?? 0 }
    let after = try again.value { names[$0.text] ?? 0 }
    #expect(before == after || (before.isNaN && after.isNaN))
  }

  private func randomTerm(seed: UInt64) -> Expression {
    var generator = SeededGenerator(seed: seed)
    return randomTerm(depth: 5, &generator)
  }

  private func randomTerm(depth: Int, _ generator: inout SeededGenerator) -> Expression {
    let nowhere = SourceRange(0, 0)
    func term() -> Expression { randomTerm(depth: depth - 1, &generator) }
    func condition() -> Expression {
      let op = [BinaryOperator.less, .greaterOrEqual, .equal].randomElement(using: &generator)
      return Expression(.binary(op ?? .less, term(), term()), nowhere)
    }
    switch depth == 0
      ? Int.random(in: 0...1, using: &generator) : Int.random(in: 0...9, using: &generator)
    {
    case 0:
      return Expression(.number(Double(Int.random(in: 0...99, using: &generator)) / 4), nowhere)
    case 1:
      return Expression(.name(["a", "b", "mem"].randomElement(using: &generator) ?? "a"), nowhere)
    case 2: return Expression(.unary(.minus, term()), nowhere)
    case 3: return Expression(.call(Name("min", nowhere), [term(), term()]), nowhere)
    case 4: return Expression(.conditional(condition(), term(), term()), nowhere)
    default:
      let op = [BinaryOperator.add, .subtract, .multiply, .divide, .power]
        .randomElement(using: &generator)
      return Expression(.binary(op ?? .add, term(), term()), nowhere)
    }
  }

  @Test(arguments: [
    ("1 + 2 * 3", 7.0), ("2^3^2", 512), ("-2^2", -4), ("10 - 4 - 3", 3), ("7 / 2", 3.5),
    ("if 1 > 2 then 3 else 4", 4), ("if not 1 > 2 and 2 >= 2 then 3 else 4", 3),
    ("clamp(7, 0, 5)", 5), ("round(2.5)", 2), ("round(3.5)", 4), ("relu(-1)", 0),
    ("sigmoid(0)", 0.5), ("floor(-1.5)", -2), ("ceil(-1.5)", -1), ("max(1, 2) + min(1, 2)", 3),
    ("(-2)^3", -8), ("sqrt(9)", 3), ("abs(-3)", 3), ("exp(0) + log(1) + cos(0) + sin(0)", 2),
  ])
  func hasTheValue(text: String, value: Double) throws {
    #expect(try Expression(parsing: text).value { _ in .nan } == value)
  }

  @Test(arguments: [
    "1 +« »", "(1 + 2« »", "1 «2»", "«*» 2", "a < b «<» c", "if a > b «b»", "max(1, 2« »",
    "1 + «@»", "«2xs»", "«1e999»", "a + «\"text»", "p[1« »", "«then» 1",
  ])
  func saysWhereItStopsBeingATerm(marked: String) {
    let marked = MarkedText(marked)
    let trimmed = marked.text.hasSuffix(" ") ? String(marked.text.dropLast()) : marked.text
    #expect {
      try Expression(parsing: trimmed)
    } throws: { error in
      (error as? Diagnostic)?.range.lower == marked.range.lower
    }
  }

  @Test func refusesNestingThatWouldExhaustTheStack() {
    for text in [
      String(repeating: "(", count: 100_000), String(repeating: "-", count: 100_000) + "1",
      Array(repeating: "1", count: 100_000).joined(separator: "+"),
      Array(repeating: "1", count: 100_000).joined(separator: "^"),
      String(repeating: "if ", count: 100_000), String(repeating: "not ", count: 100_000),
      String(repeating: "exp(", count: 100_000), String(repeating: "a[", count: 100_000),
    ] {
      #expect(throws: Diagnostic.self) { try Expression(parsing: text) }
    }
  }

  @Test(
    arguments: [
      ("n.spikes == 3", "n.spikes", "3", nil, false),
      ("rate n == 62.5 +- 2%", "n.rate", "62.5", "2", true),
      ("n.mem <= 1 + 2 +- 0.1", "n.mem", "1 + 2", "0.1", false),
    ] as [(String, String, String, String?, Bool)])
  func readsComparisons(
    text: String, left: String, right: String, tolerance: String?, isRelative: Bool
  ) throws {
    let comparison = try Comparison(parsing: text)
    #expect(comparison.left.text == left)
    #expect(comparison.right.text == right)
    #expect(comparison.tolerance?.text == tolerance)
    #expect(comparison.isRelative == isRelative)
  }
}
