import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension Session {
  /// What words such as `tau,hidden.threshold,x_h.weight` name: parameters, of the node that a loss is
  /// about where none is named, and the weights of connections.
  ///
  /// - Parameters:
  ///   - word: the names, joined by commas.
  ///   - node: the node that the loss is about.
  ///   - orInput: whether the error may offer `input` as well.
  /// - Throws: `Diagnostic` at the name that is nothing that a gradient can go by.
  func variables(
    _ word: Name, at node: Node, orInput: Bool
  ) throws(Diagnostic) -> [(name: String, variable: Fit.Variable)] {
    let members = network.component(of: [node.name])
    var found: [(name: String, variable: Fit.Variable)] = []
    for name in word.parts(separator: ",") {
      let pieces = name.parts(separator: ".")
      guard pieces.count == 2 else {
        let parameter = try node.differentiable(name, orInput: orInput)
        found.append((name.text, .parameter(parameter, of: node.name)))
        continue
      }
      if let connection = network.connections[pieces[0].text], members.contains(connection.target) {
        guard pieces[1].text == "weight" else {
          throw .unknown(
            "quantity of a connection", pieces[1], among: ["weight"], expected: "weight")
        }
        found.append((name.text, .weights(of: connection.name)))
      } else if let other = nodes[pieces[0].text], members.contains(other.name) {
        let parameter = try other.differentiable(pieces[1], orInput: false)
        found.append((name.text, .parameter(parameter, of: other.name)))
      } else {
        let connections = network.connections.values.filter { members.contains($0.target) }
        let known = members + connections.map(\.name)
        throw .unknown(
          "node or connection", pieces[0], among: known,
          expected: "one of \(known.joined(separator: ", "))")
      }
    }
    return found
  }

  /// What a variable is measured in.
  func unit(of variable: Fit.Variable) -> UnitOfMeasure {
    switch variable {
    case .parameter(let name, let node): nodes[node]?.unit(of: name) ?? .none
    case .weights(let name): network.connections[name].map { weightUnit(of: $0) } ?? .none
    }
  }

  /// What each of its numbers is called: `x_h.weight[2]` is the weight of the second synapse.
  func labels(of variable: Fit.Variable, called name: String) -> [String] {
    let count = network.values(of: variable).count
    return count == 1 ? [name] : (1...max(1, count)).map { "\(name)[\($0)]" }
  }
}

extension Node {
  // A parameter that a gradient can go by.
  fileprivate func differentiable(_ name: Name, orInput: Bool) throws(Diagnostic) -> String {
    let name = model.writtenOut(name)
    let all = model.differentiableParameters.map(\.name)
    let real = all.filter { !$0.isOfFurtherCompartment }
    guard all.contains(name.text) else {
      throw .unknown(
        "parameter", name, among: real,
        expected: "\(orInput ? "input, or " : "")some of \(real.joined(separator: ", "))")
    }
    return name.text
  }
}

extension NeuronModel {
  /// The parameters that a gradient can go by: neither yes or no, nor whole numbers.
  var differentiableParameters: [Parameter] {
    parametersOwnFirst.filter { !$0.isFlag && !$0.isInteger }
      .flatMap { all($0.name).compactMap { parameters[$0] } }
  }
}

extension CompletionSituation {
  /// The parameters and weights that a gradient can go by.
  var gradientCandidates: [Candidate] {
    let own = (gradientNode?.model.differentiableParameters ?? [])
      .filter { !$0.name.isOfFurtherCompartment }.map { Candidate($0.name, $0.note) }
    guard let node = gradientNode else { return own }
    let members = session.network.component(of: [node.name])
    let weights = session.network.connections.values.filter { members.contains($0.target) }
      .map { Candidate("\($0.name).weight", "its weights") }
    return own + weights
  }

  /// The node that a gradient is about: of a module the last one.
  var gradientNode: Node? {
    guard let word = positionals.first?.text, let last = session.modules[word]?.last else {
      return node
    }
    return session.nodes[last] ?? node
  }
}
