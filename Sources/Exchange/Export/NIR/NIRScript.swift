import Equations
import Neurons
import OrderedCollections
import Simulation

/// Nodes as a graph of NIR (Pedersen 2024, Nature Communications 15:8122): a script of Python that
/// builds it and writes it to a file, which is one of HDF5.
///
/// Times are in seconds, or in steps where the model has no others; all else is in the units of the model.
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
    lines.insert("NIR fires above its threshold, and says nothing of steps.", at: 1)
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
      ["}", "edges = ["] + edges.map { "    \($0)," } + ["]", "", "if __name__ == '__main__':"]
    let file = "\(network.neurons[0].node.name).nir".python
    lines += [
      "    graph = nir.NIRGraph(nodes, edges)",
      "    nir.write(sys.argv[1] if len(sys.argv) > 1 else \(file), graph)",
    ]
    return lines.map { $0 + "\n" }.joined()
  }
}

extension String {
  // A text as Python has it.
  fileprivate var python: String {
    "'\(onOneLine.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
  }
}

private let largestMatrix = 1_000_000
