import Testing

/// What is typed at a prompt and what is to be seen then, line by line.
struct Dialogue: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var arguments: [String] = []
  var environment: [String: String] = [:]
  var columns = 80
  /// What is typed to leave.
  var leaving = "quit\n"
  var turns: [(typed: String, seen: [String])]

  init(
    _ what: String, arguments: [String] = [], environment: [String: String] = [:],
    columns: Int = 80, leaving: String = "quit\n", _ turns: [(typed: String, seen: [String])]
  ) {
    testDescription = what
    self.arguments = arguments
    self.environment = environment
    self.columns = columns
    self.leaving = leaving
    self.turns = turns
  }
}

@Suite(.serialized) struct DialogueTests {
  private static let undone = "\u{1F}"
  private static let right = "\u{1B}[C"
  private static let up = "\u{1B}[A"

  // The prompt takes blocks that are pasted, and ends that before a line is done.
  private static let done = "\u{1B}[?2004l"

  private static let dialogues: [Dialogue] =
    [
      Dialogue(
        "the prompt tells where the last node is",
        [
          ("create lif n\n", ["n: LIF, threshold 1, tau 2, step 4", "n step=0 mem=0> "]),
          ("feed n const 0.5\n", ["n step=0 mem=0> "]),
          ("run n 1\n", ["n step=1 mem=0.25> "]),
        ]),
      Dialogue(
        "errors leave the prompt", leaving: "\u{4}",
        [("crate lif n\n", ["did you mean 'create'?", "^^^^^", "neurosh> "])]),
      Dialogue(
        "Tab completes and lists",
        [
          ("cre\tbiasl\tn ta\t3\n", ["n: BiasLIF, threshold 1, tau 3, step 4", "> "]),
          (
            "un\t\t",
            [
              "unfeed  Take the input current of a node away.",
              "undo    Take back the last command, or the last few.",
            ]
          ),
          ("do\n", ["undone: create BiasLIF n tau=3"]),
        ]),
      Dialogue(
        "Ctrl-C cancels a line, a search and a definition",
        [
          ("create lif n\u{3}", ["^C", "neurosh> "]),
          ("list\n", ["no nodes", "> "]),
          ("\u{12}lis\u{3}", ["^C", "neurosh> "]),
          ("define x\n", ["...> "]),
          ("inherits LIF\u{3}", ["^C", "neurosh> "]),
          ("create x y\n", ["unknown neuron 'x'"]),
        ]),
      Dialogue(
        "Ctrl-D deletes within a line", leaving: "\u{4}",
        [
          (
            "seedx 5\u{1}" + String(repeating: right, count: 4) + "\u{4}\n",
            ["\(done)seed 5\r", "> "]
          )
        ]),
      Dialogue(
        "a definition has several lines",
        [
          ("define Twice \"doubles its input\"\n", ["...> "]),
          (
            "  inherits IF\n  integral\n    mem += 2 * input\nend\n", ["Twice: doubles its input"]
          ),
          (
            "create twice t; feed t 0.2; run t 1; expect t.mem == 0.4\n",
            ["as expected: t.mem is 0.4"]
          ),
        ]),
      Dialogue(
        "vi keys", arguments: ["--keys", "vi"],
        [
          // Escape, to the beginning, delete a word, insert another.
          ("xxxx 5\u{1B}0dwiseed \n", ["seed 5", "neurosh> "]),
          ("sxx\u{3}", ["neurosh> "]),
          // Up goes to command mode, where Return takes the line as well.
          ("\(up)\n", ["seed 5", "\(done)seed 5"]),
        ]),
      Dialogue(
        "a dumb terminal", environment: ["TERM": "dumb"], [("seed 3\n", ["seed 3\r\nseed 3"])]),
      Dialogue(
        "a narrow terminal", columns: 40,
        [
          (
            "create lif neuron threshold=1 tau=2 step=4; feed neuron const 1.5; run neuron; plot\n",
            ["input"]
          )
        ]),
      Dialogue(
        "a line of many characters",
        [
          (
            "seed " + String(repeating: "1", count: 3_000) + "\n", ["cannot be '1111", "neurosh> "]
          )
        ]),
    ]

  private static let takingBack = ["emacs", "vi"].map { keys in
    Dialogue(
      "Ctrl-_ takes changes back with \(keys) keys", arguments: ["--keys", keys],
      [
        // Two words go, and come back; so does what was typed in their place.
        ("create lif τ2\u{17}\u{17}\(undone)\(undone)\n", ["τ2: LIF", "τ2 step=0 mem=0> "]),
        ("xrun 3" + String(repeating: undone, count: 8) + "run 4\n", ["τ2: 4 steps to step 4"]),
        // What was typed before the prompt came goes as well.
        (
          "seed 7\nxrun 3" + String(repeating: undone, count: 8) + "run 1\n",
          ["seed 7", "τ2: 1 step to step 5"]
        ),
        // A line is not brought back into the next one.
        ("\(undone)\(undone)run 1\n", ["τ2: 1 step to step 6"]),
      ])
  }

  private static let letters = ["C.UTF-8", "C"].map { language in
    Dialogue(
      "letters beyond ASCII in \(language)", environment: ["LANG": language], leaving: "\u{4}",
      [("create lif τ_1\n", ["τ_1: LIF", "> "])])
  }

  // What failed is not offered again, what worked is; within the line the keys only move.
  private static let hints = [right, "\u{1B}OC", "\u{6}", "\u{1B}[F", "\u{5}"].map { key in
    Dialogue(
      "hints are dim and are taken over by \(key.debugDescription)",
      [
        ("create hh axon\n", ["mem=-64.9964> "]),
        ("feed axon const ", ["\u{1B}[2mCURRENT in uA/cm^2\u{1B}[22m"]),
        ("10", ["\u{1B}[2muA/cm^2\u{1B}[22m"]),
        ("uA/cm^2\n", ["axon gets const 10 uA/cm^2", "> "]),
        ("feed axon nonsense\n", ["unknown waveform", "> "]),
        ("feed a", ["\u{1B}[2mxon const 10uA/cm^2"]),
        (key + "\n", ["axon gets const 10 uA/cm^2", "> "]),
        ("seedx 5\u{1}\(right)\u{6}\(right)\u{1B}OC\u{4}\u{5}2\n", ["\(done)seed 52\r"]),
      ])
  }

  @Test(arguments: dialogues + hints + takingBack + letters)
  func whatIsTypedIsSeen(dialogue: Dialogue) throws {
    let folder = try TemporaryFolder()
    let terminal = try PseudoTerminal(
      home: folder.path, dialogue.arguments, environment: dialogue.environment,
      columns: dialogue.columns
    ).upTo("neurosh> ")
    for (typed, seen) in dialogue.turns {
      terminal.send(typed)
      for text in seen { try terminal.expect(text) }
    }
    terminal.send(dialogue.leaving)
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }
}
