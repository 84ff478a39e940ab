import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

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

  /// The names of its values as they are typed.
  fileprivate static var keys: [(name: String, path: WritableKeyPath<BrunelNetwork, Double>)] {
    [
      ("g", \.inhibition), ("eta", \.drive), ("CE", \.excitatorySynapses),
      ("CI", \.inhibitorySynapses), ("J", \.weight), ("tau", \.tau), ("theta", \.threshold),
      ("Vr", \.reset), ("t_ref", \.refractoryPeriod),
    ]
  }

  /// Takes a value that was typed.
  ///
  /// - Throws: `Diagnostic` at a name or a value that does not fit.
  mutating func set(_ word: Word) throws(Diagnostic) {
    let names = Self.keys.map(\.name)
    guard let key = word.key, let path = Self.keys.first(where: { $0.name == key.text })?.path
    else {
      throw .unknown(
        "value", word.key ?? word.value, among: names,
        expected: "one of \(names.map { "\($0)=" }.joined(separator: ", "))")
    }
    let quantity = try word.value.quantity(for: "'\(key.text)'")
    let unit =
      switch key.text {
      case "tau", "t_ref": UnitOfMeasure.named("ms")
      case "J", "theta", "Vr": UnitOfMeasure.named("mV")
      default: UnitOfMeasure?.some(.none)
      }
    let value = try quantity.number(in: unit ?? .none, what: "'\(key.text)'")
    guard value > 0 || (value == 0 && ["g", "eta", "CI", "Vr"].contains(key.text)) else {
      throw Diagnostic(
        "'\(key.text)' cannot be \(value.readable)", at: word.value.range,
        expected: "a number above 0")
    }
    self[keyPath: path] = value
  }
}
