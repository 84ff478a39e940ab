import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension ChosenNeuron {
  /// The inputs as far as they are constant, in the model's order; nil where one changes in time.
  var constantInputs: [Double]? {
    let currents = node.model.inputs.keys.compactMap(constantCurrent)
    return currents.count == node.model.inputs.count ? currents : nil
  }

  /// The inputs with a constant current in place of what flows into the first of them; nil where
  /// another one changes in time.
  func inputs(withFirst current: Double) -> [Double]? {
    let others = node.model.inputs.keys.dropFirst()
    let currents = others.compactMap(constantCurrent)
    return currents.count == others.count ? [current] + currents : nil
  }

  private func constantCurrent(into input: String) -> Double? {
    var sum = 0.0
    for feed in node.feeds where feed.input == input && feed.neurons.contains(index) {
      guard let current = feed.signal.constant(of: index) else { return nil }
      sum += current
    }
    return sum
  }

  /// Where nothing moves for the input that is now.
  func equilibria(in range: ValueRange?) throws(Diagnostic) -> Report {
    guard let inputs = constantInputs else {
      throw Diagnostic(
        "the input of '\(label)' changes in time", at: self.range,
        expected: "a constant one: 'feed \(node.name) const 1'")
    }
    let (field, mem) = try fieldAndRange(range)
    var rows: [[Table.Cell]] = []
    for point in field.equilibria(over: mem, from: start(field), inputs: inputs) {
      let leading = point.eigenvalues.first { $0.imaginary > 0 }
      rows.append(
        point.point.map { .number($0) } + [
          .text(
            point.kind == .saddle
              ? "saddle" : "\(point.isStable ? "stable" : "unstable") \(point.kind.rawValue)"),
          .number((point.eigenvalues.first?.real ?? .nan) * growthFactor),
          leading.map { .number($0.imaginary / (2 * .pi) * node.frequencyFactor) } ?? .empty,
        ])
    }
    let growth = node.timeUnit.map { "1/\($0.text)" } ?? perStep
    return report(
      field.states.map(node.heading) + ["kind", "growth (\(growth))", "turns (\(frequencyUnit))"],
      rows, otherwise: "\(label) has no equilibrium with mem from \(text(of: mem))")
  }

  /// The constant inputs at which equilibria change their character.
  func bifurcations(
    _ kind: Bifurcation.Kind, in range: ValueRange?
  ) throws(Diagnostic) -> Report {
    let (field, mem) = try fieldAndRange(range)
    let inputs = constantInputs ?? node.model.inputs.keys.map { _ in 0 }
    let found = field.bifurcations(over: mem, from: start(field), inputs: inputs)
      .filter { $0.kind == kind }.sorted { $0.input < $1.input }
    let name = kind == .hopf ? "Hopf" : "saddle-node"
    let rows = found.map { point in
      [Table.Cell.number(point.input)] + point.point.map { .number($0) }
        + (kind == .hopf ? [.number(point.frequency * node.frequencyFactor)] : [])
    }
    let turns = kind == .hopf ? ["turns (\(frequencyUnit))"] : []
    return report(
      [node.heading(node.model.inputs.keys[0])] + field.states.map(node.heading) + turns, rows,
      otherwise: "\(label) has no \(name) bifurcation with mem from \(text(of: mem))",
      hasTimes: kind == .hopf)
  }

  private func report(
    _ columns: [String], _ rows: [[Table.Cell]], otherwise none: String, hasTimes: Bool = true
  ) -> Report {
    guard !rows.isEmpty else { return Report(.told(none, Table(columns, []))) }
    var report = Report(.table(columns, rows))
    if hasTimes, let note = node.clockNote { report.add(.note(note)) }
    return report
  }

  private func fieldAndRange(
    _ range: ValueRange?
  ) throws(Diagnostic) -> (VectorField, ClosedRange<Double>) {
    guard let field = VectorField(node, neuron: index), field.states.contains("mem") else {
      throw Diagnostic(
        "'\(node.model.name)' moves mem step by step: it has no differential equation of mem",
        at: self.range, expected: "a neuron with 'd mem/dt = ...', such as HH or CTIzhikevich")
    }
    guard let range else { return (field, field.usualRange) }
    let values = try range.values(in: node.membraneUnit, what: "mem")
    return (field, values[0]...values[values.count - 1])
  }

  private func start(_ field: VectorField) -> [Double] {
    field.states.map { node.states[$0]?[index] ?? 0 }
  }

  private func text(of range: ClosedRange<Double>) -> String {
    "\(range.lowerBound.readable) to \(range.upperBound.readable)"
      + node.membraneUnit.text.spaced
  }

  private var frequencyUnit: String { node.timeUnit == nil ? perStep : node.rateUnit.text }

  // Growth is per unit of time, not in Hz.
  private var growthFactor: Double { node.timeUnit == nil ? node.dt : 1 }
}
