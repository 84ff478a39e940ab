import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let wishes = ImportWishes(name: "x")

private func word(_ text: String) -> Name { Name(text, SourceRange(0, text.utf8.count)) }

@Suite struct BrianImportTests {
  static let cuba = """
    from brian2 import *
    taum = 20*ms  # a comment
    taue = 5*ms
    Vt = -50*mV
    Vr = -60*mV
    El = -49*mV
    eqs = '''
    dv/dt  = (ge-(v-El))/taum : volt (unless refractory)
    dge/dt = -ge/taue : volt
    '''
    P = NeuronGroup(4000, eqs, threshold='v>Vt', reset='v = Vr', refractory=5*ms,
                    method='exact')
    P.v = 'Vr'
    P.ge = 2*mV
    we = (60*0.27/10)*mV
    run(1*second)

    """

  @Test func aScriptFiresWhenItsEquationsSay() throws {
    let imported = try ImportFormat.python.model(Self.cuba, wishes)
    #expect(imported.model.text.contains("refractory 5ms - dt holding mem"))
    let node = try imported.run(2000)
    // The same by steps of the exact solution of ge, and small ones of v.
    var (v, ge, refractory, spikes) = (-60.0, 2.0, 0.0, [Double]())
    let dt = 0.001
    for step in 1...200_000 {
      let time = Double(step) * dt
      if refractory <= dt / 2 {
        v += dt * (ge - (v + 49)) / 20
      } else {
        refractory -= dt
      }
      ge *= exp(-dt / 5)
      if v > -50 { (v, refractory) = (-60, 5); spikes.append(time) }
    }
    let ours = node.recording.spikeSteps(neuron: 0).map { Double($0) * 0.1 }
    #expect(ours.count == spikes.count && spikes.count > 2)
    // Spikes lie on the grid of 0.1 ms, and each refractory time begins there.
    for (index, pair) in zip(ours, spikes).enumerated() {
      #expect(abs(pair.0 - pair.1) < 0.11 * Double(index + 1), "\(pair)")
    }
  }

  @Test func equationsInQuotesTakeValuesBehindThem() throws {
    let imported = try ImportFormat.brian2(
      equations: word(
        "dv/dt = (El - v + drop)/tau : volt; I : amp; drop = R*I : volt; dn/dt = 0*Hz : 1"),
      threshold: word("v > El + 15*mV"), reset: word("v = El; n += 1"),
      values: [
        (word("El"), word("-65mV")), (word("R"), word("100*Mohm")),
        (word("tau"), word("10*msecond")),
        (word("v"), word("-65*mV")),
      ], wishes)
    let node = try imported.run(1000, input: 0.2)
    // tau log(R I / (R I - 15 mV)) is 13.86 ms: seven spikes in 100 ms.
    #expect(node.recording.spikeCount(after: 0) == 7)
    #expect(node.states["n"] == [7])
    #expect(imported.notes.contains { $0.text.contains("'I' flows in here") })
  }

  // Steps, how long a refractory time is in them, and methods are Brian2's.
  static let refractories = [
    ("5*ms", " (unless refractory)", "euler", "0.1*ms"), ("5*ms", "", "euler", "0.1*ms"),
    ("0.1*ms", "", "rk4", "0.1*ms"), ("0*ms", " (unless refractory)", "euler", "0.1*ms"),
    ("1.05*ms", " (unless refractory)", "euler", "0.2*ms"),
    ("'long/3 + 0.01*ms'", "", "exponential_euler", "0.2*ms"),
  ]

  static func script(_ number: Int) -> String {
    let (refractory, flag, method, dt) = refractories[number]
    return """
      from brian2 import *
      prefs.codegen.target = 'numpy'
      defaultclock.dt = \(dt)
      long = 4*ms
      tau = 8*ms
      eqs = '''dv/dt = (3*mV + w - v)/tau : volt\(flag)
      dw/dt = -w/(20*ms) : volt'''
      G = NeuronGroup(1, eqs, threshold='v > 1*mV', reset='v = 0*mV; w += 0.5*mV',
                      refractory=\(refractory), method='\(method)')
      M = SpikeMonitor(G)
      run(10*long + 20*ms)

      """
  }

  @Test(.enabled(if: Peer.brian2 != nil)) func firesWhereBrian2Fires() throws {
    let python = try #require(Peer.brian2)
    try Peer.withFolder { folder in
      for number in Self.refractories.indices {
        let text = Self.script(number)
        let file = folder.appending(path: "a.py")
        let told = "print('steps', *(int(s) for s in np.rint(M.t / defaultclock.dt) + 1))\n"
        try (text + told).write(to: file, atomically: true, encoding: .utf8)
        let said = try Peer.run(python, [file.path], in: folder)
        let line = said.split(separator: "\n").first { $0.hasPrefix("steps") }
        let theirs = line?.split(separator: " ").compactMap { Int($0) } ?? []
        #expect(theirs.count > 3, "\(said.suffix(300))")
        let imported = try ImportFormat.python.model(text, wishes)
        #expect(imported.steps == (number < 4 ? 600 : 300))
        let ours = try imported.run().recording.spikeSteps(neuron: 0)
        #expect(ours == theirs, "\(Self.refractories[number])")
      }
    }
  }

  // What scripts of Brian2's own examples do: texts with names, lines that go on, several groups, modules'
  // names, and values of which no number comes here.
  @Test func scriptsAreReadAsTheyAreWritten() throws {
    let imported = try ImportFormat.python.model(
      """
      import brian2 as b2
      tau = 10 * b2.ms
      reset = '''
      v = 0*mV
      vt += 3*mV
      '''
      eqs = b2.Equations('''
      dv/dt = (El - v
               + RI)/tau +
              0*mV/ms : volt
      dvt/dt = (10*mV - vt)/(15*ms) : volt
      RI : volt
      width : meter
      ''')
      other = b2.NeuronGroup(1, 'x : 1')
      El = 12*b2.mV
      IF = b2.NeuronGroup(1, model=eqs, reset=reset, threshold='v>vt', method='rk4')
      IF.vt = 10*b2.mV
      IF.RI = '20*mV * i / N'
      b2.defaultclock.dt = 0.05*b2.ms
      net.run(5*tau)
      """, wishes)
    #expect(imported.steps == 1000)
    #expect(imported.notes.contains { $0.text.contains("no differential equation") })
    #expect(
      imported.notes.contains { $0.text == "the value of 'RI', which needs 'N', is left out" })
    #expect(imported.model.text.contains("reset mem = 0mV\n    reset vt += 3mV"))
    #expect(try imported.run().recording.spikeCount(after: 0) > 0)
  }

  @Test func noiseIsSharedByAllThatNamesIt() throws {
    let imported = try ImportFormat.brian2(
      equations: word("dv/dt = sigma*xi*tau**-0.5 : 1\ndw/dt = 2*sigma*xi*tau**-0.5 : 1"),
      values: [(word("tau"), word("10*ms")), (word("sigma"), word("0.5"))], wishes)
    let values = try imported.final(imported.run(50))
    let (v, w) = (try #require(values["v"]), try #require(values["w"]))
    #expect(v != 0 && abs(w - 2 * v) < 1e-9)
    #expect(imported.model.method == .euler)
  }

  @Test(arguments: [
    ("dv/dt = (El«» - v)/tau : volt", "'El' has no value"),
    ("dv/dt = -v/(10*ms) «:» parsec", "no unit"),
    ("dv/dt = -v/(10*ms)", "has no unit"),
    ("dv/dt = -v/(10*ms : volt", "is no"),
    ("v : volt", "no differential equation"),
    ("dv/dt = foo(v)/ms : volt", "unknown function"),
    ("dv/dt = -v/mV : volt", "dv"),
    ("dv/dt = a/ms : 1; a = b : 1; b = a : 1", "computed from itself"),
    ("dv/dt = $ : 1", "means nothing"),
  ])
  func damagedEquationsAreRefused(text: String, message: String) throws {
    let text = MarkedText(text).text
    let error = #expect(throws: Diagnostic.self) {
      try ImportFormat.brian2(equations: word(text), wishes)
    }
    #expect(error.map { $0.range.upper <= text.utf8.count + 1 } == true)
    #expect(
      message == "dv" || message == "is no" || error?.message.contains(message) == true,
      "\(error?.message ?? "")")
  }
}
