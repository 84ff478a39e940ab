public import Equations
import OrderedCollections

/// The models that can be created, built in and defined by the user, by name.
public struct ModelLibrary: Hashable, Sendable {
  // The user's. Names are looked up in lower case, so that `create lif` finds LIF.
  private var models: OrderedDictionary<String, NeuronModel> = [:]

  /// The library with the built-in models.
  public static let builtIn = ModelLibrary()

  private static let builtInOnes = BuiltInModels(builtInModels)

  /// All models, in teaching order, the user's last.
  public var all: some Collection<NeuronModel> { Self.builtInOnes.all + models.values }

  /// The models that the user defined.
  public var userDefined: some Collection<NeuronModel> { models.values }

  /// All names as they are written.
  public var names: [String] { Self.builtInOnes.names + models.values.map(\.name) }

  /// The model of this name, upper and lower case alike.
  public subscript(name: String) -> NeuronModel? {
    let name = name.lowercased()
    return models[name] ?? Self.builtInOnes[name]
  }

  /// Whether the model of this name comes with the program.
  public func isBuiltIn(_ name: String) -> Bool { Self.builtInOnes.has(name.lowercased()) }

  /// Reads a model's text and checks it against the models here, without adding it.
  ///
  /// - Throws: `Diagnostic` at the part of `text` that has no meaning.
  public func read(_ text: String) throws(Diagnostic) -> NeuronModel {
    let syntax = try ModelSyntax(parsing: text)
    var parent: NeuronModel?
    if let name = syntax.parent {
      parent = self[name.text]
      guard parent != nil else {
        throw Diagnostic.unknown(
          "neuron", name, among: names,
          expected: "a neuron such as LIF, Base or Membrane; 'list models' shows all")
      }
    }
    return try NeuronModel(syntax, text: text, parent: parent)
  }

  /// The texts that read a model here, its own last: that alone, or before it those of the user's
  /// models that it builds on, where they have become others here.
  public func texts(of model: NeuronModel) -> [String] {
    if let read = try? read(model.text), read == model { return [model.text] }
    return model.lineage.filter { !isBuiltIn($0.name) }.map(\.text)
  }

  /// Reads what `texts(of:)` gave, without adding it.
  ///
  /// - Throws: `Diagnostic` at the part of a text that has no meaning.
  public func read(_ texts: [String]) throws(Diagnostic) -> NeuronModel {
    var library = self
    for text in texts.dropLast() { try library.define(text) }
    return try library.read(texts.last ?? "")
  }

  /// Reads a model's text and adds it, in place of the user's earlier one of that name.
  ///
  /// - Throws: `Diagnostic` where the text has no meaning or the name is a built-in model's.
  @discardableResult
  public mutating func define(_ text: String) throws(Diagnostic) -> NeuronModel {
    try define([text])
  }

  /// Reads what `texts(of:)` gave and adds the last, in place of the user's earlier one of that name.
  ///
  /// - Throws: `Diagnostic` as for one text.
  @discardableResult
  public mutating func define(_ texts: [String]) throws(Diagnostic) -> NeuronModel {
    let model = try read(texts)
    guard !isBuiltIn(model.name) else {
      let syntax = try ModelSyntax(parsing: model.text)
      throw Diagnostic(
        "'\(model.name)' is a built-in neuron", at: syntax.name.range, expected: "a new name")
    }
    models[model.name.lowercased()] = model
    return model
  }

  /// Removes a model that the user defined; a built-in one stays.
  public mutating func remove(_ name: String) {
    guard !isBuiltIn(name) else { return }
    models[name.lowercased()] = nil
  }
}

/// The texts of the built-in models, one line a model, in teaching order.
///
/// Each lies in `Models/NAME.neuron` and is embedded in the program.
private let builtInModels: [[UInt8]] = [
  PackageResources.Base_neuron,
  PackageResources.IF_neuron,
  PackageResources.LIF_neuron,
  PackageResources.BraincogLIF_neuron,
  PackageResources.BiasLIF_neuron,
  PackageResources.NoiseLIF_neuron,
  PackageResources.PLIF_neuron,
  PackageResources.BiasPLIF_neuron,
  PackageResources.NoisePLIF_neuron,
  PackageResources.LIFSTDP_neuron,
  PackageResources.BurstLIF_neuron,
  PackageResources.DoubleSidePLIF_neuron,
  PackageResources.BraincogDoubleSidePLIF_neuron,
  PackageResources.DGLIF_neuron,
  PackageResources.HTDGLIF_neuron,
  PackageResources.LIAF_neuron,
  PackageResources.OnlineLIF_neuron,
  PackageResources.BackEI_neuron,
  PackageResources.ThreeComp_neuron,
  PackageResources.ALIF_neuron,
  PackageResources.PSU_neuron,
  PackageResources.IPSU_neuron,
  PackageResources.RPSU_neuron,
  PackageResources.SPSN_neuron,
  PackageResources.PSN_neuron,
  PackageResources.EIFDiscrete_neuron,
  PackageResources.ILIF_neuron,
  PackageResources.NILIF_neuron,
  PackageResources.KLIF_neuron,
  PackageResources.CLIF_neuron,
  PackageResources.GLIF_neuron,
  PackageResources.BraincogIzhikevich_neuron,
  PackageResources.IzhikevichMU_neuron,
  PackageResources.CTIzhikevich_neuron,
  PackageResources.SimHH_neuron,
  PackageResources.BraincogHH_neuron,
  PackageResources.aEIF_neuron,
  PackageResources.adth_neuron,
  PackageResources.Relay_neuron,
  PackageResources.ReLU_neuron,
  PackageResources.BiasReLU_neuron,
  PackageResources.Membrane_neuron,
  PackageResources.RefractoryLIF_neuron,
  PackageResources.NoisyLIF_neuron,
  PackageResources.QIF_neuron,
  PackageResources.Theta_neuron,
  PackageResources.EIF_neuron,
  PackageResources.AdEx_neuron,
  PackageResources.Izhikevich_neuron,
  PackageResources.IzhikevichNet_neuron,
  PackageResources.HH_neuron,
  PackageResources.WangBuzsaki_neuron,
  PackageResources.MorrisLecar_neuron,
  PackageResources.FitzHughNagumo_neuron,
  PackageResources.HindmarshRose_neuron,
  PackageResources.ResonateFire_neuron,
  PackageResources.MihalasNiebur_neuron,
  PackageResources.Poisson_neuron,
  PackageResources.Spikes_neuron,
  PackageResources.Synapse_neuron,
  PackageResources.ExpSynapse_neuron,
  PackageResources.AlphaSynapse_neuron,
  PackageResources.BiexpSynapse_neuron,
  PackageResources.ExpConductance_neuron,
  PackageResources.AlphaConductance_neuron,
  PackageResources.NMDA_neuron,
]
