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

  @Option(name: .customShort("f"), help: "A session file to run first.")
  var script: String?

  @Option(name: .customShort("c"), help: "Commands to run first, after those of the file.")
  var commands: String?

  @Option(help: ArgumentHelp("Which part of the combinations, such as 2/8.", valueName: "i/k"))
  var shard: String?

  @Flag(help: "Let the session file read and write outside its own folder.")
  var trust = false

  @OptionGroup var target: PartFile

  @Argument(help: ArgumentHelp("The sweep, such as: n tau=1..20 log 40.", valueName: "sweep"))
  var words: [String]

  func run() throws {
    let shard = try chosenShard()
    try target.checkIsFree()
    Interrupt.install()
    var batch = Batch(
      output: ReportText(), keepsGoing: false, echoes: false, trustsFiles: trust,
      journalFolder: nil)
    batch.isSilent = true
    if let script { batch.run(try .file(script)) }
    if let commands, batch.status == 0 { batch.run(.text(commands)) }
    guard batch.status == 0 else { throw ExitCode(batch.status) }
    let statement = "sweep " + words.joined(separator: " ")
    let part: SweepPart?
    do throws(Diagnostic) {
      part = try batch.bench.workbench.sweep(
        statement, shard: shard, host: batch.host(of: .text(statement)))
    } catch {
      let text = error.text(
        in: CommandText(text: statement), file: "neurosh", width: batch.output.width)
      write("\(text)\n", to: STDERR_FILENO)
      throw ExitCode(ExitStatus.failure)
    }
    guard let part else { throw ExitCode(ExitStatus.interrupted) }
    do throws(FileFailure) { try target.write(part.text) } catch {
      throw target.failed(error.reason)
    }
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
    for path in parts { found.append((path, try read(path))) }
    do throws(FileFailure) {
      try target.write(SweepPart.merging(found).text)
    } catch {
      throw target.failed(error.reason)
    }
  }

  private func read(_ path: String) throws -> SweepPart {
    do throws(FileFailure) {
      let bytes = try Host.Files.local.read(path).get()
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw FileFailure("it is not a text file; expected UTF-8")
      }
      return try SweepPart(text)
    } catch {
      throw target.failed("cannot read '\(path)': \(error.reason)")
    }
  }
}

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

  /// Writes a text, all of it or nothing.
  func write(_ text: String) throws(FileFailure) {
    guard let path else { return neurosh.write("\(text)", to: STDOUT_FILENO) }
    if let failure = Host.Files.local.write(path, Array(text.utf8), force) {
      throw FileFailure(failure.sentence(writing: path))
    }
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
