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
    let name = input.map(node.model.writtenOut) ?? Name(node.model.inputs.keys[0], range.range)
    guard node.model.inputs[name.text] != nil else {
      throw .unknown("input", name, oneOf: node.model.inputs.keys)
    }
    let plan = try SweepPlan(
      chosen, [VariableSyntax(name: name, values: range)], .intervalRate, trial)
    let (rates, problem) = try context.values(of: plan)
    var look = look
    // The table above takes room as well.
    if context.host.screen.rows == nil { look.height = look.height ?? 12 }
    var report = try context.curve(of: plan, rates, look, files, besides: 1)
    // Of currents that were not tried nothing is known.
    if problem == nil {
      let currents = plan.variables[0].values
      let unit = node.unit(of: name.text).text.spaced
      report.add(.note(rheobaseNote(currents, rates, unit: unit)))
      if name.text == node.model.inputs.keys[0], let first = rates.firstIndex(where: { $0 > 0 }),
        let note = chosen.roundingNote(at: currents[first])
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
      var words = reader.takePositionals()[...]
      guard let first = words.popFirst() else { throw reader.missing(ValueRange.usage) }
      let range = try ValueRange(first.value, &words, what: "the input")
      if let extra = words.first { throw .unexpected(extra.whole, expected: ValueRange.usage) }
      return range
    }
  }
}
