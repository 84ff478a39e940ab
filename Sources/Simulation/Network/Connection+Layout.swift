extension Connection {
  /// How the neurons of two populations lie beside each other, evenly along the same line or ring.
  public enum Layout: String, Hashable, Sendable, Codable, CaseIterable {
    /// From one end to the other.
    case line
    /// The last beside the first.
    case ring

    /// How far a neuron of the source is from one of the target, in the spacing of the target's neurons.
    ///
    /// With as many neurons on both sides it is |i - j|, on a ring min(|i - j|, N - |i - j|).
    ///
    /// - Parameters:
    ///   - source: the neuron of the source, counted from 0.
    ///   - sources: how many the source has.
    ///   - target: the neuron of the target, counted from 0.
    ///   - targets: how many the target has.
    public func distance(
      from source: Int, of sources: Int, to target: Int, of targets: Int
    ) -> Double {
      let scale = Double(targets) / Double(sources)
      let place = sources == targets ? Double(source) : (Double(source) + 0.5) * scale - 0.5
      let along = abs(place - Double(target))
      return self == .line ? along : min(along, Double(targets) - along)
    }
  }
}
