public import Equations
public import Plots

/// What a command answers, as data; `ReportText` makes text of it.
public struct Report: Sendable {
  /// One part of an answer.
  public enum Item: Sendable {
    /// What was done, in a line; left out when quiet.
    case note(String)
    /// Text that was asked for.
    case text(String)
    /// Text of the language, to be typed as it stands.
    case source(String)
    /// What people read in a sentence, and programs as rows and columns.
    case told(String, Table)
    /// Rows and columns.
    case table(Table)
    /// Rows and columns that people see as the plot that follows, and that csv prints: made where it does.
    case data(@Sendable () -> Table)
    /// A plot, how many rows it takes, and what it is made of.
    case plot(any Plot, height: Int = 16, marks: PlotStyle.Marks = .ascii)
  }

  /// What a report asks of the workbench.
  enum Effect: Hashable, Sendable {
    case none, quit
    case undo(Int), redo(Int)
    case beginTranscript(Name, replaces: Bool)
    case endTranscript, tellTranscript
    case lesson(LessonWish)
  }

  /// The lesson that the user wants to take.
  public struct LessonWish: Hashable, Sendable {
    /// Where its file lies.
    public var path: String
    /// Whether to begin anew where it was left before its end.
    public var isAnew: Bool
  }

  /// Something that went wrong while the command was at work; what was done until then stays.
  public struct Problem: Hashable, Sendable {
    /// What kind of problem, which decides the exit status.
    public enum Kind: Hashable, Sendable {
      /// The command could not go on.
      case failure
      /// An expectation did not hold.
      case mismatch
      /// The user stopped it.
      case interrupted
    }

    /// What kind.
    public var kind: Kind
    /// The sentence and its place.
    public var diagnostic: Diagnostic
  }

  /// The parts in order.
  public private(set) var items: [Item]
  /// What went wrong on the way.
  public var problem: Problem?
  /// Commands that lead to the same session as one that Ctrl-C stopped, without being stopped; empty
  /// where it had done nothing, nil where none was stopped, or where no commands lead there.
  var doneUntilStopped: String?
  /// The lines of a session file that do what the command did where its past, or the keys that were
  /// pressed, are not there; nil where the command itself does.
  var repetition: [String]?
  /// How everything behind this report is to be printed; nil where nothing changes.
  public var mode: ReportText.Mode?
  var effect = Effect.none

  /// Makes a report.
  public init(_ items: Item...) { self.items = items }

  /// Makes a report of nothing but what went wrong, if anything did.
  init(_ problem: Problem?) {
    items = []
    self.problem = problem
  }

  /// Whether there is a plot in it.
  public var hasPlot: Bool { items.contains { if case .plot = $0 { true } else { false } } }

  /// Commands that do as much as this one did, where it would not do it again by itself.
  var equivalent: String? {
    doneUntilStopped ?? (effect == .none ? repetition?.joined(separator: "; ") : nil)
  }

  /// Whether the shell should end.
  public var isQuit: Bool { effect == .quit }

  /// The lesson to take now; nil for none.
  public var lesson: LessonWish? { if case .lesson(let wish) = effect { wish } else { nil } }

  /// Adds a part at the end.
  public mutating func add(_ item: Item) { items.append(item) }

  /// Adds another report's parts at the end.
  mutating func add(_ other: Report) {
    items += other.items
    problem = problem ?? other.problem
    mode = other.mode ?? mode
  }

  static func effect(_ effect: Effect) -> Report {
    var report = Report()
    report.effect = effect
    return report
  }
}
