import Equations

extension Command {
  static let record = Command(
    "record", .session, "Write a session file of what is done from now on; 'record off' ends it.",
    traits: [.isUnrepeatable],
    details: """
      Every command goes into the file with what it prints, as 'neurosh check' and 'neurosh lesson'
      read it, at once: the file is whole even where the program dies. What led to the present
      session stands at its beginning. save, history and record themselves become prose. What
      failed is kept with its error as '#x', which 'neurosh check' expects and at which 'source'
      stops; what Ctrl-C stopped is kept as what it did. A file that exists is only replaced with
      --force.
      """,
    examples: [
      "record mine.nsh --force; create lif n; feed n const 1.5; run n; record off",
      "create lif n; record mine.nsh --force; run n; record; record off",
    ],
    Argument<Name?>.place(
      .name("FILE | off") { [Candidate("off", "end the recording")] + $0.fileCandidates },
      "where to write; nothing tells where it is"),
    Argument<Bool>.flag("--force", "replace a file that exists")
  ) { (context: inout Context, file: Name?, replaces: Bool) throws(Diagnostic) in
    guard context.sourceDepth == 0 else {
      throw Diagnostic(
        "a file that is sourced cannot record", at: file?.range ?? context.verb.range,
        expected: "'record' at the prompt, or in the script itself")
    }
    guard let file else { return .effect(.tellTranscript) }
    if file.text == "off" { return .effect(.endTranscript) }
    return .effect(.beginTranscript(file, replaces: replaces))
  }
}
