import Analysis
import Equations
import Neurons
import Plots
import Simulation

extension Command {
  static let sweep = Command(
    "sweep", .explore, "Vary one or two parameters or inputs, and draw what a neuron does.",
    details: """
      Values: \(ValueRange.usage), or V,V,..., each above the one before it.
      All combinations run at once from reset, on all cores; an input that is varied is a constant
      current. The node stays as it is. One parameter gives a table and a curve, two give a heat map; --mode csv prints every value.
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
    Argument<[VariableSyntax]>.variables,
    Argument<Name>.measure,
    Argument<TrialSyntax>.trial,
    Argument<PlotLook>.look,
    Argument<PlotFiles>.plotFiles
  ) {
    (
      context: inout Context, chosen: ChosenNeuron, variables: [VariableSyntax], word: Name,
      trial: TrialSyntax, look: PlotLook, files: PlotFiles
    ) throws(Diagnostic) in
    let plan = try SweepPlan(chosen, variables, chosen.node.observable(ofTrial: word), trial)
    let (values, problem) = try context.values(of: plan)
    var report = Report()
    if variables.count == 1 {
      report = try context.curve(of: plan, values, look, files)
    } else {
      report.add(.data { plan.table(of: values) })
      let plot = HeatMap(
        x: plan.axes[0], y: plan.axes[1], value: plan.value, columns: plan.variables[0].values,
        rows: plan.variables[1].values, values: values)
      report.add(try context.show([plot], look, files))
    }
    report.problem = problem
    return report
  }
}

extension Context {
  /// What a sweep finds, in the unit of its observable, and the problem where it was stopped.
  func values(
    of plan: SweepPlan
  ) throws(Diagnostic) -> (values: [Double], problem: Report.Problem?) {
    var sweep = plan.sweep(random: session.random)
    let problem = try run(&sweep, at: plan.chosen.range)
    // Once: it follows from the units of the node.
    let factor = plan.factor
    return (sweep.values.map { $0 * factor }, problem)
  }

  /// What a sweep of one variable found, as a table that csv alone has where it is long, and a curve.
  ///
  /// - Parameter lines: how many lines the answer has besides these.
  func curve(
    of plan: SweepPlan, _ values: [Double], _ look: PlotLook, _ files: PlotFiles,
    besides lines: Int = 0
  ) throws(Diagnostic) -> Report {
    let places = plan.variables[0].values
    let table = Table(
      [plan.axes[0].heading, plan.value.heading],
      zip(places, values).map { [.number($0), .measured($1)] })
    let isTable = places.count <= longestTable
    var report = Report(isTable ? .table(table) : .data { table })
    let curve = CurvePlot.Curve(name: plan.chosen.label, x: places, y: values)
    let plot = CurvePlot(x: plan.axes[0], y: plan.value, curves: [curve])
    report.add(
      try show([plot], look, files, besides: lines + (isTable ? places.count + 1 : 0)))
    return report
  }
}

/// A sweep as it was asked for, checked.
struct SweepPlan {
  let observable: Observable
  let variables: [Sweep.Variable]
  /// How plots and tables name them.
  let axes: [PlotAxis]
  /// How they name the observable.
  var value: PlotAxis { chosen.node.axis(of: observable) }
  /// What turns numbers in steps into its unit.
  var factor: Double { chosen.node.scale(of: observable).factor }
  /// How many combinations there are.
  let count: Int
  let chosen: ChosenNeuron
  private let trial: (all: Int, settling: Int)

  /// - Throws: `Diagnostic` at what does not fit the neuron, or where it is too much.
  init(
    _ chosen: ChosenNeuron, _ syntax: [VariableSyntax], _ observable: Observable,
    _ trial: TrialSyntax
  ) throws(Diagnostic) {
    let node = chosen.node
    self.chosen = chosen
    self.observable = observable
    self.trial = try trial.steps(of: node)
    var found: [Sweep.Variable] = []
    for one in syntax { found.append(try one.variable(of: node)) }
    count = found.reduce(1) { $0 * $1.values.count }
    guard count <= mostCombinations else {
      throw Diagnostic(
        "\(count) combinations are too many", at: syntax[0].name.range,
        expected: "\(mostCombinations) at most", kind: .outOfRange)
    }
    variables = found
    axes = zip(syntax, found).map { syntax, variable in
      PlotAxis(
        variable.name, unit: node.unit(of: variable.name).text,
        isLogarithmic: syntax.values.isLogarithmic)
    }
  }

  /// The sweep, or only some of its combinations, before it begins.
  func sweep(random: RandomSource, part: Range<Int>? = nil) -> Sweep {
    Sweep(
      chosen.node, neuron: chosen.index, variables: variables, observable: observable,
      steps: trial.all, settling: trial.settling, random: random, part: part, at: chosen.range)
  }

  /// What was found, a row a combination.
  func table(of values: [Double]) -> Table {
    let rows = values.enumerated().map { index, value -> [Table.Cell] in
      combination(index).map { .number($0) } + [.measured(value)]
    }
    return Table((axes + [value]).map(\.heading), rows)
  }

  /// The values of a combination, counted from 0; those of the first variable change fastest.
  func combination(_ index: Int) -> [Double] {
    var rest = index
    return variables.map { variable in
      defer { rest /= variable.values.count }
      return variable.values[rest % variable.values.count]
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

extension Argument where Value == [VariableSyntax] {
  static var variables: Argument {
    Argument(
      "NAME=RANGE [NAME=RANGE]", "what to vary", .settings,
      candidates: { situation in
        guard situation.key == nil else { return [] }
        return situation.unused(situation.variableCandidates(suffix: "="))
      }
    ) { (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> [VariableSyntax] in
      var words = reader.takeUnnamed()[...]
      var variables: [VariableSyntax] = []
      while let word = words.popFirst() {
        guard let key = word.key else {
          throw .unexpected(word.value, expected: "NAME=\(ValueRange.usage)")
        }
        guard variables.count < 2, !variables.contains(where: { $0.name.text == key.text }) else {
          throw Diagnostic(
            "'\(key.text)' is one too many", at: key.range,
            expected: "one or two different parameters or inputs")
        }
        let values = try ValueRange(word.value, &words, what: "'\(key.text)'")
        variables.append(VariableSyntax(name: key, values: values))
      }
      guard !variables.isEmpty else { throw reader.missing("NAME=\(ValueRange.usage)") }
      return variables
    }
  }
}
