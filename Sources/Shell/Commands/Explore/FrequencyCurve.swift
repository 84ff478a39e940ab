import Analysis
import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let fi = Command(
    "fi", .explore, "Draw the f-I curve: the firing rate for every constant input current.",
    details: """
      Currents: \(ValueRange.usage). Each runs from reset. \(Observable.rateOfTrials)
      Below the table the rheobase is bracketed: the smallest current that makes the neuron fire;
      'find rheobase' finds it exactly.
      """,
    examples: [
      "create lif n tau=10; fi n 0..5 step 0.5",
      "create refractorylif n; fi n 1nA..5nA 9 for=500ms",
    ],
    Argument<ChosenNeuron>.loneNeuron,
    Argument<ValueRange>.currents,
    Argument<Name?>.keyed("input", .name("NAME"), "which input; else the first"),
    Argument<TrialSyntax>.trial,
    Argument<PlotLook>.look,
    Argument<PlotFiles>.plotFiles
  ) {
    (
      context: inout Context, chosen: ChosenNeuron, range: ValueRange, input: Name?,
      trial: TrialSyntax, look: PlotLook, files: PlotFiles
    ) throws(Diagnostic) in
    let node = chosen.node
    let name = input ?? Name(node.model.inputs.keys[0], range.range)
    guard node.model.inputs[name.text] != nil else {
      throw .unknown("input", name, oneOf: node.model.inputs.keys)
    }
    let axis = try AxisSyntax(name: name, values: range).axis(of: node)
    let (steps, settling) = try trial.steps(of: node)
    var sweep = Sweep(
      node, neuron: chosen.index, axes: [axis], observable: .intervalRate, steps: steps,
      settling: settling, random: context.session.random, at: chosen.range)
    let problem = try context.run(&sweep, at: chosen.range)
    let rates = sweep.values.map { $0 * node.scale(of: .intervalRate).factor }
    let unit = node.unit(of: name.text).text
    let axes = (
      x: PlotAxis(name.text, unit: unit, isLogarithmic: range.isLogarithmic),
      y: node.axis(of: .intervalRate)
    )
    let table = Table(
      [axes.x.heading, axes.y.heading],
      zip(axis.values, rates).map { [.number($0), .measured($1)] }
    )
    let isTable = axis.values.count <= longestTable
    var look = look
    // The table above takes room as well.
    if context.host.screen.rows == nil { look.height = look.height ?? 12 }
    let plot = CurvePlot(
      x: axes.x, y: axes.y, curves: [.init(name: chosen.label, x: axis.values, y: rates)])
    var report = Report(isTable ? .table(table) : .data(table))
    report.add(
      try context.show([plot], look, files, besides: (isTable ? axis.values.count + 1 : 0) + 1))
    // Of currents that were not tried nothing is known.
    if problem == nil {
      report.add(.note(rheobaseNote(axis.values, rates, unit: unit.spaced)))
      if name.text == node.model.inputs.keys[0], let first = rates.firstIndex(where: { $0 > 0 }),
        let note = chosen.roundingNote(at: axis.values[first])
      {
        report.add(.note(note))
      }
    }
    report.problem = problem
    return report
  }
}

// Where in a row of currents firing begins.
private func rheobaseNote(_ currents: [Double], _ rates: [Double], unit: String) -> String {
  guard let first = rates.firstIndex(where: { $0 > 0 }) else {
    return "no current of these makes it fire"
  }
  guard first > 0 else { return "it fires at every current from \(currents[0].readable)\(unit) on" }
  return "rheobase between \(currents[first - 1].readable) and \(currents[first].readable)\(unit)"
}

extension Argument where Value == ValueRange {
  fileprivate static var currents: Argument {
    Argument("FROM..TO [step SIZE | log COUNT | COUNT]", "which currents", .words) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> ValueRange in
      var words = reader.takeAll { $0.key == nil && !$0.isFlag }[...]
      guard let first = words.popFirst() else { throw reader.missing(ValueRange.usage) }
      let range = try ValueRange(first.value, &words, what: "the input")
      if let extra = words.first {
        throw Diagnostic(
          "unexpected '\(extra.text.shortened)'", at: extra.range, expected: ValueRange.usage)
      }
      return range
    }
  }
}
