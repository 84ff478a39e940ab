import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let wishes = ImportWishes(name: "x")

@Suite struct NESTMLImportTests {
  static let exponential = """
    \"\"\"
    A neuron with "exponential" currents.
    \"\"\"
    model iaf_psc_exp_neuron:
        state:
            V_m mV = E_L    # Membrane potential
            refr_t ms = 0 ms
        equations:
            kernel I_kernel_exc = exp(-t/tau_syn)
            kernel slow = (e/tau_syn) * t * exp(-t/tau_syn)
            inline I_syn pA = convolve(I_kernel_exc, exc_spikes) * pA + I_e + I_stim
            inline late pA = convolve(slow, exc_spikes) * pA
            V_m' = -(V_m - E_L) / tau_m + (I_syn + late) / C_m
            refr_t' = -1e3 * ms/s
        parameters:
            C_m pF = 250 pF    # Capacitance of the membrane
            tau_m ms = 10 ms [[tau_m > 0 ms]]
            tau_syn ms = 2 ms
            refr_T ms = 2 ms
            E_L mV = -70 mV
            V_th mV = -55 mV
            I_e pA = 500 pA
        internals:
            V_reset mV = E_L
        input:
            exc_spikes <- excitatory spike
            I_stim pA <- continuous
        output:
            spike
        update:
            if refr_t > 0 ms:
                integrate_odes(refr_t)
            else:
                integrate_odes(V_m)
        onCondition(V_m >= V_th):
            refr_t = refr_T
            V_m = V_reset
            emit_spike()

    """

  @Test func itFiresAtItsRate() throws {
    let imported = try ImportFormat.nestml.model(Self.exponential, wishes)
    #expect(imported.renamings.map(\.old) == ["V_m"])
    let node = try imported.run(5000)
    // 500 pA over 25 nS are 20 mV: tau log(20 / 5) = 13.86 ms, 2 ms refractory, on a grid of 0.1 ms.
    let steps = node.recording.spikeSteps(neuron: 0)
    let intervals = Set(zip(steps, steps.dropFirst()).map { $1 - $0 })
    #expect(steps.first == 139)
    #expect(intervals.allSatisfy { (158...161).contains($0) }, "\(intervals)")
  }

  @Test func aSpikeThatArrivesIsWhatTheKernelSays() throws {
    let imported = try ImportFormat.nestml.model(
      Self.exponential.replacing("I_e pA = 500 pA", with: "I_e pA = 0 pA"), wishes)
    var node = try Node(name: "x", model: imported.model, population: 1, at: SourceRange(0, 0))
    try node.begin(random: RandomSource(seed: 1))
    func advance(_ steps: Int) {
      _ = node.advance(steps, random: RandomSource(seed: 1), isInterrupted: { false })
    }
    node.feed(Signal(.constant(50)), neurons: 0..<1, input: "exc_spikes", isAdded: false)
    advance(1)
    node.feed(Signal(.constant(0)), neurons: 0..<1, input: "exc_spikes", isAdded: false)
    advance(20)
    // 2 ms behind it, one time constant.
    let exponential = try #require(node.states["I_kernel_exc_exc_spikes"]?[0])
    let alpha = try #require(node.states["slow_exc_spikes"]?[0])
    #expect(abs(exponential - 50 * exp(-1)) < 1e-4)
    #expect(abs(alpha - 50) < 1e-3)
  }

  // The difference of two exponentials, whose largest value is 1, given by equations; and an equation of the
  // second order, which is the same where both time constants are.
  @Test func kernelsMayBeEquations() throws {
    let text = """
      model beta:
          state:
              V_m mV = 0 mV
              g real = 0
              g$ real = scale * (1 / rise - 1 / fall)
              h real = 0
              h' 1/ms = 0 / ms
          equations:
              kernel g' = g$ - g / rise,
                     g$' = -g$ / fall
              h'' = -2 * h' / fall - h / fall**2
              inline I mV = convolve(g, spikes) * mV
              V_m' = (I - V_m) / tau
          parameters:
              rise ms = 0.5 ms
              fall ms = 2 ms
              tau ms = 10 ms
          internals:
              peak real = fall * rise * ln(fall / rise) / (fall - rise)
              scale real = 1 / (exp(-peak / fall) - exp(-peak / rise))
          input:
              spikes <- excitatory spike
          onReceive(spikes):
              h' += spikes * s * (e / fall)
          update:
              integrate_odes(V_m, h)

      """
    let imported = try ImportFormat.nestml.model(text, wishes)
    var node = try Node(name: "x", model: imported.model, population: 1, at: SourceRange(0, 0))
    try node.begin(random: RandomSource(seed: 1))
    func advance(_ steps: Int) {
      _ = node.advance(steps, random: RandomSource(seed: 1), isInterrupted: { false })
    }
    node.feed(Signal(.constant(3)), neurons: 0..<1, input: "spikes", isAdded: false)
    advance(1)
    node.feed(Signal(.constant(0)), neurons: 0..<1, input: "spikes", isAdded: false)
    advance(25)
    let (peak, time) = (log(4.0) / 1.5, 2.5)
    let scale = 3 / (exp(-peak / 2) - exp(-peak / 0.5))
    let expected = scale * (exp(-time / 2) - exp(-time / 0.5))
    #expect(abs(try #require(node.states["g_spikes"]?[0]) - expected) < 1e-4)
    let alpha = 3 * exp(1) / 2 * time * exp(-time / 2)
    #expect(abs(try #require(node.states["h"]?[0]) - alpha) < 1e-4)
  }

  // Spikes without length move mem at once, an `if` stands on arrival, beside a spike and in a condition.
  @Test func spikesWithoutLengthAndChoices() throws {
    let text = """
      model m:
          state:
              V_m real = start
              waits integer = 5 / 2
              w real = 0
          equations:
              kernel K = delta(t)
              V_m' = -V_m / tau + unit_psp * convolve(K, spikes) * (1 / ms)
          parameters:
              tau ms = 1e9 ms
              unit_psp real = 2
              start mV = 1 mV
              start_rate real = rate(V_m) / rate(0)
          function rate(V_m real) real:
              half real = V_m / 2
              once real = exp(half)
              return once * exp(half) * 3
          input:
              spikes <- spike
          update:
              integrate_odes()
              if V_m >= 10:
                  V_m = 0
                  emit_spike()
              else:
                  waits += 1
              w = waits
          onReceive(spikes):
              if waits > 3:
                  waits = 0
              else:
                  waits += 10

      """.replacing("start mV = 1 mV", with: "start real = 1")
    let imported = try ImportFormat.nestml.model(text, wishes)
    var node = try Node(name: "x", model: imported.model, population: 1, at: SourceRange(0, 0))
    try node.begin(random: RandomSource(seed: 1))
    #expect(abs(try #require(node.parameters["start_rate"]?.first) - exp(1)) < 1e-12)
    node.feed(Signal(.constant(3)), neurons: 0..<1, input: "spikes", isAdded: false)
    var rows: [[Double]] = []
    for _ in 0..<4 {
      _ = node.advance(1, random: RandomSource(seed: 1), isInterrupted: { false })
      rows.append(
        ["mem", "waits", "w", "spike"].map { (node.states[$0]?[0] ?? .nan).rounded() })
    }
    #expect(rows == [[7, 13, 13, 0], [0, 0, 0, 1], [6, 11, 11, 0], [0, 0, 0, 1]])
  }

  // What is declared 'real' is the number of its term, where the equations need it so.
  @Test func realsAreNumbersWhereTheyHaveToBe() throws {
    let text = Self.izhikevich.replacing("b * -65", with: "b * V_init")
      .replacing("        b real = 0.2", with: "        b real = 0.2\n        V_init mV = -65 mV")
    let imported = try ImportFormat.nestml.model(text, wishes)
    let node = try Node(name: "x", model: imported.model, population: 1, at: SourceRange(0, 0))
    #expect(node.states["U_m"] == [-13])
  }

  static let izhikevich = """
    neuron izhikevich:
        state:
            V_m mV = -65 mV
            U_m real = b * -65
        equations:
            V_m' = (0.04 * V_m * V_m / mV + 5.0 * V_m + (140 - U_m) * mV + ((I_e + I_stim) * GOhm)) / ms
            U_m' = a*(b*V_m-U_m * mV) / (mV*ms)
        parameters:
            a real = 0.02
            b real = 0.2
            c mV = -65 mV
            d real = 8.0
            V_min mV = -inf * mV
            V_th mV = 30 mV
            I_e pA = 10 pA
        input:
            spikes <- spike
            I_stim pA <- continuous
        output: spike
        update:
            integrate_odes()
            V_m = max(V_min, V_m)
        onReceive(spikes):
            V_m += spikes * mV * s
        onCondition(V_m >= V_th):
            V_m = c
            U_m += d
            emit_spike()

    """

  @Test func izhikevichsNeuronFiresAsBefore() throws {
    let imported = try ImportFormat.nestml.model(
      Self.izhikevich.replacing("b * -65", with: "-13"), wishes)
    let node = try imported.run(5000)
    // Regular spiking at 10: the same equations in steps of 1 us.
    var (v, u, count) = (-65.0, -13.0, 0)
    for _ in 0..<500_000 {
      let slope = 0.04 * v * v + 5 * v + 140 - u + 10
      u += 0.001 * 0.02 * (0.2 * v - u)
      v += 0.001 * slope
      if v >= 30 { (v, u, count) = (-65, u + 8, count + 1) }
    }
    #expect(abs(node.recording.spikeCount(after: 0) - count) <= 1 && count > 5)
  }

  @Test(arguments: [
    ("«V_m'» = ", "V_m'", "ends too early"),
    ("update:\n        while «V_m» > 1:", "while", "this statement"),
    (
      "update:\n        if V_m > 1 mV:\n            x = 1\n        else:\n            «emit_spike»()",
      "",
      "no one condition decides"
    ),
    ("function «f»(x real) real:\n        y real = x", "f", "does not end with a term"),
    (
      "function f(x real) real:\n        «x = 1»\n        return x", "f",
      "this statement in a function"
    ),
    ("«bogus»:\n        x", "bogus", "unknown block 'bogus'"),
    ("parameters:\n        tau_q «parsec» = 2", "tau_q", "no unit"),
  ])
  func damagedFilesAreRefused(text: String, _: String, message: String) throws {
    let head = "model m:\n    state:\n        V_m mV = 0 mV\n"
    let body = text.hasPrefix("«V_m") ? "    equations:\n        \(text)\n" : "    \(text)\n"
    let marked = MarkedText(head + body)
    let error = #expect(throws: Diagnostic.self) {
      try ImportFormat.nestml.model(marked.text, wishes)
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    #expect((error?.range.lower ?? 0) >= head.utf8.count)
  }
}
