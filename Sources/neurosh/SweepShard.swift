import ArgumentParser
import Equations
import LineEditing
import Shell
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Does a sweep, or one shard of it, and writes it as comma-separated values.
struct SweepShard: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Do a sweep, or one shard of it, for several machines to share the work.",
    discussion: """
      SWEEP is what follows the verb 'sweep' at the prompt. Every combination is the same number \
      in every shard, noise included; 'neurosh merge' joins the shards. In a Slurm array job the \
      shard follows from SLURM_ARRAY_TASK_ID, _MIN, _STEP and _COUNT where --shard is left out.
      """)

  @OptionGroup var preparation: Preparation

  @Option(help: ArgumentHelp("Which part of the combinations, such as 2/8.", valueName: "i/k"))
  var shard: String?

  @Option(
    help: ArgumentHelp(
      "How many threads compute at once; else as many as there are cores.", valueName: "n"))
  var jobs: Int?

  @Flag(help: "Keep what is done beside the file of -o, and take what is there.")
  var resume = false

  @OptionGroup var target: PartFile

  @Argument(help: ArgumentHelp("The sweep, such as: n tau=1..20 log 40.", valueName: "sweep"))
  var words: [String]

  func validate() throws {
    if let jobs, jobs < 1 {
      throw ValidationError("--jobs \(jobs) is no number of threads; expected 1 or more.")
    }
    if resume, target.path == nil {
      throw ValidationError("--resume needs -o FILE, beside which the parts are kept.")
    }
  }

  func run() throws {
    let shard = try chosenShard()
    if !resume { try target.checkIsFree() }
    let batch = try preparation.batch()
    guard resume, let path = target.path else {
      return try target.save(try part(shard, of: batch))
    }
    if try !target.force && partThatIsThere(path, shard, of: batch) != nil { return }
    try target.checkIsFree()
    guard shard == .whole else { return try target.save(try part(shard, of: batch)) }
    try finish(path, of: batch)
  }

  // Does the parts that are not there yet, and joins all.
  private func finish(_ path: String, of batch: Batch) throws {
    var parts: [(name: String, part: SweepPart)] = []
    for number in 1...partsToResume {
      guard let shard = Shard("\(number)/\(partsToResume)") else { continue }
      let name = "\(path).\(number)-of-\(partsToResume)"
      if let found = try partThatIsThere(name, shard, of: batch) {
        parts.append((name, found))
        continue
      }
      let part = try part(shard, of: batch)
      try target.save(part, as: name)
      parts.append((name, part))
    }
    try target.save(merging: parts)
    for (name, _) in parts { unlink(name) }
  }

  private var statement: String { "sweep " + words.joined(separator: " ") }

  private func part(_ shard: Shard, of batch: Batch) throws -> SweepPart {
    var host = batch.host(of: .text(statement))
    host.workers = jobs
    let part: SweepPart?
    do throws(Diagnostic) {
      part = try batch.bench.workbench.sweep(statement, shard: shard, host: host)
    } catch {
      let text = error.text(
        in: CommandText(text: statement), file: "neurosh", width: batch.output.width)
      write("\(text)\n", to: STDERR_FILENO)
      throw ExitCode(ExitStatus.failure)
    }
    guard let part else { throw ExitCode(ExitStatus.interrupted) }
    return part
  }

  // What was done before; nil where it was not.
  private func partThatIsThere(
    _ path: String, _ shard: Shard, of batch: Batch
  ) throws -> SweepPart? {
    guard access(path, F_OK) == 0 else { return nil }
    let part = try SweepPart(readFrom: path, for: target)
    guard batch.bench.workbench.hasDone(part, as: shard, of: statement) else {
      throw target.failed(
        "'\(path)' is not shard \(shard.text) of this sweep; expected what --resume left, or no file"
      )
    }
    return part
  }

  private func chosenShard() throws -> Shard {
    if let shard {
      guard let chosen = Shard(shard) else {
        throw ValidationError(
          "--shard '\(shard)' is none; expected i/k with i from 1 to k, such as 2/8.")
      }
      return chosen
    }
    guard let task = environment("SLURM_ARRAY_TASK_ID") else { return .whole }
    // A step is only told by newer versions of Slurm.
    let step = Int(environment("SLURM_ARRAY_TASK_STEP") ?? "1") ?? 0
    guard let task = Int(task),
      let first = environment("SLURM_ARRAY_TASK_MIN").flatMap({ Int($0) }),
      let count = environment("SLURM_ARRAY_TASK_COUNT"), step > 0, task >= first,
      // Whatever the variables say: the distance need not be a number that there is.
      case let (distance, false) = task.subtractingReportingOverflow(first),
      distance.isMultiple(of: step), distance / step < Shard.most,
      let chosen = Shard("\(distance / step + 1)/\(count)")
    else {
      throw ValidationError(
        "SLURM_ARRAY_TASK_ID, _MIN and _COUNT name no shard; expected --array=1-k, or --shard i/k.")
    }
    return chosen
  }

  private func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}

/// Joins the shards of a sweep.
struct MergeShards: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the shards of a sweep, and check that all are there.")

  @OptionGroup var target: PartFile

  @Argument(help: "What 'neurosh sweep' wrote, every shard once.", completion: .file())
  var parts: [String]

  func run() throws {
    try target.checkIsFree()
    var found: [(name: String, part: SweepPart)] = []
    for path in parts { found.append((path, try SweepPart(readFrom: path, for: target))) }
    try target.save(merging: found)
  }
}

extension SweepPart {
  /// Reads what 'neurosh sweep' wrote.
  ///
  /// - Parameters:
  ///   - path: where it lies.
  ///   - target: what is to be made of it, for the error.
  fileprivate init(readFrom path: String, for target: PartFile) throws {
    do throws(FileFailure) {
      let bytes = try Host.Files.local.read(path).get()
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw FileFailure("it is not a text file; expected UTF-8")
      }
      self = try SweepPart(text)
    } catch {
      throw target.failed("cannot read '\(path)': \(error.reason)")
    }
  }
}

// Enough that little is lost, few enough to look at.
private let partsToResume = 16

/// Where rows are written: a file, or the output.
struct PartFile: ParsableArguments {
  @Option(name: .customShort("o"), help: "The file to write; else the output.")
  var path: String?

  @Flag(help: "Replace the file where there is one.")
  var force = false

  /// Fails before any work is done where the file must not be written.
  func checkIsFree() throws(ExitCode) {
    guard let path, let obstacle = WriteTarget.obstacle(at: path, replaces: force) else { return }
    throw failed(obstacle.sentence(writing: path))
  }

  /// Writes a part, all of it or nothing, to the file or to another one, which must be new.
  func save(_ part: SweepPart, as other: String? = nil) throws(ExitCode) {
    guard let path = other ?? path else { return write("\(part.text)", to: STDOUT_FILENO) }
    let replaces = force && other == nil
    if let failure = Host.Files.local.write(path, Array(part.text.utf8), replaces) {
      throw failed(failure.sentence(writing: path))
    }
  }

  /// Writes all parts as one.
  func save(merging parts: [(name: String, part: SweepPart)]) throws(ExitCode) {
    let whole: SweepPart
    do throws(FileFailure) { whole = try .merging(parts) } catch { throw failed(error.reason) }
    try save(whole)
  }

  /// Prints an error, and returns the exit status.
  func failed(_ reason: String) -> ExitCode {
    neurosh.write("neurosh: \(line: reason)\n", to: STDERR_FILENO)
    return ExitCode(ExitStatus.failure)
  }
}

extension FileFailure {
  /// What is wrong with a file that was to be written, and what was expected.
  func sentence(writing path: String) -> String {
    "cannot write '\(path)': \(reason)" + (expected.map { "; expected \($0)" } ?? "")
  }
}
