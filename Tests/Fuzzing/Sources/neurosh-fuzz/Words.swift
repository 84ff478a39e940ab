import Shell

/// The words of the shell in the format that libFuzzer reads, a quoted word a line.
let fuzzingDictionary = (Command.all.map(\.name) + troublemakers).map(quoted).joined(
  separator: "\n")

// Numbers at the edges of their types, halves of constructs, and letters of several bytes.
private let troublemakers = [
  "0", "-0", "-1", "1e308", "-1e308", "1e-320", "nan", "inf", "9223372036854775807",
  "99999999999999999999", "0.1", "1e9", "[1..5]", "[0]", "[5..1]", "[", "]", "*", ".*", "a.b",
  "=", "==", "key=", "=value", "\"", "\"a b\"", "{", "}", "(", ")", ";", "\\\n", "\n", "\r\n",
  "\t",
  "#", "#>", "#x", "#:", "τ", "e\u{301}", "\u{1F600}", "\u{0}", "\u{1B}[2J", "->", "+", "+-", "^",
  "10ms", "-65mV", "3nA", "uA/cm^2", "1/0", "dt=0", "n=3", "tau=1e-300", "step=0", "--force",
  "--svg", "uniform(0,1)", "normal(0,1)", "if a then b else c", "d mem/dt", "spike when mem",
  "inherits LIF", "param x = 1", "state y = 0", "end", "let", "and", "not", "act(mem)", "detach(",
]

private func quoted(_ word: String) -> String {
  let hexadecimal = word.utf8.map { byte in
    let digits = String(byte, radix: 16)
    return "\\x" + (digits.count < 2 ? "0" : "") + digits
  }
  return "\"" + hexadecimal.joined() + "\""
}
