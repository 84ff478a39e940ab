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
      refused with its place in the file. Files are those of XPPAUT (.ode), NESTML (.nestml), Brian2 scripts and
      neuron classes of BrainCog, STEP and SpikingJelly (.py), lines of Brian2 (.txt). set= takes
      one of the sets of values that an .ode file has besides its own, or one of the classes of a
      .py file. 'import brian2' takes equations as they are typed, with values of their names
      behind.
      """,
    examples: [
      "import fhn.ode; run fhn1 2000; plot fhn1 mem w", "import fhn.ode as=Cell set=still",
      """
      import brian2 "dv/dt = (El - v + R*I) / tau : volt; I : amp" threshold="v > -50*mV" \
        reset="v = -60*mV" refractory=2ms El=-65mV R=100MOhm tau=10ms v=-65mV as=Leaky
      """,
    ],
    Argument<Name>.required(
      .name("FILE", "brian2") {
        $0.fileCandidates + [Candidate("brian2", "equations in quotes, as they are typed")]
      }, "a file, or the word brian2 before equations",
      missing: "the name of a file, or 'brian2' and equations in quotes"),
    Argument<Name?>.place(.name("EQUATIONS"), "equations of Brian2 in quotes"),
    Argument<Name?>.keyed("as", .name("NAME"), "the model's name; the file's unless it is given"),
    Argument<Name?>.keyed("set", .name("SET"), "which set of values, or which class, of the file"),
    Argument<Name?>.keyed("threshold", .name("CONDITION"), "when equations of Brian2 fire"),
    Argument<Name?>.keyed("reset", .name("STATEMENTS"), "what a spike of theirs does"),
    Argument<Name?>.keyed("refractory", .name("TIME"), "for how long they do not fire again"),
    Argument<[Setting]>.settings("[NAME=VALUE ...]", "values of names in equations of Brian2") {
      _ in []
    }
  ) {
    (
      context: inout Context, file: Name, equations: Name?, name: Name?, set: Name?,
      threshold: Name?, reset: Name?, refractory: Name?, settings: [Setting]
    ) throws(Diagnostic) in
    guard file.text == "brian2" else {
      if let equations {
        throw .unexpected(equations, expected: "import FILE, or import brian2 \"EQUATIONS\"")
      }
      let ofBrian = [("threshold", threshold), ("reset", reset), ("refractory", refractory)]
      let other = ofBrian.first { $0.1 != nil } ?? settings.first.map { ($0.name.text, $0.name) }
      if let (word, place) = other, let place {
        throw Diagnostic(
          "a file says '\(word)' itself", at: place.range,
          expected: "as=NAME or set=SET behind a file; 'set' changes values afterwards")
      }
      return try context.take(file: file, name: name, set: set)
    }
    guard let equations else {
      throw Diagnostic(
        "'brian2' has no equations behind it", at: file.range,
        expected: "equations in quotes: \"dv/dt = -v / (10*ms) : volt\"", kind: .incomplete)
    }
    let wishes = ImportWishes(
      name: try context.session.modelName(name, of: Name("brian", file.range)))
    let imported = try ImportFormat.brian2(
      equations: equations, threshold: threshold, reset: reset, refractory: refractory,
      values: settings.map { ($0.name, $0.value) }, wishes)
    return try context.take(imported, of: nil, at: file.range)
  }
}

extension Context {
  // Makes a model of a file.
  fileprivate mutating func take(
    file: Name, name: Name?, set: Name?
  ) throws(Diagnostic) -> Report {
    let ending = file.text.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let format = ImportFormat.all.first(where: { $0.endings.contains(ending) }) else {
      let endings = ImportFormat.all.flatMap(\.endings).map { ".\($0)" }.joined(separator: ", ")
      throw Diagnostic(
        "'\(file.text)' does not say by its ending what it is", at: file.range,
        expected: "a file that ends with \(endings)")
    }
    let text = try host.text(of: file)
    guard text.utf8.count <= ImportFormat.longestText else {
      throw Diagnostic(
        "'\(file.text)' is too long", at: file.range,
        expected: "at most \(ImportFormat.longestText) bytes", kind: .outOfRange)
    }
    let wishes = ImportWishes(name: try session.modelName(name, of: file), set: set)
    let imported: ImportedModel
    do throws(Diagnostic) { imported = try format.model(text, wishes) } catch {
      // A set is named in the command itself.
      if let set, error.range == set.range { throw error }
      throw error.about(file, text)
    }
    return try take(imported, of: text, at: file.range)
  }

  // Adds the model and a node of it.
  fileprivate mutating func take(
    _ imported: ImportedModel, of text: String?, at range: SourceRange
  ) throws(Diagnostic) -> Report {
    let model = imported.model
    try session.models.define(model.text)
    let name = session.freeName(for: model)
    try session.checkRoom(for: 1, at: range)
    var node = try Node(name: name.text, model: model, population: 1, at: range)
    if imported.findsSpikes { node.solve(by: model.method, spikes: .exact) }
    try node.begin(random: session.random)
    try node.checkIsFinite(at: range)
    session.nodes[name.text] = node
    session.current = name.text
    var report = model.description
    for renaming in imported.renamings {
      report.add(.note("'\(renaming.old)' of the file is '\(renaming.new)' here"))
    }
    for note in imported.notes {
      let place = text.flatMap { text in
        note.range.map { CommandText(text: text).position(of: $0.lower) }
      }
      let line = place?.line
      report.add(.note((line.map { "line \($0): " } ?? "") + note.text))
    }
    if !imported.sets.isEmpty {
      report.add(.note("set= takes one of \(imported.sets.joined(separator: ", "))"))
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
