public import Equations
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

  /// When spikes happen.
  public enum SpikeTiming: String, Hashable, Sendable, CaseIterable, Codable {
    /// At the ends of steps.
    case grid
    /// Where their condition begins to hold, between two steps as well.
    case exact
  }

  /// The tolerance of a node for which none was set.
  public static let usualTolerance = 1e-6

  /// What a node is, and what of it was set.
  public struct Setup: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its equations.
    public internal(set) var model: NeuronModel {
      // Yielded, since a copy of all its parts costs more than what is asked of it.
      _read { yield sharedModel.value }
      set { sharedModel = Shared(newValue) }
    }
    private var sharedModel: Shared<NeuronModel>
    /// How many neurons it has.
    public internal(set) var population: Int
    /// How numbers are kept while it runs.
    public var precision = Precision.double
    /// How much of what it does is kept.
    public var record = Recording.Extent.all
    /// The quantities that are kept where `record` is all; every one that is not computed from others where
    /// empty.
    public var recordedQuantities: [String] = []
    /// How differential equations are solved, where that is not as the model says.
    public var method: Equations.Method?
    /// When spikes happen, where that does not follow from the method and the model.
    public var spikeTiming: SpikeTiming?
    /// How large the error of a step may be, as a share of each state, where steps are as long as that
    /// allows.
    public var tolerance = usualTolerance
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
      sharedModel = Shared(model)
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

    /// Whether spikes are found between steps.
    var findsSpikes: Bool {
      (method ?? model.method).isAdaptive
        || (spikeTiming ?? (model.firesBetweenSteps ? .exact : .grid)) == .exact
    }

    /// Whether what was set is there, with one value for all neurons or one for each.
    var isConsistent: Bool {
      windowSettings.keys.allSatisfy { model.windows[$0] != nil }
        && (recordedQuantities.isEmpty || record == .all)
        && recordedQuantities.allSatisfy { quantity in
          ["mem_before"].contains(quantity) || model.inputs[quantity] != nil
            || model.states[quantity] != nil || model.quantities[quantity] != nil
        }
        && settings.allSatisfy { name, values in
          model.parameters[name] != nil && [1, population].contains(values.count)
        }
    }
  }
}
