import Foundation
import Testing

@Suite struct SweepShardTests {
  private static let noisy = [
    "-c", "create noiselif n", "n", "tau=2..9", "11", "threshold=0.5..2", "5",
    "measure=mean_mem", "for=60",
  ]

  private func sweep(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Program.Result {
    try Program.run(["sweep"] + arguments, input: Data(), environment: environment)
  }

  /// Writes all shards of a sweep, and returns their paths.
  private func shards(
    _ count: Int, of sweep: [String] = noisy, in folder: TemporaryFolder
  ) throws -> [String] {
    try (1...count).map { number in
      let path = "\(folder.path)/part\(number)of\(count).csv"
      let result = try self.sweep(["--shard", "\(number)/\(count)", "-o", path] + sweep)
      #expect(result.output == "" && result.errors == "" && result.status == 0)
      return path
    }
  }

  private func merge(_ parts: [String]) throws -> Program.Result {
    try Program.run(["merge"] + parts, input: Data())
  }

  // Each has noise of its own, drawn within the neuron or by what flows into it.
  @Test(arguments: [
    noisy, ["-c", "create lif n; feed n noise 1 0.5", "n", "tau=2..9", "40", "measure=mean_mem"],
  ])
  func shardsJoinToTheWhole(sweep: [String]) throws {
    let folder = try TemporaryFolder()
    let whole = try self.sweep(sweep)
    #expect(whole.status == 0, "\(whole.errors)")
    let merged = try merge(shards(3, of: sweep, in: folder).reversed())
    #expect(merged.output == whole.output)
    #expect(merged.errors == "" && merged.status == 0)
    // No two combinations have the same noise, and so no two the same mean.
    let means = whole.output.split(separator: "\n").dropFirst(2).compactMap {
      $0.split(separator: ",").last
    }
    #expect(means.count >= 40 && Set(means).count == means.count)
  }

  @Test func rowsAreThoseOfThePrompt() throws {
    let atPrompt = try Program.run(
      "--mode", "csv", "-c", "create noiselif n; sweep n tau=2..9 11 measure=mean_mem for=60")
    let result = try sweep(
      ["-c", "create noiselif n", "n", "tau=2..9", "11", "measure=mean_mem", "for=60"])
    let lines = result.output.split(separator: "\n")
    #expect(lines[0].hasPrefix("# neurosh sweep, shard 1/1, 11 combinations, "))
    #expect(lines[1] == "index,tau,mean_mem")
    let rows = lines.dropFirst(2).enumerated().map { index, line in
      #expect(line.hasPrefix("\(index + 1),"))
      return line.drop { $0 != "," }.dropFirst()
    }
    #expect(
      rows.map(String.init) == atPrompt.output.split(separator: "\n").dropFirst().map(String.init))
  }

  @Test func partsThatDoNotFitAreRefused() throws {
    let folder = try TemporaryFolder()
    let parts = try shards(4, in: folder)
    let foreign = "\(folder.path)/foreign.csv"
    var setup = Self.noisy
    setup[1] = "seed 2; create noiselif n"
    #expect(try sweep(["--shard", "1/4", "-o", foreign] + setup).status == 0)
    let fifth = "\(folder.path)/fifth.csv"
    #expect(try sweep(["--shard", "5/5", "-o", fifth] + Self.noisy).status == 0)
    let text = try String(contentsOfFile: parts[0], encoding: .utf8)
    let cut = folder.write("cut.csv", String(text.dropLast(5)))
    let swapped = folder.write("swapped.csv", text.replacing("\n3,", with: "\n4,"))
    let note = folder.write("note.csv", "tau,rate\n1,2\n")
    for (chosen, complaint) in [
      ([parts[1], parts[3]], "shards 1/4 and 3/4 are missing"),
      (Array(parts[..<3]), "shard 4/4 is missing"),
      (parts + [parts[2]], "'\(parts[2])' and '\(parts[2])' are both shard 3/4"),
      ([parts[0], foreign], "'\(foreign)' is of another sweep than '\(parts[0])'"),
      ([parts[0], fifth], "'\(fifth)' is shard 5/5, but '\(parts[0])' is shard 1/4"),
      ([cut], "cannot read '\(cut)': it is incomplete; expected 13 rows"),
      ([swapped], "cannot read '\(swapped)': line 5 is not that of index 3"),
      (
        [note],
        "cannot read '\(note)': it is no part of a sweep; expected what 'neurosh sweep' wrote"
      ),
    ] {
      let result = try merge(chosen)
      #expect(result.errors == "neurosh: \(complaint)\n")
      #expect(result.output == "" && result.status == 1)
    }
  }

  @Test func slurmSaysWhichShard() throws {
    let expected = try sweep(["--shard", "2/4"] + Self.noisy)
    for (task, first, step) in [("2", "1", nil), ("1", "0", nil), ("15", "10", "5")] {
      var environment = [
        "SLURM_ARRAY_TASK_ID": task, "SLURM_ARRAY_TASK_MIN": first, "SLURM_ARRAY_TASK_COUNT": "4",
      ]
      environment["SLURM_ARRAY_TASK_STEP"] = step
      let result = try sweep(Self.noisy, environment: environment)
      #expect(result.output == expected.output && result.status == 0)
    }
    for (task, first, step) in [
      ("2", nil, nil), ("\(Int.max)", "\(Int.min)", nil), ("\(Int.max)", "0", "1"),
      ("\(Int.min)", "\(Int.max)", nil), ("0", "\(Int.min + 1)", nil), ("2", "1", "\(Int.min)"),
      ("9223372036854775808", "0", nil),
    ] {
      var environment = ["SLURM_ARRAY_TASK_ID": task, "SLURM_ARRAY_TASK_COUNT": "4"]
      environment["SLURM_ARRAY_TASK_MIN"] = first
      environment["SLURM_ARRAY_TASK_STEP"] = step
      let result = try sweep(Self.noisy, environment: environment)
      #expect(result.errors.contains("SLURM_ARRAY_TASK_ID, _MIN and _COUNT name no shard"))
      #expect(result.output == "" && result.status == 2)
    }
  }

  @Test(arguments: ["9/8", "0/8", "1/0", "1", "a/b", "1/2/3", "1/9999999999"])
  func shardsThatAreNoneAreWrongUsage(shard: String) throws {
    let result = try sweep(["--shard", shard] + Self.noisy)
    #expect(result.errors.contains("--shard '\(shard)' is none; expected i/k with i from 1 to k"))
    #expect(result.output == "" && result.status == 2)
  }

  @Test func errorsPointIntoTheSweep() throws {
    let result = try sweep(["-c", "create lif n", "n", "tua=1..2"])
    #expect(result.errors.contains("unknown parameter or input 'tua'; did you mean 'tau'?"))
    #expect(result.errors.contains("  sweep n tua=1..2\n          ^^^"))
    #expect(result.output == "" && result.status == 1)
    let setup = try sweep(["-c", "crate lif n", "n", "tau=1..2"])
    #expect(setup.errors.contains("unknown verb 'crate'"))
    #expect(setup.output == "" && setup.status == 1)
  }

  @Test func filesStayUnlessForced() throws {
    let folder = try TemporaryFolder()
    let file = folder.write("old.csv", "old")
    for arguments in [["sweep", "-o", file] + Self.noisy, ["merge", "-o", file, file]] {
      let result = try Program.run(arguments, input: Data())
      #expect(result.errors.contains("'\(file)': there is such a file already"))
      #expect(result.status == 1)
    }
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")
    #expect(try sweep(["-o", file, "--force"] + Self.noisy).status == 0)
    #expect(try merge([file]).output == String(contentsOfFile: file, encoding: .utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["old.csv"])
  }

  // What was done before a stop is not done again, and the threads do not matter.
  @Test func resumesWhereItWasLeft() throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/all.csv"
    let whole = try sweep(Self.noisy)
    for number in [1, 7] {
      let part = ["--shard", "\(number)/16", "-o", "\(file).\(number)-of-16"]
      #expect(try sweep(part + Self.noisy).status == 0)
    }
    // A part of the same sweep with another number in it shows that it is taken as it is.
    let marked = "\(file).1-of-16"
    let text = try String(contentsOfFile: marked, encoding: .utf8)
    let last = try #require(text.split(separator: "\n").last?.split(separator: ",").last)
    let mark = "12345.5"
    try text.replacing(last, with: mark).write(toFile: marked, atomically: true, encoding: .utf8)
    let resumed = try sweep(["--resume", "--jobs", "1", "-o", file] + Self.noisy)
    #expect(resumed.errors == "" && resumed.status == 0)
    let found = try String(contentsOfFile: file, encoding: .utf8)
    #expect(found == whole.output.replacing(last, with: mark))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["all.csv"])
    // A shard that is there is left alone.
    let shard = ["--shard", "1/1", "--resume", "-o", file] + Self.noisy
    #expect(try sweep(shard).status == 0)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == found)
  }

  @Test func resumesOnlyTheSameSweep() throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/all.csv"
    let part = "\(file).2-of-16"
    let other = ["-c", "create lif n", "n", "tau=2..9", "20"]
    #expect(try sweep(["--shard", "2/16", "-o", part] + other).status == 0)
    let before = try String(contentsOfFile: part, encoding: .utf8)
    let result = try sweep(["--resume", "-o", file] + Self.noisy)
    #expect(result.errors.contains("'\(part)' is not shard 2/16 of this sweep"))
    #expect(result.status == 1)
    #expect(try String(contentsOfFile: part, encoding: .utf8) == before)
    #expect(!FileManager.default.fileExists(atPath: file))
    for (arguments, message) in [
      (["--resume"], "--resume needs -o FILE"), (["--jobs", "0"], "--jobs 0 is no number"),
    ] {
      let refused = try sweep(arguments + Self.noisy)
      #expect(refused.errors.contains(message) && refused.status == 2)
    }
  }
}
