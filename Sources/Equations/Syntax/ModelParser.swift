extension ModelSyntax {
  /// Reads one neuron from its text.
  ///
  /// The text begins `neuron NAME` or `define NAME`, then either `= PARENT [with settings]` on the
  /// same line, or declarations on lines of their own up to `end` or the end of the text.
  ///
  /// - Throws: `Diagnostic` where the text stops being a neuron.
  public init(parsing text: String) throws(Diagnostic) {
    // Also bounds how many values a program can need.
    guard text.utf8.count <= longestModel else {
      throw Diagnostic(
        "the neuron's text is too long", at: SourceRange(longestModel, text.utf8.count),
        expected: "at most \(longestModel) bytes", kind: .outOfRange)
    }
    var parser = try ModelParser(text)
    self = try parser.model()
  }
}

extension ModelSyntax {
  /// The words that a declaration begins with, and `end`.
  public static let declarations = [
    "inherits", "source", "param", "matrix", "vector", "function", "state", "input", "act",
    "method", "spikes", "refractory", "with", "integral", "event", "at", "every", "spike", "end",
  ]
}

private let longestModel = 65_536

struct ModelParser {
  var reader: TokenReader

  init(_ text: String) throws(Diagnostic) { reader = try TokenReader(text) }

  mutating func model() throws(Diagnostic) -> ModelSyntax {
    reader.skipNewlines()
    guard reader.take(word: "neuron") || reader.take(word: "define") else {
      throw reader.unexpected("'neuron NAME' or 'define NAME'")
    }
    var model = ModelSyntax(name: try declaredName("a name for the neuron"))
    model.summary = reader.takeString()
    if reader.take(symbol: "=") { model.parent = try reader.requireName("a neuron to build on") }
    while true {
      reader.skipNewlines()
      let token = reader.current
      if token.kind == .end { return model }
      guard case .name(let keyword) = token.kind else { throw reader.unexpected(declarations) }
      reader.take()
      if keyword == "end" {
        reader.skipNewlines()
        guard reader.current.kind == .end else { throw reader.unexpected("nothing after 'end'") }
        return model
      }
      try declaration(Name(keyword, token.range), into: &model)
    }
  }

  private var declarations: String {
    ModelSyntax.declarations.dropLast().joined(separator: ", ") + " or end"
  }

  private mutating func declaration(
    _ keyword: Name, into model: inout ModelSyntax
  ) throws(Diagnostic) {
    switch keyword.text {
    case "inherits":
      try once(model.parent == nil, keyword)
      model.parent = try reader.requireName("a neuron to build on")
    case "source":
      try once(model.reference == nil, keyword)
      guard let text = reader.takeString() else { throw reader.unexpected("a text in quotes") }
      model.reference = text
    case "param": model.parameters.append(try parameter())
    case "matrix", "vector":
      model.windows.append(try window(isMatrix: keyword.text == "matrix"))
    case "function": model.functions.append(try function())
    case "state": model.states.append(try state())
    case "act":
      try once(model.activation == nil, keyword)
      model.activation = try activation()
    case "input": model.inputs.append(try input())
    case "method":
      try once(model.method == nil, keyword)
      let start = reader.current.range
      model.method = try method()
      model.methodRange = start.joined(with: reader.previous.range)
    case "spikes":
      try once(model.firesBetweenSteps == nil, keyword)
      model.spikesRange = reader.current.range
      let name = try reader.requireName("'exact' or 'grid'")
      guard ["exact", "grid"].contains(name.text) else {
        throw .unknown(
          "time of spikes", name, among: ["exact", "grid"], expected: "'exact' or 'grid'")
      }
      model.firesBetweenSteps = name.text == "exact"
    case "refractory":
      try once(model.refractory == nil, keyword)
      model.refractory = try value()
      if reader.take(word: "holding") { model.held = try held() }
    case "with":
      repeat {
        let setting = try setting()
        guard !model.settings.contains(where: { $0.name.text == setting.name.text }) else {
          throw Diagnostic(
            "'\(setting.name.text)' is set twice", at: setting.name.range, expected: "one value",
            kind: .duplicate)
        }
        model.settings.append(setting)
      } while reader.take(symbol: ",")
    case "integral":
      try once(model.integral == nil, keyword)
      model.integral = try block(keyword)
    case "event", "at", "every":
      if isAtAssignment { throw outsideOfABlock(keyword) }
      model.events.append(try event(keyword))
    case "spike":
      try once(model.spike == nil, keyword)
      if reader.isAt(symbol: "=") { throw outsideOfABlock(keyword) }
      model.spike = try block(keyword)
    default:
      if isAtAssignment { throw outsideOfABlock(keyword) }
      throw .unknown(
        "declaration", keyword,
        among: ModelSyntax.declarations,
        expected: declarations)
    }
  }

  private func outsideOfABlock(_ target: Name) -> Diagnostic {
    Diagnostic(
      "a statement stands outside of a block", at: target.range,
      expected:
        "\(target.text == "spike" ? "" : "'integral' or ")'spike' on a line of its own before it",
      kind: .unexpected)
  }

  private func once(_ isFirst: Bool, _ keyword: Name) throws(Diagnostic) {
    guard isFirst else {
      throw Diagnostic(
        "'\(keyword.text)' stands twice", at: keyword.range, expected: "one of them",
        kind: .duplicate)
    }
  }

  mutating func declaredName(_ expected: String) throws(Diagnostic) -> Name {
    let name = try reader.requireName(expected)
    guard !reservedWords.contains(name.text) else {
      throw Diagnostic(
        "'\(name.text)' is a word of the language", at: name.range, expected: expected,
        kind: .unexpected)
    }
    return name
  }

  // A value ends where its limits begin, so it is read above the comparisons.
  mutating func value() throws(Diagnostic) -> Expression {
    let token = reader.current
    if token.kind == .name("true") || token.kind == .name("false") {
      reader.take()
      return Expression(.name(token.kind == .name("true") ? "true" : "false"), token.range)
    }
    return try reader.expression(above: BinaryOperator.add.precedence)
  }

  private mutating func parameter() throws(Diagnostic) -> ParameterSyntax {
    let name = try declaredName("a name for the parameter")
    let compartments = try compartmentCount()
    try reader.require(symbol: "=", " and the default value")
    let value = try value()
    var further: [Expression] = []
    while compartments != nil, reader.take(symbol: ",") { further.append(try self.value()) }
    let isInteger = reader.take(word: "integer")
    var bounds: [Bound] = []
    while case .symbol(let symbol) = reader.current.kind,
      let comparison = BinaryOperator(rawValue: symbol), comparison.isComparison
    {
      guard comparison != .equal, comparison != .notEqual else {
        throw reader.unexpected("a limit: < <= > >=")
      }
      reader.take()
      bounds.append(Bound(comparison, try signedNumber()))
    }
    return ParameterSyntax(
      name: name, compartments: compartments, value: value, furtherValues: further,
      isInteger: isInteger,
      isFlag: value.kind == .name("true") || value.kind == .name("false"),
      bounds: bounds, note: try noteAndEnd("'integer', a limit such as > 0, or a note in quotes"))
  }

  private mutating func window(isMatrix: Bool) throws(Diagnostic) -> WindowSyntax {
    let name = try declaredName("a name for the \(isMatrix ? "matrix" : "vector")")
    try reader.require(symbol: "=", " and what its entries are")
    return WindowSyntax(
      name: name, value: try reader.expression(), isMatrix: isMatrix,
      note: try noteAndEnd("a note in quotes"))
  }

  private mutating func function() throws(Diagnostic) -> FunctionSyntax {
    let name = try declaredName("a name for the function")
    try reader.require(symbol: "(", " and the names of its arguments")
    var parameters: [Name] = []
    if !reader.isAt(symbol: ")") {
      repeat {
        let parameter = try declaredName("a name for the argument")
        try once(!parameters.contains { $0.text == parameter.text }, parameter)
        parameters.append(parameter)
      } while reader.take(symbol: ",")
    }
    try reader.require(symbol: ")")
    try reader.require(symbol: "=", " and what the function gives")
    return FunctionSyntax(
      name: name, parameters: parameters, value: try reader.expression(),
      note: try noteAndEnd("an operator, or a note in quotes"))
  }

  private mutating func held() throws(Diagnostic) -> [Name] {
    if reader.take(word: "nothing") { return [] }
    var names: [Name] = []
    repeat {
      let name = try reader.requireName("states, or 'nothing'")
      try once(!names.contains { $0.text == name.text }, name)
      names.append(name)
    } while reader.take(symbol: ",")
    return names
  }

  private mutating func signedNumber() throws(Diagnostic) -> Double {
    let isNegative = reader.take(symbol: "-")
    guard case .number(let value) = reader.current.kind else {
      throw reader.unexpected("a number")
    }
    reader.take()
    return isNegative ? -value : value
  }

  private mutating func state() throws(Diagnostic) -> StateSyntax {
    let name = try declaredName("a name for the state")
    let compartments = try compartmentCount()
    try reader.require(symbol: "=", " and the initial value")
    let initial = try value()
    // Other values have a unit of their own.
    let unit =
      initial.kind == .name("steady") && reader.take(word: "in")
      ? try reader.expression(above: BinaryOperator.add.precedence) : nil
    let afterReset = reader.take(word: "reset") ? try value() : nil
    return StateSyntax(
      name: name, compartments: compartments, initial: initial, unit: unit, afterReset: afterReset,
      note: try noteAndEnd("'reset' and a value, or a note in quotes"))
  }

  private mutating func noteAndEnd(_ expected: String) throws(Diagnostic) -> String? {
    let note = reader.takeString()
    guard reader.isAtEndOfStatement else { throw reader.unexpected(expected) }
    return note
  }

  private mutating func input() throws(Diagnostic) -> InputSyntax {
    let name = try declaredName("a name for the input")
    let unit =
      reader.take(word: "in") ? try reader.expression(above: BinaryOperator.add.precedence) : nil
    return InputSyntax(
      name: name, unit: unit, note: try noteAndEnd("'in' and a unit, or a note in quotes"))
  }

  // `exponential-euler` is three tokens of the language.
  private mutating func method() throws(Diagnostic) -> Method {
    var name = try reader.requireName("a method: \(methods)")
    if reader.take(symbol: "-") {
      let rest = try reader.requireName("a method: \(methods)")
      name = Name("\(name.text)-\(rest.text)", name.range.joined(with: rest.range))
    }
    guard let method = Method(rawValue: name.text) else {
      throw .unknown(
        "method", name, among: Method.allCases.map(\.rawValue), expected: "one of \(methods)")
    }
    return method
  }

  private var methods: String { Method.allCases.map(\.rawValue).joined(separator: ", ") }

  private mutating func activation() throws(Diagnostic) -> ActivationSyntax {
    let name = try reader.requireName("a surrogate such as Sigmoid")
    var alpha: Expression?
    if reader.take(word: "alpha") {
      try reader.require(symbol: "=")
      alpha = try value()
    }
    return ActivationSyntax(name: name, alpha: alpha)
  }

  private mutating func setting() throws(Diagnostic) -> SettingSyntax {
    let name = try reader.requireName("a parameter")
    try reader.require(symbol: "=", " and a value")
    return SettingSyntax(name: name, value: try value())
  }
}
