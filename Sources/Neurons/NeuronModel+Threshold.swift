public import Equations
public import OrderedCollections

extension NeuronModel {
  /// The membrane potential at which it fires, as a term over parameters; nil where its spike block
  /// does not say so, or compares mem with what changes in time.
  ///
  /// It is the parameter `threshold` where the spike block uses that, else X of
  /// `spike when mem >= X` or of `spike = act(mem - X)`.
  public var threshold: Expression? {
    let conditions = measuredSpike.statements.filter {
      $0.kind == .spikeWhen || $0.kind == .definition
        || ($0.kind == .assignment(nil) && $0.target.text == "spike")
    }
    if parameters["threshold"] != nil, conditions.contains(where: { $0.value.uses("threshold") }) {
      return Expression(.name("threshold"), spike.keyword)
    }
    let limits = conditions.filter { $0.target.text == "spike" }.compactMap(\.value.limitOfMembrane)
    return limits.first { limit in limit.usesOnly(parameters.keys) }
  }

  /// The membrane potential at which it fires: one value for all neurons, or one for each of them;
  /// nil where it has no such constant.
  ///
  /// - Parameters:
  ///   - columns: every parameter: one value for all, or one a neuron.
  ///   - count: how many neurons there are.
  public func thresholds(
    parameters columns: OrderedDictionary<String, [Double]>, count: Int
  ) -> [Double]? {
    guard let threshold else { return nil }
    if case .name(let name) = threshold.kind { return columns[name] }
    return try? column(of: threshold, count: count, given: columns)
  }
}

extension Expression {
  // What mem is compared with.
  fileprivate var limitOfMembrane: Expression? {
    switch kind {
    case .binary(.and, let left, let right): left.limitOfMembrane ?? right.limitOfMembrane
    case .binary(.greater, let left, let right), .binary(.greaterOrEqual, let left, let right),
      .binary(.crosses, let left, let right):
      left.kind == .name("mem") ? right : nil
    case .binary(.less, let left, let right), .binary(.lessOrEqual, let left, let right):
      right.kind == .name("mem") ? left : nil
    case .call(let function, let arguments) where function.text == "act":
      if case .binary(.subtract, let left, let right)? = arguments.first?.kind,
        left.kind == .name("mem")
      {
        right
      } else {
        nil
      }
    default: nil
    }
  }
}
