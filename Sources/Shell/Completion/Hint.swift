import Equations
import Neurons
import OrderedCollections
import Simulation

/// What a value at the cursor is: how the grammar calls it, and its unit.
struct ExpectedValue: Hashable, Sendable {
  /// Its place in the grammar, such as `CURRENT in nA`.
  var text: String
  /// What it is measured in; nil where it has no unit.
  var unit: UnitOfMeasure?
}

/// The grammar of what can follow a line, with units, in a line of its own.
public struct Hint: Hashable, Sendable {
  /// The text; empty where there is nothing to say.
  public let text: String

  /// Finds what can follow a line whose cursor is at the end.
  ///
  /// - Parameters:
  ///   - line: the line.
  ///   - earlier: the lines of the same statement in front of this one.
  ///   - session: the session that the line is for.
  ///   - host: where names of files come from, and whether verbs may be short.
  public init(_ line: String, after earlier: String = "", session: Session, host: Host) {
    let typed = TypedLine(
      line, cursor: line.utf8.count, after: earlier, session: session, host: host)
    guard let situation = typed.situation else {
      // Behind a whole verb the first argument may come.
      let whole = Command.all.first { $0.name == typed.prefix }
      text = whole.map { $0.arguments.map(\.usage).joined(separator: " ") }?.spaced ?? ""
      return
    }
    text = typed.command?.hint(in: situation) ?? ""
  }
}

extension Command {
  /// What can stand at the place that `situation` describes and behind it.
  fileprivate func hint(in situation: CompletionSituation) -> String {
    guard situation.key == nil, situation.prefix.isEmpty else { return valueHint(in: situation) }
    // Arguments that are known by their place, and the others.
    var placed: [String] = []
    var named: [String] = []
    var words = situation.positionals[...]
    for part in arguments.flatMap(\.parts) {
      for form in part.forms.prefix(1) {
        switch form.role {
        case .place:
          if let word = words.first, part.takes(word, in: situation) {
            words.removeFirst()
            // What could have stood before it was left out.
            placed = []
          } else {
            placed.append(form.expects(situation)?.text ?? part.usage)
          }
        case .places:
          let others = words.drop { part.takes($0, in: situation) }
          placed = others.count < words.count ? [] : placed + [part.usage]
          words = others
        case .span: named.append(part.usage)
        case .words:
          if !words.isEmpty { placed = [] }
          placed.append(form.expects(situation)?.text ?? part.usage)
          words = []
        case .text: placed += situation.words.isEmpty ? [part.usage] : []
        case .settings: named.append(part.usage)
        case .keyed, .option, .flag:
          if !part.isUsed(in: situation) { named.append(part.usage) }
        }
      }
    }
    return (placed + named).filter { !$0.isEmpty }.joined(separator: " ")
  }

  // Behind `NAME=` what the value is; within a number only its unit.
  private func valueHint(in situation: CompletionSituation) -> String {
    let expected = arguments.forms.lazy.compactMap { $0.expects(situation) }
    guard !situation.prefix.isEmpty else { return expected.first?.text ?? "" }
    guard situation.prefix.last?.isNumber == true else { return "" }
    return expected.compactMap(\.unit).first?.text ?? ""
  }

  /// A number at the cursor with the units that it could have.
  func unitCandidates(in situation: CompletionSituation) -> [Candidate] {
    let number = situation.prefix.prefix { "+-.0123456789".contains($0) }
    guard number.contains(where: \.isNumber),
      let unit = arguments.forms.lazy.compactMap({ $0.expects(situation)?.unit }).first
    else { return [] }
    // `1/ms` has a number of its own.
    return unit.namesOfKind.filter { $0.first?.isLetter == true }
      .map { Candidate(number + $0, unit.kind) }
  }
}

extension ArgumentShape.Part {
  // Whether it is what a word stands for. One that may be left out only is where the word is
  // something that could be completed there.
  fileprivate func takes(_ word: Word, in situation: CompletionSituation) -> Bool {
    guard isOptional, let form = forms.first else { return true }
    if form.expects(situation) != nil {
      return word.text.first.map { "+-.0123456789".contains($0) } ?? false
    }
    var place = situation
    place.prefix = ""
    let known = form.candidates(place).map { $0.text.lowercased() }
    let name = Reference(word.value).name.text.lowercased()
    return known.isEmpty || known.contains(name) || word.text == "*"
  }
}

extension CompletionSituation {
  /// The node that the line names, or else the current one.
  var node: Node? {
    let names = positionals.map { Reference($0.value).name.text }
    if let node = names.lazy.compactMap({ session.nodes[$0] }).first { return node }
    let module = names.lazy.map { session.members(of: $0) }.first { !$0.isEmpty }
    return (module?.first ?? session.current).flatMap { session.nodes[$0] }
  }

  /// Time, by steps or in the unit of the node.
  func expectedTime(_ usage: String) -> ExpectedValue? {
    guard let unit = node?.timeUnit else { return nil }
    return ExpectedValue(text: "\(usage) or a time in \(unit.text)", unit: unit)
  }

  /// What a parameter or state behind `NAME=` can be, and what it is now.
  var expectedSetting: ExpectedValue? {
    guard let key else { return nil }
    // The name may have its node with it, as in n.tau=, and an entry's place, as in weight[1,2]=.
    let reference = Reference(key)
    let name = (reference.quantity ?? reference.name).text
    let named = reference.quantity == nil ? nil : session.nodes[reference.name.text]
    let created = positionals.first.flatMap { session.models[$0.text] }
    let node = named ?? (created == nil ? node : nil)
    guard let model = node?.model ?? created else { return nil }
    let values = valueCandidates(for: name, model: model)
    guard values.isEmpty else {
      return ExpectedValue(text: values.map(\.text).joined(separator: " | "))
    }
    let unit = model.parameters[name]?.unit ?? model.states[name]?.unit ?? model.windows[name]?.unit
    guard let unit else { return nil }
    let limits = model.parameters[name]?.expectation ?? "a number"
    let measured = unit.text.isEmpty ? "" : " in \(unit.text)"
    let now = (node?.parameters[name] ?? node?.states[name]).flatMap { node?.readable($0) }
    let present = now.map { ", now \($0)" } ?? ""
    return ExpectedValue(
      text: limits + measured + present, unit: unit == .none ? nil : unit)
  }

  /// A waveform's next number, or a current for each step.
  var expectedSignal: ExpectedValue? {
    // A name that is neither a waveform nor of this session is no reason to speak of another node.
    let first = positionals.first { $0.text != "+" }
    let isKnown = first.map { word in
      !word.looksLikeTarget || Wave.named(word.text) != nil || word.text == "*"
        || session.nodes[Reference(word.value).name.text] != nil
        || session.modules[word.text] != nil
    }
    guard isKnown ?? true, let node else { return nil }
    let named = words.lazy.compactMap { $0.text.split(separator: ".").last }.map(String.init)
      .first { node.model.inputs.keys.contains($0) }
    let current = node.unit(of: named ?? node.model.inputs.keys[0])
    let typed = positionals.drop {
      session.nodes[Reference($0.value).name.text] != nil
    }
    guard let place = typed.firstIndex(where: { Wave.named($0.text) != nil }),
      let wave = Wave.named(typed[place].text), wave.explicitUsage == nil
    else {
      let isList = typed.contains { $0.text.first.map { "+-.0123456789".contains($0) } ?? false }
      let unit = current == .none ? "" : " in \(current.text)"
      return ExpectedValue(
        text: isList ? "[CURRENT\(unit) ...]" : "[+] CURRENT\(unit) ... | WAVEFORM ...",
        unit: current == .none ? nil : current)
    }
    let used = words.compactMap(\.key?.text)
    // Numbers without a name fill the places of those that have none.
    let left = wave.keys.filter { !used.contains($0.name) }.dropFirst(typed.endIndex - place - 1)
    let next = key.flatMap { key in wave.keys.first { $0.name == key } } ?? left.first
    let text = left.map { parameter in
      let unit = parameter.unit(of: node, current: current).map { " in \($0.text)" } ?? ""
      return parameter.value == nil
        ? "\(parameter.name.uppercased())\(unit)"
        : "[\(parameter.name)=\((parameter.value ?? 0).readable)\(unit)]"
    }
    return ExpectedValue(
      text: text.joined(separator: " "), unit: next?.unit(of: node, current: current))
  }
}

extension NumberSyntax {
  /// What it is measured in for a node; nil for a pure number, and where the node only counts steps.
  fileprivate func unit(of node: Node, current: UnitOfMeasure) -> UnitOfMeasure? {
    switch kind {
    case .strength: current == .none ? nil : current
    case .density: current == .none ? nil : current * current * (node.timeUnit ?? .none)
    case .pure: nil
    case .stepNumber, .steps, .time, .duration: node.timeUnit
    case .rate: node.timeUnit == nil ? nil : UnitOfMeasure.named("Hz")
    }
  }
}
