import Equations
import Neurons
import OrderedCollections
import Simulation

extension Session {
  /// Why nodes cannot be connected, or take their steps together, as an error at the words that ask
  /// for it.
  func diagnostic(of obstacle: Network.Obstacle, at range: SourceRange) -> Diagnostic {
    switch obstacle {
    case .differentClocks(let first, let second):
      return differentClocks(first, second, at: range)
    case .loop(let node, let way):
      return Diagnostic(
        "'\(node.name)' is in a loop (\(way.joined(separator: " -> "))) and cannot run layer by"
          + " layer", at: range,
        expected: node.seesWindow
          ? "no loop, since '\(node.model.name)' sees whole forward passes"
          : "no loop, or 'set \(node.name) layer_by_layer=false'")
    case .differentPasses(let first, let second):
      return Diagnostic(
        "'\(first.name)' has passes of \(first.windowLength.counted("step")), '\(second.name)' of"
          + " \(second.windowLength)", at: range,
        expected: "the same 'step' for nodes that run layer by layer")
    case .passTooLarge(let steps, let neurons):
      return Diagnostic(
        "a pass of \(steps) steps of \(Double(neurons).readable) neurons is too large to go layer by"
          + " layer", at: range,
        expected: "at most \(Double(Node.mostInFlight).readable) steps times neurons, or"
          + " layer_by_layer=false")
    case .withinPass(let node):
      let pass = node.windowLength.counted("step")
      return Diagnostic(
        "'\(node.name)' sees whole forward passes of \(pass)", at: range,
        expected: "a multiple of \(pass), from the beginning of a pass")
    case .differentMembranes(let source, let target):
      return Diagnostic(
        "'\(source.name)' and '\(target.name)' measure mem in different units", at: range,
        expected: "neurons of one kind for a gap junction")
    case .onlyItself(let node):
      return Diagnostic(
        "'\(node.name)' is one neuron, and none is connected with itself unless asked", at: range,
        expected: "self=true, or another node")
    case .differentSizes(let source, let target):
      return Diagnostic(
        "'\(source.name)' has \(source.population.counted("neuron")) and '\(target.name)'"
          + " \(target.population)", at: range, expected: "populations of one size for one-to-one")
    case .immediateLoop(let node):
      return Diagnostic(
        "'\(node.name)' would get its own spikes in the step in which it gives them", at: range,
        expected: "a delay of at least one step")
    case .tooManyInFlight(let node, let longestDelay):
      return Diagnostic(
        "too many membrane potentials of '\(node.name)' would be on their way", at: range,
        expected: "a delay of at most \(longestDelay.counted("step")) for"
          + " \(node.population.counted("neuron"))")
    case .unstableCoupling(let connection, let factor):
      let largest = (connection.weights.values.bounds?.upperBound ?? 0) * factor
      let unit = weightUnit(of: connection).text.spaced
      let clock = nodes[connection.target].flatMap { $0.timeUnit == nil ? nil : $0.clock }
      return Diagnostic(
        "through '\(connection.name)' potentials would jump to and fro ever further"
          + (clock.map { " in steps of \($0)" } ?? ""), at: range,
        expected: "a weight of at most \((-(-largest).roundedUp).readable)\(unit) as the neurons"
          + " stand now, or a shorter dt")
    case .tooManySynapses(let expected, let most):
      return tooManySynapses(
        "these would be about \(expected.readable) synapses", most: most, at: range)
    }
  }

  /// Checks gap junctions after a change, and lets those be that were unstable before.
  ///
  /// - Parameters:
  ///   - names: the nodes.
  ///   - changed: the connections whose weights were given; none where something else was.
  ///   - before: the session before the change.
  ///   - range: where errors point.
  /// - Throws: `Diagnostic` at `range` with the largest stable weight.
  func checkCoupling(
    of names: [String], changing changed: [String] = [], before: Session, at range: SourceRange
  ) throws(Diagnostic) {
    do throws(Network.Obstacle) { try network.checkCoupling(of: names, changing: changed) } catch {
      do throws(Network.Obstacle) { try before.network.checkCoupling(of: names) } catch { return }
      throw diagnostic(of: error, at: range)
    }
  }

  /// That there would be more synapses than there may be.
  func tooManySynapses(_ message: String, most: Int, at range: SourceRange) -> Diagnostic {
    let present = network.synapseCount
    return Diagnostic(
      message + (present > 0 ? " beside \(present)" : ""), at: range,
      expected: "at most \(most) in all; a smaller probability="
        + (present > 0 ? ", or 'drop' of a connection" : ""))
  }

  private func differentClocks(
    _ first: Node, _ second: Node, at range: SourceRange
  ) -> Diagnostic {
    guard (first.timeUnit == nil) == (second.timeUnit == nil) else {
      let (counted, timed) = first.timeUnit == nil ? (first, second) : (second, first)
      return Diagnostic(
        "'\(counted.name)' only counts steps, while those of '\(timed.name)' are \(timed.clock)",
        at: range,
        expected: "neurons that all count steps, such as LIF, or all have a dt with a unit")
    }
    return Diagnostic(
      "a step of '\(first.name)' is \(first.clock), one of '\(second.name)' is \(second.clock)",
      at: range, expected: "the same dt for neurons that are connected")
  }
}
