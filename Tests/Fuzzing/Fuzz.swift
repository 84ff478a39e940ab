import ArgumentParser
import TestSupport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Feeds the shell with damaged input and looks whether it keeps its word: no crash, no hang, and a
/// session that an error leaves as it was.
///
/// The input that is being tried is always in a file, so that it is there when the program dies. The
/// same seed gives the same inputs.
@main
struct Fuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neurosh-fuzz", abstract: "Feed the shell with damaged input.")

  @Argument(help: "What to feed: line, equations, session or load.")
  var target: FuzzTarget

  @Option(help: "How many inputs to try.")
  var runs = Int.max

  @Option(help: "How long to go on, in seconds.")
  var seconds: Double = 10

  @Option(help: "Where the random numbers begin.")
  var seed: UInt64 = 1

  @Option(help: "A file whose content is tried once, as it is, in place of all others.")
  var input: String?

  @Option(help: "Where the input being tried is written.")
  var trace = "neurosh-fuzz.input"

  func run() throws {
    if let input {
      try target.check(readBytes(of: input))
      return
    }
    let descriptor = open(trace, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw ValidationError("'\(trace)' cannot be written.") }
    var mutator = Mutator(corpus: target.corpus, generator: SeededGenerator(seed: seed))
    let start = now()
    var count = 0
    while count < runs, now() - start < seconds {
      let bytes = mutator.next()
      ftruncate(descriptor, 0)
      pwrite(descriptor, bytes, bytes.count, 0)
      // An input that takes longer than that is a hang: the signal ends the program.
      alarm(20)
      try target.check(bytes)
      alarm(0)
      count += 1
    }
    close(descriptor)
    unlink(trace)
    let elapsed = now() - start
    print("\(target.rawValue): \(count) executions in \(Int(elapsed)) s, seed \(seed), no finding")
  }

  private func readBytes(of path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw ValidationError("'\(path)' cannot be read.") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(descriptor, &chunk, chunk.count), count > 0 {
      bytes += chunk[..<count]
    }
    return bytes
  }
}

private func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
