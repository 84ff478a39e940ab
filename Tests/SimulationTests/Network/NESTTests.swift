import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

private let nowhere = SourceRange(0, 0)
private let text = """
  define Currents "iaf_psc_exp_ps of NEST"
    inherits Membrane
    param C = 200pF > 0; param tau = 20ms > 0; param EL = -70mV
    param threshold = -50mV; param Vr = -65mV
    param tau_ex = 3ms > 0; param tau_in = 8ms > 0
    input input in pA
    state mem = EL; state excited = 0pA; state inhibited = 0pA
    refractory 2ms holding mem
    method exact
    integral {
      d mem/dt = (EL - mem) / tau + (excited + inhibited + input) / C
      d excited/dt = -excited / tau_ex
      d inhibited/dt = -inhibited / tau_in
    }
    spike { spike when mem >= threshold; reset mem = Vr }
  end
  """

// In ms, of a, b and c: NEST 3.10.0, iaf_psc_exp_ps with a resolution of 0.1 ms; with one of 0.025 ms none
// moves by more than 6e-13 ms.
private let times: [[Double]] = [
  [
    19.6165850602, 80.1013020383, 152.3274826964, 236.6682608290, 324.0927046042, 411.6388819439,
    499.1894474318,
  ],
  [
    21.7179303437, 46.2459141205, 79.4068305292, 88.0170244075, 120.1423356907, 153.3052054462,
    172.3358470981, 205.4807742383, 238.1887898067, 260.2904894977, 293.4479974778,
    325.6374214122, 347.8557896647, 381.0135446415, 413.1844770745, 435.4070530838,
    468.5648167641,
  ],
  [
    23.0745477973, 47.7679484809, 81.6245878428, 87.8768959567, 121.8720835095, 154.8351538955,
    163.1796698794, 176.6127510320, 208.0776941999, 239.4588025332, 248.2990901964,
    264.2302437156, 296.0069201470, 326.8950801174, 335.7444813543, 351.7815969336,
    383.5708499562, 414.4416744651, 423.2912383290, 439.3323210607, 471.1220594433,
  ],
]

@Suite struct NESTTests {
  // Three neurons that excite and inhibit each other.
  @Test func spikesOfANetworkAreWhereNESTFindsThem() throws {
    var library = ModelLibrary.builtIn
    try library.define(text)
    let model = try #require(library["Currents"])
    var network = Network()
    for (name, mem, current) in [("a", -60.0, 260.0), ("b", -65, 240), ("c", -70, 150)] {
      var node = try Node(name: name, model: model, at: nowhere)
      node.solve(by: .exact, spikes: .exact)
      try node.set(Name("mem", nowhere), to: mem, neurons: 0..<1, at: nowhere)
      node.feed(Signal(.constant(current)), neurons: 0..<1, isAdded: false)
      network.nodes[name] = node
    }
    for (source, target, weight, delay) in [
      ("a", "b", 900.0, 15), ("b", "a", -200, 7), ("a", "c", 1500, 21), ("b", "c", 1100, 10),
      ("c", "a", -100, 30),
    ] {
      try network.connect(
        source, target, port: .state(weight > 0 ? "excited" : "inhibited"), weight: weight,
        delay: delay)
    }
    #expect(network.run(5000) == .finished)
    for (name, expected) in zip(["a", "b", "c"], times) {
      let node = try #require(network.nodes[name])
      let own = node.recording.spikeTimes(neuron: 0).map { $0 * node.dt }
      #expect(own.count == expected.count)
      #expect(zip(own, expected).allSatisfy { abs($0 - $1) < 1e-9 })
    }
    #expect(times.map(\.count) == [7, 17, 21])
  }
}
