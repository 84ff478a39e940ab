import Foundation
import Shell
import Testing

/// Tables as programs and as people read them.
@Suite struct TableModeTests {
  private static let network = """
    create lif n; create lif p n=3; set p[1] tau=9; create hh h; create hh g
    connect n -> p weight=0.5 delay=2
    connect h -> g weight=0.2uA/cm^2 delay=2ms
    """

  private func answers(_ command: String, _ mode: ReportText.Mode) throws -> String {
    var shell = ShellHarness()
    try shell.run(Self.network)
    shell.printer.mode = mode
    return try shell.run(command)
  }

  // The rows of the tables that json mode prints for a command.
  private func rows(_ command: String) throws -> [[String: Any]] {
    try answers(command, .json).split(separator: "\n").flatMap { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return object?["table"] as? [[String: Any]] ?? []
    }
  }

  @Test func cellsForProgramsHoldNoMarks() throws {
    #expect(
      try answers("list", .csv) == """
        node,neuron,size,step,mem,mem unit,spikes,recent mem
        n,LIF,1,0,0,,0,
        p,LIF,3,0,0,,0,
        h,HH,1,0,-64.9964,mV,0,
        g,HH,1,0,-64.9964,mV,0,
        """)
    let lines = try answers("list", .table).split(separator: "\n")
    #expect(lines[0].hasPrefix("  node  neuron") && lines[1].hasPrefix("  n     LIF"))
    #expect(lines[4].hasPrefix("* g     HH") && lines[4].contains("-64.9964 mV"))
  }

  @Test func numbersAreNumbersInJSON() throws {
    let nodes = try rows("list")
    #expect(nodes.map { $0["node"] as? String } == ["n", "p", "h", "g"])
    #expect(nodes.map { $0["mem"] as? Double } == [0, 0, -64.9964, -64.9964])
    let shown = try rows("show h")
    let potassium = try #require(shown.first { $0["parameter"] as? String == "gK" })
    #expect(potassium["value"] as? Double == 36)
    #expect(potassium["value unit"] as? String == "mS/cm^2")
    let mem = try #require(shown.first { $0["state"] as? String == "mem" })
    #expect(mem["value"] as? Double == -64.9964 && mem["value unit"] as? String == "mV")
    // Neurons that differ have no single number.
    let spread = try rows("show p").first { $0["parameter"] as? String == "tau" }
    #expect(spread?["value"] as? String == "2..9")
    let weight = try rows("show h_g").first { $0["connection"] as? String == "weight" }
    #expect(weight?["value"] as? Double == 0.2)
  }

  @Test func connectionsHaveTheirUnits() throws {
    let lines = try answers("list connections", .table).split(separator: "\n")
    #expect(lines[1].contains("3  0.5          2 "))
    #expect(lines[2].contains("1  0.2 uA/cm^2  2 ms "))
    let connection = try rows("list connections")[1]
    #expect(connection["weight"] as? Double == 0.2)
    #expect(connection["weight unit"] as? String == "uA/cm^2")
    #expect(connection["delay"] as? Double == 2 && connection["delay unit"] as? String == "ms")
  }
}
