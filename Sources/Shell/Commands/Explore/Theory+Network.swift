import Analysis
import Equations

extension BrunelNetwork {
  /// The rates that it sustains.
  ///
  /// - Throws: `Diagnostic` at `range` where its numbers are beyond all others, and where the user
  ///   stopped it.
  func report(
    at range: SourceRange, isInterrupted: () -> Bool
  ) throws(Diagnostic) -> Report {
    guard let states = states(isInterrupted: isInterrupted) else {
      throw Diagnostic(
        "the network's input is no finite number", at: range,
        expected: "values nearer to g=5 eta=2 CE=1000 CI=250 J=0.1 tau=20 theta=20 Vr=10 t_ref=2")
    }
    if isInterrupted() { throw .stopped(at: range) }
    let rows = states.map { state -> [Table.Cell] in
      [
        .number(state.rate), .number(state.mean), .number(state.deviation),
        .number(state.coefficientOfVariation), .text(state.isStable ? "yes" : "no"),
      ]
    }
    return Report(
      .note(
        "mean field: mu = C J tau (nu_ext + nu (1 - g CI/CE)), nu = Siegert's rate;"
          + " nu_thr \(thresholdRate.readable) Hz"),
      .table(["rate (Hz)", "mu (mV)", "sigma (mV)", "CV", "stable"], rows))
  }

  // Its values as they are typed, each with its unit and whether it may be 0.
  private typealias Value = (
    name: String, path: WritableKeyPath<BrunelNetwork, Double>, unit: String, mayBeZero: Bool
  )
  private static var values: [Value] {
    [
      ("g", \.inhibition, "", true), ("eta", \.drive, "", true),
      ("CE", \.excitatorySynapses, "", false), ("CI", \.inhibitorySynapses, "", true),
      ("J", \.weight, "mV", false), ("tau", \.tau, "ms", false),
      ("theta", \.threshold, "mV", false), ("Vr", \.reset, "mV", true),
      ("t_ref", \.refractoryPeriod, "ms", false),
    ]
  }

  /// Takes a value that was typed.
  ///
  /// - Throws: `Diagnostic` at a name or a value that does not fit.
  mutating func set(_ word: Word) throws(Diagnostic) {
    guard let key = word.key, let place = Self.values.first(where: { $0.name == key.text }) else {
      throw .unknown("value", word.key ?? word.value, oneOf: Self.values.map(\.name))
    }
    let what = "'\(key.text)'"
    let unit = UnitOfMeasure.named(place.unit) ?? .none
    let value = try word.value.quantity(for: what).number(in: unit, what: what)
    guard value > 0 || (value == 0 && place.mayBeZero) else {
      throw .outOfRange(what, word.value, expected: "a number above 0")
    }
    self[keyPath: place.path] = value
  }
}
