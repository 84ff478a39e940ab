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
      .upTo("? At which step does it fire for the first time?")
    try terminal.expect("your answer> ")
    try terminal.type(
      "banana\n", seeing: "'banana' is not a number; Return alone shows the answer", "your answer> "
    )
    try terminal.type(
      "2\n", seeing: "n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0", "! Right: 2.",
      "  Step 1 takes mem",
      "your answer> ")
    try terminal.type("\u{4}", seeing: "1 of 1 prediction right")
    #expect(try terminal.expectExit() == 0)
  }

  @Test func whatWasLeftIsListedAndGoesOnAtThePrompt() throws {
    let folder = try TemporaryFolder()
    let first = try start("lesson", "1", folder: folder).upTo("your answer> ")
    try first.type("2\n", seeing: "! Right: 2.", "your answer> ")
    try first.type("\u{4}", seeing: "1 of 1 prediction right")
    #expect(try first.expectExit() == 0)
    let terminal = try start("--no-rc", folder: folder).upTo("neurosh> ")
    try terminal.type("create lif mine\n", seeing: "mine step=0 mem=0> ")
    try terminal.type(
      "lesson\n", seeing: "First spike", "left at line", "1 of 1 right", "Space Return G q")
    // They are more than the screen has lines.
    try terminal.type(" ", seeing: "mine step")
    // What was answered is not asked again, and one may leave in the middle.
    try terminal.type(
      "lesson first-spike\n", seeing: "(going on at line", "in all?", "your answer> ")
    try terminal.type("\u{3}", seeing: "1 of 1 prediction right", "mine step=0 mem=0> ")
    try terminal.type("lesson 1 --again\n", seeing: "for the first time?", "your answer> ")
    try terminal.type("\u{4}", seeing: "mine step=0 mem=0> ")
    try terminal.type("quit\n")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  @Test func longWorkShowsHowFarItIsAndCtrlCKeepsWhatIsDone() throws {
    let folder = try TemporaryFolder()
    let terminal = try start("--no-rc", folder: folder).upTo("neurosh> ")
    try terminal.type(
      "create lif m; sweep m input=0..4 900 tau=1..20 900 for=200\n", seeing: "%, ", " left")
    let end = try terminal.type("\u{3}", seeing: "interval_rate (spikes/step) over input and tau")
    // ^C stands where the bar began, and both are erased before the answer.
    let blank = "\r" + String(repeating: " ", count: 79) + "\r"
    #expect(
      end.contains("\r^C\r")
        && end.hasSuffix("\(blank)interval_rate (spikes/step) over input and tau"))
    try terminal.expect("stopped by Ctrl-C after ")
    try terminal.expect("m step=0 mem=0> ")
    terminal.send("\u{4}")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }
}
