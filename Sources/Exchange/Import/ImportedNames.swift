import Equations
import Neurons
import OrderedCollections

/// Gives each name of a file one that our language lets it have.
struct ImportedNames {
  /// Whether upper and lower case are the same in the file.
  let foldsCase: Bool
  private var taken: Set<String>
  private var names: OrderedDictionary<String, (old: String, new: String)> = [:]

  /// Starts with the names that a model has anyway.
  ///
  /// - Parameters:
  ///   - parent: what the model will inherit.
  ///   - foldsCase: whether upper and lower case are the same in the file.
  init(parent: NeuronModel?, foldsCase: Bool) {
    self.foldsCase = foldsCase
    taken = wordsOfTheLanguage.union(parent?.parameters.keys ?? []).union(parent?.states.keys ?? [])
  }

  /// What a name is looked up by.
  func key(_ name: String) -> String { foldsCase ? name.lowercased() : name }

  /// The name here of one in the file; nil where that was not declared.
  subscript(name: String) -> String? { names[key(name)]?.new }

  /// All names as the file has them.
  var all: [String] { names.values.map(\.old) }

  /// The names that are others here.
  var renamings: [ImportedModel.Renaming] {
    names.values.filter { $0.old != $0.new }.map { .init(old: $0.old, new: $0.new) }
  }

  /// Declares a name of the file.
  ///
  /// - Parameters:
  ///   - name: the name, which has no other meaning there.
  ///   - wanted: the name that it is to have here, even where a model has that anyway; nil for its own,
  ///     or one like it.
  /// - Throws: `Diagnostic` where it is declared twice.
  mutating func declare(_ name: Name, as wanted: String? = nil) throws(Diagnostic) {
    guard names[key(name.text)] == nil else {
      throw Diagnostic(
        "'\(name.text)' is declared twice", at: name.range, expected: "one declaration",
        kind: .duplicate)
    }
    names[key(name.text)] = (name.text, wanted ?? free(name.text))
    if let wanted { taken.insert(wanted) }
  }

  /// A name for the argument of a function, which may hide others.
  func local(_ name: String) -> String {
    wordsOfTheLanguage.contains(name) && Function(rawValue: name) == nil ? name + "_" : name
  }

  /// A name that nothing has, like another one.
  mutating func free(_ name: String) -> String {
    var result = String(
      decoding: name.utf8.map { $0.isNamePart ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    if result.utf8.first.map(\.isNameStart) != true { result = "_" + result }
    while !taken.insert(result).inserted { result += "_" }
    return result
  }
}

// Words that begin or end something, and functions; a name like them would be read as that.
private let wordsOfTheLanguage: Set<String> = Set(
  [
    "if", "then", "else", "and", "or", "not", "let", "param", "matrix", "vector", "state", "act",
    "integral", "inherits", "with", "end", "neuron", "define", "source", "true", "false", "integer",
    "reset", "crosses", "when", "input", "method", "refractory", "function", "event", "at", "every",
    "spike", "from", "until", "holding", "nothing", "steady", "in", "alpha", "mem", "t",
  ] + Function.allCases.map(\.rawValue) + ModelFunction.allCases.map(\.rawValue))
