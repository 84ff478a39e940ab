import OrderedCollections

// Steps of an adaptive method that go on, of neurons and the synapses that end on them: as a saved session has
// them.
extension Network {
  /// For each neuron of a node the numbers of the step that goes on behind the present, of it and its synapses;
  /// empty for one without, and altogether where none has one or what it was found for is no more.
  ///
  /// - Parameter name: the node.
  public func jointCourses(of name: String) -> [[Double]] {
    guard let node = nodes[name], let joint = node.state.joint,
      let equations = node.jointEquations(with: connections(to: name)),
      joint.synapses == synapses(of: equations)
    else { return [] }
    return joint.memories.map { $0?.numbers ?? [] }
  }

  /// Takes over what `jointCourses` was.
  ///
  /// - Parameters:
  ///   - courses: it.
  ///   - name: the node.
  /// - Returns: whether it is that of such neurons and synapses; if not, nothing changes.
  public mutating func restore(jointCourses courses: [[Double]], of name: String) -> Bool {
    guard var node = nodes[name], node.flow != nil,
      let equations = node.jointEquations(with: connections(to: name)),
      let memories = equations.memories(courses, count: node.population)
    else { return false }
    node.jointEquations = equations
    node.state.joint = Node.State.Joint(
      synapses: synapses(of: equations), memories: memories)
    nodes[name] = node
    return true
  }

  private func connections(to name: String) -> [Connection] {
    connections.values.filter { $0.target == name }
  }

  /// Which synapses are solved together with neurons, and where they stand.
  func synapses(of equations: JointEquations) -> [Node.State.Joint.Synapses] {
    equations.connections.compactMap { connections[$0] }.map(Node.State.Joint.Synapses.init)
  }
}
