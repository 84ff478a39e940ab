public import TerminalText

extension Host {
  /// Where text is shown.
  public struct Screen: Sendable {
    /// Columns that text may take.
    public var width: Int
    /// Rows of the screen; nil where text goes anywhere else.
    public var rows: Int?
    /// Told how far long work is: steps done, steps in all, and a word on it.
    ///
    /// At the end of every statement all are done, whatever ended it.
    public var progress: @Sendable (_ done: Int, _ all: Int, _ text: String) -> Void = { _, _, _ in
    }
    /// Told which verb is at work, whatever it tells of how far it is, and nil where it is done.
    public var atWork: @Sendable (_ verb: String?) -> Void = { _ in }
    /// Shows a line at once, while a command is at work; nil where there is no screen.
    public var say: (@Sendable (_ line: String) -> Void)?
    /// Shows frames in one place until there are no more or the user stops it; nil where there is no
    /// screen.
    public var animate: (@Sendable (_ next: (_ moment: Moment) -> Frame?) -> Void)?
    /// Whether `animate` hears of keys: somebody is typing.
    public var hasKeys = false

    /// What there is for a frame.
    public struct Moment: Hashable, Sendable {
      /// Columns of the screen.
      public var columns: Int
      /// Rows of the screen.
      public var rows: Int
      /// The keys that were pressed since the frame before.
      public var keys: [Key]

      /// Makes a moment.
      public init(columns: Int, rows: Int, keys: [Key] = []) {
        self.columns = columns
        self.rows = rows
        self.keys = keys
      }
    }

    /// What is shown for a while.
    public struct Frame: Sendable {
      /// What is drawn.
      public var report: Report
      /// Whether the next frame comes by itself, 20 a second; else it comes with the next key.
      public var moves: Bool

      /// Makes a frame.
      public init(_ report: Report, moves: Bool) {
        self.report = report
        self.moves = moves
      }
    }

    /// Makes a place for text that is no screen.
    public init(width: Int = 80) { self.width = width }
  }
}
