import Testing

@testable import neurosh

@Suite struct ProgressBarTests {
  @Test(arguments: [
    (0, 200, 3.0, 80, "[..........................] 0%  steps"),
    (50, 200, 3.0, 80, "[######....................] 25%, 9 s left  steps"),
    (100, 200, 100.0, 80, "[#############.............] 50%, 1 min 40 s left  steps"),
    (1, 1000, 10.0, 80, "[..........................] 0%, 2 h 46 min left  steps"),
    (200, 200, 3.0, 40, "[#############] 100%, 0 s left  steps"),
    (300, 200, 3.0, 20, "[##########] 100%, 0"),
    // Nobody knows how much there is.
    (0, 0, 61.5, 80, "[..........................] 1 min 2 s  steps"),
  ])
  func tellsTheShareAndTheTimeLeft(
    done: Int, all: Int, seconds: Double, width: Int, text: String
  ) {
    let line = ProgressBar.text(done: done, of: all, seconds: seconds, "steps", width: width)
    #expect(line.count == width)
    #expect(line.hasPrefix(text), "\(line)")
  }

  @Test func nothingReachesAPipe() throws {
    let long = "create lif n n=2000; set n record=none; feed n const 1.5; run n 4000"
    let result = try Program.run("-c", long)
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(!result.output.contains("\u{1B}") && !result.output.contains("\r"))
  }
}
