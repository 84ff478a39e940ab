import Neurons
import TestSupport
import Testing

extension RecordCheck {
  /// Tables of surrogates.
  static let surrogates = RecordCheck(
    file: "surrogates.json", unread: ["framework": "whose function it is; the name says it"],
    results: ["forward", "dx", "dalpha"], compare: surrogate)

  /// Upstream's functions that have another name here, with their slope and their threshold.
  private static let others: [String: (surrogate: Surrogate, alpha: Double, shift: Double)] = [
    "step.rectangle(vth=1)": (.rectangle, 1, 0),
    "step.SpikeAct_extended": (.backEIGate, 2, 0),
    "step.HeavisideSigmoid": (.sigmoid, 1, 0),
    "step.HeavisideParametricSigmoid(k=4,vth=0.2)": (.sigmoid, 4, 0.2),
  ]

  @Sendable private static func surrogate(_ record: Oracle) throws -> RecordComparison {
    let name = try #require(record.text("function"))
    let short = name.replacing("_Grad", with: "").replacing("Grad", with: "")
    let other = others[name]
    let surrogate = try #require(
      other?.surrogate
        ?? Surrogate(named: short == "straight_through_estimator" ? "StraightThrough" : short))
    let given = record.number("alpha")
    let alpha = other?.alpha ?? given ?? surrogate.defaultAlpha
    // What is taken from x before the surrogate sees it.
    let places = record.numbers("x").map { $0 - (other?.shift ?? 0) }
    var comparison = RecordComparison()
    comparison.values(places.map { surrogate.forward($0) }, "forward", within: 1e-7)
    comparison.values(
      places.map { surrogate.derivative($0, alpha: alpha) }, "dx", within: 1e-7)
    if record.json(at: "dalpha") != nil {
      comparison.values(
        places.map { surrogate.alphaDerivative($0, alpha: alpha) }, "dalpha", within: 1e-7)
    }
    return comparison
  }
}

@Suite(.enabled(if: Oracle.areThere)) struct SharedRecordTests {
  private static let checks = [RecordCheck.surrogates, .encoders]

  @Test func everyCheckIsListed() {
    #expect(
      Self.checks.map { RecordPlace($0.file, $0.prefix) }
        == RecordPlace.all.filter { $0.target == "NeuronsTests" })
  }

  @Test(arguments: RecordCheck.cases(checks))
  func recordIsMetInEveryField(_ entry: RecordCase) throws {
    let problems = try entry.problems()
    #expect(problems == [])
  }
}
