public import Simulation

/// What the shell may ask of the program around it; tests answer by themselves.
public struct Host: Sendable {
  /// Columns that text may take.
  public var width: Int
  /// Rows of the screen; nil where text goes anywhere else.
  public var rows: Int?
  /// Whether verbs may be shortened, as they may at the prompt.
  public var allowsShortVerbs = false
  /// Whether the user asked to stop what runs.
  public var isInterrupted: @Sendable () -> Bool = { false }
  /// Told how far long work is: steps done, steps in all, and a word on it.
  public var progress: @Sendable (_ done: Int, _ all: Int, _ text: String) -> Void = { _, _, _ in }
  /// Shows one frame after another, 20 a second, until there are no more or the user stops it; nil
  /// where there is no screen.
  ///
  /// A frame is asked for with the columns and rows that there are for it.
  public var animate: (@Sendable (_ next: (_ columns: Int, _ rows: Int) -> Report?) -> Void)?
  /// A clock on the wall, in seconds since whenever.
  public var seconds: @Sendable () -> Double = { 0 }
  /// The lines typed so far, oldest first.
  public var history: @Sendable () -> [String] = { [] }
  /// How files are read and written.
  public var files: Files
  /// What compiles native code; nil where nothing can.
  ///
  /// The compiler is the only program that is ever run.
  public var compiler: NativeCompiler?
  /// Whether session files may read and write outside their own folders.
  public var trustsFiles = false

  /// Makes a host.
  public init(width: Int = 80, files: Files = .none) {
    self.width = width
    self.files = files
  }

  /// Access to files.
  ///
  /// A failure is a sentence such as `no such file`.
  public struct Files: Sendable {
    /// A file's bytes.
    public var read: @Sendable (_ path: String) -> Result<[UInt8], FileFailure>
    /// Writes a file as a whole or not at all; an existing one only where `replaces` is true.
    ///
    /// A device or a pipe is written into, since nothing is lost by that.
    public var write: @Sendable (_ path: String, _ bytes: [UInt8], _ replaces: Bool) -> FileFailure?
    /// Adds bytes at the end of a file, all of them at once.
    public var append: @Sendable (_ path: String, _ bytes: [UInt8]) -> FileFailure?
    /// The names in a folder, folders with a slash behind.
    public var list: @Sendable (_ folder: String) -> [String]
    /// The absolute path of what there is at a path or would be made there, links followed, those to
    /// nothing too; nil where they lead nowhere.
    public var resolve: @Sendable (_ path: String) -> String?

    /// Makes access to files.
    ///
    /// A path that begins with `~/` begins at the user's home folder, wherever that is.
    public init(
      read: @escaping @Sendable (String) -> Result<[UInt8], FileFailure>,
      write: @escaping @Sendable (String, [UInt8], Bool) -> FileFailure?,
      append: @escaping @Sendable (String, [UInt8]) -> FileFailure?,
      list: @escaping @Sendable (String) -> [String],
      resolve: @escaping @Sendable (String) -> String? = { $0 }
    ) {
      self.read = read
      self.write = write
      self.append = append
      self.list = list
      self.resolve = resolve
    }

    /// No files at all.
    public static let none = Files(
      read: { _ in .failure(FileFailure("there are no files here")) },
      write: { _, _, _ in FileFailure("there are no files here") },
      append: { _, _ in FileFailure("there are no files here") }, list: { _ in [] })
  }
}
