import Analysis
import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let describe = Command(
    "describe", .see, "Say in words how a neuron fires, with the numbers.",
    details: """
      Kinds: silent; phasic (spikes, then none for long); sparse (fewer than four spikes); tonic
      (even intervals); adapting and accelerating (intervals that grow, or shrink); bursting
      (groups with pauses between them); irregular. Looked at is everything recorded since reset,
      or the newest part of it where older steps were given up; of a population, how many neurons
      fire in which way.
      """,
    examples: [
      "create lif n; feed n const 1.5; run n 100; describe n",
      "create izhikevich n c=-50mV d=2mV; feed n const 10mV; run n 300ms; describe n",
      "create lif p n=20; feed p poisson 0.5; run p 200; describe p",
    ],
    Argument<Target>.target
  ) { (context: inout Context, target: Target) throws(Diagnostic) in
    var report = Report()
    for part in target.parts {
      guard let node = context.session.nodes[part.node] else { continue }
      let steps = try StepWindow().steps(of: node, at: target.range)
      try node.require(["spike"], steps: steps, at: target.range)
      let neurons = part.neurons ?? 0..<node.population
      let trains = try context.unlessStopped(at: target.range) {
        node.recording.spikeTimes(neurons: neurons, steps: steps, isInterrupted: $0)
      }
      var patterns: [FiringPattern] = []
      for train in trains {
        if context.host.isInterrupted() { throw .stopped(at: target.range) }
        patterns.append(FiringPattern(spikeTimes: train, in: steps))
      }
      report.add(
        .told(
          neurons.count == 1
            ? node.description(of: neurons.lowerBound, steps: steps)
            : node.description(of: trains, patterns, label: part.label, steps: steps),
          node.table(of: neurons, trains, patterns)))
    }
    return report
  }
}

extension Node {
  // What is told of neurons in words, a row for each.
  fileprivate func table(
    of neurons: Range<Int>, _ trains: [[Double]], _ patterns: [FiringPattern]
  ) -> Table {
    func time(_ step: Double?) -> Table.Cell {
      step.map { .measured($0.times(stepLength), unit: timeUnit?.text ?? "") } ?? .empty
    }
    func rate(_ value: Double?) -> Table.Cell {
      value.map { .measured($0 * scale(of: .rate).factor, unit: rateUnit.text) } ?? .empty
    }
    return Table(
      [
        "neuron", "kind", "spikes", "rate", "interval_rate", "first_spike", "last_spike",
        "interval", "cv",
      ],
      zip(neurons, zip(trains, patterns)).map { neuron, own in
        let (train, pattern) = own
        return [
          .text(label(neuron: neuron)), .text(pattern.kind.rawValue), .count(train.count),
          rate(pattern.rate), rate(pattern.intervalRate), time(train.first), time(train.last),
          time(pattern.meanInterval),
          pattern.variation.map { .number($0) } ?? .empty,
        ]
      })
  }

  // How long the steps are, and which where they are not all.
  private func window(_ steps: ClosedRange<Int>) -> String {
    let length = duration(Double(steps.count))
    guard steps.lowerBound > 1 else { return length }
    return "\(length) (those kept: \(moment(steps.lowerBound)) to \(moment(steps.upperBound)))"
  }

  // The last step with an input, where the input had ended by the end and that ended the spikes; nil
  // where it had not, or was not recorded.
  private func endOfInput(neuron: Int, steps: ClosedRange<Int>) -> Int? {
    let inputs = model.inputs.keys.map { samples(of: $0, neuron: neuron, steps: steps) }
    let ends = inputs.map { samples in samples.lastIndex { $0 != 0 } ?? -1 }
    guard inputs.allSatisfy({ $0.count == steps.count }), let last = ends.max(), last >= 0,
      last + 1 < steps.count
    else { return nil }
    return steps.lowerBound + last
  }

  fileprivate func description(of neuron: Int, steps kept: ClosedRange<Int>) -> String {
    let steps = recording.spikeTimes(neuron: neuron, after: kept.lowerBound - 1)
    var pattern = FiringPattern(spikeTimes: steps, in: kept)
    var cause = ""
    if pattern.kind == .phasic, let end = endOfInput(neuron: neuron, steps: kept),
      steps.allSatisfy({ $0 <= Double(end) })
    {
      pattern = FiringPattern(spikeTimes: steps, in: kept.lowerBound...end)
      cause = " while its input lasts, to \(moment(end))"
    }
    let label = population > 1 ? "\(name)[\(neuron + 1)]" : name
    let window = window(kept)
    guard let first = steps.first, let last = steps.last else {
      // 'why' needs every step.
      let hint = kept.lowerBound == 1 ? "; 'why \(label)' says why" : ""
      return "\(label) is silent: no spike in \(window)\(hint)"
    }
    var sentences = [
      "\(label) \(pattern.kind.sentence)\(cause): \(steps.count.counted("spike")) in \(window), "
        + rateText(ofSpikes: steps, in: kept)
    ]
    if steps.count == 1 {
      sentences.append("the spike is at \(moment(first))")
    } else {
      sentences.append("the first is at \(moment(first)), the last at \(moment(last))")
    }
    if let mean = pattern.meanInterval, let low = pattern.intervals.min(),
      let high = pattern.intervals.max()
    {
      // What differs by less than is shown.
      let isSame = high - low <= 1e-6 * high
      let range =
        isSame
        ? "all intervals are \(duration(mean))"
        : "intervals from \(duration(low)) to \(duration(high)), mean"
          + " \(duration(mean))"
      let variation = pattern.variation.map { ", CV \($0.readable)" } ?? ""
      sentences.append(range + (isSame ? "" : variation))
    }
    switch pattern.kind {
    case .adapting, .accelerating:
      if let growth = pattern.growth {
        sentences.append("the last third of the intervals is \(growth.readable) times the first")
      }
    case .bursting:
      let sizes = pattern.bursts
      let spikes = Double(steps.count) / Double(sizes.count)
      sentences.append(
        "\(sizes.count.counted("burst")), \(spikes.readable) spikes each on average")
    case .silent, .phasic, .sparse, .tonic, .irregular: break
    }
    return sentences.joined(separator: "\n  ")
  }

  fileprivate func description(
    of trains: [[Double]], _ patterns: [FiringPattern], label: String, steps: ClosedRange<Int>
  ) -> String {
    let spikes = trains.reduce(0) { $0 + $1.count }
    var counts: [FiringPattern.Kind: Int] = [:]
    for pattern in patterns { counts[pattern.kind, default: 0] += 1 }
    let kinds = FiringPattern.Kind.allCases.compactMap { kind in
      counts[kind].map { "\($0) \(kind.rawValue)" }
    }
    return "\(label): of \(trains.count.counted("neuron")) \(kinds.joined(separator: ", "));"
      + " \(spikes.counted("spike")) in \(window(steps)), rate "
      + rateText(ofSpikes: spikes, neurons: trains.count, steps: steps.count) + " a neuron"
  }

  // Both rates, where they are two.
  private func rateText(ofSpikes spikes: [Double], in steps: ClosedRange<Int>) -> String {
    let pattern = FiringPattern(spikeTimes: spikes, in: steps)
    let texts = [Observable.rate, .intervalRate].map { observable in
      let value = observable == .rate ? pattern.rate : pattern.intervalRate
      return value.map { ($0 * scale(of: observable).factor).readable } ?? ""
    }
    let unit = rateUnit == .none ? " a step" : " \(rateUnit.text)"
    let rate = "rate \(texts[0])\(unit)"
    return texts[0] == texts[1] ? rate : rate + ", interval_rate \(texts[1])\(unit)"
  }

  private func rateText(ofSpikes count: Int, neurons: Int = 1, steps: Int) -> String {
    rate(ofSpikes: count, neurons: neurons, steps: steps).readable
      + (rateUnit == .none ? " a step" : " \(rateUnit.text)")
  }
}

extension FiringPattern.Kind {
  fileprivate var sentence: String {
    switch self {
    case .silent: "is silent"
    case .phasic: "is phasic, it fires and then stops"
    case .sparse: "fires too few spikes to tell how"
    case .tonic: "fires tonically"
    case .adapting: "adapts"
    case .accelerating: "accelerates"
    case .bursting: "bursts"
    case .irregular: "fires irregularly"
    }
  }
}
