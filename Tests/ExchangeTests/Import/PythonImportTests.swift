import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let wishes = ImportWishes(name: "x")

/// Classes as the libraries' users write them.
enum PythonSample {
  static let braincogLIF = #"""
    class LIFNode(BaseNode):
        """
        Leaky integrate and fire, with 'quotes' and # no comment
        """
        def __init__(self, threshold=0.5, tau=2., act_fun=QGateGrad, *args, **kwargs):
            super().__init__(threshold, *args, **kwargs)
            self.tau = tau
            if isinstance(act_fun, str):
                act_fun = eval(act_fun)
            self.act_fun = act_fun(alpha=2., requires_grad=False)
            # self.threshold = threshold

        def integral(self, inputs):
            self.mem = self.mem + (inputs - self.mem) / self.tau

        def calc_spike(self):
            self.spike = self.act_fun(self.mem - self.threshold)
            self.mem = self.mem * (1 - self.spike.detach())
    """#

  static let adaptive = #"""
    class Adaptive(LIFNode):
        def __init__(self, threshold=1., tau=4., beta=0.1, act_fun=Sigmoid_Grad, layer_by_layer=True):
            super().__init__(threshold=threshold, layer_by_layer=layer_by_layer)
            self.tau = tau
            self.beta = beta
            self.ad = 0.25
            self.act_fun = act_fun(requires_grad=False)

        def integral(self, inputs):
            gate = torch.sigmoid(self.ad)
            gate = gate * torch.exp(-self.ad)
            self.mem = self.mem + (inputs - self.mem) / self.tau * gate
            self.mem += torch.where(self.mem > 2, torch.zeros_like(self.mem), 0.01)

        def calc_spike(self):
            self.spike = self.act_fun(self.mem - self.threshold - self.ad)
            self.ad = 0.9 * self.ad + self.beta * self.spike
            self.mem = self.mem * (1. - self.spike.detach())
    """#

  static let spikingJelly = #"""
    from spikingjelly.activation_based import neuron, surrogate
    class Square(neuron.BaseNode):
        def __init__(self, tau: float = 2., a0: float = 1., v_reset: float = 0.1,
                     surrogate_function=surrogate.ATan(alpha=3.)):
            super().__init__(1., v_reset, surrogate_function)
            self.tau = tau
            self.a0 = a0
        def neuronal_charge(self, x: torch.Tensor):
            self.v = self.v + (x + self.a0 * self.v * (self.v - self.v_threshold)) / self.tau
    """#
}

@Suite struct PythonImportTests {
  // The class of BrainCog's node, as its own program ran it.
  @Test
  func theLIFNodeIsTheBuiltInOne() throws {
    let imported = try ImportFormat.python.model(PythonSample.braincogLIF, wishes)
    let builtIn = try #require(ModelLibrary.builtIn["braincog.LIF"])
    let inputs = (0..<200).map { 1.5 * Double(($0 * 7919) % 13) / 13 - 0.2 }
    for setting in [[:], ["tau": [3.0]], ["threshold": [0.3]]] {
      let ours = try trace(imported.model, inputs, setting)
      let theirs = try trace(builtIn, inputs, setting)
      #expect(ours == theirs && theirs.contains(0))
    }
  }

  private func trace(
    _ model: NeuronModel, _ inputs: [Double], _ settings: [String: [Double]]
  ) throws -> [Double] {
    var node = try Node(name: "x", model: model, population: 1, at: SourceRange(0, 0))
    for (name, values) in settings {
      try node.set(
        Name(name, SourceRange(0, 0)), to: values[0], neurons: 0..<1, at: SourceRange(0, 0))
    }
    var result: [Double] = []
    for input in inputs {
      node.feed(Signal(.constant(input)), neurons: 0..<1, isAdded: false)
      _ = node.advance(1, random: RandomSource(seed: 1), isInterrupted: { false })
      result.append(node.states["mem"]?[0] ?? .nan)
    }
    return result
  }

  @Test func aClassThatBuildsOnAnotherIsWhatItsMethodsSay() throws {
    let text = PythonSample.braincogLIF + "\n" + PythonSample.adaptive
    let imported = try ImportFormat.python.model(text, wishes)
    #expect(imported.sets == ["LIFNode"])
    #expect(imported.model.surrogate == .sigmoid)
    let node = try imported.run(6, input: 3)
    // The same in plain arithmetic.
    var (mem, ad, spikes) = (0.0, 0.25, 0)
    for _ in 0..<6 {
      let gate = 1 / (1 + exp(-ad)) * exp(-ad)
      mem += (3 - mem) / 4 * gate
      mem += mem > 2 ? 0 : 0.01
      let spike = mem - 1 - ad >= 0 ? 1.0 : 0
      ad = 0.9 * ad + 0.1 * spike
      mem *= 1 - spike
      spikes += Int(spike)
    }
    #expect(abs((node.states["mem"]?[0] ?? .nan) - mem) < 1e-12)
    #expect(node.recording.spikeCount(after: 0) == spikes && spikes > 0)
    let chosen = try ImportFormat.python.model(
      text, ImportWishes(name: "x", set: Name("LIFNode", SourceRange(0, 0))))
    #expect(chosen.model.surrogate == .quadraticGate)
  }

  @Test func aNodeOfSpikingJellyResetsToItsValue() throws {
    let imported = try ImportFormat.python.model(PythonSample.spikingJelly, wishes)
    #expect(imported.model.surrogate == .atan)
    let node = try imported.run(9, input: 1.3)
    var (mem, count) = (0.0, 0)
    for _ in 0..<9 {
      mem += (1.3 + mem * (mem - 1)) / 2
      if mem > 1 { (mem, count) = (0.1, count + 1) }
    }
    #expect(abs((node.states["mem"]?[0] ?? .nan) - mem) < 1e-12)
    #expect(node.recording.spikeCount(after: 0) == count && count > 0)
  }

  @Test(arguments: [
    ("self.mem = «self.conv»(inputs)", "function 'self.conv'"),
    ("self.mem = self.mem + «self.bias»", "unknown name"),
    ("«for» i in range(3):", "statement 'for'"),
    ("self.mem = self.mem + «(»", "unexpected"),
    ("self.mem = torch.exp(self.mem«,» 2«)»", "got 2 arguments"),
    ("«print(1)»", "this statement"),
    ("self.mem = \"\"\"open", "not closed"),
  ])
  func whatIsNoArithmeticIsRefused(statement: String, message: String) throws {
    let text = """
      class A(BaseNode):
          def integral(self, inputs):
              \(statement)
          def calc_spike(self):
              self.spike = self.act_fun(self.mem - self.threshold)

      """
    let marked = MarkedText(text)
    let error = #expect(throws: Diagnostic.self) {
      try ImportFormat.python.model(marked.text, wishes)
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    let place = text.split(separator: "\n", omittingEmptySubsequences: false)[..<2].joined().utf8
      .count
    #expect((error?.range.lower ?? 0) >= place)
  }
}
