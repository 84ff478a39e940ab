import Shell
import Testing

// What is told in sentences is rows and columns with units for programs, in csv and in json.
@Suite struct AnswersAsDataTests {
  // What is typed after `create hh h; feed h const 10; run h 50ms`; the names of the columns, and a
  // part of the row below.
  @Test(arguments: [
    (
      "describe h", "neuron,kind,spikes,rate,rate unit,interval_rate,interval_rate unit,",
      "h,tonic,4,80,Hz,"
    ),
    (
      "why h", "neuron,step,time,time unit,fired,mem_before,mem_before unit,mem,mem unit,", ",ms,1,"
    ),
    ("show h.gNa", "gNa,gNa unit", "120,mS/cm^2"), ("show h.rate", "h.rate,h.rate unit", "80,Hz"),
    ("find rheobase h for=20ms", "neuron,rheobase,rheobase unit", ",uA/cm^2"),
    ("find gL h where spikes==1 in 0.1..1 for=20ms", "gL,gL unit,spikes", ",mS/cm^2,1"),
    ("grad h mem gL steps=1ms", "mem\n", "\nparameter,value,value unit,d mem / d parameter,"),
    (
      "create lif n tau=9; feed n const 1.5; fit n tau to spikes=5 steps=20",
      "parameter,before,before unit,after,after unit,loss before,loss after,iterations", "tau,9,,"
    ),
  ])
  func hasItsUnits(typed: String, header: String, row: String) throws {
    var shell = ShellHarness()
    try shell.run("create hh h; feed h const 10; run h 50ms")
    shell.printer.mode = .csv
    let csv = try shell.run(typed)
    #expect(csv.hasPrefix(header))
    #expect(csv.contains(row))
    shell.printer.mode = .json
    shell.printer.isQuiet = true
    try shell.run("undo 9; create hh h; feed h const 10; run h 50ms")
    let json = try shell.run(typed).split(separator: "\n")
    #expect(json.allSatisfy { $0.hasPrefix(#"{"table":[{"#) }, "no prose")
  }
}
