public import Equations

/// What the word at a place of a line means there.
public struct Hover: Hashable, Sendable {
  /// Where the word stands, in bytes of the line.
  public let range: SourceRange
  /// What it means: a verb's help, or a line on anything else.
  public let text: String

  /// Explains a word; nil where nothing is known of it.
  ///
  /// - Parameters:
  ///   - line: the line.
  ///   - place: a UTF-8 offset in it, within the word or at its end.
  ///   - earlier: the lines of the same statement in front of this one.
  ///   - session: the session that the line is for.
  ///   - host: how wide text may be, and whether verbs may be short.
  public init?(
    _ line: String, at place: Int, after earlier: String = "", session: Session, host: Host
  ) {
    let bytes = Array(line.utf8)
    guard 0...bytes.count ~= place else { return nil }
    let end =
      bytes[place...].firstIndex { $0.isSpace || ";#{}=,\"".utf8.contains($0) }
      ?? bytes.count
    let typed = TypedLine(line, cursor: end, after: earlier, session: session, host: host)
    guard !typed.prefix.isEmpty else { return nil }
    let explanation: String?
    if let situation = typed.situation {
      let candidates = typed.command?.candidates(in: situation) ?? []
      let known = candidates.first { $0.text == typed.prefix && !$0.note.isEmpty }
      let hint = Hint(
        String(decoding: bytes[..<(end - typed.typedLength)], as: UTF8.self), after: earlier,
        session: session, host: host)
      explanation = known?.note ?? (hint.text.isEmpty ? nil : hint.text)
    } else {
      let command = try? Command.named(
        Name(typed.prefix, SourceRange(0, end)), allowsShort: host.allowsShortVerbs)
      explanation = command.map { $0.help(width: host.screen.width) + "\n\n" + $0.exampleText }
    }
    guard let explanation else { return nil }
    range = SourceRange(end - typed.typedLength, end)
    text = explanation
  }
}
