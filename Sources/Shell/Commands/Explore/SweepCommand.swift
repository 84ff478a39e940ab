import Analysis
import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let sweep = Command(
    "sweep", .explore, "Vary one or two parameters or inputs, and draw what a neuron does.",
    details: """
      Values: \(ValueRange.usage), or V,V,... All combinations run at once from reset, on all
      cores; an input that is varied is a constant current. The node stays as it is. One
      parameter gives a table and a curve, two give a heat map; --mode csv prints every value.
      Measures: \(Observable.usage), and so for every other state. rate is short for interval_rate
      here. \(Observable.rateOfTrials)
      Ctrl-C keeps what is done.
      """,
    examples: [
      "create lif n; feed n const 1.5; sweep n tau=1..20 log 8",
      "create lif n; sweep n tau=1..20 10 input=0..4 10 measure=spikes for=200",
      "create izhikevich n; sweep n input=0mV..20mV step 4mV measure=first_spike for=300ms",
      "create lif n; sweep n tau=1..20 30 input=0..4 20 for=200 --svg map.svg --force",
    ],
    Argument<ChosenNeuron>.loneNeuron,
    Argument<[AxisSyntax]>.axes,
    Argument<Name>.measure,
    Argument<TrialSyntax>.trial,
    Argument<PlotLook>.look,
    Argument<PlotFiles>.plotFiles
  ) {
    (
      context: inout Context, chosen: ChosenNeuron, axes: [AxisSyntax], word: Name,
      trial: TrialSyntax, look: PlotLook, files: PlotFiles
    ) throws(Diagnostic) in
    let plan = try SweepPlan(chosen, axes, word, trial)
    var sweep = plan.sweep(random: context.session.random)
    let problem = try context.run(&sweep, at: chosen.range)
    let found = plan.axes
    let values = sweep.values.map { $0 * chosen.node.scale(of: plan.observable).factor }
    let value = chosen.node.axis(of: plan.observable)
    let plotAxes = plan.plotAxes
    var report = Report()
    if found.count == 1 {
      let table = Table(
        [plotAxes[0].heading, value.heading],
        zip(found[0].values, values).map { [.number($0), .measured($1)] })
      let isTable = found[0].values.count <= longestTable
      report.add(isTable ? .table(table) : .data(table))
      let curve = CurvePlot.Curve(name: chosen.label, x: found[0].values, y: values)
      let plot = CurvePlot(x: plotAxes[0], y: value, curves: [curve])
      report.add(
        try context.show([plot], look, files, besides: isTable ? found[0].values.count + 1 : 0))
    } else {
      let rows = values.enumerated().map { index, value -> [Table.Cell] in
        plan.combination(index).map { .number($0) } + [.measured(value)]
      }
      report.add(.data(Table(plotAxes.map(\.heading) + [value.heading], rows)))
      let plot = HeatMap(
        x: plotAxes[0], y: plotAxes[1], value: value, columns: found[0].values,
        rows: found[1].values, values: values)
      report.add(try context.show([plot], look, files))
    }
    report.problem = problem
    return report
  }
}

/// A sweep as it was asked for, checked.
struct SweepPlan {
  let observable: Observable
  let axes: [Sweep.Axis]
  /// The axes as plots and tables name them.
  let plotAxes: [PlotAxis]
  /// How many combinations there are.
  let count: Int
  private let chosen: ChosenNeuron
  private let trial: (all: Int, settling: Int)

  /// - Throws: `Diagnostic` at what does not fit the neuron, or where it is too much.
  init(
    _ chosen: ChosenNeuron, _ axes: [AxisSyntax], _ word: Name, _ trial: TrialSyntax
  ) throws(Diagnostic) {
    let node = chosen.node
    self.chosen = chosen
    observable = try node.observable(ofTrial: word)
    self.trial = try trial.steps(of: node)
    var found: [Sweep.Axis] = []
    for axis in axes { found.append(try axis.axis(of: node)) }
    count = found.reduce(1) { $0 * $1.values.count }
    guard count <= mostCombinations else {
      throw Diagnostic(
        "\(count) combinations are too many", at: axes[0].name.range,
        expected: "\(mostCombinations) at most")
    }
    self.axes = found
    plotAxes = zip(axes, found).map { syntax, axis in
      PlotAxis(
        axis.name, unit: node.unit(of: axis.name).text,
        isLogarithmic: syntax.values.isLogarithmic)
    }
  }

  /// The sweep, or only some of its combinations, before it begins.
  func sweep(random: RandomSource, part: Range<Int>? = nil) -> Sweep {
    Sweep(
      chosen.node, neuron: chosen.index, axes: axes, observable: observable,
      steps: trial.all, settling: trial.settling, random: random, part: part, at: chosen.range)
  }

  /// The values of a combination, counted from 0; those of the first axis change fastest.
  func combination(_ index: Int) -> [Double] {
    var rest = index
    return axes.map { axis in
      defer { rest /= axis.values.count }
      return axis.values[rest % axis.values.count]
    }
  }
}

/// The most combinations that a sweep may have.
let mostCombinations = 1_000_000
/// A longer table than that scrolls away; csv has it all.
let longestTable = 51

extension Context {
  /// Computes a sweep, tells how far it is, and returns the problem where it was stopped.
  func run(_ sweep: inout Sweep, at range: SourceRange) throws(Diagnostic) -> Report.Problem? {
    sweep.engine = engine
    let all = sweep.values.count
    let isFinished = try finish(all, until: { sweep.isDone }) { () throws(Diagnostic) in
      try sweep.advance(isInterrupted: host.isInterrupted)
      return (sweep.done, "\(sweep.done) of \(all)")
    }
    return isFinished ? nil : .stopped(" after \(sweep.done) of \(all)", at: range)
  }
}

extension Table.Cell {
  /// A measured number; nothing where there is none.
  static func measured(_ value: Double) -> Table.Cell { value.isNaN ? .empty : .number(value) }
}

extension Argument where Value == [AxisSyntax] {
  static var axes: Argument {
    Argument(
      "NAME=RANGE [NAME=RANGE]", "what to vary", .settings,
      candidates: { situation in
        guard situation.key == nil else { return [] }
        return situation.unused(situation.variableCandidates(suffix: "="))
      }
    ) { (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> [AxisSyntax] in
      var words = reader.takeUnnamed()[...]
      var axes: [AxisSyntax] = []
      while let word = words.popFirst() {
        guard let key = word.key else {
          throw Diagnostic(
            "unexpected '\(word.text.shortened)'", at: word.range,
            expected: "NAME=\(ValueRange.usage)")
        }
        guard axes.count < 2, !axes.contains(where: { $0.name.text == key.text }) else {
          throw Diagnostic(
            "'\(key.text)' is one too many", at: key.range,
            expected: "one or two different parameters or inputs")
        }
        let values = try ValueRange(word.value, &words, what: "'\(key.text)'")
        axes.append(AxisSyntax(name: key, values: values))
      }
      guard !axes.isEmpty else { throw reader.missing("NAME=\(ValueRange.usage)") }
      return axes
    }
  }
}
