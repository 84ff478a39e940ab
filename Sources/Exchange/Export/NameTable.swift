import Equations

/// The names under which a format knows those of a model: letters that it has, none of its own words,
/// and no two alike.
struct NameTable {
  private var spelled: [String: String] = [:]
  private var taken: Set<String>
  private let ignoresCase: Bool
  private let longest: Int

  /// Begins with words that a format has itself.
  ///
  /// - Parameters:
  ///   - reserved: its words.
  ///   - ignoresCase: whether it takes A for a.
  ///   - longest: the most letters that it tells apart.
  init(reserved: Set<String>, ignoresCase: Bool = false, longest: Int = 60) {
    taken = ignoresCase ? Set(reserved.map { $0.lowercased() }) : reserved
    self.ignoresCase = ignoresCase
    self.longest = longest
  }

  /// The format's name for one of a model.
  ///
  /// - Parameter name: the model's name.
  mutating func add(_ name: String) {
    if spelled[name] == nil { spelled[name] = make(name) }
  }

  /// The format's name for one of a model, like another one.
  ///
  /// - Parameters:
  ///   - name: the model's name.
  ///   - wish: the name that it is to be like.
  mutating func add(_ name: String, as wish: String) {
    if spelled[name] == nil { spelled[name] = make(wish) }
  }

  /// Takes a name of the model for one of the format.
  ///
  /// - Parameter name: the name.
  mutating func keep(_ name: String) {
    spelled[name] = name
    taken.insert(name)
  }

  /// Gives a name of the model another one of the format, which nothing else has.
  ///
  /// - Parameter name: the model's name.
  mutating func renew(_ name: String) { spelled[name] = make(name) }

  /// Whether a name of the model has one of the format.
  ///
  /// - Parameter name: the model's name.
  func has(_ name: String) -> Bool { spelled[name] != nil }

  /// The format's name for one that was added.
  ///
  /// - Parameter name: the model's name.
  subscript(name: String) -> String { spelled[name] ?? name }

  /// A name that nothing else has.
  ///
  /// - Parameter wish: the name where nothing has it.
  mutating func make(_ wish: String) -> String {
    let plain = String(wish.latin.prefix(longest))
    var name = plain
    var number = 1
    while taken.contains(ignoresCase ? name.lowercased() : name) {
      number += 1
      let ending = number == 2 ? "_" : "_\(number - 1)"
      name = plain.prefix(longest - ending.count) + ending
    }
    taken.insert(ignoresCase ? name.lowercased() : name)
    return name
  }
}

extension String {
  /// The name in Latin letters, digits and `_`.
  fileprivate var latin: String {
    var result = ""
    for character in unicodeScalars {
      switch character {
      case "a"..."z", "A"..."Z", "0"..."9", "_": result.unicodeScalars.append(character)
      case ".": result += "_"
      default: result += greekLetters[character] ?? "u\(String(character.value, radix: 16))"
      }
    }
    // Several programs keep names that begin with `_` for themselves.
    return result.first?.isLetter == true ? result : "x" + result
  }
}

private let greekLetters: [Unicode.Scalar: String] = [
  "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
  "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
  "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi",
  "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Σ": "Sigma",
  "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
]
