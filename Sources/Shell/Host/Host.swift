public import Simulation

/// What the shell may ask of the program around it; tests answer by themselves.
public struct Host: Sendable {
  /// Where text is shown.
  public var screen: Screen
  /// Whether verbs may be shortened, as they may at the prompt.
  public var allowsShortVerbs = false
  /// Whether the user asked to stop what runs.
  public var isInterrupted: @Sendable () -> Bool = { false }
  /// A clock on the wall, in seconds since whenever.
  public var seconds: @Sendable () -> Double = { 0 }
  /// The lines typed so far, oldest first.
  public var history: @Sendable () -> [String] = { [] }
  /// How files are read and written.
  public var files: Files
  /// What compiles native code; nil where nothing can.
  ///
  /// Besides what `verify` runs, the compiler is the only program that a command starts.
  public var compiler: NativeCompiler?
  /// How many synapses all connections may have, which the memory says.
  public var mostSynapses = 50_000_000
  /// How many threads compute at once; as many as there are cores where nil.
  public var workers: Int?
  /// Runs other programs for `verify`; nil where no command may start one.
  public var programs: ProgramRunner?
  /// Whether session files may read and write outside their own folders.
  public var trustsFiles = false

  /// The lessons that there are, in teaching order.
  public var lessons: @Sendable () -> [KnownLesson] = { [] }
  /// Whether somebody is there who can take one.
  public var takesLessons = false

  /// Runs a program on a file, and tells what it wrote into another one.
  ///
  /// - Parameters:
  ///   - program: what it is called; it is looked for in PATH.
  ///   - file: the name of the file, which lies in a folder of its own.
  ///   - text: what stands in the file.
  ///   - arguments: the words of the command, which no shell reads, for the paths of the file and of
  ///     the file that it is to write.
  /// - Returns: what it wrote, or why there is nothing.
  public typealias ProgramRunner =
    @Sendable (
      _ program: String, _ file: String, _ text: String,
      _ arguments: (_ file: String, _ outcome: String) -> [String]
    ) -> Result<String, FileFailure>

  /// A lesson that there is, and how far the user came in it.
  public struct KnownLesson: Hashable, Sendable {
    /// Its name, such as `02-leak`.
    public var name: String
    /// What it is about.
    public var title: String
    /// Where its file lies.
    public var path: String
    /// How far the user came, in words; empty where he has not begun.
    public var progress: String
    /// Whether it was left before its end.
    public var isOpen: Bool

    /// Makes a lesson.
    public init(name: String, title: String, path: String, progress: String, isOpen: Bool) {
      self.name = name
      self.title = title
      self.path = path
      self.progress = progress
      self.isOpen = isOpen
    }
  }

  /// Makes a host.
  public init(width: Int = 80, files: Files = .none) {
    screen = Screen(width: width)
    self.files = files
  }
}
