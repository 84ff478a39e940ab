import Foundation
import Shell
import Testing

/// The schema of the article `AnswersForPrograms`, as far as it goes: types, objects and arrays.
struct AnswerSchema {
  private let whole: [String: Any]

  init() throws {
    let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent()
    }
    let article = root.appending(
      path: "Sources/Shell/Documentation.docc/AnswersForPrograms.md")
    let text = try String(contentsOf: article, encoding: .utf8)
    let block = try #require(text.components(separatedBy: "```json\n").last)
    let json = try #require(block.components(separatedBy: "\n```").first)
    whole = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  }

  /// Whether a line is an object that the schema allows.
  func allows(_ line: some StringProtocol) -> Bool {
    guard let value = try? JSONSerialization.jsonObject(with: Data(line.utf8)) else { return false }
    return allows(value, whole)
  }

  private func allows(_ value: Any, _ schema: [String: Any]) -> Bool {
    if let choices = schema["oneOf"] as? [[String: Any]] {
      return choices.count { allows(value, $0) } == 1
    }
    let types = schema["type"] as? [String] ?? [schema["type"] as? String ?? ""]
    switch value {
    case is NSNull: return types.contains("null")
    case is String: return types.contains("string")
    case is NSNumber: return types.contains("number")
    case let values as [Any]:
      let items = schema["items"] as? [String: Any] ?? [:]
      return types.contains("array") && values.allSatisfy { allows($0, items) }
    case let fields as [String: Any]:
      let known = schema["properties"] as? [String: [String: Any]] ?? [:]
      let others = schema["additionalProperties"] as? [String: Any]
      return types.contains("object")
        && (schema["required"] as? [String] ?? []).allSatisfy { fields[$0] != nil }
        && fields.allSatisfy { name, field in
          (known[name] ?? others).map { allows(field, $0) } ?? false
        }
    default: return false
    }
  }
}

@Suite struct AnswerSchemaTests {
  @Test(arguments: [
    (#"{"note":"done"}"#, true), (#"{"table":[{"a":1,"b":null,"c":"x"}]}"#, true),
    (#"{"plot":[{"name":"n","mem":[1,null]}]}"#, true), (#"{"note":1}"#, false),
    (#"{"table":[{"a":[1]}]}"#, false), (#"{"plot":[{"mem":[1]}]}"#, false),
    (#"{"note":"a","text":"b"}"#, false), ("note", false), ("[]", false), ("{}", false),
  ])
  func tellsWhatIsALine(line: String, isAllowed: Bool) throws {
    #expect(try AnswerSchema().allows(line) == isAllowed)
  }

  @Test func errorsAreLines() throws {
    var shell = ShellHarness()
    let refusal = shell.refusal("«crate» lif n")
    let error = try #require(refusal)
    #expect(try AnswerSchema().allows(error.json(in: CommandText(text: "crate lif n"), file: "-c")))
  }
}
