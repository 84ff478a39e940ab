import ArgumentParser
import Foundation

/// Feeds the shell with what libFuzzer makes of whole inputs, and looks whether it keeps its word: no
/// crash, no hang, and a session that an error leaves as it was.
///
/// The linker is LLVM's, since gold does not survive libFuzzer:
///
///     swift build -c release --package-path Tests/Fuzzing \
///       -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld
///     Tests/Fuzzing/.build/release/neurosh-fuzz line -max_total_time=600
@main
struct Fuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neurosh-fuzz", abstract: "Feed the shell with damaged input.")

  @Argument(
    help: "What to feed: line, equations, session, load, commands, ode, nestml, python or brian.")
  var target: FuzzTarget

  @Argument(
    parsing: .captureForPassthrough,
    help: "Options of libFuzzer, such as -max_total_time=600, or files to try once as they are.")
  var rest: [String] = []

  func run() throws {
    let folder = Self.corpora.appendingPathComponent(target.rawValue)
    let dictionary = Self.corpora.appendingPathComponent("words.dict")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(fuzzingDictionary.utf8).write(to: dictionary)
    let isFile = rest.contains { !$0.hasPrefix("-") }
    let corpus = isFile ? [] : target.corpus
    for (index, bytes) in corpus.enumerated() where bytes.count <= longestInput {
      try Data(bytes).write(to: folder.appendingPathComponent("whole-\(index)"))
    }
    // The user's options come last and win.
    let options = [
      "-max_len=\(longestInput)", "-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1",
      "-artifact_prefix=\(target.rawValue)-", "-dict=\(dictionary.path)",
    ]
    let arguments = ["neurosh-fuzz"] + options + rest + (isFile ? [] : [folder.path])
    // Swift's own report of a crash would keep libFuzzer from writing the input down.
    for fatal in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] { signal(fatal, SIG_DFL) }
    throw ExitCode(runLibFuzzer(arguments, on: target.entry))
  }

  // What was found to reach new code is kept beside the build, for the next run to begin with.
  private static let corpora = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../.build/corpora").standardizedFileURL
}

private let longestInput = 20_000

/// What libFuzzer calls with an input and its length.
typealias FuzzEntry = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

@_extern(c, "LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ entry: FuzzEntry
) -> CInt

/// Runs libFuzzer, which ends the program by itself after a finding.
///
/// - Returns: the exit status.
private func runLibFuzzer(_ arguments: [String], on entry: FuzzEntry) -> CInt {
  // They live as long as the program.
  var pointers = arguments.map { strdup($0) } + [nil]
  return pointers.withUnsafeMutableBufferPointer { pointers in
    var count = CInt(arguments.count)
    var first = pointers.baseAddress
    return runDriver(&count, &first, entry)
  }
}
