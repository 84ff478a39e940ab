import Foundation
import Testing

/// `neurosh --serve` as its clients see it.
@Suite struct ServerTests {
  typealias Object = [String: Any]

  // Sends lines, ends the input, and returns what comes back behind the greeting.
  private func answers(_ lines: String...) throws -> [Object] {
    let result = try Program.run("--serve", input: lines.joined(separator: "\n") + "\n")
    #expect(result.errors == "" && result.status == 0)
    let objects = try result.output.split(separator: "\n").map { try object(String($0)) }
    #expect(objects.first?["protocol"] as? Int == 1)
    return Array(objects.dropFirst())
  }

  private func object(_ line: String) throws -> Object {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? Object)
  }

  private func items(_ object: Object) -> [Object] { object["items"] as? [Object] ?? [] }

  @Test func everyCommandAnswersAndTheLastSaysHowItWent() throws {
    let found = try answers(
      #"{"id":7,"method":"run","text":"create lif n\nfeed n const 1.5; run n"}"#,
      #"{"id":8,"method":"run","text":"table n; plot n","forms":["svg","text"]}"#)
    #expect(found.map { $0["id"] as? Int } == [7, 7, 7, 7, 8, 8, 8])
    #expect(found.map { $0["line"] as? Int } == [1, 2, 2, nil, 1, 1, nil])
    #expect(found[3]["status"] as? Int == 0 && found[6]["status"] as? Int == 0)
    #expect(
      items(found[2])[0]["note"] as? String == "n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0")
    let rows = items(found[4])[0]["table"] as? [Object]
    #expect(rows?.map { $0["mem_before"] as? Double } == [0.75, 1.125, 0.75, 1.125])
    #expect((items(found[4])[0]["text"] as? String)?.hasPrefix("step  input  mem_before") == true)
    let plot = items(found[5])[0]
    #expect((plot["svg"] as? String)?.hasPrefix("<svg ") == true && plot["plot"] == nil)
    #expect((plot["text"] as? String)?.contains("mem of n") == true)
  }

  @Test func numbersAreThereUnlessOthersAreAskedFor() throws {
    let found = try answers(
      #"{"id":1,"method":"run","text":"create lif n; feed n const 1.5; run n; plot n"}"#)
    let series = items(found[3])[0]["plot"] as? [Object]
    #expect(series?[0]["mem"] as? [Double] == [0.75, 0, 0.75, 0])
    #expect(items(found[3])[0]["svg"] == nil && items(found[3])[0]["text"] == nil)
  }

  @Test func anErrorEndsTheRequestAndLeavesTheSession() throws {
    let found = try answers(
      #"{"id":1,"method":"run","text":"create lif n\nset n tua=3\nrun n"}"#,
      #"{"id":2,"method":"run","text":"expect n.step == 4; expect n.spikes == 1"}"#)
    #expect(found.count == 4)
    let error = found[1]["error"] as? Object
    #expect(found[1]["status"] as? Int == 1)
    #expect(error?["line"] as? Int == 2 && error?["column"] as? Int == 7)
    #expect(error?["suggestion"] as? String == "tau")
    #expect(
      (found[1]["text"] as? String)?.contains("  set n tua=3\n        ^^^\n  expected one of")
        == true)
    #expect(found[3]["status"] as? Int == 3)
  }

  @Test(arguments: [
    (#"{"id":1,"method":"runn","text":""}"#, "unknown method 'runn'", 1),
    (#"{"id":2,"method":"run"}"#, "'text' is missing", 2),
    (#"{"id":3,"method":"run","text":5}"#, "'text' is of another kind", 3),
    (#"{"method":"run","text":""}"#, "'id' is missing", nil),
    (#"{"id":4,"method":"run","text":"","width":10}"#, "'width' is 10", 4),
    (#"{"id":5,"method":"hover","text":"é","cursor":2}"#, "'cursor' is 2", 5),
    (#"{"id":5,"method":"hover","text":"é","cursor":-1}"#, "'cursor' is -1", 5),
    (#"{"id":6,"method":"run","text":"","forms":["sgv"]}"#, "unknown form 'sgv'", 6),
    ("[1]", "this is no JSON object", nil), ("run n", "this is no JSON", nil),
  ])
  func whatIsNoRequestIsOneErrorAndTheNextIsAnswered(
    line: String, message: String, id: Int?
  ) throws {
    let found = try answers(line, #"{"id":9,"method":"check","text":"run n"}"#)
    #expect(found.count == 2)
    #expect((found[0]["error"] as? Object)?["error"] as? String == message)
    #expect(found[0]["id"] as? Int == id && found[0]["status"] as? Int == 2)
    #expect(found[1]["complete"] as? Bool == true)
  }

  @Test func completionCountsCharactersAsItsClientsDo() throws {
    let found = try answers(
      #"{"id":1,"method":"complete","text":"create lif n # ö\nset n ta","cursor":25}"#,
      ##"{"id":2,"method":"complete","text":"# 🧠 ö\nset n ta; run n","cursor":14}"##,
      #"{"id":3,"method":"complete","text":"create lif n; run n "}"#)
    #expect(found[0]["start"] as? Int == 23 && found[0]["end"] as? Int == 25)
    #expect(found[1]["start"] as? Int == 12 && found[1]["end"] as? Int == 14)
    let candidates = found[0]["candidates"] as? [Object]
    #expect(candidates?.map { $0["text"] as? String } == ["tau"])
    #expect(candidates?[0]["suffix"] as? String == "=")
    #expect(candidates?[0]["note"] as? String == "membrane time constant, in steps")
    #expect((found[2]["hint"] as? String)?.isEmpty == false)
  }

  @Test(arguments: [
    ("feed n const 3", 2, 0, 4, "Choose the input current of a node."),
    ("feed n const 3", 9, 7, 12, "the same current at every step"),
    ("set n tau=3", 8, 6, 9, "membrane time constant, in steps"),
    ("set n tau=3", 11, 10, 11, "a number > 0"),
    ("run n\nset n tau=3", 14, 12, 15, "membrane time constant, in steps"),
  ])
  func aWordIsExplained(text: String, cursor: Int, start: Int, end: Int, meaning: String) throws {
    let escaped = text.replacing("\n", with: #"\n"#)
    let found = try answers(
      #"{"id":1,"method":"run","text":"create lif n"}"#,
      #"{"id":2,"method":"hover","text":"\#(escaped)","cursor":\#(cursor)}"#)
    #expect((found[2]["text"] as? String)?.hasPrefix(meaning) == true)
    #expect(found[2]["start"] as? Int == start && found[2]["end"] as? Int == end)
  }

  @Test func whatIsUnknownIsNotExplained() throws {
    let found = try answers(
      #"{"id":2,"method":"hover","text":"frob n","cursor":2}"#,
      #"{"id":3,"method":"hover","text":"","cursor":0}"#)
    #expect(found.allSatisfy { $0["text"] is NSNull && $0["start"] == nil })
  }

  @Test(arguments: [("run n", true), ("define X", false), ("run \\\\", false), ("", true)])
  func aTextIsWholeOrNot(text: String, isWhole: Bool) throws {
    let found = try answers(#"{"id":1,"method":"check","text":"\#(text)"}"#)
    #expect(found[0]["complete"] as? Bool == isWhole)
  }

  @Test func quitEndsIt() throws {
    let found = try answers(
      #"{"id":1,"method":"run","text":"quit; run n"}"#, #"{"id":2,"method":"run","text":"help"}"#)
    #expect(found.count == 1 && found[0]["status"] as? Int == 0)
  }

  // What the documentation shows is what comes back, one process from its beginning to its end.
  @Test func theArticleTellsTheTruth() throws {
    let article = URL(fileURLWithPath: Program.sessions).deletingLastPathComponent()
      .appendingPathComponent("Sources/Shell/Documentation.docc/Serving.md")
    let lines = try String(contentsOf: article, encoding: .utf8).split(separator: "\n")
    func shown(_ mark: String) -> [String] {
      lines.filter { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
    }
    let (requests, replies) = (shown("> "), shown("< "))
    let output = try Program.run("--serve", input: requests.joined(separator: "\n")).output
    let found = output.split(separator: "\n").map(String.init)
    #expect(requests.count >= 8 && found.count == replies.count)
    for (found, shown) in zip(found, replies).dropFirst() { #expect(found == shown) }
    let (greeting, told) = try (object(found[0]), object(replies[0]))
    #expect(greeting["protocol"] as? Int == told["protocol"] as? Int)
    #expect((greeting["neurosh"] as? String)?.hasPrefix(told["neurosh"] as? String ?? "-") == true)
  }

  // A run that would take minutes tells how far it is, stops at SIGINT, keeps its steps, and the next
  // request is as if nothing had been.
  @Test func aSignalStopsWhatRuns() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["--serve"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    defer { kill(process.processIdentifier, SIGKILL) }
    var buffer = Data()
    func next() throws -> Object {
      while true {
        if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
          defer { buffer = Data(buffer[(end + 1)...]) }
          return try object(String(decoding: buffer[..<end], as: UTF8.self))
        }
        let more = output.fileHandleForReading.availableData
        try #require(!more.isEmpty)
        buffer += more
      }
    }
    func send(_ line: String) { input.fileHandleForWriting.write(Data((line + "\n").utf8)) }
    _ = try next()
    // While nothing runs there is nothing to stop.
    kill(process.processIdentifier, SIGINT)
    send(#"{"id":0,"method":"check","text":""}"#)
    #expect(try next()["complete"] as? Bool == true)
    send(
      #"{"id":1,"method":"run","text":"create noiselif n n=1000 record=none; run n 100000000","progress":true}"#
    )
    #expect(items(try next()).count == 1)
    let progress = try #require(try next()["progress"] as? Object)
    #expect(try #require(progress["all"] as? Int) > #require(progress["done"] as? Int))
    kill(process.processIdentifier, SIGINT)
    var last = try next()
    while last["status"] == nil { last = try next() }
    #expect(last["status"] as? Int == 130)
    send(#"{"id":2,"method":"run","text":"show n.step; run n 1"}"#)
    let rows = items(try next()).first?["table"] as? [Object]
    #expect(try #require(rows?.first?["step"] as? Int) > 0)
    _ = try next()
    #expect(try next()["status"] as? Int == 0)
  }
}
