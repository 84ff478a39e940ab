import Equations
import Neurons
import OrderedCollections
import TestSupport
import Testing

@Suite struct ModelLibraryTests {
  @Test(arguments: ModelLibrary.builtIn.names)
  func builtInModelsSayWhatTheyAre(name: String) throws {
    let model = try #require(ModelLibrary.builtIn[name])
    #expect(model.name == name && !model.summary.isEmpty)
    #expect(model.parameters.values.allSatisfy { !$0.note.isEmpty })
    #expect(model.states.values.allSatisfy { !$0.note.isEmpty })
    #expect(model.integral == nil || model.reference != nil)
  }

  @Test func namesAreFoundInAnyCase() {
    let library = ModelLibrary.builtIn
    #expect(library["lif"]?.name == "LIF")
    #expect(library["BRAINCOG.lif"]?.name == "braincog.LIF")
    #expect(library["none"] == nil)
  }

  @Test func childrenKeepWhatTheyDoNotRewrite() throws {
    var library = ModelLibrary.builtIn
    let child = try library.define("define Soft = LIF spike { spike = act(mem); mem -= spike }")
    let parent = try #require(library["LIF"])
    #expect(child.integral == parent.integral)
    #expect(child.integralOrigin == "LIF")
    #expect(child.spikeOrigin == "Soft")
    #expect(child.parameters.keys == parent.parameters.keys)
    #expect(child.surrogate == .sigmoid)
  }

  @Test func defaultsFollowOtherParameters() throws {
    let model = try #require(ModelLibrary.builtIn["PLIF"])
    let nowhere = SourceRange(0, 0)
    #expect(try model.parameterValues(setting: [:], at: nowhere)["w"] == 0)
    #expect(try model.parameterValues(setting: ["tau": 5], at: nowhere)["w"] == -1.3862943611198906)
    #expect(try model.parameterValues(setting: ["tau": 5, "w": 1], at: nowhere)["w"] == 1)
    #expect(throws: Diagnostic.self) { try model.parameterValues(setting: ["tau": 1], at: nowhere) }
  }

  @Test func valuesHaveToKeepToTheLimits() throws {
    let model = try #require(ModelLibrary.builtIn["LIF"])
    for (name, value) in [("tau", 0.0), ("tau", -1), ("tau", .nan), ("step", 2.5), ("step", 0)] {
      let parameter = try #require(model.parameters[name])
      #expect(throws: Diagnostic.self) { try parameter.check(value, at: SourceRange(0, 0)) }
    }
  }

  @Test(arguments: [
    "define X = «LFI»", "define «LIF» = IF", "define «X»\n integral\n mem = 1",
    "define X = LIF with «taau» = 1", "define X = LIF with tau = «0»",
    "define X = LIF with layer_by_layer = «3»", "define X\n inherits LIF\n act «Sigmoyd»",
    "define X\n inherits LIF\n param «input» = 1", "define X\n inherits LIF\n param «mem» = 1",
    "define X\n inherits LIF\n state «tau» = 1",
    "define X\n inherits LIF\n param a = 1\n param «a» = 2",
    "define X\n inherits LIF\n param a = «b» + 1", "define X\n inherits LIF\n state u = «nope»",
    "define X = LIF integral { mem += «inptu» }", "define X = LIF integral { «tau» = 3 }",
    "define X = LIF integral { «foo» = 3 }", "define X = LIF integral { let «tau» = 3 }",
    "define X = LIF integral { let a = 1; «a» = 3 }", "define X = LIF integral { mem = «expp»(1) }",
    "define X = LIF integral { mem = «exp(1, 2)» }", "define X = LIF integral { mem = «mem > 1» }",
    "define X = LIF integral { mem = if «mem» then 1 else 2 }",
    "define X = LIF integral { mem = «mem[2]» }", "define X = LIF «spike» { mem = 0 }",
    "define X = LIF integral { let a = 1 } spike { spike = «a» }",
    "define X\n state mem = 0\n state spike = 0\n integral { d «mem»/dt = input } spike { spike = 0 }",
    "define X\n state mem = 0\n state spike = 0\n integral { mem = «xi»() } spike { spike = 0 }",
    "define X\n state mem = 0\n state spike = 0\n refractory «2»\n spike { spike = 0 }",
  ])
  func saysWhatHasNoMeaning(marked: String) {
    let marked = MarkedText(marked)
    let before = ModelLibrary.builtIn
    var library = before
    #expect {
      _ = try library.define(marked.text)
    } throws: { error in
      (error as? Diagnostic)?.range == marked.range
    }
    let isUnchanged = library == before
    #expect(isUnchanged)
  }

  @Test func aUsersNeuronCanBeDefinedAnewAndRemoved() throws {
    var library = ModelLibrary.builtIn
    try library.define("define fast = LIF with tau = 1.2")
    try library.define("define fast = LIF with tau = 1.5")
    #expect(library.userDefined.map(\.name) == ["fast"])
    library.remove("fast")
    library.remove("LIF")
    #expect(library == ModelLibrary.builtIn)
  }
}
