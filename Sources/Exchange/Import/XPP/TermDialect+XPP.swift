import Equations

extension TermDialect {
  /// XPPAUT's: comparisons bind as tightly as powers, `&` as `*` and `|` as `+`; whatever binds alike
  /// goes together from the left.
  static let xpp = TermDialect(
    infixes: [
      "+": .init(op: .add, level: 4), "-": .init(op: .subtract, level: 4),
      "|": .init(op: .or, level: 4), "*": .init(op: .multiply, level: 6),
      "/": .init(op: .divide, level: 6), "&": .init(op: .and, level: 6),
      "^": .init(op: .power, level: 7), "**": .init(op: .power, level: 7),
      ">": .init(op: .greater, level: 7), "<": .init(op: .less, level: 7),
      "==": .init(op: .equal, level: 7), ">=": .init(op: .greaterOrEqual, level: 7),
      "<=": .init(op: .lessOrEqual, level: 7), "!=": .init(op: .notEqual, level: 7),
    ],
    signLevel: 7, notLevels: ["not": 7], choice: .ifThenElse, foldsCase: true)
}
