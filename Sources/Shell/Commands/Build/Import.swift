import Equations
import Exchange
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let importModel = Command(
    "import", .build, "Make a neuron of a file of another program.",
    traits: [.isForeseen],
    details: """
      The file's equations become a model, which is shown, and a node of it with the file's
      parameters and initial values. The voltage is mem here; what else has another name, what was
      left out and how long the file wants to run is said as well. What our language cannot say is
      refused with its place in the file. set= takes one of the sets of values that an .ode file
      has besides its own.
      """,
    examples: [
      "import fhn.ode; run fhn1 2000; plot fhn1 mem w", "import fhn.ode as=Cell set=still",
    ],
    Argument<Name>.file("a file of XPPAUT (.ode)"),
    Argument<Name?>.keyed("as", .name("NAME"), "the model's name; the file's unless it is given"),
    Argument<Name?>.keyed("set", .name("SET"), "which set of values of the file")
  ) { (context: inout Context, file: Name, name: Name?, set: Name?) throws(Diagnostic) in
    let ending = file.text.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let format = ImportFormat.all.first(where: { $0.endings.contains(ending) }) else {
      let endings = ImportFormat.all.flatMap(\.endings).map { ".\($0)" }.joined(separator: ", ")
      throw Diagnostic(
        "'\(file.text)' does not say by its ending what it is", at: file.range,
        expected: "a file that ends with \(endings)")
    }
    let text = try context.host.text(of: file)
    guard text.utf8.count <= ImportFormat.longestText else {
      throw Diagnostic(
        "'\(file.text)' is too long", at: file.range,
        expected: "at most \(ImportFormat.longestText) bytes", kind: .outOfRange)
    }
    let wishes = ImportWishes(name: try context.session.modelName(name, of: file), set: set)
    let imported: ImportedModel
    do throws(Diagnostic) { imported = try format.model(text, wishes) } catch {
      // A set is named in the command itself.
      if let set, error.range == set.range { throw error }
      throw error.about(file, text)
    }
    return try context.take(imported, of: text, at: file.range)
  }
}

extension Context {
  // Adds the model and a node of it.
  fileprivate mutating func take(
    _ imported: ImportedModel, of text: String, at range: SourceRange
  ) throws(Diagnostic) -> Report {
    let model = imported.model
    try session.models.define(model.text)
    let name = session.freeName(for: model)
    try session.checkRoom(for: 1, at: range)
    var node = try Node(name: name.text, model: model, population: 1, at: range)
    try node.begin(random: session.random)
    try node.checkIsFinite(at: range)
    session.nodes[name.text] = node
    session.current = name.text
    var report = model.description
    for renaming in imported.renamings {
      report.add(.note("'\(renaming.old)' of the file is '\(renaming.new)' here"))
    }
    for note in imported.notes {
      let line = note.range.map { CommandText(text: text).position(of: $0.lower).line }
      report.add(.note((line.map { "line \($0): " } ?? "") + note.text))
    }
    if !imported.sets.isEmpty {
      report.add(.note("sets of values: \(imported.sets.joined(separator: ", "))"))
    }
    let run =
      imported.steps.map { "; the file runs it for \($0) steps: run \(name.text) \($0)" } ?? ""
    report.add(.note("\(name.text): \(node.summary)\(run)"))
    return report
  }
}

extension Session {
  // The name that was asked for, else that of the file.
  fileprivate func modelName(_ name: Name?, of file: Name) throws(Diagnostic) -> String {
    if let name {
      guard name.text.isVisibleName else {
        throw Diagnostic(
          "'\(name.text)' cannot name a model", at: name.range,
          expected: "a letter, then letters, digits and _")
      }
      guard !models.isBuiltIn(name.text) else {
        throw Diagnostic(
          "'\(name.text)' is a built-in neuron", at: name.range, expected: "a new name",
          kind: .duplicate)
      }
      return name.text
    }
    let base =
      file.text.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? ""
    var result = String(base.map { ($0.isLetter || $0.isNumber) && $0.isASCII ? $0 : "_" })
    if result.first?.isLetter != true { result = "model_" + result }
    while models.isBuiltIn(result) || !result.isVisibleName { result += "_" }
    return result
  }
}

extension Diagnostic {
  // The error as one about the command that named the file.
  fileprivate func about(_ file: Name, _ text: String) -> Diagnostic {
    let position = CommandText(text: text).position(of: range.lower)
    return Diagnostic(
      "\(file.text):\(position.line):\(position.column): \(message)", at: file.range,
      expected: expected, suggestion: suggestion, kind: kind)
  }
}
