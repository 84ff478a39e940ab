public import Equations

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
  public static let all = [xpp]

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
