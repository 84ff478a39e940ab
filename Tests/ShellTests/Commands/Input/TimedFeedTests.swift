import Equations
import OrderedCollections
import Shell
import Simulation
import Testing

/// Currents of a CSV file with a column of times.
@Suite struct TimedFeedTests {
  private static let pulse = "0,0\n10,2\n30,0\n"

  // What each step of 1 ms gets, 50 of them.
  private func inputs(_ file: String, _ commands: String = "") throws -> [Double] {
    var shell = ShellHarness(files: ["f.csv": file])
    try shell.run("create refractorylif n dt=1ms; feed n csv f.csv; \(commands); run n 50ms")
    return recorded(shell)
  }

  private func recorded(_ shell: ShellHarness, _ node: String = "n") -> [Double] {
    let node = shell.workbench.session.nodes[node]
    return (1...(node?.recording.steps ?? 1)).map {
      node?.recording.sample(of: "input", neuron: 0, step: $0) ?? .nan
    }
  }

  private static let expected = (1...50).map { (11...30).contains($0) ? 2.0 : 0 }

  @Test(arguments: [
    "t,I\n" + pulse, "time,I\n" + pulse, "time (ms),I (nA)\n" + pulse, "T [ms],I\n" + pulse,
    "I,Time(ms)\n0,0\n2,10\n0,30\n", "time (s),I\n0,0\n0.01,2\n0.03,0\n",
    "time (us),label,input\n10000,7,2\n30000,7,0\n",
  ])
  func timesAreTimes(file: String) throws { #expect(try inputs(file) == Self.expected) }

  @Test func aStepGetsTheMeanAndTheLastRowItsNeighboursLength() throws {
    let own = try inputs("t,I\n0.5,4\n2.25,8\n4,1\n")
    #expect(own.prefix(7) == [2, 4, 7, 8, 1, 0.75, 0])
  }

  @Test func timesStayTimesInOtherSteps() throws {
    let own = try inputs("t,I\n" + Self.pulse, "set n dt=0.5ms")
    #expect(own == (1...100).map { (21...60).contains($0) ? 2.0 : 0 })
  }

  @Test func itIsSaid() throws {
    var shell = ShellHarness(files: ["f.csv": "time (ms),I\n" + Self.pulse])
    #expect(
      try shell.run("create refractorylif n dt=1ms; feed n csv f.csv").hasSuffix(
        "n gets 0 nA from step 1, 2 nA from step 11, 0 nA from step 31 until step 50; constant"
          + " from each time of 'f.csv' to the next"))
    #expect(try shell.run("help feed").contains("a column named t or time"))
    try shell.run("save s; load s; run n 50ms")
    #expect(recorded(shell) == Self.expected)
  }

  // What neurosh writes has the end of each step as its time.
  @Test(arguments: ["plot n --csv o.csv", "table"])
  func whatIsWrittenIsFedBackStepByStep(command: String) throws {
    let files = MemoryFiles()
    var shell = ShellHarness()
    shell.host.files = files.access
    try shell.run("create refractorylif n dt=0.1ms; feed n noise 1 2; run n 20ms")
    if command == "table" {
      shell.printer.mode = .csv
      let text = try shell.run("table n")
      #expect(text.hasPrefix("step,time (ms),input"))
      #expect(shell.host.files.write("o.csv", Array(text.utf8), true) == nil)
    } else {
      try shell.run(command)
      #expect(String(decoding: files["o.csv"] ?? [], as: UTF8.self).hasPrefix("time (ms),"))
    }
    try shell.run("create refractorylif m dt=0.1ms; feed m csv o.csv; run m 20ms")
    #expect(recorded(shell, "m") == recorded(shell))
  }

  @Test(arguments: [
    ("time (ms),I\n0,1\n5,2\n5,3\n", "row 4 of 'f.csv' has the time 5 in column 1", "above 5"),
    ("I,t\n1,3\n2,1\n", "row 3 of 'f.csv' has the time 1 in column 2", "above 3"),
    ("t,I\n-1,1\n", "row 2 of 'f.csv' has the time -1 in column 1", "0 or more"),
    ("t,I\nx,1\n", "row 2 of 'f.csv' has 'x' in column 1", "a number"),
    ("time (mV),I\n0,1\n", "'time (mV)' of 'f.csv' is in no unit of time", "time (ms)"),
    ("time (foo),I\n0,1\n", "'time (foo)' of 'f.csv' is in no unit of time", "time (ms)"),
    ("t,I\n1e-300,1\n2e-300,1\n", "the times of 'f.csv' are too close", "times that differ"),
  ])
  func whatIsNoTimeIsRefused(file: String, message: String, expected: String) {
    var shell = ShellHarness(files: ["f.csv": file])
    _ = try? shell.run("create refractorylif n")
    let error = shell.refusal("feed n csv «f.csv»")
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    #expect(error?.expected?.contains(expected) == true)
  }

  @Test func aNeuronInStepsHasTimesInSteps() throws {
    var shell = ShellHarness(files: ["ms.csv": "t (ms),I\n0,1\n", "t.csv": "t,I\n2,1\n4,3\n"])
    try shell.run("create lif n")
    #expect(
      shell.refusal("feed n csv «ms.csv»")?.message
        == "'t (ms)' of 'ms.csv' does not fit: LIF only counts steps")
    try shell.run("feed n csv t.csv; run n 7")
    #expect(recorded(shell) == [0, 0, 1, 1, 3, 3, 0])
    // A column that is asked for is no time.
    try shell.run("reset n; feed n csv t.csv column=t; run n 3")
    #expect(recorded(shell) == [2, 4, 0])
  }
}
