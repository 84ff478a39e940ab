/// What of a model there is once for each compartment of a neuron: a cable, or a soma with its dendrites.
///
/// It is written and checked once, as of a single compartment, and then written out for each of them.
public struct Compartments: Hashable, Sendable {
  /// How many there are, in a row.
  public var count: Int
  /// The names of what differs between them.
  public var names: Set<String>
  /// Which of these are parameters.
  public var parameters: Set<String>

  /// More than that, and the equations take longer to prepare than anyone waits.
  public static let most = 2000

  /// Names what differs between some compartments.
  ///
  /// - Parameters:
  ///   - count: how many compartments there are.
  ///   - names: what differs between them.
  ///   - parameters: which of these are parameters.
  public init(count: Int, names: Set<String>, parameters: Set<String> = []) {
    self.count = count
    self.names = names
    self.parameters = parameters
  }

  /// The name of a quantity in one compartment: that of a state in the first one is the plain name,
  /// which `mem` is to all that knows nothing of compartments.
  ///
  /// - Parameters:
  ///   - name: one of `names`.
  ///   - place: which compartment, counted from 1.
  public func name(_ name: String, in place: Int) -> String {
    place == 1 && !parameters.contains(name) ? name : "\(name)[\(place)]"
  }

  /// The names of a quantity in all compartments; the name itself where it does not differ.
  ///
  /// - Parameter name: any name of the model.
  public func all(_ name: String) -> [String] {
    names.contains(name) ? (1...count).map { self.name(name, in: $0) } : [name]
  }
}

extension Name {
  /// The name and the number in `mem[3]`; nil where there are no brackets.
  var withPlace: (name: Name, place: Int)? {
    guard let opening = text.firstIndex(of: "["),
      let place = Int(text[opening...].dropFirst().dropLast())
    else { return nil }
    return (Name(String(text[..<opening]), range), place)
  }
}

extension Scope {
  /// What says where a compartment is: `x` from 0 to 1, and the number.
  static let places = ["x", "compartment"]

  /// Whether a name says where a compartment is.
  func isPlace(_ name: String) -> Bool {
    compartments != nil && Self.places.contains(name) && !declares(name)
  }

  /// Whether a name says how many compartments there are.
  func isCount(_ name: String) -> Bool {
    compartments != nil && name == "compartments" && !declares(name)
  }

  /// Finds the quantity of one compartment.
  ///
  /// - Parameters:
  ///   - name: what is named.
  ///   - place: which compartment, from 1.
  ///   - range: where all of it stands.
  /// - Returns: the name under which it is written out.
  /// - Throws: `Diagnostic` where it is one for the neuron, or there is no such compartment.
  func name(
    _ name: Name, in place: Int?, at range: SourceRange
  ) throws(Diagnostic) -> String {
    guard let compartments, compartments.names.contains(name.text) else {
      guard unit(of: name.text) != nil else {
        let known = (compartments?.names ?? []).sorted()
        throw .unknown(
          "name", name, among: names,
          expected: "one of \((known.isEmpty ? names : known).joined(separator: ", "))")
      }
      throw Diagnostic(
        "'\(name.text)' is one for the neuron and has no compartments", at: range,
        expected:
          "'\(name.text)', or its declaration with a number such as \(name.text)[\(compartments?.count ?? 3)]",
        kind: .unexpected)
    }
    guard let place, 1...compartments.count ~= place else {
      throw Diagnostic(
        "there is no such compartment", at: range,
        expected: "\(name.text)[1] to \(name.text)[\(compartments.count)]", kind: .outOfRange)
    }
    return compartments.name(name.text, in: place)
  }
}

extension Expression {
  /// The first part by which the term differs from compartment to compartment; nil where it is one
  /// number.
  ///
  /// - Parameters:
  ///   - scope: what the names stand for.
  ///   - allowsNames: whether the name of a quantity counts, which elsewhere stands for that of the first
  ///     compartment.
  func firstDifference(in scope: Scope, countingNames allowsNames: Bool = true) -> Expression? {
    guard let compartments = scope.compartments else { return nil }
    switch kind {
    case .name(let name):
      let differs = allowsNames && compartments.names.contains(name) || scope.isPlace(name)
      return differs ? self : nil
    case .element: return nil
    case .call(let name, let arguments):
      if name.text == ModelFunction.diffusion.rawValue { return self }
      if let function = scope.functions[name.text] {
        var inner = scope
        let own = function.parameters.map(\.text)
        inner.parameters += own
        inner.compartments?.names.subtract(own)
        if function.value.firstDifference(in: inner, countingNames: allowsNames) != nil {
          return self
        }
      }
      return arguments.lazy.compactMap {
        $0.firstDifference(in: scope, countingNames: allowsNames)
      }.first
    default:
      return parts.lazy.compactMap { $0.firstDifference(in: scope, countingNames: allowsNames) }
        .first
    }
  }

  /// Checks that a term of the whole neuron does not depend on where in it one looks.
  ///
  /// - Throws: `Diagnostic` at `x`, `compartment` and `diffusion`.
  public func checkIsOne(in scope: Scope) throws(Diagnostic) {
    guard let part = firstDifference(in: scope, countingNames: false) else { return }
    throw part.isOfCompartments
  }

  /// The error that it stands where only what the neuron has one of may.
  var isOfCompartments: Diagnostic {
    Diagnostic(
      "'\(text)' differs from compartment to compartment", at: range,
      expected: "it in what is declared with compartments, or in an equation for that",
      kind: .unexpected)
  }

  /// Checks `diffusion(mem)`, `diffusion(mem, g)` and `diffusion(mem, g, sealed, killed)`.
  func check(diffusion arguments: [Expression], in scope: Scope) throws(Diagnostic) {
    guard let compartments = scope.compartments else {
      throw Diagnostic(
        "there are no compartments between which 'diffusion' could flow", at: range,
        expected: "a state with compartments, such as 'state mem[200] = -65mV'", kind: .unexpected)
    }
    let states = scope.states.filter(compartments.names.contains)
    guard case .name(let name) = arguments[0].kind, states.contains(name) else {
      throw Diagnostic(
        "'diffusion' takes a state with compartments, got '\(arguments[0].text)'",
        at: arguments[0].range,
        expected: states.joined(separator: ", "), kind: .mismatch)
    }
    for (index, argument) in arguments.enumerated().dropFirst() {
      switch argument.end(in: scope) {
      case nil where index == 1: try argument.check(as: .number, in: scope)
      case .clamped(let value)?:
        try value.check(as: .number, in: scope)
        try value.checkIsOne(in: scope)
      case nil:
        throw Diagnostic(
          "'\(argument.text)' is no end of a cable", at: argument.range,
          expected: "sealed, killed or clamped(\(name)), first that of compartment 1",
          kind: .unexpected)
      default: break
      }
    }
    let hasConductance = arguments.count > 1 && arguments[1].end(in: scope) == nil
    guard arguments.count <= (hasConductance ? 4 : 3) else {
      throw Diagnostic(
        "a cable has two ends", at: arguments[3].range,
        expected: "diffusion(\(name), g, FIRST, LAST)",
        kind: .unexpected)
    }
  }

  /// What a word says of an end of a cable; nil for another term.
  func end(in scope: Scope) -> CableEnd? {
    switch kind {
    case .name("sealed") where scope.unit(of: "sealed") == nil: .sealed
    case .name("killed") where scope.unit(of: "killed") == nil:
      .clamped(Expression(.number(0), range))
    case .call(let name, let arguments)
    where name.text == "clamped" && arguments.count == 1 && scope.functions["clamped"] == nil:
      .clamped(arguments[0])
    default: nil
    }
  }
}

/// What is at an end of a cable.
enum CableEnd {
  /// Nothing flows over it.
  case sealed
  /// What diffuses has a value there, half a compartment away from the last centre; where the end is
  /// killed, 0.
  case clamped(Expression)
}

extension Statement {
  /// Checks that what differs from compartment to compartment stands where there is one of it for each,
  /// and that `diffusion` is part of an equation in time.
  func checkPlace(in scope: Scope) throws(Diagnostic) {
    if let (name, place) = target.withPlace {
      _ = try scope.name(name, in: place, at: target.range)
    } else if !isByCompartment(in: scope) {
      try value.checkIsOne(in: scope)
    }
    guard kind != .definition, kind != .derivative else { return }
    var call: Expression?
    _ = value.contains { part in
      if case .call(let name, _) = part.kind, name.text == "diffusion" { call = part }
      return call != nil
    }
    if let call {
      throw Diagnostic(
        "'diffusion' takes time", at: call.range,
        expected: "it in 'd \(target.text)/dt', or in a 'let' for that",
        kind: .unexpected)
    }
  }
}
