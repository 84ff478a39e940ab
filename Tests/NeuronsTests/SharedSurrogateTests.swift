import Neurons
import TestSupport
import Testing

/// A table of ../shared/golden/surrogates.json.
struct SurrogateTable: Sendable, CustomTestStringConvertible {
  let fields: JSONValue

  var testDescription: String { fields["id"]?.text ?? "" }

  static let file = RecordFile("golden/surrogates.json", count: 30)

  static let all: [SurrogateTable] = {
    let list: JSONValue? = file.read()
    return (list?.elements ?? []).map(SurrogateTable.init(fields:))
  }()

  func numbers(_ key: String) -> [Double] {
    (fields[key]?.elements ?? []).compactMap(\.number)
  }

  /// Upstream's functions that have another name here, with their slope and their threshold.
  private static let others: [String: (Surrogate, alpha: Double, shift: Double)] = [
    "step.rectangle(vth=1)": (.rectangle, 1, 0),
    "step.SpikeAct_extended": (.backEIGate, 2, 0),
    "step.HeavisideSigmoid": (.sigmoid, 1, 0),
    "step.HeavisideParametricSigmoid(k=4,vth=0.2)": (.sigmoid, 4, 0.2),
  ]

  /// What is taken from x before the surrogate sees it.
  var shift: Double { Self.others[fields["function"]?.text ?? ""]?.shift ?? 0 }

  /// The slope, where the record's own field does not say it.
  var alpha: Double? { Self.others[fields["function"]?.text ?? ""]?.alpha }

  /// Our surrogate of upstream's class.
  var surrogate: Surrogate? {
    guard let name = fields["function"]?.text else { return nil }
    if let other = Self.others[name] { return other.0 }
    let short = name.replacing("_Grad", with: "").replacing("Grad", with: "")
    return Surrogate(named: short == "straight_through_estimator" ? "StraightThrough" : short)
  }
}

@Suite(.enabled(if: SurrogateTable.file.isThere)) struct SharedSurrogateTests {
  @Test func allTablesAreOfOurSurrogates() {
    #expect(SurrogateTable.all.count == SurrogateTable.file.count)
    #expect(SurrogateTable.all.allSatisfy { $0.surrogate != nil })
  }

  @Test(arguments: SurrogateTable.all)
  func surrogateHasTheOriginalsValues(table: SurrogateTable) throws {
    let surrogate = try #require(table.surrogate)
    let given = (table.fields["params"]?["alpha"] ?? table.fields["alpha"])?.number
    let alpha = table.alpha ?? given ?? surrogate.defaultAlpha
    var row = RecordRow(table.testDescription, tolerance: 1e-7)
    for (index, number) in table.numbers("x").enumerated() {
      let x = number - table.shift
      row.compare(surrogate.forward(x), table.numbers("forward")[index], "at \(x)")
      let slope = surrogate.derivative(x, alpha: alpha)
      row.compare(slope, table.numbers("dx")[index], "slope at \(x)")
      let byAlpha = table.numbers("dalpha")
      if index < byAlpha.count, surrogate == .atan || surrogate == .relu {
        row.compare(
          surrogate.alphaDerivative(x, alpha: alpha), byAlpha[index], "slope by alpha at \(x)")
      }
    }
    row.print()
    #expect(row.failure == nil)
  }
}
