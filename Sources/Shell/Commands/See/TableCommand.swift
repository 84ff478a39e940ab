import Equations
import OrderedCollections
import Simulation

extension Command {
  static let table = Command(
    "table", .see, "Print what was recorded, a row a step.",
    details: """
      mem_before is the membrane potential after the integral and before the reset; mem and the
      other states are as the step leaves them. A population has a row for each neuron. More than
      100,000 rows are for 'plot --csv FILE', which writes ten million.
      """,
    examples: [
      "create lif n threshold=1 tau=2 step=4; feed n const 1.5; run n; table n",
      "create lif n; feed n const 1.5; run n 100; table n last=5",
    ],
    Argument<Target>.target,
    Argument<StepWindow>.stepWindow
  ) { (context: inout Context, target: Target, window: StepWindow) throws(Diagnostic) in
    var tables: [Table] = []
    for part in target.parts {
      guard let node = context.session.nodes[part.node] else { continue }
      let steps = try window.steps(of: node, at: target.range)
      let neurons = part.neurons ?? 0..<node.population
      let rows = steps.count * neurons.count
      guard rows <= mostRows else {
        throw Diagnostic(
          "the table of '\(node.name)' would have \(rows) rows", at: target.range,
          expected: "at most \(mostRows): 'from=', 'to=' or 'last=' choose steps, and"
            + " 'plot \(node.name) --csv FILE' writes all")
      }
      try node.require(node.recording.quantities, steps: steps, at: target.range)
      var table = node.table(neurons: neurons, steps: steps)
      // Of several nodes each row says whose it is; those that record the same share a table.
      if target.parts.count > 1 { table.insert("node", .text(node.name)) }
      if let last = tables.last, last.columns == table.columns {
        tables[tables.count - 1].rows += table.rows
      } else {
        tables.append(table)
      }
    }
    var report = Report()
    for table in tables { report.add(.table(table)) }
    return report
  }
}

// That takes about a second; nobody reads more, and it could not be stopped while it is printed.
private let mostRows = 100_000

extension Node {
  // One list of spikes holds those of all neurons, so that it is gone through once for all of them.
  private func spikeSamples(of neurons: Range<Int>, steps: ClosedRange<Int>) -> [[Double]] {
    var result = Array(
      repeating: Array(repeating: 0.0, count: steps.count), count: neurons.count)
    recording.forEachSpike(steps: steps) { step, neuron, value in
      guard neurons.contains(neuron) else { return }
      result[neuron - neurons.lowerBound][step - steps.lowerBound] = value
    }
    return result
  }

  fileprivate func table(neurons: Range<Int>, steps: ClosedRange<Int>) -> Table {
    let quantities = Array(recording.quantities)
    let spikes =
      quantities.contains("spike") ? spikeSamples(of: neurons, steps: steps) : []
    let columns = neurons.map { neuron in
      quantities.map { quantity in
        quantity == "spike"
          ? spikes[neuron - neurons.lowerBound]
          : recording.samples(of: quantity, neuron: neuron, steps: steps)
      }
    }
    var rows: [[Table.Cell]] = []
    for (index, step) in steps.enumerated() {
      for (neuron, samples) in zip(neurons, columns) {
        var row: [Table.Cell] = [.number(Double(step))]
        if timeUnit != nil { row.append(.number(Double(step) * stepLength)) }
        if population > 1 { row.append(.number(Double(neuron + 1))) }
        rows.append(row + samples.map { .number($0[index]) })
      }
    }
    let time = timeUnit.map { ["time (\($0.text))"] } ?? []
    let neuron = population > 1 ? ["neuron"] : []
    return Table(["step"] + time + neuron + quantities.map(heading), rows)
  }
}
