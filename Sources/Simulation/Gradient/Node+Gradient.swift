public import Equations
public import Neurons
import OrderedCollections

extension Node {
  /// Runs `steps` steps from the reset state, without changing the node, and differentiates a loss.
  ///
  /// - Parameters:
  ///   - loss: what is differentiated.
  ///   - steps: how many steps.
  ///   - random: where noise comes from.
  ///   - range: where errors point.
  ///   - engine: what takes the steps.
  ///   - isInterrupted: asked now and then.
  /// - Throws: `Diagnostic` at `range` as `Network.gradient` does.
  public func gradient(
    of loss: Loss, steps: Int, random: RandomSource, at range: SourceRange,
    engine: Engine = Engine(), isInterrupted: () -> Bool = { false }
  ) throws(Diagnostic) -> Gradient {
    var network = Network()
    network.nodes[name] = self
    return try network.gradient(
      of: loss, at: name, steps: steps, random: random, at: range, engine: engine,
      isInterrupted: isInterrupted)
  }
}

extension Gradient {
  /// d loss / d input of a node, a row of its population a step; empty for what is not there.
  public func inputs(_ input: String, of node: String) -> [Double] {
    nodes[node]?.inputs[input] ?? []
  }

  /// d loss / d parameter of a node, where all its neurons' change alike.
  public func parameter(_ parameter: String, of node: String) -> Double? {
    nodes[node]?.parameters[parameter]?.reduce(0, +)
  }
}
