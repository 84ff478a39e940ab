import Equations
import TestSupport
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

  @Test(arguments: [
    "«model» X", "define «»", "define «param»", "define X\n  «parm» tau = 1",
    "define X\n  param tau «2»", "define X\n  param tau = 2 > «x»",
    "define X\n  param tau = 2 «==» 3", "define X\n  param tau = 2 «extra»",
    "define X\n  inherits A\n  «inherits» B", "define X\n  «integral»\n  spike\n    spike = 1",
    "define X\n  «spike» = 1", "define X\n  integral\n    mem «input»",
    "define X\n  integral\n    mem = input «input»", "define X\n  integral { mem = 1«»",
    "define X\n  state «if» = 1", "define X\nend «more»", "define X = «2»",
    "define X\n  source «Lapicque»",
  ])
  func saysWhereItStopsBeingANeuron(marked: String) {
    let marked = MarkedText(marked)
    #expect {
      try ModelSyntax(parsing: marked.text)
    } throws: { error in
      (error as? Diagnostic)?.range.lower == marked.range.lower
    }
  }

  @Test func refusesATextLongerThanAnyNeuron() {
    let text = "define X\n integral\n" + String(repeating: "mem = mem + 1\n", count: 5_000)
    #expect(throws: Diagnostic.self) { try ModelSyntax(parsing: text) }
  }
}
