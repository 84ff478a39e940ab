import Equations
import Simulation

/// A verb of the shell, declared once: grammar, help, completion and execution.
public struct Command: Sendable {
  /// The groups in which help lists verbs.
  public enum Group: String, CaseIterable, Sendable {
    /// Nodes, models and connections.
    case build
    /// Parameters.
    case set
    /// Currents.
    case input
    /// Time.
    case run
    /// What was recorded.
    case see
    /// Curves, maps, fits and theory.
    case explore
    /// Whether something holds.
    case check
    /// Undo, marks, files and settings.
    case session
  }

  /// What a verb is to those that record, replay and foresee commands.
  struct Traits: OptionSet, Sendable {
    let rawValue: Int

    /// Time goes on; where it was stopped, 'run' does as much as it did.
    static let advancesTime = Traits(rawValue: 1 << 0)
    /// Nodes return to the start before time goes on.
    static let startsAnew = Traits(rawValue: 1 << 1)
    /// Parameters get other values; where it was stopped, 'set' does as much as it did.
    static let setsParameters = Traits(rawValue: 1 << 2)
    /// It only says whether something holds.
    static let isExpectation = Traits(rawValue: 1 << 3)
    /// Without `=` it goes on to a line `end`.
    static let opensBlock = Traits(rawValue: 1 << 4)
    /// What it makes can be named behind it on the same line, before it is done.
    static let isForeseen = Traits(rawValue: 1 << 5)
    /// Done again, it would write files, print what was typed since, or leave.
    static let isUnrepeatable = Traits(rawValue: 1 << 6)
  }

  /// The verb.
  public let name: String
  /// Where help lists it.
  public let group: Group
  /// One line on what it does.
  public let summary: String
  let traits: Traits
  /// What else a user should know.
  public let details: String
  /// Lines that show it at work; each is a script of its own and a test runs it.
  public let examples: [String]
  /// Its arguments, for usage and completion.
  let arguments: [ArgumentShape]
  /// Reads the arguments and does the work.
  let perform:
    @Sendable (_ reader: inout ArgumentReader, _ context: inout Context) throws(Diagnostic) ->
      Report

  /// Declares a verb whose typed arguments are read in order and handed to `body`.
  init<each Value: Sendable>(
    _ name: String, _ group: Group, _ summary: String, traits: Traits = [],
    details: String = "", examples: [String],
    _ argument: repeat Argument<each Value>,
    body: @escaping @Sendable (inout Context, repeat each Value) throws(Diagnostic) -> Report
  ) {
    self.name = name
    self.group = group
    self.summary = summary
    self.traits = traits
    self.details = details
    self.examples = examples
    var shapes: [ArgumentShape] = []
    repeat shapes.append((each argument).shape)
    arguments = shapes
    perform = { (reader: inout ArgumentReader, context: inout Context) throws(Diagnostic) in
      let values = try reader.read(repeat each argument, in: context)
      return try body(&context, repeat each values)
    }
  }

  /// How each argument is written, and what it is.
  public var argumentNotes: [(usage: String, note: String)] {
    arguments.map { ($0.usage, $0.note) }
  }

  /// The grammar in one line: `set [TARGET] PARAMETER=VALUE ...`.
  public var usage: String {
    ([name] + arguments.map(\.usage)).joined(separator: " ")
  }
}

/// What a command works on.
struct Context {
  /// Changed by the command; dropped where the command fails.
  var session: Session
  /// The program around the shell.
  var host: Host
  /// How deep `source` has nested.
  var sourceDepth = 0
  /// The verb as it was typed.
  var verb = Name("", SourceRange(0, 0))
  /// Whether what is typed is not done yet, and only names and models are looked at.
  var isForesight = false
  /// Whether `time` does the command; it does not time itself.
  var isTimed = false
  /// A node as it was when its last run ended that is no longer part of its present one: before it
  /// was reset, or made anew.
  var earlierRun: @Sendable (_ node: String) -> Node? = { _ in nil }

  /// What computes.
  var engine: Engine {
    Engine(
      session.backend, compiler: host.compiler, workers: host.workers,
      isInterrupted: host.isInterrupted)
  }
}
