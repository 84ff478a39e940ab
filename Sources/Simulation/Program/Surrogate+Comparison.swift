import Neurons

extension Surrogate {
  /// The operation that its forward side is on 0 and x; nil for those that give more than 1 and 0.
  var comparison: Operation? {
    switch self {
    case .sigmoid, .relu, .straightThrough, .fastSigmoid, .rectangle: .lessOrEqual
    case .atan, .gate, .quadraticGate, .stdp, .backEIGate: .less
    case .sign, .round: nil
    }
  }
}
