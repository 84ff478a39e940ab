import Equations
import Simulation

/// `tau=3`: a name, and the text that it is set to.
struct Setting: Hashable, Sendable {
  var name: Name
  var value: Name
  /// The numbers of the file's column that the value names.
  var quantities: [Quantity]?

  /// The setting with the name that a node has for it, where it was typed as Python libraries have it.
  func named(asIn node: Node) -> Setting {
    guard let own = otherNames[name.text], !node.isSettable(name.text), node.isSettable(own)
    else { return self }
    return renamed(Name(own, name.range))
  }

  /// The same under another name.
  func renamed(_ name: Name) -> Setting {
    var setting = self
    setting.name = name
    return setting
  }

  /// The setting with the numbers that `FILE.csv:COLUMN` stands for.
  ///
  /// It is as it was where no file is named. The column may be left out where it has the setting's name or is the only one.
  ///
  /// - Throws: `Diagnostic` at the file's or the column's name where there is none, or no numbers.
  func reading(_ host: Host) throws(Diagnostic) -> Setting {
    let pieces = value.parts(separator: ".csv")
    guard pieces.count == 2, pieces[1].text.isEmpty || pieces[1].text.hasPrefix(":") else {
      return self
    }
    let end = pieces[0].range.upper + ".csv".utf8.count
    let file = Name(pieces[0].text + ".csv", SourceRange(value.range.lower, end))
    let column =
      pieces[1].text.isEmpty
      ? Name(name.text, file.range)
      : Name(String(pieces[1].text.dropFirst()), SourceRange(end + 1, value.range.upper))
    let table = try NumberFile(try host.text(of: file), file: file)
    let isOnly = pieces[1].text.isEmpty && table.columns == 1
    let index = isOnly ? 0 : try table.index(of: column)
    let unit = try table.unit(ofColumn: index)
    var setting = self
    setting.quantities = try table.numbers(in: index).map {
      Quantity(value: $0, unit: unit, name: file)
    }
    return setting
  }

  /// What it sets, as it is said: `mem -65 mV`.
  ///
  /// - Parameter unit: what a number without a unit is in.
  func news(in unit: UnitOfMeasure) -> String {
    guard let quantity = try? value.quantity(for: "") else { return "\(name.text) \(value.text)" }
    return "\(name.text) \(quantity.value.canonicalText)\((quantity.unit ?? unit).text.spaced)"
  }
}

// BrainCog's, SpikingJelly's and snnTorch's.
private let otherNames = [
  "act_fun": "act", "surrogate_function": "act", "spike_grad": "act", "v_threshold": "threshold",
  "detach_reset": "mem_detach",
]
