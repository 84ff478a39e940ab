import Equations

/// What a word of a line or a part of a term names: `n`, `p[3]`, `p[1..5]`, `*`, `m.*`, `n.basal`,
/// `n.mem[2]`, `p[3].mem`, `p[3].mem[2]`, `ab.weight[3]`.
///
/// It says how a name is written; whether there is such a node, module or connection is for those
/// who look it up.
struct Reference: Hashable, Sendable {
  /// What stands in brackets.
  enum Index: Hashable, Sendable {
    /// As a word has it, brackets included: `[3]`, `[1..5]`, `[2,3]`. A bracket that is not closed,
    /// or that more follows, is kept as it is for the error.
    case written(Name)
    /// As a term has it, without the brackets: the step in `n.mem[n.time - 1]`.
    case term(Expression)

    /// Where it stands.
    var range: SourceRange {
      switch self {
      case .written(let name): name.range
      case .term(let term): term.range
      }
    }

    /// The brackets and what is in them.
    fileprivate var text: String {
      switch self {
      case .written(let name): name.text
      case .term(let term): "[\(term.text)]"
      }
    }
  }

  /// A node, a module or a connection; `*` for all nodes.
  var name: Name
  /// Whether `.*` stands behind the name: all that is in a module.
  var isWhole = false
  /// Which neurons, in the brackets behind the name.
  var neurons: Index?
  /// What of it, behind the dot: an input, a parameter, a state or a measure.
  var quantity: Name?
  /// Which entry, step or synapse of that, in the brackets behind the quantity.
  var index: Index?
  /// Where all of it stands.
  var range: SourceRange

  /// Reads a word.
  init(_ word: Name) {
    range = word.range
    // Bytes, since every name on a line is read so.
    var rest = word.text.utf8[...]
    var lower = word.range.lower
    // Takes what stands before `end`.
    func take(until end: Substring.Index?) -> Name {
      let piece = rest[..<(end ?? rest.endIndex)]
      let range = SourceRange(lower, lower + piece.count)
      rest = rest[piece.endIndex...]
      lower = range.upper
      return Name(String(Substring(piece)), range)
    }
    let (dot, opening) = (UInt8(ascii: "."), UInt8(ascii: "["))
    name = take(until: rest.firstIndex { $0 == opening || $0 == dot })
    if rest.elementsEqual(".*".utf8) || rest.starts(with: ".*.".utf8) {
      isWhole = true
      _ = take(until: rest.index(rest.startIndex, offsetBy: 2))
    }
    if rest.first == opening {
      // The dots of `p[1..5]` are those of its neurons.
      let closing = rest.firstIndex(of: UInt8(ascii: "]")) ?? rest.endIndex
      neurons = .written(take(until: rest[closing...].firstIndex(of: dot)))
    }
    guard rest.first == dot else { return }
    _ = take(until: rest.index(after: rest.startIndex))
    quantity = take(until: rest.firstIndex(of: opening))
    if !rest.isEmpty { index = .written(take(until: nil)) }
  }

  /// Reads a word whose place does not matter.
  init(_ word: String) { self.init(Name(word, SourceRange(0, word.utf8.count))) }

  /// Reads a part of a term; nil where it is neither a name nor one with brackets.
  init?(_ part: Expression) {
    var path = part
    var last: Index?
    if case .element(let base, let index) = part.kind { (path, last) = (base, .term(index)) }
    switch path.kind {
    case .name(let text):
      self.init(Name(text, path.range))
      if quantity == nil { neurons = last } else { index = last }
    case .member(let base, let quantity):
      guard case .element(let owner, let neuron) = base.kind, case .name(let name) = owner.kind
      else { return nil }
      self.init(Name(name, owner.range))
      self.name = Name(name, owner.range)
      (neurons, self.quantity, index) = (.term(neuron), quantity, last)
    default: return nil
    }
    range = part.range
  }

  /// What stands in front of the quantity's dot: `p[3]` of `p[3].mem`.
  var owner: Reference {
    guard let quantity else { return self }
    var owner = self
    (owner.quantity, owner.index) = (nil, nil)
    owner.range = SourceRange(range.lower, quantity.range.lower - 1)
    return owner
  }

  /// The quantity with its entry: `weight[2,3]` of `n.weight[2,3]`.
  var entry: Name? {
    quantity.map { Name($0.text + (index?.text ?? ""), SourceRange($0.range.lower, range.upper)) }
  }

  /// All of it as one name.
  var whole: Name {
    let owner = name.text + (isWhole ? ".*" : "") + (neurons?.text ?? "")
    return Name(owner + (entry.map { ".\($0.text)" } ?? ""), range)
  }
}
