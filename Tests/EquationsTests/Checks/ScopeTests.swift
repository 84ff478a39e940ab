import Equations
import Testing

@Suite struct ScopeTests {
  private let scope = Scope(
    parameters: ["tau"], states: ["mem", "u", "spike"], inputs: ["input"], vectors: ["bias"],
    matrices: ["weight"])

  private func check(_ text: String, in scope: Scope) throws {
    let block = try #require(try ModelSyntax(parsing: text).integral)
    try block.check(in: scope)
  }

  @Test(arguments: [
    "let drive = 2 * input; mem += (drive - mem) / tau", "u = window(weight, input) + bias",
    "mem = if u > 1 and not mem < 0 then act(u) else detach(mem)", "mem = 3mV + normal()",
    "spike when mem crosses tau; reset mem = 0", "d mem/dt = -mem / tau",
  ])
  func namesInScopeHaveAMeaning(block: String) throws {
    try check("define X integral { \(block) }", in: scope)
  }

  // Without the braces around it; places count from the beginning of the definition.
  @Test(
    arguments: [
      ("mem = «taw»", .unknown, "unknown name 'taw'; did you mean 'tau'?"),
      ("mem = «sqr»(u)", .unknown, "unknown function 'sqr'; did you mean 'sqrt'?"),
      ("mem = «max(u)»", .mismatch, "'max' got 1 argument"),
      ("mem = «detach(u, u)»", .mismatch, "'detach' got 2 arguments"),
      ("mem = «u > tau»", .mismatch, "'u > tau' is a condition"),
      ("mem = 1 + «(not u > 1)»", .mismatch, "'not u > 1' is a condition"),
      ("mem = if «u» then 1 else 2", .mismatch, "'u' is a number"),
      ("spike when «mem»", .mismatch, "'mem' is a number"),
      ("mem = «u[1]»", .unexpected, "'u[1]' picks out a part, which equations do not have"),
      ("«tau» = 1", .unexpected, "'tau' is a parameter and cannot be set here"),
      ("«input» = 1", .unexpected, "'input' is an input and cannot be set here"),
      ("let a = 1; «a» = 2", .unexpected, "'a' is named by 'let' and keeps its value"),
      ("«men» = 1", .unknown, "unknown state 'men'; did you mean 'mem'?"),
      ("let «tau» = 1", .duplicate, "'tau' is already a name"),
      ("let a = 1; let «a» = 2", .duplicate, "'a' is already a name"),
      ("mem = window(«wait», input)", .unknown, "unknown matrix 'wait'"),
      ("mem = causal(weight, «u»)", .unknown, "unknown input 'u'"),
      ("mem = «window(weight)»", .mismatch, "'window' got 1 argument"),
    ] as [(String, Diagnostic.Kind, String)])
  func whatHasNoMeaningIsRefused(block: String, kind: Diagnostic.Kind, sentence: String) {
    Refused("define X integral { \(block) }", kind, sentence).check { try check($0, in: scope) }
  }

  @Test func windowsNeedAMatrix() {
    var scope = scope
    scope.matrices = []
    Refused(
      "define X integral { mem = «window(weight, input)» }", .mismatch, "'window' wants a matrix"
    ).check { try check($0, in: scope) }
  }

  @Test func whatIsDrawnHasNoValueByItself() {
    Refused("1 + «normal»()", .unknown, "unknown function 'normal'").check {
      _ = try Expression(parsing: $0).value { _ in 0 }
    }
  }
}
