import Equations
import Testing

@Suite struct ModelSyntaxTests {
  @Test func readsEveryDeclaration() throws {
    let model = try ModelSyntax(
      parsing: """
        neuron Example "an example"   # a comment
          inherits Base
          source "a paper"
          param tau = 2.0 > 0 <= 100 "time constant"
          param count = 3 integer >= 1
          param leaks = true
          param w = -log(tau - 1)
          state u = -13 reset 0 "recovery"
          act Atan alpha = 3
          with threshold = 0.5, step = 8
          integral
            let drive = input * 2
            mem += (drive - mem) / tau; u -= mem
          spike { spike = act(mem - threshold)
                  mem *= 1 - detach(spike) }
        end
        """)
    #expect(model.name.text == "Example")
    #expect(model.summary == "an example")
    #expect(model.reference == "a paper")
    #expect(model.parent?.text == "Base")
    #expect(model.parameters.map(\.name.text) == ["tau", "count", "leaks", "w"])
    #expect(model.parameters[0].bounds == [Bound(.greater, 0), Bound(.lessOrEqual, 100)])
    #expect(model.parameters.map(\.isInteger) == [false, true, false, false])
    #expect(model.parameters.map(\.isFlag) == [false, false, true, false])
    #expect(model.states[0].initial.text == "-13")
    #expect(model.states[0].afterReset?.text == "0")
    #expect(model.activation?.name.text == "Atan")
    #expect(model.activation?.alpha?.text == "3")
    #expect(model.settings.map(\.name.text) == ["threshold", "step"])
    #expect(
      model.integral?.statements.map(\.text) == [
        "let drive = input * 2", "mem += (drive - mem) / tau", "u -= mem",
      ])
    #expect(
      model.spike?.statements.map(\.text) == [
        "spike = act(mem - threshold)", "mem *= 1 - detach(spike)",
      ])
  }

  @Test func readsADefinitionInOneLine() throws {
    let model = try ModelSyntax(
      parsing: "define soft = LIF with tau = 1.2 spike { spike = act(mem); mem -= spike }")
    #expect(model.parent?.text == "LIF")
    #expect(model.settings.map(\.value.text) == ["1.2"])
    #expect(model.integral == nil)
    #expect(model.spike?.statements.count == 2)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func readingPrintedStatementsGivesTheSame(seed: UInt64) throws {
    var terms = RandomTerms(seed: seed)
    let statements = (0..<6).map { _ in terms.statement() }
    let text = statements.map(\.text).joined(separator: "\n")
    let model = try ModelSyntax(parsing: "define X\n  integral {\n\(text)\n}")
    #expect(model.integral?.statements.map(\.placeless) == statements, "\(text)")
  }

  @Test(arguments: [
    Refused("«model» X", .unexpected, "unexpected 'model'"),
    Refused("define «»", .incomplete, "the text ends too early"),
    Refused("define «param»", .unexpected, "'param' is a word of the language"),
    Refused("define X = «2»", .unexpected, "unexpected '2'"),
    Refused("define X\nend «more»", .unexpected, "unexpected 'more'"),
    Refused(
      "define X\n  «parm» tau = 1", .unknown, "unknown declaration 'parm'; did you mean 'param'?"),
    Refused("define X\n  param tau «2»", .unexpected, "unexpected '2'"),
    Refused("define X\n  param tau = 2 > «x»", .unexpected, "unexpected 'x'"),
    Refused("define X\n  param tau = 2 «==» 3", .unexpected, "unexpected '=='"),
    Refused("define X\n  param tau = 2 «extra»", .unexpected, "unexpected 'extra'"),
    Refused("define X\n  state «if» = 1", .unexpected, "'if' is a word of the language"),
    Refused("define X\n  state u = 1 reset«»", .incomplete, "the text ends too early"),
    Refused("define X\n  input I in«»", .incomplete, "the text ends too early"),
    Refused("define X\n  vector«\n»", .incomplete, "the line ends too early"),
    Refused("define X\n  matrix weight«»", .incomplete, "the text ends too early"),
    Refused("define X\n  source «Lapicque»", .unexpected, "unexpected 'Lapicque'"),
    Refused("define X\n  method «rk5»", .unknown, "unknown method 'rk5'; did you mean 'rk4'?"),
    Refused("define X\n  with a = 1, «a» = 2", .duplicate, "'a' is set twice"),
    Refused("define X\n  inherits A\n  «inherits» B", .duplicate, "'inherits' stands twice"),
    Refused("define X\n  source \"a\"\n  «source» \"b\"", .duplicate, "'source' stands twice"),
    Refused("define X\n  act Atan\n  «act» Gate", .duplicate, "'act' stands twice"),
    Refused("define X\n  method rk4\n  «method» euler", .duplicate, "'method' stands twice"),
    Refused("define X\n  refractory 2\n  «refractory» 3", .duplicate, "'refractory' stands twice"),
    Refused(
      "define X integral { a = 1 } «integral» { a = 1 }", .duplicate, "'integral' stands twice"),
    Refused("define X spike { a = 1 } «spike» { a = 1 }", .duplicate, "'spike' stands twice"),
    Refused(
      "define X\n  «integral»\n  spike\n    spike = 1", .incomplete, "the 'integral' block is empty"
    ),
    Refused("define X\n  «spike» = 1", .unexpected, "a statement stands outside of a block"),
    Refused("define X\n  integral\n    mem «input»", .unexpected, "unexpected 'input'"),
    Refused("define X\n  integral\n    mem = input «input»", .unexpected, "unexpected 'input'"),
    Refused("define X\n  integral\n    d mem/«dx» = 1", .unexpected, "unexpected 'dx'"),
    Refused("define X\n  integral { let «if» = 1 }", .unexpected, "'if' is a word of the language"),
    Refused("define X\n  integral { mem = 1«»", .incomplete, "the text ends too early"),
  ])
  func saysWhereItStopsBeingANeuron(text: Refused) {
    text.check { _ = try ModelSyntax(parsing: $0) }
  }

  @Test func refusesATextLongerThanAnyNeuron() {
    let text = "define X\n integral\n" + String(repeating: "mem = mem + 1\n", count: 5_000)
    let error = #expect(throws: Diagnostic.self) { try ModelSyntax(parsing: text) }
    #expect(error?.kind == .outOfRange)
  }
}
