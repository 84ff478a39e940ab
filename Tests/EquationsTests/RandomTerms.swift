import Equations
import TestSupport

/// Terms of every form that chance makes.
struct RandomTerms {
  private var generator: SeededGenerator
  private let nowhere = SourceRange(0, 0)

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private mutating func one<Value>(of values: [Value]) -> Value {
    values[Int.random(in: values.indices, using: &generator)]
  }

  /// A term that is a number.
  mutating func number(depth: Int) -> Expression {
    Expression(numberKind(depth: depth), nowhere)
  }

  private mutating func numberKind(depth: Int) -> Expression.Kind {
    switch Int.random(in: depth == 0 ? 0...2 : 0...12, using: &generator) {
    case 0: return .number(Double(Int.random(in: 0...99, using: &generator)) / 4)
    case 1: return .name(one(of: ["a", "b", "mem", "τ_1", "braincog.LIF"]))
    case 2:
      let unit = UnitOfMeasure.named(one(of: ["ms", "mV", "nA", "Ohm"])) ?? .none
      return .quantity(Double(Int.random(in: 1...9, using: &generator)), unit)
    case 3: return .unary(.minus, number(depth: depth - 1))
    case 4:
      return .call(Name("min", nowhere), [number(depth: depth - 1), number(depth: depth - 1)])
    case 5: return .call(Name("normal", nowhere), [])
    case 6:
      return .conditional(
        condition(depth: depth - 1), number(depth: depth - 1), number(depth: depth - 1))
    case 7: return .element(Expression(.name("p"), nowhere), number(depth: depth - 1))
    case 8:
      let neuron = Expression(
        .element(Expression(.name("p"), nowhere), number(depth: depth - 1)), nowhere)
      return .member(neuron, Name("mem", nowhere))
    default:
      let op = one(of: [BinaryOperator.add, .subtract, .multiply, .divide, .power])
      return .binary(op, number(depth: depth - 1), number(depth: depth - 1))
    }
  }

  /// A term that is a yes or no.
  mutating func condition(depth: Int) -> Expression {
    switch Int.random(in: depth == 0 ? 0...1 : 0...4, using: &generator) {
    case 0, 1:
      let op = one(of: BinaryOperator.allCases.filter(\.isComparison))
      return Expression(
        .binary(op, number(depth: max(0, depth - 1)), number(depth: max(0, depth - 1))), nowhere)
    case 2: return Expression(.unary(.not, condition(depth: depth - 1)), nowhere)
    default:
      return Expression(
        .binary(
          one(of: [.and, .or]), condition(depth: depth - 1), condition(depth: depth - 1)), nowhere)
    }
  }

  /// A statement of a block.
  mutating func statement() -> Statement {
    let kinds: [Statement.Kind] =
      [.definition, .derivative, .spikeWhen]
      + [nil, .add, .subtract, .multiply, .divide].flatMap { [.assignment($0), .reset($0)] }
    let kind = one(of: kinds)
    let value = kind == .spikeWhen ? condition(depth: 3) : number(depth: 3)
    return Statement(kind, Name(kind == .spikeWhen ? "spike" : "mem", nowhere), value)
  }
}

extension Expression {
  /// The term without the places at which it was written, so that two texts can be compared.
  var placeless: Expression {
    let kind: Kind =
      switch kind {
      case .number, .quantity, .name: kind
      case .unary(let op, let operand): .unary(op, operand.placeless)
      case .binary(let op, let left, let right): .binary(op, left.placeless, right.placeless)
      case .call(let name, let arguments): .call(name.placeless, arguments.map(\.placeless))
      case .conditional(let test, let yes, let no):
        .conditional(test.placeless, yes.placeless, no.placeless)
      case .element(let base, let index): .element(base.placeless, index.placeless)
      case .member(let base, let name): .member(base.placeless, name.placeless)
      }
    return Expression(kind, SourceRange(0, 0))
  }
}

extension Statement {
  /// The statement without places.
  var placeless: Statement { Statement(kind, target.placeless, value.placeless) }
}

extension Name {
  fileprivate var placeless: Name { Name(text, SourceRange(0, 0)) }
}
