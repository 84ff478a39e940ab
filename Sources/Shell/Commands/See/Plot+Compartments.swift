import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation

extension Session {
  /// What `mem[50]` or `mem[1..3],INa[7]` names of the compartments of a target's neurons, or of the current
  /// node's; nil where the word names something else.
  ///
  /// - Throws: `Diagnostic` at brackets that pick no compartments.
  func compartments(_ word: Name, of target: Target?) throws(Diagnostic) -> [Name]? {
    let name = Reference(word).name.text
    guard word.text.contains("["), nodes[name] == nil, modules[name] == nil,
      let node = target?.parts.first?.node ?? current, let model = nodes[node]?.model,
      model.compartments != nil
    else { return nil }
    var names: [Name] = []
    for part in word.parts(separator: ",") {
      let places = try model.compartments(of: part) ?? [part.text]
      names += places.map { Name($0, part.range) }
    }
    return names
  }
}

extension Context {
  /// Quantities over time and the place along the compartments, a map for each neuron.
  ///
  /// - Throws: `Diagnostic` at a quantity without compartments, and where one was not recorded.
  func maps(of drawn: Drawn, _ window: StepWindow) throws(Diagnostic) -> [HeatMap] {
    var maps: [HeatMap] = []
    let quantities = drawn.quantities.isEmpty ? [Name("mem", verb.range)] : drawn.quantities
    for target in drawn.targets {
      for part in target.parts {
        guard let node = session.nodes[part.node] else { continue }
        let steps = try window.steps(of: node, at: target.range)
        for quantity in quantities {
          let places = node.model.all(quantity.text)
          guard places.count > 1 else {
            throw Diagnostic(
              "'\(quantity.text)' of '\(node.name)' has no compartments", at: quantity.range,
              expected: node.placedQuantities.isEmpty
                ? "a neuron with compartments, such as 'state mem[200] = -65mV' declares"
                : "one of \(node.placedQuantities.joined(separator: ", "))")
          }
          try node.require(places, steps: steps, at: target.range)
          for neuron in part.neurons ?? 0..<node.population {
            guard maps.count < mostMaps else {
              throw Diagnostic(
                "these are too many maps", at: target.range,
                expected: "at most \(mostMaps): \(node.name)[1..\(mostMaps)] chooses neurons")
            }
            maps.append(node.map(of: quantity.text, places, neuron: neuron, steps: steps))
          }
        }
      }
    }
    return maps
  }
}

private let mostMaps = 8

extension Node {
  fileprivate func map(
    of quantity: String, _ places: [String], neuron: Int, steps: ClosedRange<Int>
  ) -> HeatMap {
    HeatMap(
      x: timeAxis, y: PlotAxis("x"),
      value: PlotAxis(
        population > 1 ? "\(label(neuron: neuron)).\(quantity)" : quantity,
        unit: unit(of: quantity).text),
      columns: steps.map { Double($0) * stepLength },
      rows: places.indices.map { (Double($0) + 0.5) / Double(places.count) },
      values: places.flatMap { samples(of: $0, neuron: neuron, steps: steps) })
  }
}
