import Equations
import Neurons
import OrderedCollections
import Simulation

extension Session {
  /// Why nodes cannot take their steps together, as an error at the words that ask for it.
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
    }
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
