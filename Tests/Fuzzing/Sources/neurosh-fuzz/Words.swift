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
  "x'=", "dx/dt=", "x(t+1)=", "x(0)=", "[1..3]", "[j+1]", "%[1..2]", "global 1 {x-1} {x=0}", "!a=b",
  "par a=1", "init x=1", "wiener w", "markov z 2", "aux y=", "sum(0,2)of(", "shift(x1,i')", "heav(",
  "if(x>0)then(1)else(2)", "@ total=1,dt=.1,meth=euler", "set s {a=2}", "done", "'''", "\"\"\"",
  " : volt", "(unless refractory)", "class A(BaseNode):", "def integral(self, inputs):", "self.mem",
  ".detach()", "torch.where(", "act_fun=AtanGrad", "super().__init__(", "NeuronGroup(1, eqs, ",
  "state:", "equations:", "kernel k = exp(-t/tau)", "convolve(k, spikes)", "onReceive(spikes):",
  "onCondition(V_m > 1 mV):", "emit_spike()", "integrate_odes()", "<- spike", "V_m' = ", "    ",
  "inherits LIF", "param x = 1", "state y = 0", "end", "let", "and", "not", "act(mem)", "detach(",
]

private func quoted(_ word: String) -> String {
  let hexadecimal = word.utf8.map { byte in
    let digits = String(byte, radix: 16)
    return "\\x" + (digits.count < 2 ? "0" : "") + digits
  }
  return "\"" + hexadecimal.joined() + "\""
}
