public import Equations

/// The random numbers with which the states of some neurons begin.
///
/// They follow from the seed, the node's own stream, the state and the neuron, so that `reset` draws
/// the same again, whatever else was drawn and on however many threads.
public struct FirstDraws: Hashable, Sendable {
  private let random: RandomSource
  private let stream: UInt32
  private let firstNeuron: Int

  /// Makes the draws of a node.
  ///
  /// - Parameters:
  ///   - random: the session's seed.
  ///   - stream: that of the node's own noise.
  ///   - firstNeuron: which neuron its first one is, counted from 0.
  public init(_ random: RandomSource, stream: UInt32, firstNeuron: Int) {
    self.random = random
    self.stream = stream
    self.firstNeuron = firstNeuron
  }

  /// Those of one of its states.
  ///
  /// - Parameter name: the state's name.
  public func ofState(_ name: String) -> FirstDraws {
    FirstDraws(
      random, stream: stream ^ RandomSource.stream("\(name) at first"), firstNeuron: firstNeuron)
  }

  /// A term in which the numbers stand that a neuron draws.
  ///
  /// - Parameters:
  ///   - term: where a state begins.
  ///   - neuron: which neuron, counted from 0.
  public func drawn(_ term: Expression, neuron: Int) -> Expression {
    let places = term.draws
    return term.replacing { part in
      places.firstIndex(of: part).map {
        Expression(.number(number(of: part, $0, neuron: neuron)), part.range)
      }
    }
  }

  // Nil for what draws nothing.
  func column(of call: Expression, in term: Expression, count: Int) -> [Double]? {
    guard let index = term.draws.firstIndex(of: call) else { return nil }
    return (0..<count).map { number(of: call, index, neuron: $0) }
  }

  // The numbers of a term are told apart by their order in it, which spaces do not change.
  private func number(of draw: Expression, _ index: Int, neuron: Int) -> Double {
    let place = RandomSource.Place(stream: stream, neuron: firstNeuron + neuron, step: index)
    return draw.calls(.uniform) ? random.uniform(at: place) : random.normal(at: place)
  }
}

extension Expression {
  /// Where numbers are drawn in it, each place once, in their order.
  fileprivate var draws: [Expression] {
    let own = calls(.uniform) || calls(.normal) ? [self] : []
    return (own + parts.flatMap(\.draws)).reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }

  fileprivate func calls(_ function: Function) -> Bool {
    if case .call(let name, _) = kind { name.text == function.rawValue } else { false }
  }
}
