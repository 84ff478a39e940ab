import Analysis
import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let why = Command(
    "why", .see, "Say in words why a neuron fired, or why it did not.",
    details: """
      Explained is the last spike, or the whole run where there is none; with at=STEP a certain
      step. Everything said is taken from the recording, and from runs of a copy that goes on.
      """,
    examples: [
      "create lif n tau=10; feed n const 1.3; run n 20; why n; why n at=5",
      "create lif n; feed n const 0.9; run n 50; why n",
      "create lif n; run n; why n",
      "create refractorylif n; feed n const 3nA; run n 30ms; why n at=23ms",
    ],
    Argument<ChosenNeuron>.leadingNeuron,
    Argument<Quantity?>.keyed(
      "at", .quantity("STEP", expected: "a step, or a time"),
      "which step, or which time; else the last spike")
  ) { (context: inout Context, chosen: ChosenNeuron, at: Quantity?) throws(Diagnostic) in
    let node = chosen.node
    try node.requireTrain(at: chosen.range)
    let all = 1...node.recording.steps
    guard node.recording.holds("mem_before", steps: all) else {
      throw Diagnostic(
        "only spikes of '\(node.name)' were recorded", at: chosen.range,
        expected: "'set \(node.name) record=all', then 'reset \(node.name)' and 'run \(node.name)'")
    }
    let story = Story(chosen)
    let spikes = node.recording.spikeSteps(neuron: chosen.index)
    if let at {
      let step = try at.steps(of: node, in: all, what: "'at'")
      let text = spikes.contains(step) ? story.spike(step) : story.silence(at: step)
      return Report(.told(text, story.table(of: step)))
    }
    guard let last = spikes.last else {
      return Report(
        .told(story.silence(context.session, context.host), story.table(of: story.highestStep)))
    }
    return Report(.told(story.spike(last), story.table(of: last)))
  }
}

/// What a recording tells of one neuron.
private struct Story {
  let node: Node
  let neuron: Int
  let label: String
  private let chosen: ChosenNeuron
  // When it fired, in steps: each with the step in which that lies.
  private let spikes: [(step: Int, time: Double)]

  init(_ chosen: ChosenNeuron) {
    self.chosen = chosen
    node = chosen.node
    neuron = chosen.index
    label = chosen.label
    let recording = chosen.node.recording
    spikes = Array(
      zip(
        recording.spikeSteps(neuron: chosen.index), recording.spikeTimes(neuron: chosen.index)))
  }

  // When something happened in a step: its last spike, which may lie between its ends, else all at its end.
  private func time(of step: Int) -> Double {
    spikes.last { $0.step == step }?.time ?? Double(step)
  }

  // The spike before the last one of a step, or before a step without one.
  private func spike(before step: Int) -> (step: Int, time: Double)? {
    let upTo = spikes.prefix { $0.step <= step }
    return upTo.last?.step == step ? upTo.dropLast().last : upTo.last
  }

  private func moment(_ step: Int) -> String { node.moment(time(of: step)) }

  private func sample(_ quantity: String, _ step: Int) -> Double {
    node.sample(of: quantity, neuron: neuron, step: step) ?? .nan
  }

  private var threshold: Double? { node.threshold(of: neuron) }

  /// The step at which mem came highest.
  var highestStep: Int {
    let mem = node.samples(of: "mem_before", neuron: neuron, steps: 1...node.recording.steps)
    return (mem.indices.max { mem[$0] < mem[$1] } ?? 0) + 1
  }

  /// What is told of a step, as numbers.
  func table(of step: Int) -> Table {
    let earlier = spike(before: step)?.time
    let input = node.model.inputs.keys[0]
    func cell(_ value: Double?, as quantity: String) -> Table.Cell {
      value.map { .measured($0, unit: node.unit(of: quantity).text) } ?? .empty
    }
    func cell(ofTime time: Double?) -> Table.Cell {
      time.map { .measured($0.times(node.stepLength), unit: node.timeUnit?.text ?? "") } ?? .empty
    }
    return Table(
      ["neuron", "step", "time", "fired", "mem_before", "mem", "threshold", input, "spike before"],
      [
        [
          .text(label), .count(step), cell(ofTime: time(of: step)),
          .count(sample("spike", step) != 0 ? 1 : 0),
          cell(sample("mem_before", step), as: "mem"), cell(sample("mem", step), as: "mem"),
          cell(threshold, as: "mem"), cell(sample(input, step), as: input), cell(ofTime: earlier),
        ]
      ])
  }

  private func text(_ value: Double, as quantity: String = "mem") -> String {
    value.readable + node.unit(of: quantity).text.spaced
  }

  // Values of mem with six digits, or with all where two that differ would read alike.
  private func distinctTexts(_ values: [Double]) -> [String] {
    guard Set(values.map(\.readable)).count < Set(values).count else {
      return values.map { text($0) }
    }
    return values.map { $0.canonicalText + node.membraneUnit.text.spaced }
  }

  // How the model says when it fires.
  private var condition: String {
    let statement = node.model.spike.statements.first { $0.target.text == "spike" }
    return statement.map { "it fires by '\($0.text)'" } ?? "it fires by its spike block"
  }

  /// Why a step fired.
  func spike(_ step: Int) -> String {
    let earlier = spike(before: step)
    // What the step began with says nothing of a second spike in it.
    let before = step > 1 && earlier?.step != step ? sample("mem", step - 1) : nil
    let peak = sample("mem_before", step)
    var lines: [String] = []
    let texts = distinctTexts([peak] + [before, threshold].compactMap(\.self))
    let rise =
      before == nil ? "mem went to \(texts[0])" : "mem went from \(texts[1]) to \(texts[0])"
    if let threshold, peak >= threshold {
      let already = before.map { $0 >= threshold } ?? false
      let place = already ? "above" : peak > threshold ? "past" : "which is"
      lines.append(
        "\(label) fired at \(moment(step)): \(rise), \(place) the threshold"
          + " \(texts[texts.count - 1])")
    } else {
      lines.append("\(label) fired at \(moment(step)): \(rise); \(condition)")
    }
    let start = min(earlier?.step ?? 0, step - 1)
    let since = earlier.map { "the spike at \(node.moment($0.time))" } ?? "the start"
    lines.append(
      "that took \(node.duration(time(of: step) - (earlier?.time ?? 0))) since \(since);"
        + " \(inputText(start + 1...step))")
    if let threshold, peak - threshold <= 1e-12 * abs(threshold),
      let input = constantInput(start + 1...step), let note = chosen.roundingNote(at: input)
    {
      lines.append(note)
    }
    let after = sample("mem", step)
    if after != peak { lines.append("the spike then set mem to \(text(after))") }
    return lines.joined(separator: "\n  ")
  }

  /// Why a step did not fire.
  func silence(at step: Int) -> String {
    let mem = sample("mem_before", step)
    var lines: [String] = []
    if let threshold {
      lines.append(
        "\(label) did not fire at \(moment(step)): mem was \(text(mem)),"
          + " \(distance(mem, threshold))")
    } else {
      lines.append("\(label) did not fire at \(moment(step)): mem was \(text(mem))")
    }
    if let threshold, mem >= threshold { lines.append(condition) }
    let earlier = spike(before: step)?.step
    if let earlier {
      let after = sample("mem", earlier)
      lines.append(
        after == sample("mem_before", earlier)
          ? "its last spike, at \(moment(earlier)), did not reset mem, which was \(text(after))"
          : "its last spike, at \(moment(earlier)), had set mem to \(text(after))")
      if isRefractory(after: step - 1) {
        lines.append(
          "it was refractory: \(node.model.held.contains("mem") ? "mem stays there" : "it cannot fire")"
            + " for \(text(sample("refractory", earlier), as: "refractory")) after a spike")
      }
    }
    lines.append(inputText((earlier ?? 0) + 1...step))
    return lines.joined(separator: "\n  ")
  }

  /// Why a whole run did not fire.
  func silence(_ session: Session, _ host: Host) -> String {
    let steps = 1...node.recording.steps
    let highest = highestStep
    let mem = sample("mem_before", highest)
    var lines: [String] = []
    let window = node.duration(Double(steps.count))
    if let threshold {
      lines.append(
        "\(label) did not fire in \(window): mem came to \(text(mem)) at"
          + " \(moment(highest)), \(distance(mem, threshold))")
    } else {
      lines.append("\(label) did not fire in \(window); \(condition)")
    }
    lines.append(inputText(steps))
    lines.append(contentsOf: [future(session, host), rheobase].compactMap(\.self))
    return lines.joined(separator: "\n  ")
  }

  private func distance(_ mem: Double, _ threshold: Double) -> String {
    let gap = threshold - mem
    return gap > 0
      ? "\(text(gap)) below the threshold \(text(threshold))"
      : "\(text(-gap)) above the threshold \(text(threshold))"
  }

  private func isRefractory(after step: Int) -> Bool {
    guard step >= 1, node.states["refractory"] != nil else { return false }
    return sample("refractory", step) > 0.5 * node.dt
  }

  // The first input where it is the same at all of the steps.
  private func constantInput(_ steps: ClosedRange<Int>) -> Double? {
    let name = node.model.inputs.keys[0]
    let values = node.samples(of: name, neuron: neuron, steps: steps)
    return values.allSatisfy { $0 == values.first } ? values.first : nil
  }

  private func inputText(_ steps: ClosedRange<Int>) -> String {
    let name = node.model.inputs.keys[0]
    let values = node.samples(of: name, neuron: neuron, steps: steps)
    guard let low = values.min(), let high = values.max() else { return "no input was recorded" }
    if low == high {
      return low == 0 ? "nothing flowed in" : "the input was \(text(low, as: name)) all the time"
    }
    let mean = values.reduce(0, +) / Double(values.count)
    return "the input went from \(text(low, as: name)) to \(text(high, as: name)), mean"
      + " \(text(mean, as: name))"
  }

  // Whether it fires later on.
  private func future(_ session: Session, _ host: Host) -> String? {
    let more = 10 * node.recording.steps
    var copy = node
    copy.record = .spikes
    let before = copy.time
    guard more <= 10_000_000,
      copy.advance(more, random: session.random, isInterrupted: host.isInterrupted) == .finished
    else { return nil }
    guard let first = copy.recording.spikeSteps(neuron: neuron, after: before).first else {
      return "going on for ten times as long, it does not fire either"
    }
    return "going on, it fires at \(node.moment(first))"
  }

  private var rheobase: String? {
    let name = node.model.inputs.keys[0]
    let inputs = chosen.constantInputs ?? node.model.inputs.keys.map { _ in 0 }
    let found =
      DiscretePassage(node, neuron: neuron, input: inputs[0]).map(\.rheobase)
      ?? FirstPassage(node, neuron: neuron, inputs: inputs).map(\.rheobase)
    guard let found, found.isFinite else {
      return "'find rheobase \(label)' finds the constant input that would do"
    }
    return "a constant input has to be above \(text(found, as: name)) to make it fire"
  }
}
