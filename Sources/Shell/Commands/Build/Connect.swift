import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let connect = Command(
    "connect", .build, "Connect two nodes, so that the spikes of one reach the other.",
    details: """
      What arrives is added to the first input of the target, or to the input or state that is
      named: b.basal_input, b.mem. Its size is the weight times the spike; its unit is that of the
      place where it ends. With synapse= the equations of a synapse stand between (list models shows
      them; NAME=VALUE sets their parameters); where the target has spikes=exact they are solved with it,
      and spikes reach them between steps. synapse=gap joins membrane potentials in both
      directions, the weight being the conductance between them; set and drop take both as one. The
      current through it is that of the potentials before a step, so that a conductance has a limit,
      from which on they would jump to and fro ever further: for Euler's method
      dt (gL + 2 weight) / C <= 2. Beyond it connect and
      set refuse, and say the largest weight that is stable with the neurons as they stand.
      Without a pattern everyone is connected with everyone, except with itself; p[1..80] and
      q[3] are some neurons of a population. to= is a formula for the target of each source i, with
      N, how many neurons the target has: to=mod(i,N)+1 is a ring. pairs= names a CSV file of columns
      'source' and 'target', counted from 1, and if it has them 'weight (nA)' and 'delay (ms)'.
      probability=, weight= and delay= may be formulas of i, the number of the source, j, that of the
      target, N and distance: |i - j| on a line, and with on=ring min(|i - j|, N - |i - j|). (Where the
      source has another number of neurons, both populations lie along the same line or ring, and
      distance is in the spacing of the target's.) weight= and delay= may be drawn for each synapse as well, by
      uniform(LOW,HIGH) or normal(MEAN,DEVIATION), be FROM..TO or a list in the order of the synapses, or a
      column of a CSV file; delays are rounded to whole steps where spikes keep to them. A delay of 0 lets
      the target have the spike in the same step; a loop needs a delay somewhere. All connections
      together have as many synapses as fit half of the memory, at \(SparseWeights.bytesPerSynapse) bytes each; Ctrl-C stops while they
      are made, and makes none.
      """,
    examples: [
      "create lif a; create lif b; connect a -> b weight=3; feed a const 1.5; run 20; show a_b",
      "create lif p n=100; connect p -> p probability=0.1 weight=0.2 delay=3; show p_p",
      """
      create RefractoryLIF a; create RefractoryLIF b; feed a const 3; \\
        connect a -> b synapse=ExpSynapse tau=10ms weight=2nA delay=1.5ms; run 100ms; list connections
      """,
      "create lif p n=10; connect p -> p to=mod(i,N)+1 weight=2; feed p[1] 3; run p 20; raster p",
      """
      create lif p n=100; connect p -> p probability=exp(-distance/5) weight=0.2*exp(-distance/10) \\
        delay=1+round(distance/10) on=ring; show p_p
      """,
      """
      seed 1; create refractorylif p n=50; connect p -> p probability=0.2 weight=normal(2nA,0.2nA) \\
        delay=uniform(1ms,5ms); feed p const 18nA..22nA; run p 50ms; list connections
      """,
      "create lif p n=10; connect p -> p synapse=gap to=mod(i,N)+1 weight=0.1; show p_p",
      "create lif p n=9; create lif q n=3; connect p[1..6] -> q[2..3] probability=0.5; show p_q",
      "create lif a; create lif b; connect a -> b synapse=gap weight=0.2; list connections",
    ],
    Argument<Ends>.ends,
    Argument<Pattern>.pattern,
    Argument<SynapseValue?>.keyed("weight", .ofSynapses("weight"), "of each synapse; else 1"),
    Argument<Quantity?>.keyed(
      "deviation", .quantity("VALUE"), "of the weights around it, normal; else 0"),
    Argument<SynapseValue?>.keyed(
      "delay", .ofSynapses("delay"), "steps, or a time; else 0, in a loop 1"),
    Argument<Name?>.keyed(
      "synapse", .name("MODEL", "gap", candidates: \.synapseCandidates),
      "equations between spike and neuron"),
    Argument<Name?>.keyed(
      "name", .name("NAME"), "a name for the connection; else SOURCE_TARGET"),
    Argument<[Setting]>.settings("[PARAMETER=VALUE ...]", "parameters of the synapse") {
      situation in
      let name = situation.words.first { $0.key?.text == "synapse" }?.value.text
      return name.flatMap { situation.session.models[$0] }.map {
        situation.settingCandidates(for: $0)
      } ?? []
    }
  ) {
    (
      context: inout Context, ends: Ends, pattern: Pattern, weight: SynapseValue?,
      deviation: Quantity?, delay: SynapseValue?, synapse: Name?, name: Name?, settings: [Setting]
    ) throws(Diagnostic) in
    var plan = ConnectionPlan(
      ends: ends, pattern: pattern, weight: weight, deviation: deviation, delay: delay,
      synapse: synapse, name: name, settings: settings,
      mostSynapses: context.host.mostSynapses)
    let before = context.session
    var report = Report()
    var made: [String] = []
    // A gap junction carries both ways, so that it is a pair of connections between the same neurons.
    var mirrored: (weights: SparseWeights, unit: UnitOfMeasure)?
    for _ in 0..<(plan.isGap && ends.source.text != ends.target ? 2 : 1) {
      guard
        let connection = try plan.connection(
          in: context.session, with: mirrored, isInterrupted: context.host.isInterrupted)
      else {
        context.session = before
        return Report(
          .stopped("; nothing is connected", at: ends.source.range.joined(with: ends.targetRange)))
      }
      context.session.network.connections[connection.name] = connection
      report.add(.note("\(connection.name): \(context.session.summary(of: connection))"))
      if let note = context.session.noteOnSteps(of: connection) { report.add(.note(note)) }
      made.append(connection.name)
      if plan.isGap {
        mirrored = (connection.weights.reversed(), context.session.weightUnit(of: connection))
      }
      plan = plan.reversed
    }
    if plan.isGap {
      try context.session.checkCoupling(
        of: [ends.target], changing: made, before: before,
        at: weight?.name.range ?? ends.targetRange)
    }
    return report
  }
}

/// `a -> b.mem`: the two nodes as they were typed.
struct Ends: Sendable {
  var source: Name
  /// Which neurons of the source, counted from 0; nil for all.
  var sources: Range<Int>?
  var target: String
  /// Which neurons of the target; nil for all.
  var targets: Range<Int>?
  var targetRange: SourceRange
  /// The input or state behind the target's dot.
  var port: Name?
}

/// Who is connected with whom, as it was typed.
struct Pattern: Sendable {
  var pattern: ConnectionPattern
  var range: SourceRange?
  /// The pairs where they are chosen one by one.
  var pairs: ChosenPairs?
  /// The probability of each pair, where it is a formula.
  var chance: NeuronFormula?
  /// How neurons lie beside each other, where that was said.
  var layout: Connection.Layout?
  /// Whether a neuron may end on itself, where a formula says who on whom.
  var includesSelf = false
}
