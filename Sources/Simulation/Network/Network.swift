public import Equations
public import Neurons
public import OrderedCollections

/// Nodes and the synapses between them.
public struct Network: Hashable, Sendable {
  /// The nodes by name, in order of creation.
  public var nodes: OrderedDictionary<String, Node> = [:]
  /// The connections by name, in order of creation.
  public var connections: OrderedDictionary<String, Connection> = [:]

  /// No nodes.
  public init() {}

  /// The nodes that some nodes are connected with, directly or through others, in whichever
  /// direction, and themselves: those that take their steps together.
  public func component(of names: some Sequence<String>) -> [String] {
    var found = Set(names)
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for connection in connections.values
      where found.contains(connection.source) != found.contains(connection.target) {
        found.formUnion([connection.source, connection.target])
        isGrowing = true
      }
    }
    return nodes.keys.filter { found.contains($0) }
  }

  /// Groups of nodes, each after all that it gets spikes from: a node by itself, or nodes in a loop.
  ///
  /// Within a loop a node stands after those whose spikes it gets in the same step.
  public func groups(of names: [String]) -> [[String]] {
    var sorting = LoopSearch(edges: edges(among: names) { _ in true })
    let loops = sorting.groups(of: names)
    return loops.map { loop in
      guard loop.count > 1 else { return loop }
      var inner = LoopSearch(edges: edges(among: loop) { $0.latency == 0 })
      return inner.groups(of: loop).flatMap(\.self)
    }
  }

  /// Whether nodes of a group get their own spikes back.
  public func isLoop(_ group: [String]) -> Bool {
    group.count > 1
      || connections.values.contains { $0.source == group[0] && $0.target == group[0] }
  }

  /// Whether a spike could go from one node to another within a single step.
  public func reaches(_ target: String, from source: String) -> Bool {
    let direct = edges(among: Array(nodes.keys)) { $0.latency == 0 }
    var found: Set<String> = [source]
    var open = [source]
    while let name = open.popLast() {
      for next in direct[name] ?? [] where found.insert(next).inserted { open.append(next) }
    }
    return found.contains(target)
  }

  // Who sends to whom.
  private func edges(
    among names: [String], where isMeant: (Connection) -> Bool
  ) -> [String: [String]] {
    let names = Set(names)
    var result: [String: [String]] = [:]
    for connection in connections.values
    where isMeant(connection) && names.contains(connection.source)
      && names.contains(connection.target)
    {
      result[connection.source, default: []].append(connection.target)
    }
    return result
  }

  /// Returns nodes and the synapses that end on them to their start.
  ///
  /// - Parameters:
  ///   - names: the nodes.
  ///   - random: where states that are drawn come from.
  ///   - range: where errors point.
  /// - Throws: `Diagnostic` at `range` where a state would be no finite number.
  public mutating func reset(
    _ names: some Sequence<String>, random: RandomSource = RandomSource(seed: 0),
    at range: SourceRange = SourceRange(0, 0)
  ) throws(Diagnostic) {
    for name in names {
      try nodes[name]?.reset(random: random, at: range)
      for connection in connections.keys where connections[connection]?.target == name {
        try connections[connection]?.reset(random: random, at: range)
      }
    }
  }

  /// Removes a node with its connections.
  public mutating func remove(_ name: String) {
    nodes[name] = nil
    connections.removeAll { $1.source == name || $1.target == name }
  }
}

// Strongly connected components in topological order (Tarjan 1972), without recursion.
private struct LoopSearch {
  let edges: [String: [String]]
  private var number: [String: Int] = [:]
  private var lowest: [String: Int] = [:]
  private var stack: [String] = []
  private var isOnStack: Set<String> = []
  private var found: [[String]] = []

  init(edges: [String: [String]]) { self.edges = edges }

  mutating func groups(of names: [String]) -> [[String]] {
    let order = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    // From the last to the first, so that nodes that do not depend on each other keep their order.
    for name in names.reversed() where number[name] == nil { search(from: name) }
    return found.reversed().map { group in
      group.sorted { order[$0, default: 0] < order[$1, default: 0] }
    }
  }

  private mutating func search(from root: String) {
    var path: [(name: String, next: Int)] = []
    func enter(_ name: String, _ search: inout LoopSearch) {
      search.lowest[name] = search.number.count
      search.number[name] = search.number.count
      search.stack.append(name)
      search.isOnStack.insert(name)
      path.append((name, 0))
    }
    enter(root, &self)
    while let (name, next) = path.last {
      let targets = edges[name] ?? []
      if next < targets.count {
        path[path.count - 1].next += 1
        let target = targets[next]
        if number[target] == nil {
          enter(target, &self)
        } else if isOnStack.contains(target) {
          lowest[name] = min(lowest[name, default: 0], number[target, default: 0])
        }
        continue
      }
      path.removeLast()
      if let parent = path.last?.name {
        lowest[parent] = min(lowest[parent, default: 0], lowest[name, default: 0])
      }
      guard lowest[name] == number[name] else { continue }
      var group: [String] = []
      while let member = stack.popLast() {
        isOnStack.remove(member)
        group.append(member)
        if member == name { break }
      }
      found.append(group)
    }
  }
}
