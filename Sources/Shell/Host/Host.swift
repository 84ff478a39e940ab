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
  /// The compiler is the only program that is ever run.
  public var compiler: NativeCompiler?
  /// Whether session files may read and write outside their own folders.
  public var trustsFiles = false

  /// Makes a host.
  public init(width: Int = 80, files: Files = .none) {
    screen = Screen(width: width)
    self.files = files
  }
}
