public import Equations
import OrderedCollections

/// A format of another program from which models come.
public struct ImportFormat: Sendable {
  /// Its name.
  public let name: String
  /// How the names of its files end.
  public let endings: [String]
  /// One line on it.
  public let note: String
  /// Makes a model of a file's text.
  ///
  /// It throws a `Diagnostic` at the part of the text that is damaged, or that our language has no
  /// counterpart of.
  public let model:
    @Sendable (_ text: String, _ wishes: ImportWishes) throws(Diagnostic) -> ImportedModel

  /// All formats: one line each.
  public static let all = [xpp, nestml, python, brian2]

  /// The longest text that is looked at.
  public static let longestText = 1_000_000
}

extension ImportFormat {
  /// XPPAUT's files of ordinary differential equations and maps.
  public static let xpp = ImportFormat(
    name: "ode", endings: ["ode"], note: "XPPAUT: equations, parameters, events and settings"
  ) { (text: String, wishes: ImportWishes) throws(Diagnostic) in
    var file = try ODEFile(text)
    if let set = wishes.set { file = try file.taking(set: set) }
    var translation = try ODETranslation(file, wishes, length: text.utf8.count)
    return try translation.model()
  }
}

extension ImportFormat {
  /// NESTML's neurons.
  public static let nestml = ImportFormat(
    name: "nestml", endings: ["nestml"],
    note: "NESTML: state, parameters, equations, convolve, update, onReceive and onCondition"
  ) { (text: String, wishes: ImportWishes) throws(Diagnostic) in
    let source = try NESTMLModel(PlacedText(text))
    var translation = try NESTMLTranslation(
      source, wishes, whole: SourceRange(0, text.utf8.count))
    var other = translation
    do throws(Diagnostic) { return try translation.model() } catch {
      // NESTML lets a 'real' be computed of quantities, and then is either the one or the other.
      other.castsToNumbers = true
      if error.kind == .mismatch, let model = try? other.model() { return model }
      throw error
    }
  }
}

extension ImportFormat {
  /// Python: neuron classes of BrainCog, STEP and SpikingJelly, and scripts of Brian2.
  public static let python = ImportFormat(
    name: "python", endings: ["py"],
    note: "neuron classes of BrainCog, STEP and SpikingJelly; scripts of Brian2"
  ) { (text: String, wishes: ImportWishes) throws(Diagnostic) in
    let classes = try PythonClass.all(in: PlacedText(text))
    guard classes.contains(where: \.isNeuron) || wishes.set != nil else {
      return try brian2.model(text, wishes)
    }
    let chosen = try PythonClass.chosen(wishes.set, among: classes)
    let whole = SourceRange(0, text.utf8.count)
    var translation = try PythonTranslation(chosen, wishes, whole: whole)
    var imported = try translation.model()
    imported.sets = classes.filter { $0.isNeuron && $0.name != chosen.name }.map(\.name.text)
    return imported
  }
}

extension ImportFormat {
  /// Scripts of Brian2, and files of lines such as `threshold = "v > -50*mV"`.
  public static let brian2 = ImportFormat(
    name: "brian2", endings: ["txt"],
    note: "Brian2: equations in quotes with threshold, reset, refractory and values"
  ) { (text: String, wishes: ImportWishes) throws(Diagnostic) in
    let file = PlacedText(text)
    var translation = try BrianTranslation(
      BrianModel(file: file), wishes, whole: SourceRange(0, text.utf8.count))
    return try translation.model()
  }

  /// A model of Brian2 equations that stand for themselves.
  ///
  /// - Parameters:
  ///   - equations: the equations, a line each or with `;` between.
  ///   - threshold: the condition at which it fires; nil for never.
  ///   - reset: what a spike does.
  ///   - refractory: for how long after a spike there is no other.
  ///   - values: values of names in the equations, and with what states begin.
  ///   - wishes: the name that the model is to have.
  /// - Throws: `Diagnostic` at the part that is damaged, has no value, or that our language cannot say.
  public static func brian2(
    equations: Name, threshold: Name? = nil, reset: Name? = nil, refractory: Name? = nil,
    values: [(name: Name, value: Name)] = [], _ wishes: ImportWishes
  ) throws(Diagnostic) -> ImportedModel {
    var model = try BrianModel(equations: PlacedText(equations))
    if let threshold { model.threshold = try BrianModel.term(PlacedText(threshold)) }
    if let reset { model.reset = try BrianModel.assignments(PlacedText(reset)) }
    if let refractory { model.refractory = try BrianModel.term(PlacedText(refractory)) }
    for (name, value) in values {
      model.values[name.text] = (name, try BrianModel.term(PlacedText(value)))
    }
    var translation = try BrianTranslation(model, wishes, whole: equations.range)
    return try translation.model()
  }
}
