import Equations
import Neurons
import OrderedCollections
import Simulation

/// Nodes as a graph of NIR (Pedersen 2024, Nature Communications 15:8122): a script of Python that
/// builds it and writes it to a file, which is one of HDF5.
///
/// Times are in seconds, or in steps where the model has no others; all else is in the units of the model.
/// What a graph does not say stands beside it: steps, where mem begins, and what flows in.
struct NIRScript {
  private let network: ExportedNetwork
  private let neurons: [NIRNeuron]

  /// Describes a graph.
  ///
  /// - Parameter network: the nodes and their connections.
  /// - Throws: `ExportRefusal` for neurons and connections that NIR has not.
  init(_ network: ExportedNetwork) throws(ExportRefusal) {
    self.network = network
    var neurons: [NIRNeuron] = []
    for neuron in network.neurons { neurons.append(try NIRNeuron(neuron)) }
    self.neurons = neurons
    guard Set(neurons.map(\.stepLength)).count == 1, Set(neurons.map(\.isStep)).count == 1 else {
      throw ExportRefusal("nir: the nodes have other lengths of a step")
    }
    for connection in network.connections {
      try connection.checkIsPlain(for: "nir")
      guard case .input = connection.port else {
        throw ExportRefusal("nir: the connection '\(connection.name)' acts on a state")
      }
    }
  }

  /// The script.
  ///
  /// - Throws: `ExportRefusal` for more synapses than a file takes.
  func text() throws(ExportRefusal) -> String {
    var lines = network.neurons.enumerated().flatMap { index, neuron in
      (index == 0 ? [] : [""]) + neuron.heading("NIR")
    }
    lines.insert("NIR fires above its threshold.", at: 1)
    lines = lines.commented("#")
    lines += ["", "import sys", "", "import nir", "import numpy as np", "", "", "nodes = {"]
    var edges: [String] = []
    for neuron in neurons {
      let name = neuron.neuron.node.name.python
      let input = (neuron.neuron.node.name + "_input").python
      let output = (neuron.neuron.node.name + "_output").python
      let size = neuron.neuron.node.population
      lines += [
        "    \(input): nir.Input({'input': np.array([\(size)])}),",
        "    \(name): \(neuron.text),",
        "    \(output): nir.Output({'output': np.array([\(size)])}),",
      ]
      edges += ["(\(input), \(name))", "(\(name), \(output))"]
    }
    for connection in network.connections {
      let weights = connection.weights
      guard weights.sources * weights.targets <= largestMatrix else {
        throw ExportRefusal(
          "nir: '\(connection.name)' would be a matrix of more than \(largestMatrix) weights")
      }
      var matrix = Array(
        repeating: Array(repeating: 0.0, count: weights.sources), count: weights.targets)
      for source in 0..<weights.sources {
        for synapse in weights.row(source) {
          matrix[Int(weights.columns[synapse])][source] +=
            weights.weight(synapse) * connection.scale
        }
      }
      let shape = "\(weights.targets), \(weights.sources)"
      let name = connection.name.python
      lines.append(
        "    \(name): nir.Linear(\(PieceList(matrix.flatMap(\.self)).numpy).reshape(\(shape))),")
      var path = [connection.source.python, name, connection.target.python]
      if connection.delay > 0 {
        let late = (connection.name + "_delay").python
        let delay = Double(connection.delay) * neurons[0].stepLength
        let time = Array(repeating: delay, count: weights.sources)
        lines.append("    \(late): nir.Delay(\(PieceList(time).numpy)),")
        path.insert(late, at: 1)
      }
      edges += zip(path, path.dropFirst()).map { "(\($0), \($1))" }
    }
    lines +=
      ["}", "edges = ["] + edges.map { "    \($0)," } + ["]", ""] + (try besideTheGraph())
      + ["", "if __name__ == '__main__':"]
    let file = "\(network.neurons[0].node.name).nir".python
    lines += [
      "    graph = nir.NIRGraph(nodes, edges)",
      "    nir.write(sys.argv[1] if len(sys.argv) > 1 else \(file), graph)",
    ]
    return lines.map { $0 + "\n" }.joined()
  }

  // How the neurons run here, of which NIR says nothing.
  private func besideTheGraph() throws(ExportRefusal) -> [String] {
    var begins: [String] = []
    var currents: [String] = []
    for neuron in neurons {
      let name = neuron.neuron.node.name.python
      let mem = neuron.neuron.node.states["mem"] ?? []
      begins.append("    \(name): \(PieceList(mem).numpy),")
      if let current = try neuron.current() { currents.append("    \(name): \(current),") }
    }
    let unit = neurons[0].isStep ? "steps" : "seconds"
    return [
      "# A graph says nothing of steps, of where mem begins, and of what flows in: the same for all",
      "# steps, or a row a step.",
      "dt = \(neurons[0].stepLength.canonicalText)  # in \(unit)", "steps = \(network.steps)",
      "mem = {",
    ] + begins + ["}", "currents = {"] + currents + ["}"]
  }
}

extension String {
  // A text as Python has it.
  fileprivate var python: String {
    "'\(onOneLine.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
  }
}

private let largestMatrix = 1_000_000
