import Foundation
import Testing

/// Lessons and long work at a real terminal.
@Suite(.serialized) struct LessonAtATerminalTests {
  private func start(_ arguments: String..., folder: TemporaryFolder) throws -> PseudoTerminal {
    try PseudoTerminal(home: folder.path, arguments)
  }

  @Test func aLessonWaitsForAnswersAndCtrlDLeavesIt() throws {
    let folder = try TemporaryFolder()
    let terminal = try start("lesson", Program.sessions + "/01-first-spike.nsh", folder: folder)
    try terminal.expect("? At which step does it fire for the first time?")
    try terminal.expect("your answer> ")
    terminal.send("banana\n")
    try terminal.expect("'banana' is not a number; Return alone shows the answer")
    try terminal.expect("your answer> ")
    terminal.send("2\n")
    try terminal.expect("n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0")
    try terminal.expect("! Right: 2.")
    try terminal.expect("your answer> ")
    terminal.send("\u{4}")
    try terminal.expect("1 of 1 prediction right")
    #expect(try terminal.expectExit() == 0)
  }

  @Test func longWorkShowsHowFarItIsAndCtrlCKeepsWhatIsDone() throws {
    let folder = try TemporaryFolder()
    let terminal = try start("--no-rc", folder: folder)
    try terminal.expect("neurosh> ")
    terminal.send("create lif m; sweep m input=0..4 900 tau=1..20 900 for=200\n")
    try terminal.expect("%, ")
    try terminal.expect(" left")
    terminal.send("\u{3}")
    let end = try terminal.expect("rate over input and tau")
    // ^C stands where the bar began, and both are erased before the answer.
    let blank = "\r" + String(repeating: " ", count: 79) + "\r"
    #expect(end.contains("\r^C\r") && end.hasSuffix("\(blank)rate over input and tau"))
    try terminal.expect("stopped by Ctrl-C after ")
    try terminal.expect("m step=0 mem=0> ")
    terminal.send("\u{4}")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }
}
