import Shell
import Synchronization
import Testing

@Suite struct RunForecastTests {
  // Two neurons that are connected take some steps at once, and each look at the clock so many seconds.
  private func said(_ commands: String, secondsPerLook: Double) throws -> [String] {
    let lines = Mutex<[String]>([])
    let clock = Mutex(0.0)
    var shell = ShellHarness()
    shell.host.seconds = {
      clock.withLock {
        $0 += secondsPerLook; return $0
      }
    }
    shell.host.screen.say = { line in lines.withLock { $0.append(line) } }
    try shell.run("create lif a; create lif b; connect a -> b delay=1; \(commands)")
    return lines.withLock { $0 }
  }

  @Test func aLongRunIsSaidOnce() throws {
    let lines = try said("run 5120", secondsPerLook: 2)
    #expect(lines.count == 1)
    #expect(lines.first?.contains(" for 2 neurons, 1 synapse, 5120 steps; ") == true)
    let time = try #require(lines.first?.firstMatch(of: /about (\d+) s/)?.1)
    #expect((11...60).contains(try #require(Int(time))))
    #expect(try said("step 5120; run 5120", secondsPerLook: 2).count == 2)
  }

  // What waits takes at most so long.
  @Test func aLongWaitIsSaidOnce() throws {
    let lines = try said("until a.time == 5000 for=5120; run 5", secondsPerLook: 2)
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("up to about ") == true)
    #expect(lines.first?.contains(" for 2 neurons, 1 synapse, 5120 steps; ") == true)
  }

  @Test(arguments: [("run 5120", 0.0), ("run 512", 2), ("set session warnings=off; run 5120", 2)])
  func nothingIsSaidOfOthers(commands: String, seconds: Double) throws {
    #expect(try said(commands, secondsPerLook: seconds).isEmpty)
  }

  @Test func minutesAndHoursAreSaidAsSuch() throws {
    #expect(try said("run 5120", secondsPerLook: 60).first?.contains(" min for ") == true)
    #expect(try said("run 5120", secondsPerLook: 6000).first?.contains(" h for ") == true)
  }
}
