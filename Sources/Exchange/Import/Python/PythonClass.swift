import Equations
import OrderedCollections

/// A neuron class in Python as it was written.
struct PythonClass {
  /// A method: its arguments besides `self`, and its lines.
  struct Method {
    var name: Name
    var arguments: [Name]
    var lines: [PythonLine]
  }

  /// A value of the constructor.
  struct Value {
    var name: Name
    var tokens: ArraySlice<TermToken>
    var range: SourceRange
  }

  private(set) var name: Name
  /// The first class that it builds on.
  private(set) var parent: String?
  private(set) var methods: [String: Method] = [:]
  /// The constructor's defaults.
  private(set) var defaults: [Value] = []
  /// What the constructor hands on to the class that it builds on; by place where there is no name.
  private(set) var handedOn: [(name: String?, value: Value)] = []
  /// What the constructor gives attributes.
  private(set) var attributes: [Value] = []

  /// The classes of a file.
  ///
  /// - Throws: `Diagnostic` where a text in quotes is not closed.
  static func all(in text: PlacedText) throws(Diagnostic) -> [PythonClass] {
    var result: [PythonClass] = []
    var lines = try text.pythonLines()[...]
    while let line = lines.popFirst() {
      guard line.begins("class"), line.tokens.count > 1, case .name(let name) = line.tokens[1].kind
      else { continue }
      let body = lines.prefix { $0.indent > line.indent }
      lines = lines.dropFirst(body.count)
      var parent: String?
      if let argument = line.arguments(behind: 1).first, case .name(let text) = argument.value.kind
      {
        parent = text.split(separator: ".").last.map(String.init)
      }
      var found = PythonClass(name: Name(name, line.tokens[1].range), parent: parent)
      found.take(body)
      result.append(found)
    }
    return result
  }

  private init(name: Name, parent: String?) {
    self.name = name
    self.parent = parent
  }

  private mutating func take(_ body: ArraySlice<PythonLine>) {
    var lines = body
    while let line = lines.popFirst() {
      guard line.begins("def"), line.tokens.count > 1, case .name(let name) = line.tokens[1].kind
      else { continue }
      var own = lines.prefix { $0.indent > line.indent }
      lines = lines.dropFirst(own.count)
      // A method on one line has its statement behind the colon.
      if own.isEmpty, let colon = line.tokens.lastIndex(where: { $0.kind == .symbol(":") }),
        colon + 1 < line.tokens.count
      {
        own = [PythonLine(indent: line.indent + 1, tokens: Array(line.tokens[(colon + 1)...]))]
      }
      let arguments = line.parameters(behind: 1).filter { $0.name.text != "self" }
      methods[name] = Method(
        name: Name(name, line.tokens[1].range), arguments: arguments.map(\.name), lines: Array(own))
      if name == "__init__" { take(constructor: own, arguments) }
    }
  }

  private mutating func take(constructor lines: ArraySlice<PythonLine>, _ arguments: [Value]) {
    defaults = arguments.filter { !$0.tokens.isEmpty }
    for line in lines {
      if let call = line.tokens.firstIndex(where: { $0.kind == .name("__init__") }) {
        handedOn += line.arguments(behind: call).map { argument in
          (
            argument.name?.text,
            Value(
              name: argument.name ?? Name("", argument.range), tokens: argument.tokens,
              range: argument.range)
          )
        }
      }
      guard line.tokens.count > 2, case .name(let target) = line.tokens[0].kind,
        target.hasPrefix("self."), line.tokens[1].kind == .symbol("=")
      else { continue }
      attributes.append(
        Value(
          name: Name(String(target.dropFirst(5)), line.tokens[0].range), tokens: line.tokens[2...],
          range: line.range))
    }
  }

  /// The same with what it takes over from a class of the same file.
  func inheriting(from other: PythonClass) -> PythonClass {
    var result = self
    result.methods = other.methods.merging(methods) { _, own in own }
    let own = Set(defaults.map(\.name.text))
    result.defaults = other.defaults.filter { !own.contains($0.name.text) } + defaults
    result.attributes = other.attributes + attributes
    result.handedOn = other.handedOn + handedOn
    result.parent = other.parent
    return result
  }

  /// Whether it says how a neuron moves.
  var isNeuron: Bool { methods["integral"] != nil || methods["neuronal_charge"] != nil }
}

extension PythonLine {
  /// The parameters of a function, with their defaults; what begins with `*` falls away.
  func parameters(behind index: Int) -> [PythonClass.Value] {
    arguments(behind: index).compactMap { argument in
      if let name = argument.name {
        return PythonClass.Value(name: name, tokens: argument.tokens, range: argument.range)
      }
      guard case .name(let text) = argument.value.kind else { return nil }
      // `tau: float = 2.` has the default behind its type.
      let equals = argument.tokens.firstIndex { $0.kind == .symbol("=") }
      let value = equals.map { argument.tokens[($0 + 1)...] } ?? []
      return PythonClass.Value(
        name: Name(text, argument.value.range), tokens: value, range: argument.range)
    }
  }
}

extension PythonClass {
  /// The class of a file that a model is to be made of: that of a name, or the last neuron in it.
  ///
  /// - Throws: `Diagnostic` at the name where there is none of it.
  static func chosen(_ name: Name?, among classes: [PythonClass]) throws(Diagnostic) -> PythonClass
  {
    var byName: OrderedDictionary<String, PythonClass> = [:]
    for found in classes {
      // What a class takes over from one above it in the file is its own.
      byName[found.name.text] = found.parent.flatMap { byName[$0] }.map(found.inheriting) ?? found
    }
    let neurons = byName.values.filter(\.isNeuron)
    guard let name else { return neurons.last ?? byName.values[0] }
    guard let found = byName[name.text] else {
      throw .unknown(
        "class", name, among: neurons.map(\.name.text),
        expected: "one of \(neurons.map(\.name.text).joined(separator: ", "))")
    }
    return found
  }
}
