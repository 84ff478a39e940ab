/// What computes the steps of neurons.
public enum Backend: String, Hashable, Sendable, CaseIterable, Codable {
  /// The native code where it saves more time than its compilation takes, and the interpreter until it
  /// is there.
  case auto
  /// The interpreter, always.
  case interpreter
  /// Native code, wherever there is a compiler.
  case native
}

/// A backend, and the means to it.
///
/// The results are the same for all.
public struct Engine: Sendable {
  /// What computes.
  public var backend: Backend
  /// What compiles; nil where nothing can.
  public var compiler: NativeCompiler?
  /// How many threads compute at once at most; as many as there are cores where nil.
  public var workers: Int?
  /// Asked on any thread within steps that may take long, since neurons take many of their own in one.
  public var isInterrupted: @Sendable () -> Bool

  /// Makes an engine; the interpreter on all cores where nothing else is said.
  public init(
    _ backend: Backend = .interpreter, compiler: NativeCompiler? = nil, workers: Int? = nil,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.backend = backend
    self.compiler = compiler
    self.workers = workers
    self.isInterrupted = isInterrupted
  }

  /// The engine for one of several runs that share their code, decided by the work of all.
  public func decided(forWork work: Double) -> Engine {
    var engine = self
    engine.sharedWork = work
    return engine
  }

  // How much work there is in all runs with the same code.
  private var sharedWork = 0.0

  /// The code to run a kernel with, or what to wait for while the interpreter begins.
  ///
  /// - Parameters:
  ///   - source: the kernel as C; nil where it cannot be.
  ///   - work: how many operations on single numbers there are.
  func choice(for source: @autoclosure () -> NativeSource?, work: Double) -> NativeChoice {
    guard backend != .interpreter, let compiler else { return NativeChoice() }
    let work = max(work, sharedWork)
    // Below that, looking for compiled code takes longer than to interpret.
    guard backend == .native || work > leastWorkToLoad, let source = source() else {
      return NativeChoice()
    }
    if backend == .native || compiler.isReady(source) {
      return NativeChoice(code: compiler.load(source))
    }
    guard work > leastWorkToCompile else { return NativeChoice() }
    compiler.prepare(source)
    return NativeChoice(awaited: source)
  }

  /// Whether code that was waited for is there.
  func isReady(_ awaited: NativeSource?) -> Bool {
    awaited.flatMap { compiler?.isReady($0) } ?? false
  }
}

/// What takes the steps of a kernel: code, or the interpreter.
struct NativeChoice {
  /// The code; nil for the interpreter.
  var code: NativeCode?
  /// What is compiled while the interpreter takes the first steps; nil where nothing is.
  var awaited: NativeSource?
}

// In operations, of which the interpreter does about two a nanosecond on each core. To compile takes
// a fifth of a second of another core, while the interpreter goes on.
private let leastWorkToLoad = 2e7
private let leastWorkToCompile = 4e8

/// Compiles native sources and keeps what it compiled.
public struct NativeCompiler: Sendable {
  /// Whether `load` gives the code at once.
  public var isReady: @Sendable (NativeSource) -> Bool
  /// The code of a source, compiled where it has not been before; nil where that fails.
  public var load: @Sendable (NativeSource) -> NativeCode?
  /// Begins to compile a source while the caller goes on; `isReady` then tells when it is done.
  public var prepare: @Sendable (NativeSource) -> Void
  /// Why `load` failed: once, then nil.
  public var takeComplaint: @Sendable () -> String?
  /// The absolute path of the program that compiles; nil where there is none.
  public var path: String?

  /// Makes a compiler.
  ///
  /// - Parameters:
  ///   - isReady: whether `load` takes no noticeable time.
  ///   - load: compiles a source, or finds it compiled; nil where that fails.
  ///   - prepare: begins to compile a source while the caller goes on.
  ///   - takeComplaint: why `load` failed: once, then nil.
  ///   - path: the absolute path of the program that compiles; nil where there is none.
  public init(
    isReady: @escaping @Sendable (NativeSource) -> Bool,
    load: @escaping @Sendable (NativeSource) -> NativeCode?,
    prepare: @escaping @Sendable (NativeSource) -> Void = { _ in },
    takeComplaint: @escaping @Sendable () -> String?, path: String? = nil
  ) {
    self.path = path
    self.isReady = isReady
    self.load = load
    self.prepare = prepare
    self.takeComplaint = takeComplaint
  }
}

/// The compiled function of a native source.
public struct NativeCode: Sendable {
  let function: NativeSource.Function
  let source: NativeSource

  /// Takes the function that a source was compiled to.
  ///
  /// - Parameters:
  ///   - source: what was compiled.
  ///   - address: where the function named `NativeSource.functionName` lies; it has to stay there.
  public init(_ source: NativeSource, at address: UnsafeMutableRawPointer) {
    self.source = source
    // SAFETY: the function was compiled from `source`, which declares it with these parameters.
    function = unsafeBitCast(address, to: NativeSource.Function.self)
  }
}
