public import Equations
import Neurons

/// A session or a lesson as a text to be read on paper: its prose, its commands with what they print,
/// its plots as pictures, its questions, and the equations of the neurons that it used.
///
/// A reader without the answers gets lines to write on in their place; neither they nor the reasons
/// are anywhere in the text then. What commands print stays, since the prose speaks of it.
public struct Handout: Sendable {
  /// What a handout is written in.
  public enum Format: Hashable, Sendable {
    /// One page for browsers, and for paper: no file beside it, no network, no script.
    case html
    /// Markdown, as GitHub and pandoc read it.
    case markdown
  }

  /// A command that went otherwise than the file expects, or a question that has no answer.
  public struct Failure: Hashable, Sendable {
    /// The command or the question.
    public let statement: CommandText
    /// What is wrong, and where in it.
    public let diagnostic: Diagnostic
  }

  /// What stands one below the other.
  enum Block: Sendable {
    /// A paragraph of prose, a line each.
    case prose([String])
    /// Prose that keeps its columns, such as an equation.
    case laidOut([String])
    /// What was typed.
    case commands([String])
    /// What was printed.
    case output(String)
    /// Rows and columns, and as they were printed.
    case table(Table, text: String)
    /// A picture, and as it was printed.
    case plot(Picture)
    /// What went wrong, as it was printed.
    case error(String)
    /// What the reader is to do.
    case exercise(Exercise)
  }

  /// A plot.
  struct Picture: Sendable {
    /// The command that drew it.
    var command: String
    var svg: String
    /// The same in characters.
    var text: String
  }

  /// What the reader is to answer or to do; what he must not see is not in it.
  struct Exercise: Sendable {
    /// Such as `Question 2`.
    var heading: String
    var text: String
    /// Answers to choose from, with their letters.
    var choices: [String] = []
    var hint = ""
    /// What is right; empty where it is not shown.
    var answer = ""
    /// Commands that do it; none where they are not shown.
    var commands: [String] = []
    var reason = ""
    /// Wrong answers, and what is said to them.
    var replies: [(wrong: String, text: String)] = []
    /// How many lines there are to write on.
    var linesToWriteOn = 0
  }

  /// What it is about.
  public let title: String
  let blocks: [Block]
  /// The neurons and synapses used, in the order in which they were.
  let models: [NeuronModel]
  /// Whether somebody is to write on it.
  let isToBeFilledIn: Bool
  /// What ended it before the end of the file; nil where nothing did.
  public let failure: Failure?

  /// Does the commands of a session file in a session of its own.
  ///
  /// Where one goes otherwise than the file expects, the handout ends with what it printed.
  ///
  /// - Parameters:
  ///   - file: what to make it of.
  ///   - name: the file's name, for a title where it has no prose.
  ///   - host: how files are read, and how to stop; its width gives way to the header's.
  ///   - showsAnswers: whether answers, reasons and what is said to wrong answers are in it.
  public init(of file: SessionFile, name: String, host: Host, showsAnswers: Bool) {
    var maker = HandoutMaker(host: host, header: file.header, showsAnswers: showsAnswers)
    maker.take(file)
    title = file.title.isEmpty ? name : file.title
    blocks = maker.blocks
    models = maker.models
    failure = maker.failure
    isToBeFilledIn = blocks.contains {
      if case .exercise(let exercise) = $0 { exercise.linesToWriteOn > 0 } else { false }
    }
  }

  /// The handout as a text.
  ///
  /// - Parameter format: what it is written in.
  public func text(as format: Format) -> String {
    switch format {
    case .html: html.text
    case .markdown: markdown
    }
  }
}
