/// What a class of PyTorch inherits, and how that base class wants it.
struct TorchBase {
  /// The library.
  let title: String
  /// The lines that import it.
  var imports: [String] = []
  /// The base class.
  let parent: String
  /// The parameters that the base class keeps by itself.
  var shared: [String] = []
  /// Those of them that are plain numbers there.
  var plainNumbers: Set<String> = []
  /// What else its constructor is told.
  var further: [String] = []
  /// Whether a step is `integral` and `calc_spike`, each of one input at most.
  var splitsStep = false
  /// The method that takes a step, where it is one.
  var forward = "forward"
  /// The method that returns states to their beginnings; nil where the base class does it for states
  /// that are registered with it.
  var reset: String? = "reset"
  /// What holds several of them, and the lines that import it; nil where no format is told of that.
  var module: (parent: String, imports: [String])?

  /// `torch.nn.Module`.
  static let module = TorchBase(
    title: "PyTorch", parent: "torch.nn.Module", module: ("torch.nn.Module", []))
  /// BrainCog's BaseNode.
  static let braincog = TorchBase(
    title: "BrainCog", imports: ["from braincog.base.node.node import BaseNode"],
    parent: "BaseNode", shared: brainCogParameters,
    plainNumbers: ["dt", "step", "v_reset", "steps_done"], further: ["**kwargs"],
    splitsStep: true, reset: "n_reset", module: ("BaseModule", [ofBaseModule]))
  /// STEP's BaseNode_Torch, which builds on BrainCog's.
  static let step = TorchBase(
    title: "STEP", imports: ["from cls.models.utils.node import BaseNode_Torch"],
    parent: "BaseNode_Torch", shared: brainCogParameters,
    plainNumbers: ["dt", "step", "v_reset", "steps_done"], further: ["**kwargs"],
    splitsStep: true, reset: "n_reset", module: ("BaseModule", [ofBaseModule]))
  /// SpikingJelly's MemoryModule.
  static let spikingjelly = TorchBase(
    title: "SpikingJelly", imports: ["from spikingjelly.activation_based import base"],
    parent: "base.MemoryModule", plainNumbers: ["steps_done"], forward: "single_step_forward",
    reset: nil)
  /// snnTorch's SpikingNeuron, whose states it keeps hidden.
  static let snntorch = TorchBase(
    title: "snnTorch", imports: ["import snntorch as snn"], parent: "snn.SpikingNeuron",
    shared: ["threshold"], further: ["init_hidden=True", "**kwargs"], reset: "reset_mem")

  private static let ofBaseModule = "from braincog.model_zoo.base_module import BaseModule"
  private static let brainCogParameters = [
    "threshold", "v_reset", "dt", "step", "mem_detach", "layer_by_layer",
  ]
}
