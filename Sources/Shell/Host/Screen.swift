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
    /// Shows one frame after another, 20 a second, until there are no more or the user stops it;
    /// nil where there is no screen.
    ///
    /// A frame is asked for with the columns and rows that there are for it.
    public var animate: (@Sendable (_ next: (_ columns: Int, _ rows: Int) -> Report?) -> Void)?

    /// Makes a place for text that is no screen.
    public init(width: Int = 80) { self.width = width }
  }
}
