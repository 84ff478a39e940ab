import Equations
import OrderedCollections
import Shell
import Simulation
import Synchronization
import Testing

@Suite struct JournalTests {
  // Does commands as the program does, and returns what it would keep in its journal.
  private func entries(
    of statements: [String], in shell: inout ShellHarness
  ) -> [JournalEntry] {
    var entries: [JournalEntry] = []
    for statement in statements {
      let listener = HostListener()
      let changes = shell.workbench.changes
      guard
        let report = try? shell.workbench.perform(
          statement, host: listener.listening(to: shell.host)),
        shell.workbench.changes != changes
      else { continue }
      entries.append(
        JournalEntry(
          statement: statement, answers: listener.answers, report: report,
          session: shell.workbench.session))
    }
    return entries
  }

  @Test func whatIsDoneAgainIsTheSameBitForBitAndCanBeUndone() throws {
    var shell = ShellHarness(files: [
      "in.csv": "0.5\n1.5\n2.5\n", "more.nsh": "create if b\nfeed b csv in.csv\nrun b\n",
    ])
    let kept = entries(
      of: [
        "create lif a tau=3", "feed a noise 1 0.5", "run a 50", "nonsense", "plot a",
        "create lif p n=10", "set p tau=uniform(2,9)", "connect a -> p weight=0.3", "run 20",
        "undo", "redo", "undo 2", "source more.nsh", "mark here", "run 7", "restore here",
        "define fast = LIF with tau = 1.2", "create fast f", "reset a", "seed 9", "run 5",
        "save kept.session", "drop p", "load kept.session", "run 3",
      ], in: &shell)
    #expect(kept.count == 22)
    // The files are changed since, and nothing is written over.
    var restored = Workbench()
    try restored.restore(kept)
    #expect(restored.session.isSame(as: shell.workbench.session))
    for _ in 0..<30 {
      _ = try restored.perform("undo", host: Host())
      _ = try shell.workbench.perform("undo", host: Host())
      #expect(restored.session.isSame(as: shell.workbench.session))
    }
  }

  // Whatever was stopped is done again as far as it came, however many threads were at work: they
  // look at the flag in another order each time.
  @Test(arguments: [
    "run 2000", "run p 2000", "time run q 2000", "watch p 2000 every=200", "until m.mem == 9",
    "forward", "forward p reset=false", "forward reset=true",
    "fit m tau to spikes=17 steps=40", "source outer.nsh",
  ])
  func whatWasStoppedIsDoneAgainAsFarAsItCame(command: String) throws {
    for looks in [0, 1, 4] {
      var shell = ShellHarness(files: [
        "outer.nsh": "set p tau=3\nfeed m csv in.csv\nsource inner/inner.nsh\nrun m 2000",
        "in.csv": "0.5\n1.5\n2.5\n", "inner/in.csv": "0.25\n",
        "inner/inner.nsh": "feed q csv in.csv\nrun 30\nrun p 2000\nset p tau=9",
      ])
      let begin = [
        "create noiselif p n=1000 step=2000", "create lif q n=800 step=2000", "create lif m tau=9",
        "feed p const 0.9", "feed q noise 1 0.3", "feed m const 1.5", "run 3",
      ]
      var kept = entries(of: begin, in: &shell)
      let left = Mutex(looks)
      shell.host.isInterrupted = {
        left.withLock { left in
          left -= 1
          return left < 0
        }
      }
      kept += entries(of: [command], in: &shell)
      shell.host.isInterrupted = { false }
      kept += entries(of: ["run p 2", "mark here", "undo"], in: &shell)
      var restored = Workbench()
      try restored.restore(kept)
      for _ in 0..<3 {
        for (name, node) in shell.workbench.session.nodes {
          let found = try #require(restored.session.nodes[name])
          #expect(found.states == node.states && found.time == node.time, "after \(looks) looks")
          for quantity in ["mem", "spike"] {
            let samples = node.recording.samples(
              of: quantity, neuron: 0, steps: 1...max(1, node.time))
            #expect(
              found.recording.samples(of: quantity, neuron: 0, steps: 1...max(1, node.time))
                == samples)
          }
        }
        _ = try restored.perform("undo", host: Host())
        _ = try shell.workbench.perform("undo", host: Host())
      }
      #expect(restored.session.nodes["p"]?.time ?? 0 < 2000)
    }
  }

  @Test func whatWasWatchedIsDoneAgainWithoutAScreen() throws {
    var shell = ShellHarness()
    // Stopped by the user after three frames, and then watched to the end.
    shell.host.screen.animate = { next in for _ in 0..<3 { _ = next(.init(columns: 80, rows: 24)) }
    }
    var kept = entries(
      of: ["create lif n", "feed n const 1.2", "watch n 100 every=10"], in: &shell)
    shell.host.screen.animate = { next in while next(.init(columns: 80, rows: 24)) != nil {} }
    kept += entries(of: ["watch n 20 every=5"], in: &shell)
    var restored = Workbench()
    try restored.restore(kept)
    #expect(restored.session.nodes["n"]?.time == 50)
    #expect(restored.session.nodes["n"]?.states == shell.workbench.session.nodes["n"]?.states)
  }

  @Test func entriesAreLinesOfTheirOwn() throws {
    var shell = ShellHarness(files: ["in.csv": "0.5\n\"1.5\"\n"])
    let kept = entries(
      of: [
        "define X\n inherits LIF\n param a = 1 \"τ\\n\"\nend", "create X n", "feed n csv in.csv",
      ],
      in: &shell)
    #expect(kept.count == 3)
    for entry in kept {
      #expect(entry.line.count { $0 == UInt8(ascii: "\n") } == 1 && entry.line.last == 10)
      #expect(try JournalEntry(line: entry.line.dropLast()) == entry)
      // Wherever it is cut off, or another byte stands in it, it is no entry.
      for place in stride(from: 0, to: entry.line.count - 1, by: 7) {
        #expect(throws: JournalEntry.Unreadable.damaged) {
          try JournalEntry(line: entry.line[..<place])
        }
        for bit in [0, 4] {
          var damaged = entry.line.dropLast()
          damaged[place] ^= 1 << bit
          #expect(throws: JournalEntry.Unreadable.damaged) { try JournalEntry(line: damaged) }
        }
      }
    }
  }

  @Test func anotherResultIsNoticed() throws {
    var shell = ShellHarness()
    var kept = entries(of: ["create lif n", "feed n const 1.5", "run n", "run n 2"], in: &shell)
    kept[2].statement = "run n 5"
    var restored = Workbench()
    #expect(throws: Workbench.RestoreFailure.differs(2)) { try restored.restore(kept) }
    #expect(restored.session.nodes["n"]?.time == 0)
    #expect(throws: Workbench.RestoreFailure.abandoned) {
      try restored.restore(kept, isAbandoned: { true })
    }
  }

  // Everything that later steps follow from has to be in it.
  @Test(arguments: [
    "set n tau=3", "set n mem=0.1", "step n", "feed n const 1", "seed 2", "create lif m",
    "define X = LIF with tau = 5", "mark here", "connect n -> n self=true weight=0.1 delay=2",
    "module g: n", "drop n", "set n precision=float", "set n act=Gate", "set n record=none",
    "set session backend=interpreter", "set n threshold=0.9999999999999999",
  ])
  func fingerprintsTellSessionsApart(statement: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif n")
    let before = shell.workbench.session.fingerprint
    try shell.run(statement)
    #expect(shell.workbench.session.fingerprint != before)
    try shell.run("undo")
    #expect(shell.workbench.session.fingerprint == before)
  }
}
