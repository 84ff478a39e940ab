import Neurons

extension Surrogate {
  /// The surrogate as a function of PyTorch, with its derivatives by x and alpha.
  ///
  /// - Parameter name: what the function is called.
  func torch(named name: String) -> [String] {
    let forward =
      switch self {
      case .sign: "torch.sign(x)"
      case .round: "torch.ceil(torch.clamp(x, -0.5, 4.5)) + 0"
      default: "(x \(firesAtThreshold ? ">=" : ">") 0).to(x.dtype)"
      }
    let slope =
      switch self {
      case .sigmoid: "alpha * torch.sigmoid(alpha * x) * (1 - torch.sigmoid(alpha * x))"
      case .atan: "alpha / 2 / (1 + (torch.pi / 2 * alpha * x) ** 2)"
      case .gate: "(x.abs() < 1 / alpha).to(x.dtype)"
      case .quadraticGate:
        "torch.where(x.abs() <= 1 / alpha, alpha - alpha * alpha * x.abs(), 0.0)"
      case .relu: "torch.where(x > 0, alpha, 0.0)"
      case .straightThrough: "torch.ones_like(x)"
      case .rectangle: "torch.where(x.abs() <= 1 / (2 * alpha), alpha, 0.0)"
      case .stdp: "(x > 0).to(x.dtype)"
      case .backEIGate, .sign: "(x.abs() < 0.5).to(x.dtype)"
      case .round: "torch.logical_and(x > -0.5, x < 4.5).to(x.dtype)"
      case .fastSigmoid: "1 / (1 + alpha * x.abs()) ** 2"
      }
    let slopeByAlpha =
      switch self {
      case .atan: "x / 2 / (1 + (torch.pi / 2 * alpha * x) ** 2)"
      case .relu: "torch.relu(x)"
      default: "torch.zeros_like(x)"
      }
    return [
      "class \(name)(torch.autograd.Function):",
      "    \"\"\"\(rawValue): \(note).\"\"\"", "",
      "    @staticmethod", "    def forward(ctx, x, alpha):",
      "        ctx.save_for_backward(x, alpha)", "        return \(forward)", "",
      "    @staticmethod", "    def backward(ctx, gradient):",
      "        x, alpha = ctx.saved_tensors",
      "        by_alpha = gradient * (\(slopeByAlpha))",
      "        return gradient * (\(slope)), by_alpha.sum_to_size(alpha.shape)",
    ]
  }
}
