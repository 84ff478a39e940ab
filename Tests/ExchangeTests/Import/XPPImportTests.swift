import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let xpp = ImportFormat.xpp.model
private let wishes = ImportWishes(name: "x")

@Suite struct XPPImportTests {
  @Test(arguments: XPPSample.all)
  func endsWhereXPPAUTEnds(sample: XPPSample) throws {
    let imported = try xpp(sample.text, wishes)
    let values = try imported.final(imported.run()).values
    #expect(values.count >= sample.values.count)
    for (ours, theirs) in zip(values, sample.values) {
      #expect(abs(ours - theirs) <= 1e-6 * max(1, abs(theirs)), "\(ours) \(theirs)")
    }
  }

  // The numbers of the samples are the program's own wherever it is there.
  @Test(.enabled(if: Peer.xppaut != nil), arguments: XPPSample.all)
  func theNumbersAreXPPAUTs(sample: XPPSample) throws {
    let last = try XPPAUTProgram.rows(of: sample.text).last ?? []
    #expect(Array(last.dropFirst().prefix(sample.values.count)) == sample.values)
  }

  @Test func theAuthorsVoltageIsMemAndNamesThatAreTakenChange() throws {
    let imported = try xpp(
      "w'=v-w\nv'=-v+w+alpha*dt0+mem\npar alpha=.1,dt0=2,Input=1,mem=3\n", wishes)
    #expect(
      imported.renamings.map { "\($0.old)>\($0.new)" }
        == [
          "v>mem", "alpha>alpha_", "Input>Input", "mem>mem_",
        ].filter { $0 != "Input>Input" })
    #expect(imported.model.text.contains("d mem/dt = -mem + w + alpha_ * dt0 + mem_"))
  }

  // A variable that is reset where it crosses a level fires there.
  @Test func aResetIsASpike() throws {
    let imported = try xpp("v'=-v+i\npar i=1.2\nglobal 1 v-1 {v=-.5}\n@ dt=.001,total=20\n", wishes)
    #expect(imported.model.text.contains("spike when mem crosses 1\n    reset mem = -0.5"))
    let node = try imported.run()
    // The period is log((i + .5) / (i - 1)), the first log(i / (i - 1)).
    let first = log(1.2 / 0.2)
    let period = log(1.7 / 0.2)
    #expect(node.recording.spikeSteps(neuron: 0).count == 1 + Int((20 - first) / period))
  }

  @Test func noiseIsOneNumberAStepForAllThatUseIt() throws {
    let imported = try xpp(
      "wiener w\nx'=w\ny'=2*w\nz'=f(0)\nf(x)=x+w\n@ meth=euler,total=50,dt=.1\n", wishes)
    let values = try imported.final(imported.run())
    let (x, y) = (try #require(values["x"]), try #require(values["y"]))
    #expect(abs(y - 2 * x) < 1e-9 && x != 0)
  }

  // What `solve` names is where its condition is 0, at every stage of a step.
  @Test func algebraicConditionsAreSolved() throws {
    let imported = try xpp(
      "x'=-y\n0=y+y^3-x\nsolve y=.5\nx(0)=2\nz'=u-v\n0=2*u+v-x\n0=u-v+1\nsolve u\nsolve v=1\n@ total=3,dt=.01\n",
      wishes)
    let plain = try xpp("y'=-y/(1+3*y^2)\ny(0)=1\nz'=-1\n@ total=3,dt=.01\n", wishes)
    let values = try imported.final(imported.run())
    let y = try #require(plain.final(plain.run())["y"])
    #expect(abs((values["x"] ?? .nan) - (y + y * y * y)) < 1e-8)
    #expect(abs((values["z"] ?? .nan) + 3) < 1e-9)
  }

  @Test func aSetTakesThePlaceOfTheFilesValues() throws {
    let text = "x'=-a*x\npar a=1\ninit x=2\nset fast {a=5,x=3,total=1}\nset b {a=2}\n"
    let plain = try xpp(text, wishes)
    #expect(plain.sets == ["fast", "b"] && plain.steps == 400)
    let fast = try xpp(text, ImportWishes(name: "x", set: Name("FAST", SourceRange(0, 0))))
    #expect(fast.steps == 20)
    #expect(fast.model.text.contains("param a = 5") && fast.model.text.contains("state mem = 3"))
    let error = #expect(throws: Diagnostic.self) {
      try xpp(text, ImportWishes(name: "x", set: Name("fst", SourceRange(3, 6))))
    }
    #expect(error?.suggestion == "fast" && error?.range == SourceRange(3, 6))
  }

  @Test func whatXPPAUTReadsInItsOwnWayIsTold() throws {
    let imported = try xpp("x'=a-x\npar a=1/3\nbdry x-x'\n@ meth=cvode,dt=.5\n", wishes)
    #expect(imported.model.text.contains("param a = 1\n"))
    #expect(imported.notes.map(\.text).filter { $0.contains("reads '1/3' as 1") }.count == 1)
    #expect(imported.notes.contains { $0.text.contains("boundary conditions") })
    #expect(imported.model.method == .stiff)
    // What draws at every step keeps to steps.
    let noisy = try xpp("x'=a-x+w\npar a=1\nwiener w\n@ meth=cvode,dt=.5\n", wishes)
    #expect(noisy.model.method == .rk4)
    #expect(noisy.notes.contains { $0.text.contains("CVODE") && $0.text.contains("0.05") })
  }

  @Test(arguments: [
    ("x'=-«delay(x,2)»\n", "a delayed variable"),
    ("«y»(t)=int{exp(-t)#y}\n", "an integral equation"),
    ("x'=«int{exp(-t)#x}»\n", "an integral over the past"),
    ("x'=y\n«0»=x+y\n", "1 algebraic conditions for 0 unknowns"),
    ("x'=w(x)\ntable w «w.tab»\n", "a table in another file"),
    ("x'=w(x)\ntable w % 9 0 8 «ran(1)»\n", "a table of random numbers"),
    ("x'=w(x)\n«table w % 1 0 2 t»\n", "this is no table"),
    ("x'=w(x)\n«table» w\n", "this table has no points"),
    ("x'=-«del_shft(x,1,2)»\n", "a delayed variable"),
    ("x'=«besselj(0,x)»\n", "the function 'besselj'"),
    ("x'=-x+«z»\n", "unknown name 'z'"),
    ("x'=-x+«fun»(x)\n", "unknown function 'fun'"),
    ("x'=-x+«f(x)»\nf(a,b)=a+b\n", "'f' got 1 argument"),
    ("x'=«x+(1»\n", "ends too early"),
    ("x'=-x+«]»\n", "unexpected"),
    ("x'=-x\n«x»'=1\n", "declared twice"),
    ("«x»'=\n", "no right side"),
    ("x'=-x\nb=«c»\n", "unknown name"),
    ("x'=-x\n«b»=c\nc=b\n", "computed from itself"),
    ("x'=f(x)\n«f»(a)=f(a)\n", "calls itself"),
    ("x'=-x\ninit «q»=1\n", "unknown variable 'q'"),
    ("x'=-x\n«global» x {x=1}\n", "no sign"),
    ("x'=-x\nglobal 1 x-1 {«q»=1}\n", "unknown variable"),
    ("x«[1..2»'=-x[j]\n", "no range"),
    ("x'=-x+y«[j]»\n", "no index"),
    ("x'=-x\n@ dt=«-.1»\n", "backwards"),
    ("«par a=1\n»", "no equation"),
    ("«»", "no equation"),
  ])
  func whatCannotBeSaidIsRefusedAtItsPlace(marked: String, message: String) throws {
    let marked = MarkedText(marked)
    let error = #expect(throws: Diagnostic.self) { try xpp(marked.text, wishes) }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    let range = try #require(error?.range)
    // An error is at its mark, or begins within it.
    #expect(marked.range.lower <= range.lower && range.lower <= marked.range.upper, "\(range)")
  }
}
