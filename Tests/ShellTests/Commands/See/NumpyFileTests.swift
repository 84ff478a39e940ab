import Equations
import Exchange
import Foundation
import Shell
import Testing

@Suite struct NumpyFileTests {
  // Python of `.ci/peers`, which has numpy.
  private static let python: URL? = {
    let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(5).joined(separator: "/")
    let folder = URL(fileURLWithPath: "\(root)/.build/peers/python")
    let library = folder.appending(path: "lib")
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: library.path)) ?? []
    let isThere = versions.contains { version in
      let path = library.appending(path: "\(version)/site-packages/numpy/__init__.py").path
      return FileManager.default.fileExists(atPath: path)
    }
    return isThere ? folder.appending(path: "bin/python") : nil
  }()

  private static let archive = """
    import numpy, zipfile
    assert zipfile.ZipFile('a').testzip() is None
    for name, column in numpy.load('a').items(): print(name, column.dtype.kind, column.tolist())
    """

  // A field is found by its heading too.
  private static let records = """
    import numpy
    table = numpy.load('a')
    for name in table.dtype.names:
        field = table.dtype.fields[name]
        heading = field[2] if len(field) > 2 else name
        assert (table[heading] == table[name]).all()
        print(name, heading, table[name].dtype.kind, table[name].tolist())
    """

  /// What numpy finds in a file, a line a column.
  private func read(_ bytes: [UInt8], by script: String = Self.archive) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "npz-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(bytes).write(to: folder.appending(path: "a"))
    let process = Process()
    let pipe = Pipe()
    process.executableURL = Self.python
    process.currentDirectoryURL = folder
    process.arguments = ["-c", script]
    process.standardOutput = pipe
    try process.run()
    process.waitUntilExit()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  @Test(
    .enabled(if: python != nil),
    arguments: [
      (
        "plot n", "create lif n; feed n const 1.5; run n 2",
        """
        step f [1.0, 2.0]
        mem_before f [0.75, 1.125]
        mem f [0.75, 0.0]
        spike f [0.0, 1.0]
        input f [1.5, 1.5]
        headings U ['step', 'mem_before', 'mem', 'spike', 'input']

        """
      ),
      (
        "raster *", "create lif α; create lif b n=2; feed * const 1.5; run 2",
        """
        α.step f [2.0]
        α.neuron f [1.0]
        b.step f [2.0, 2.0]
        b.neuron f [1.0, 2.0]
        headings U ['α.step', 'α.neuron', 'b.step', 'b.neuron']

        """
      ),
      (
        "table a b mem", "create hh a; create hh b; run 1",
        """
        node U ['a', 'b']
        step f [1.0, 1.0]
        time f [0.01, 0.01]
        mem f [-65.0, -65.0]
        headings U ['node', 'step', 'time (ms)', 'mem (mV)']

        """
      ),
    ])
  func numpyReadsWhatWasRecorded(command: String, before: String, columns: String) throws {
    var shell = ShellHarness()
    let files = MemoryFiles()
    shell.host.files = files.access
    try shell.run(before)
    #expect(try shell.run("\(command) --npz a.npz") == "wrote a.npz")
    let told = try read(files["a.npz"] ?? [])
    #expect(told.replacing(/-6[45]\.\d*/, with: "-65.0") == columns)
  }

  @Test(
    .enabled(if: python != nil),
    arguments: [
      (
        "plot n mem", "create hh n; run n 2",
        """
        time time (ms) f [0.01, 0.02]
        mem_before mem_before (mV) f [-65.0, -65.0]
        mem mem (mV) f [-65.0, -65.0]
        spike spike f [0.0, 0.0]
        input input (uA/cm^2) f [0.0, 0.0]

        """
      ),
      (
        "raster *", "create lif α; create lif b n=2; feed * const 1.5; run 2",
        """
        name name U ['α', 'b', 'b']
        step step f [2.0, 2.0, 2.0]
        neuron neuron f [1.0, 1.0, 2.0]

        """
      ),
      (
        "table a b mem", "create hh a; create hh b; run 1",
        """
        node node U ['a', 'b']
        step step f [1.0, 1.0]
        time time (ms) f [0.01, 0.01]
        mem mem (mV) f [-65.0, -65.0]

        """
      ),
    ])
  func numpyReadsOneArray(command: String, before: String, columns: String) throws {
    var shell = ShellHarness()
    let files = MemoryFiles()
    shell.host.files = files.access
    try shell.run(before)
    #expect(try shell.run("\(command) --npy a.npy") == "wrote a.npy")
    let told = try read(files["a.npy"] ?? [], by: Self.records)
    #expect(told.replacing(/-6[45]\.\d*/, with: "-65.0") == columns)
  }

  // What a name holds cannot end the header, which numpy reads as Python.
  @Test(.enabled(if: python != nil)) func namesStayNames() throws {
    var records = NumpyRecords()
    records.add("it's \\ β\n", heading: "it's \\ β\n", .numbers([1, 2]))
    records.add("x", heading: "x (mV)", .numbers([3]))
    records.add("x", heading: "x (mV)", .words(["é", "long"]))
    records.add("", heading: "", .numbers([]))
    let told = try read(
      records.bytes,
      by: "import numpy\ntable = numpy.load('a')\nfor name in table.dtype.names:\n"
        + "    print(ascii(name), ascii(table[name].tolist()))")
    #expect(
      told == #"""
        "it's \\ \u03b2\n" [1.0, 2.0]
        'x' [3.0, nan]
        'x_2' ['\xe9', 'long']
        'column' [nan, nan]

        """#)
  }

  @Test func aFileThatExistsStaysWithoutForce() throws {
    var shell = ShellHarness()
    let files = MemoryFiles(["a.npz": "mine"])
    shell.host.files = files.access
    try shell.run("create lif n; run n 2")
    #expect(throws: Diagnostic.self) { try shell.run("table n --npz a.npz") }
    #expect(files["a.npz"] == Array("mine".utf8))
    try shell.run("table n --npz a.npz --force")
    #expect(files["a.npz"]?.starts(with: [0x50, 0x4B, 3, 4]) == true)
  }
}
