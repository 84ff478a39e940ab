import Equations
import Neurons

/// The text of a model in the making, every line with what it comes from.
struct ModelDraft {
  private var lines: [(text: String, range: SourceRange)] = []
  private let file: SourceRange

  /// Begins a model.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - summary: one line on what it is.
  ///   - parent: what it inherits.
  ///   - file: the range of the whole file.
  init(_ name: String, summary: String, inherits parent: String, file: SourceRange) {
    self.file = file
    add("define \(name)\(summary.asNote)", at: file)
    add("  inherits \(parent)", at: file)
  }

  /// Adds a line.
  ///
  /// - Parameters:
  ///   - text: the line with its indent.
  ///   - range: what it stands for in the file; nil for the whole.
  mutating func add(_ text: String, at range: SourceRange? = nil) {
    lines.append((text, range ?? file))
  }

  /// The text.
  var text: String { (lines.map(\.text) + ["end"]).joined(separator: "\n") }

  /// The model.
  ///
  /// - Throws: `Diagnostic` at the part of the file whose translation our language refuses.
  func model() throws(Diagnostic) -> NeuronModel {
    do throws(Diagnostic) { return try ModelLibrary.builtIn.read(text) } catch {
      var start = 0
      var culprit = lines.first
      for line in lines {
        culprit = line
        start += line.text.utf8.count + 1
        if error.range.lower < start { break }
      }
      let written = culprit?.text.trimmedOfBlanks ?? ""
      throw Diagnostic(
        "this would be '\(written.prefix(60))\(written.count > 60 ? "..." : "")': \(error.message)",
        at: culprit?.range ?? file, expected: error.expected, kind: error.kind)
    }
  }
}

extension String {
  /// It as a note behind a declaration; empty where there is nothing to say.
  var asNote: String {
    let plain = unicodeScalars.map { $0 == "\"" ? "'" : $0.value < 32 ? " " : String($0) }.joined()
    return plain.isEmpty ? "" : " \"\(plain)\""
  }

  /// The text without spaces at both ends.
  var trimmedOfBlanks: String {
    let inner = drop { $0.isWhitespace }
    return inner.lastIndex { !$0.isWhitespace }.map { String(inner[...$0]) } ?? ""
  }
}
