/// How an argument is written, as data: usage, hints, completion, and what errors list all follow
/// from it.
///
/// It is a tree of three levels: an argument has parts, each of which may be left out; a part has
/// forms, one of which is written, as in `[spikes=COUNT | train=FILE] [steps=COUNT]`.
struct ArgumentShape: Sendable {
  /// How a form is told from the words of others.
  enum Role: Hashable, Sendable {
    /// By its place among the words without `=`.
    case place
    /// As `place`, and others like it may stand behind it.
    case places
    /// As `place`, and it may take several words, which its reader tells apart.
    case words
    /// By its look, as `5..10` among the words without `=`.
    case span
    /// By this name before `=`.
    case keyed(String)
    /// All `name=value` words that no keyed form takes.
    case settings
    /// A word that is there or not, such as `--force`.
    case flag(String)
    /// A word with its value in the next one, such as `--svg FILE`.
    case option(String)
    /// The rest of the statement as it is written.
    case text
  }

  /// One way to write a part.
  struct Form: Sendable {
    let role: Role
    let usage: String
    /// What it is; what the whole argument is, where it has no note of its own.
    fileprivate(set) var note: String
    /// The words that could stand in its place, or behind its `=`.
    let candidates: @Sendable (CompletionSituation) -> [Candidate]
    /// What stands next where the declaration alone does not say it: the unit depends on the node.
    let expects: @Sendable (CompletionSituation) -> ExpectedValue?

    /// The name before its `=`.
    var key: String? { if case .keyed(let key) = role { key } else { nil } }

    /// The word such as `--force` or `--svg`.
    var flag: String? {
      switch role {
      case .flag(let flag), .option(let flag): flag
      default: nil
      }
    }

    /// The word that has its value behind it.
    var option: String? { if case .option(let option) = role { option } else { nil } }
  }

  /// Forms that exclude each other.
  struct Part: Sendable {
    fileprivate(set) var forms: [Form]
    /// Whether all of them may be left out.
    let isOptional: Bool

    var usage: String {
      let usage = forms.map(\.usage).joined(separator: " | ")
      return isOptional ? "[\(usage)]" : usage
    }
  }

  private(set) var parts: [Part]
  let note: String
  /// The names before `=` that belong to it; every line that is read is looked at for them.
  let keys: [String]

  init(_ parts: [Part], _ note: String) {
    keys = parts.flatMap(\.forms).compactMap(\.key)
    self.parts = parts
    self.note = note
    for part in parts.indices {
      for form in parts[part].forms.indices where parts[part].forms[form].note.isEmpty {
        self.parts[part].forms[form].note = note
      }
    }
  }

  var usage: String { parts.map(\.usage).joined(separator: " ") }
}

extension [ArgumentShape] {
  var forms: [ArgumentShape.Form] { flatMap(\.parts).flatMap(\.forms) }

  /// The names before `=` that belong to one of them.
  var keys: [String] { flatMap(\.keys) }

  /// Their words such as `--force`.
  var flags: [String] { forms.compactMap(\.flag) }

  /// Their words that have values behind them.
  var options: [String] { forms.compactMap(\.option) }
}
