import Equations
import OrderedCollections
import Simulation

extension Command {
  static let table = Command(
    "table", .see, "Print what was recorded, a row a step.",
    details: """
      mem_before is the membrane potential after the integral and before the reset; mem and the
      other states are as the step leaves them; what 'let' names in the integral, which is printed
      where it is asked for, is as the step's beginning has it. Of what has compartments the first is
      printed where none is named: mem[1..3] prints three. A population has a row for each neuron. More than
      100,000 rows are for 'plot --csv FILE', which writes ten million. An .npz file is for numpy.load.
      """,
    examples: [
      "create lif n threshold=1 tau=2 step=4; feed n const 1.5; run n; table n",
      "create lif n; feed n const 1.5; run n 100; table n last=5",
      "create hh n; feed n const 10; run n 20ms; table n mem m last=5",
    ],
    Argument<Drawn>.drawn(
      "which nodes or neurons; all that was recorded where left out", hasGhosts: false),
    Argument<StepWindow>.stepWindow, Argument<PlotFiles>.tableFiles
  ) {
    (
      context: inout Context, shown: Drawn, window: StepWindow, files: PlotFiles
    ) throws(Diagnostic) in
    var tables: [Table] = []
    let target = shown.targets.dropFirst().reduce(shown.targets[0]) { $0.joined(with: $1) }
    for part in target.parts {
      guard let node = context.session.nodes[part.node] else { continue }
      let steps = try window.steps(of: node, at: target.range)
      let neurons = part.neurons ?? 0..<node.population
      let rows = steps.count * neurons.count
      guard rows <= mostTableRows else {
        throw Diagnostic(
          "the table of '\(node.name)' would have \(rows) rows", at: target.range,
          expected: "at most \(mostTableRows): 'from=', 'to=' or 'last=' choose steps, and"
            + " 'plot \(node.name) --csv FILE' writes all")
      }
      for quantity in shown.quantities where !node.quantities.contains(quantity.text) {
        throw .unknown("quantity", quantity, oneOf: node.declaredQuantities)
      }
      let quantities =
        shown.quantities.isEmpty
        ? node.recording.quantities.filter { !$0.isOfFurtherCompartment }
        : shown.quantities.map(\.text)
      try node.require(quantities, steps: steps, at: target.range)
      var table = node.table(of: quantities, neurons: neurons, steps: steps)
      // Of several nodes each row says whose it is; those that record the same share a table.
      if target.parts.count > 1 { table.insert("node", .text(node.name)) }
      if let last = tables.last, last.columns == table.columns {
        tables[tables.count - 1].rows += table.rows
      } else {
        tables.append(table)
      }
    }
    return try context.show(tables, files)
  }
}

/// More rows of a table than that nobody reads; they take about a second, and could not be stopped while they
/// are printed.
let mostTableRows = 100_000
