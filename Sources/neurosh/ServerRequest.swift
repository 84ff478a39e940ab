import Equations
import Shell

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What another program asks for, in a line of JSON; the article `Serving` of the documentation has
/// it all.
struct ServerRequest {
  /// What can be asked for.
  enum Method: String, CaseIterable {
    /// Does the commands of a text.
    case run
    /// What can stand at the cursor.
    case complete
    /// What the word at the cursor means.
    case hover
    /// Whether a text is whole, or goes on with a line to come.
    case check
  }

  /// Which of the client's requests it is; every answer to it has the same.
  var id: Int
  var method: Method
  var text: String
  /// The Unicode scalars in front of the cursor.
  var cursor: Int
  /// Columns that text may take.
  var width: Int
  /// What the objects of tables and plots are to have.
  var forms: Set<ReportText.Form>
  /// Whether to tell how far long work is.
  var wantsProgress: Bool

  /// Why a line is no request.
  struct Failure: Error {
    /// The request's number; nil where it cannot be read.
    var id: Int?
    var message: String
    var expected: String
    var suggestion: String?
  }

  // As it is written. What is not named here does not count, so that clients may be newer.
  private struct Fields: Decodable {
    var id: Int
    var method: String
    var text: String
    var cursor: Int?
    var width: Int?
    var forms: [String]?
    var progress: Bool?
  }

  private struct Number: Decodable { var id: Int }

  /// Reads a line.
  ///
  /// - Throws: what is wrong with it.
  init(_ line: String) throws(Failure) {
    let data = Data(line.utf8)
    let fields: Fields
    do { fields = try JSONDecoder().decode(Fields.self, from: data) } catch {
      let id = (try? JSONDecoder().decode(Number.self, from: data))?.id
      throw Failure(
        id: id, message: (error as? DecodingError)?.sentence ?? "this is no JSON",
        expected: "an object in a line: id, a whole number; method and text, strings")
    }
    id = fields.id
    text = fields.text
    method = try Self.value(of: fields.method, as: "method", id)
    forms = []
    for form in fields.forms ?? ["numbers"] {
      forms.insert(try Self.value(of: form, as: "form", id))
    }
    width = fields.width ?? 80
    cursor = fields.cursor ?? text.unicodeScalars.count
    wantsProgress = fields.progress ?? false
    try check("width", width, in: ReportText.widths)
    try check("cursor", cursor, in: 0...text.unicodeScalars.count)
  }

  private static func value<Value: RawRepresentable<String> & CaseIterable>(
    of word: String, as kind: String, _ id: Int
  ) throws(Failure) -> Value {
    if let value = Value(rawValue: word) { return value }
    let names = Value.allCases.map(\.rawValue)
    throw Failure(
      id: id, message: "unknown \(kind) '\(word)'",
      expected: "one of \(names.joined(separator: ", "))",
      suggestion: nearestWord(to: word, among: names))
  }

  private func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(Failure) {
    guard !range.contains(value) else { return }
    throw Failure(
      id: id, message: "'\(name)' is \(value)",
      expected: "a number from \(range.lowerBound) to \(range.upperBound)")
  }
}

extension DecodingError {
  fileprivate var sentence: String {
    switch self {
    case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      context.codingPath.first.map { "'\($0.stringValue)' is of another kind" }
        ?? "this is no JSON object"
    default: "this is no JSON"
    }
  }
}
