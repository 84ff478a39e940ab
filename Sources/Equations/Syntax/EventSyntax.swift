/// What changes states without a spike: `event NAME when CONDITION`, `at TIME` or
/// `every PERIOD from TIME until TIME`, with its statements.
public struct EventSyntax: Hashable, Sendable {
  /// When it happens.
  public enum Occasion: Hashable, Sendable {
    /// At every step at whose end a condition holds.
    case condition(Expression)
    /// Once at each of some times.
    case times([Expression])
    /// Again and again from a time, or else from the first period's end, until another one.
    case period(Expression, from: Expression?, until: Expression?)
  }

  /// Its name, by which a model that builds on this one declares it anew.
  public var name: Name?
  /// When it happens.
  public var occasion: Occasion
  /// What it does then.
  public var block: Block

  /// Makes an event.
  public init(name: Name? = nil, occasion: Occasion, block: Block) {
    self.name = name
    self.occasion = occasion
    self.block = block
  }

  /// The terms that say when it happens.
  public var occasionTerms: [Expression] {
    switch occasion {
    case .condition(let condition): [condition]
    case .times(let times): times
    case .period(let period, let from, let until): [period, from, until].compactMap(\.self)
    }
  }

  /// All terms that it consists of.
  public var terms: [Expression] { occasionTerms + block.statements.map(\.value) }

  /// Its first line as text.
  public var heading: String {
    let start = name.map { "event \($0.text) " } ?? ""
    switch occasion {
    case .condition(let condition):
      return (name == nil ? "event " : start) + "when \(condition.text)"
    case .times(let times): return start + "at \(times.map(\.text).joined(separator: ", "))"
    case .period(let period, let from, let until):
      return start + "every \(period.text)" + (from.map { " from \($0.text)" } ?? "")
        + (until.map { " until \($0.text)" } ?? "")
    }
  }
}

extension ModelParser {
  /// Reads an event from behind its keyword.
  mutating func event(_ keyword: Name) throws(Diagnostic) -> EventSyntax {
    var name: Name?
    var word = keyword
    if keyword.text == "event" {
      let expected = "a name, or 'when', 'at' or 'every'"
      if case .name(let text) = reader.current.kind, !occasions.contains(text) {
        name = try declaredName(expected)
      }
      guard case .name(let text) = reader.current.kind, occasions.contains(text) else {
        throw reader.unexpected(
          name == nil
            ? expected : "'when' and a condition, 'at' and a time, or 'every' and a period")
      }
      word = Name(text, reader.take().range)
    }
    let occasion: EventSyntax.Occasion
    switch word.text {
    case "when": occasion = .condition(try reader.expression())
    case "at":
      var times: [Expression] = []
      repeat { times.append(try value()) } while reader.take(symbol: ",")
      occasion = .times(times)
    default:
      let period = try value()
      let from = reader.take(word: "from") ? try value() : nil
      occasion = .period(period, from: from, until: reader.take(word: "until") ? try value() : nil)
    }
    _ = reader.take(symbol: ":")
    // One statement may stand on the line itself.
    if isAtStatement {
      let block = Block(keyword: keyword.range, statements: [try statement()])
      return EventSyntax(name: name, occasion: occasion, block: block)
    }
    guard reader.isAtEndOfStatement || reader.isAt(symbol: "{") else {
      throw reader.unexpected("an operator, or a statement such as mem += 5mV")
    }
    return EventSyntax(name: name, occasion: occasion, block: try block(keyword))
  }
}

private let occasions = ["when", "at", "every"]
