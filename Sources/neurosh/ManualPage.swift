import ArgumentParser
import Shell

/// The manual page of the program, written from the declarations of its flags and verbs.
struct ManualPage {
  /// The page in the macros of man(7).
  static var text: String {
    var page = ManualPage()
    page.macro("TH NEUROSH 1 \"\" \"\(Neurosh.configuration.version)\"")
    page.section("NAME")
    page.paragraph("neurosh - a shell for spiking neurons")
    page.section("SYNOPSIS")
    page.literal(Neurosh.configuration.usage ?? "")
    page.section("DESCRIPTION")
    page.paragraph(Neurosh.configuration.abstract)
    page.paragraph(Neurosh.configuration.discussion)
    page.section("FLAGS")
    page.literal(flagsHelp)
    page.section("COMMANDS")
    page.paragraph(
      "At the prompt and in session files: verb [target] {value | key=value}; ';' joins commands, "
        + "'#' begins a comment, '\\' at the end of a line continues it.")
    for command in Command.all { page.add(command) }
    page.section("KEYS")
    page.literal(
      """
      Tab          complete the word; once more lists what fits
      Right, End   take over the line that is offered dim
      Up, Down     earlier lines that begin with what is typed
      Ctrl-R       search in earlier lines
      Ctrl-_       take back the last change of the line
      Ctrl-C       take the line back, or stop a run between two steps
      Ctrl-D       leave
      """)
    page.section("FILES")
    page.literal(
      """
      $XDG_CONFIG_HOME/neurosh/rc.nsh      commands done before the first prompt
      $XDG_STATE_HOME/neurosh/history      the lines typed
      $XDG_STATE_HOME/neurosh/journals     what is restored after an accident
      ~/.editrc                            keys, see editrc(5)
      """)
    page.section("ENVIRONMENT")
    page.paragraph(
      "NO_COLOR turns colours and hints off, as TERM=dumb does with everything but plain text.")
    page.section("COMPLETION")
    page.literal(
      """
      neurosh --generate-completion-script bash > ~/.local/share/bash-completion/completions/neurosh
      neurosh --generate-completion-script zsh > ~/.zfunc/_neurosh
      neurosh --generate-completion-script fish > ~/.config/fish/completions/neurosh.fish
      """)
    return page.lines.joined(separator: "\n") + "\n"
  }

  private var lines: [String] = []

  private mutating func macro(_ text: String) { lines.append("." + text) }

  private mutating func section(_ title: String) { macro("SH \(title)") }

  private mutating func paragraph(_ text: String) {
    macro("PP")
    lines.append(Self.escaped(text))
  }

  private mutating func literal(_ text: String) {
    macro("PP")
    macro("nf")
    lines.append(Self.escaped(text))
    macro("fi")
  }

  private mutating func add(_ command: Command) {
    macro("SS \"\(Self.escaped(command.usage))\"")
    lines.append(Self.escaped(command.summary))
    for note in command.argumentNotes {
      macro("TP")
      lines.append("\\fB\(Self.escaped(note.usage))\\fR")
      lines.append(Self.escaped(note.note))
    }
    if !command.details.isEmpty { paragraph(command.details) }
    literal(
      command.examples.map { "    " + $0.replacing("\n", with: "\n    ") }
        .joined(separator: "\n"))
  }

  // A backslash is an escape, a hyphen would be a dash, and a point or apostrophe at the beginning
  // of a line a macro.
  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\"", with: "\\(dq")
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&" + $0 : String($0) }
      .joined(separator: "\n")
  }

  // The arguments and flags, as `--help` lists them.
  private static var flagsHelp: String {
    let help = Interface.helpMessage(columns: 78).split(
      separator: "\n", omittingEmptySubsequences: false)
    return help.drop { !$0.hasPrefix("ARGUMENTS:") }.prefix { !$0.hasPrefix("SUBCOMMANDS:") }
      .joined(separator: "\n")
  }
}
