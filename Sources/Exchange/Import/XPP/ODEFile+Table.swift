import Equations

// `table w % 21 -10 10 exp(-abs(t))`: a function that is known at points of its range, and a straight line
// between them and beyond.
extension ODEFile {
  /// A table as a function.
  ///
  /// - Parameters:
  ///   - value: what stands behind the word `table`.
  ///   - command: the word.
  /// - Throws: `Diagnostic` where it is no table, and for those that our language cannot say.
  func table(_ value: PlacedText, _ command: Name) throws(Diagnostic) -> Function {
    let shape = "table NAME % POINTS FROM TO TERM, such as: table w % 21 -10 10 exp(-abs(t))"
    var rest = value.trimmed
    func next() -> PlacedText {
      let end = rest.bytes.firstIndex(where: \.isBlank) ?? rest.bytes.count
      defer { rest = rest[end..<rest.bytes.count].trimmed }
      return rest[0..<end]
    }
    let name = next()
    guard rest.bytes.first == UInt8(ascii: "%") else {
      guard rest.isEmpty else { throw .untranslatable("a table in another file", at: rest.range) }
      throw Diagnostic(
        "this table has no points", at: command.range, expected: shape, kind: .incomplete)
    }
    rest = rest[1..<rest.bytes.count].trimmed
    let (count, low, high) = (next(), next(), next())
    guard let points = Int(count.text), (2...largestTable).contains(points),
      let from = Double(low.text), let to = Double(high.text), from < to, (to - from).isFinite,
      !name.isEmpty, !rest.isEmpty
    else {
      throw Diagnostic(
        "this is no table", at: command.range.joined(with: value.range), expected: shape,
        kind: .unexpected)
    }
    var reader = try TermReader(rest, .xpp)
    let term = try reader.wholeTerm()
    guard term.calledNames.isDisjoint(with: ["ran", "normal", "poisson"]) else {
      throw .untranslatable("a table of random numbers", at: rest.range)
    }
    let range = rest.range
    func made(_ kind: Expression.Kind) -> Expression { Expression(kind, range) }
    func joined(_ a: Expression, _ op: BinaryOperator, _ b: Expression) -> Expression {
      made(.binary(op, a, b))
    }
    func call(_ function: String, _ arguments: Expression...) -> Expression {
      made(.call(Name(function, range), arguments))
    }
    var parameter = "x"
    while term.names().contains(parameter) { parameter += "_" }
    let width = made(.number((to - from) / Double(points - 1)))
    // Where it is in widths from the first point, and the number of the point before it.
    let place = joined(
      joined(made(.name(parameter)), .subtract, made(.number(from))), .divide, width)
    let last = made(.number(Double(points - 2)))
    let point = call("max", made(.number(0)), call("min", last, call("flr", place)))
    func height(at point: Expression) -> Expression {
      let time = joined(made(.number(from)), .add, joined(width, .multiply, point))
      return term.replacing { part in
        if case .name(let name) = part.kind, name.lowercased() == "t" { time } else { nil }
      }
    }
    let (before, after) = (height(at: point), height(at: joined(point, .add, made(.number(1)))))
    let share = joined(place, .subtract, point)
    let line = joined(before, .add, joined(joined(after, .subtract, before), .multiply, share))
    return Function(
      name: name.name, parameters: [Name(parameter, range)],
      term: term.names().contains("t") ? line : term)
  }
}

private let largestTable = 1_000_000
