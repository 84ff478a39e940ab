import Foundation
import Testing

/// Session files as people and editors leave them, read by the program.
@Suite struct SessionFileProgramTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aByteOrderMarkIsNoPartOfTheText() throws {
    folder.write("currents.csv", "\u{FEFF}I,J\n1,2\n3,4\n")
    let file = folder.write(
      "marked.nsh", "\u{FEFF}create lif n\nfeed n csv currents.csv column=I\n#> n gets 1 3\n")
    for arguments in [[file], ["-c", "source \"\(file)\""], ["lesson", file]] {
      let result = try Program.run(arguments, input: Data())
      #expect(result.status == 0 && result.output.contains("n gets 1 3"), "\(result)")
    }
    #expect(try Program.run("check", file).output == "1 passed, 0 failed\n")
    #expect(try Program.run(input: "\u{FEFF}create lif n\n").status == 0)
  }

  @Test func aDefinitionWithoutEndIsToldWhereItBegins() throws {
    let file = folder.write(
      "open.nsh", "create lif n\n\n  define Slow\n    inherits LIF\nrun n\nexpect n.time == 4\n")
    let place = "\(file):3:3"
    let run = try Program.run(file)
    #expect(run.status == 1 && run.errors.hasPrefix("\(place): error: this 'define' has no 'end'"))
    let piped = try Program.run(input: "define Slow; inherits LIF")
    #expect(piped.status == 1 && piped.errors.hasPrefix("standard input:1:1: error: this 'define'"))
    let sourced = try Program.run("-c", "source \"\(file)\"")
    #expect(sourced.status == 1 && sourced.errors.contains("\(place): this 'define' has no 'end'"))
    let check = try Program.run("check", file)
    #expect(check.status == 3 && check.output.contains("+#x this 'define' has no 'end'"))
  }

  @Test func aFolderWithoutSessionFilesChecksNothing() throws {
    let result = try Program.run("check", folder.path)
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors == "neurosh: no session files (*.nsh) in \(folder.path)\n")
  }

  @Test func whatFailsWithAnErrorIsNotBlessed() throws {
    let text = """
      create lif n
      feed n const 1.5
      rum n
      #> n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0
      seed 5; seed
      #> seed 5
      #> seed 6

      """
    let file = folder.write("a.nsh", text)
    let result = try Program.run("check", "--bless", file)
    #expect(result.status == 3 && result.output.contains("+#x unknown verb 'rum'"))
    #expect(result.output.contains("blessed \(file)\n"))
    #expect(result.errors == "not blessed: 1 that failed with an error\n")
    let mended = text.replacing("seed 6", with: "seed 5")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == mended)
    let again = try Program.run("check", "--bless", file)
    #expect(again.status == 3 && !again.output.contains("blessed \(file)"))
  }

  @Test func startUpFileFlagMayStandBeforeACommand() throws {
    let file = folder.write("a.nsh", "seed 5\n#> seed 5\n")
    #expect(try Program.run("--no-rc", "check", file).output == "1 passed, 0 failed\n")
    #expect(try Program.run("--no-rc", "lesson", file).status == 0)
    #expect(try Program.run("--no-rc", file).status == 0)
  }

  @Test(arguments: [["--nonsense"], ["a", "b"], ["-q", "check", "x"]])
  func usageNamesOnlyWhatCanBeTyped(arguments: [String]) throws {
    let result = try Program.run(arguments, input: Data())
    #expect(result.status == 2 && result.errors.contains("Usage: neurosh ["))
    #expect(!result.errors.contains(" use "))
  }
}
