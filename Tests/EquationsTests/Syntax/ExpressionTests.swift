import Equations
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
    ("a*b%c*d", "mod(a * b, c) * d"),
    ("a%-b+c", "mod(a, -b) + c"),
    ("(i-1)%(N/2)", "mod(i - 1, N / 2)"),
  ])
  func printsCanonically(text: String, canonical: String) throws {
    #expect(try Expression(parsing: text).text == canonical)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func readingWhatIsPrintedGivesTheSameTree(seed: UInt64) throws {
    var terms = RandomTerms(seed: seed)
    for term in [terms.number(depth: 5), terms.condition(depth: 4)] {
      let again = try Expression(parsing: term.text)
      #expect(again.placeless == term, "\(term.text)")
      #expect(again.text == term.text)
    }
  }

  @Test(arguments: [
    ("1 + 2 * 3", 7.0), ("2^3^2", 512), ("-2^2", -4), ("10 - 4 - 3", 3), ("7 / 2", 3.5),
    ("if 1 > 2 then 3 else 4", 4), ("if not 1 > 2 and 2 >= 2 then 3 else 4", 3),
    ("clamp(7, 0, 5)", 5), ("round(2.5)", 2), ("round(3.5)", 4), ("relu(-1)", 0),
    ("sigmoid(0)", 0.5), ("floor(-1.5)", -2), ("ceil(-1.5)", -1), ("max(1, 2) + min(1, 2)", 3),
    ("(-2)^3", -8), ("sqrt(9)", 3), ("7 % 3 + 1", 2), ("-1 % 3", 2), ("abs(-3)", 3),
    ("exp(0) + log(1) + cos(0) + sin(0)", 2),
  ])
  func hasTheValue(text: String, value: Double) throws {
    #expect(try Expression(parsing: text).value { _ in .nan } == value)
  }

  @Test(arguments: [
    Refused("«»", .incomplete, "the text ends too early"),
    Refused("1 +«»", .incomplete, "the text ends too early"),
    Refused("(1 + 2«»", .incomplete, "the text ends too early"),
    Refused("(1 +«\n»2)", .incomplete, "the line ends too early"),
    Refused("max(1, 2«»", .incomplete, "the text ends too early"),
    Refused("p[1«»", .incomplete, "the text ends too early"),
    Refused("not«»", .incomplete, "the text ends too early"),
    Refused("1 «2»", .unexpected, "unexpected '2'"),
    Refused("2 «V»", .unexpected, "unexpected 'V'"),
    Refused("«*» 2", .unexpected, "unexpected '*'"),
    Refused("f(«,» 1)", .unexpected, "unexpected ','"),
    Refused("p[1].«+»", .unexpected, "unexpected '+'"),
    Refused("«then» 1", .unexpected, "unexpected 'then'"),
    Refused("if a > b «b»", .unexpected, "unexpected 'b'"),
    Refused("if a > b then c«»", .incomplete, "the text ends too early"),
    Refused("1 + «\"two\"»", .unexpected, "unexpected \"two\""),
    Refused("a < b «<» c", .unexpected, "comparisons do not chain"),
    Refused("«min(1)»", .mismatch, "'min' got 1 argument"),
    Refused("1 + «min(1, 2, 3)»", .mismatch, "'min' got 3 arguments"),
    Refused("2 * «sqrt()» - 1", .mismatch, "'sqrt' got 0 arguments"),
    Refused("abs(«clamp(1, 2)»)", .mismatch, "'clamp' got 2 arguments"),
    Refused("«act()»", .mismatch, "'act' got 0 arguments"),
    Refused("«uniform(1)»", .mismatch, "'uniform' got 1 argument"),
  ])
  func saysWhereItStopsBeingATerm(text: Refused) { text.check { _ = try Expression(parsing: $0) } }

  @Test(arguments: [
    Refused("n.mem«»", .incomplete, "the text ends too early"),
    Refused("n.mem «=» 3", .unexpected, "unexpected '='"),
    Refused("n.mem == 3 «4»", .unexpected, "unexpected '4'"),
    Refused("n.mem == 3 +-«»", .incomplete, "the text ends too early"),
    Refused("n.mem == 3 +- 1% «2»", .unexpected, "unexpected '2'"),
  ])
  func saysWhereItStopsBeingAComparison(text: Refused) {
    text.check { _ = try Comparison(parsing: $0) }
  }

  @Test func refusesNestingThatWouldExhaustTheStack() {
    for text in [
      String(repeating: "(", count: 100_000), String(repeating: "-", count: 100_000) + "1",
      Array(repeating: "1", count: 100_000).joined(separator: "+"),
      Array(repeating: "1", count: 100_000).joined(separator: "^"),
      String(repeating: "if ", count: 100_000), String(repeating: "not ", count: 100_000),
      String(repeating: "exp(", count: 100_000), String(repeating: "a[", count: 100_000),
      // Neither the brackets nor any one chain of these is long.
      "a" + String(repeating: "[1].b", count: 100_000),
      (0..<90).reduce("1") { text, _ in "(\(text)\(String(repeating: "+1", count: 300)))" },
    ] {
      let error = #expect(throws: Diagnostic.self) { try Expression(parsing: text) }
      #expect(error?.kind == .outOfRange)
    }
  }

  // A power behind a unit is the unit's, as it is printed and as everyone writes it.
  @Test(
    arguments: [
      ("20um^2", "20um^2"), ("x / 2mm^2", "x / (2mm^2)"), ("-3ms^2 * 2", "-(3ms^2) * 2"),
      ("(20um)^2", "(20um)^2"), ("2^3", "2^3"), ("4 mV^2", "4mV^2"), ("um^2", "um^2"),
    ] as [(String, String)])
  func powersOfUnits(text: String, meaning: String) throws {
    let term = try Expression(parsing: text)
    #expect(term.text == meaning)
    #expect(try Expression(parsing: term.text).text == meaning)
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
