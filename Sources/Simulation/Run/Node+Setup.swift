public import Neurons
import OrderedCollections

extension Node {
  /// How numbers are kept while a node runs.
  public enum Precision: String, Hashable, Sendable, CaseIterable, Codable {
    /// 64 bits.
    case double
    /// 32 bits, as the original Python nodes compute.
    case float
  }

  /// What a node is, and what of it was set.
  public struct Setup: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its equations.
    public let model: NeuronModel
    /// How many neurons it has.
    public internal(set) var population: Int
    /// How numbers are kept while it runs.
    public var precision = Precision.double
    /// How much of what it does is kept.
    public var record = Recording.Extent.all
    /// What `act` stands for.
    public var surrogate: Surrogate
    /// Parameters that were set: one value for all, or one for each neuron.
    public var settings: [String: [Double]] = [:]
    /// Matrices and vectors of which entries were set.
    public var windowSettings: [String: [Double]] = [:]
    /// Which random numbers its own noise draws.
    ///
    /// They follow from the name that it was created with, so that a node added to a script
    /// elsewhere leaves them as they are.
    public var noiseStream: UInt32
    /// Which neuron its first one is where random numbers are drawn, from 0.
    ///
    /// It is another than 0 for a stretch of a larger population that is computed on its own.
    var firstNeuron = 0

    /// A node of which nothing was set.
    public init(name: String, model: NeuronModel, population: Int = 1) {
      self.name = name
      self.model = model
      self.population = population
      surrogate = model.surrogate
      noiseStream = Self.noiseStream(of: name)
    }

    /// Whether its noise is the one that follows from its name.
    public var hasNoiseOfItsName: Bool { noiseStream == Self.noiseStream(of: name) }

    /// What its states draw where they begin.
    func firstDraws(_ random: RandomSource) -> FirstDraws {
      FirstDraws(random, stream: noiseStream, firstNeuron: firstNeuron)
    }

    private static func noiseStream(of name: String) -> UInt32 {
      RandomSource.stream("\(name)'s noise")
    }

    /// Whether what was set is there, with one value for all neurons or one for each.
    var isConsistent: Bool {
      windowSettings.keys.allSatisfy { model.windows[$0] != nil }
        && settings.allSatisfy { name, values in
          model.parameters[name] != nil && [1, population].contains(values.count)
        }
    }
  }
}
