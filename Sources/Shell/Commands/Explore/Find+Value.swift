import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension Context {
  /// The smallest constant input that makes a neuron fire.
  func rheobase(
    of chosen: ChosenNeuron, _ trial: TrialSyntax
  ) throws(Diagnostic) -> Report {
    let node = chosen.node
    let input = node.model.inputs.keys[0]
    // Most neurons that will ever fire have done so by then, and it takes a quarter of the work.
    let (steps, _) = try trial.steps(of: node, usual: max(node.usualSteps / 4, 1))
    let powers = (-10...14).map { Double(sign: .plus, exponent: $0, significand: 1) }
    let values = powers.reversed().map { -$0 } + [0] + powers
    var problem: Report.Problem?
    func fires(_ values: [Double]) throws(Diagnostic) -> [Double]? {
      var sweep = Sweep(
        node, neuron: chosen.index, variables: [.init(input, values)], observable: .spikes,
        steps: steps, settling: 0, random: session.random, at: chosen.range)
      problem = try run(&sweep, at: chosen.range)
      return problem == nil ? sweep.values.map { $0.isNaN ? .nan : min($0, 1) } : nil
    }
    guard let spikes = try fires(values) else { return Report(problem) }
    // Above it the neuron may fall silent again, and strong inhibition may make it fire as well:
    // looked for is the change from silence to firing that lies nearest to no input.
    let points = zip(values, spikes).map { Crossing.Point($0, $1) }
    let unit = node.unit(of: input).text.spaced
    let known = points.filter { !$0.measured.isNaN }
    let onsets = zip(known, known.dropFirst())
      .filter { $0.measured < 0.5 && $1.measured > 0.5 }.map { Crossing(low: $0, high: $1) }
    let onset = onsets.min { abs($0.high.value) < abs($1.high.value) }
    guard let onset else {
      let always = known.allSatisfy { $0.measured > 0.5 }
      return Report(
        .told(
          "\(chosen.label) \(always ? "fires" : "stays silent") at every \(input) from"
            + " \(values[0].readable) to \(values[values.count - 1].readable)\(unit)",
          Table(["neuron", "rheobase"], [[.text(chosen.label), .empty]])))
    }
    guard let found = try narrowed(onset, to: 0.5, measure: fires) else { return Report(problem) }
    // What is printed has to fire as well: rounded, rounded upwards, or with all its digits.
    let value = found.high.value
    let rounded = [Double(value.readable) ?? value, value.roundedUp]
    guard let checked = try fires(rounded) else { return Report(problem) }
    let printed = checked.firstIndex(of: 1).map { rounded[$0].readable } ?? value.canonicalText
    let time = node.timeUnit.map { "\((Double(steps) * node.stepLength).readable) \($0.text)" }
    let cell = Table.Cell.measured(Double(printed) ?? value, unit: node.unit(of: input).text)
    var report = Report(
      .told(
        "rheobase of \(chosen.label): \(input) \(printed)\(unit), the smallest that"
          + " makes it fire within \(time ?? steps.counted("step"))",
        Table(["neuron", "rheobase"], [[.text(chosen.label), cell]])))
    if let note = chosen.roundingNote(at: Double(printed) ?? value) { report.add(.note(note)) }
    // The input that is sought takes the place of what flows in now, whatever that is.
    if let inputs = chosen.inputs(withFirst: value),
      let passage = FirstPassage(node, neuron: chosen.index, inputs: inputs),
      passage.rheobase.isFinite
    {
      report.add(
        .note("given all time: \(passage.rheobase.readable)\(unit), from d mem/dt = 0"))
    }
    return report
  }

  /// The value of a parameter or input for which a measure has a value.
  func value(
    of name: Name, where word: Name, is quantity: Quantity, in range: ValueRange?,
    for chosen: ChosenNeuron, _ trial: TrialSyntax
  ) throws(Diagnostic) -> Report {
    let node = chosen.node
    let name = node.model.writtenOut(name)
    let observable = try node.observable(ofTrial: word)
    let (steps, settling) = try trial.steps(of: node)
    let scale = node.scale(of: observable)
    let wanted = try quantity.number(in: scale.unit, what: "'\(word.text)'")
    let target = wanted / scale.factor
    let values = try candidates(for: name, in: range, chosen)
    var problem: Report.Problem?
    func measured(_ values: [Double]) throws(Diagnostic) -> [Double]? {
      var sweep = Sweep(
        node, neuron: chosen.index, variables: [.init(name.text, values)], observable: observable,
        steps: steps, settling: settling, random: session.random, at: chosen.range)
      problem = try run(&sweep, at: chosen.range)
      guard problem == nil else { return nil }
      // What never happens takes for ever.
      let isTime = observable == .firstSpike || observable == .interval
      return isTime ? sweep.values.map { $0.isNaN ? .infinity : $0 } : sweep.values
    }
    guard let first = try measured(values) else { return Report(problem) }
    let points = zip(values, first).map { Crossing.Point($0, $1) }
    let present = node.parameters[name.text]?.value(of: chosen.index) ?? 0
    let unit = node.unit(of: name.text).text.spaced
    let measureUnit = scale.unit.text.spaced
    guard let bracket = crossing(of: target, in: points, near: present) else {
      let known = first.filter(\.isFinite).map { $0 * scale.factor }
      let reached =
        if let low = known.min(), let high = known.max() {
          "from \(low.readable) to \(high.readable)\(measureUnit)"
        } else { "nothing that can be measured" }
      throw Diagnostic(
        "'\(word.text)' does not pass \(wanted.readable)\(measureUnit) for '\(name.text)' from"
          + " \(values[0].readable) to \(values[values.count - 1].readable)\(unit)",
        at: quantity.name.range,
        expected: "a value it reaches, \(reached), or another range: in FROM..TO")
    }
    guard let found = try narrowed(bracket, to: target, measure: measured) else {
      return Report(problem)
    }
    let best = found.nearest(to: target)
    let other = best == found.low ? found.high : found.low
    let reached = best.measured * scale.factor
    // What is said of the value has to be true of it as it is printed.
    let parameter = node.model.parameters[name.text]
    let texts = best.value.approximations.filter { text in
      Double(text).map { (try? parameter?.check($0, at: name.range)) != nil || parameter == nil }
        ?? false
    }
    guard let checked = try measured(texts.compactMap(Double.init)) else {
      return Report(problem)
    }
    let index = checked.firstIndex { ($0 * scale.factor).readable == reached.readable }
    // Noise may differ from one trial to the next.
    let printed = index.map { texts[$0] } ?? best.value.readable
    var text =
      "\(name.text) \(printed)\(unit): \(observable.name)"
      + " \(reached.readable)\(measureUnit)"
    if abs(reached - wanted) > 1e-5 * max(abs(wanted), 1e-12) {
      let beyond = other.measured * scale.factor
      let jump = beyond.isFinite ? "it is \(beyond.readable)\(measureUnit)" : "there is none"
      text += "; just beyond \(jump), since spikes fall on whole steps"
    }
    let cells: [Table.Cell] = [
      .measured(Double(printed) ?? best.value, unit: node.unit(of: name.text).text),
      .measured(reached, unit: scale.unit.text),
    ]
    return Report(.told(text, Table([name.text, observable.name], [cells])))
  }

  // The values of the range. Without one, the present value times powers of two, as far as the
  // limits allow; where it is 0, or nothing flows in, powers of two of both signs.
  private func candidates(
    for name: Name, in range: ValueRange?, _ chosen: ChosenNeuron
  ) throws(Diagnostic) -> [Double] {
    let node = chosen.node
    if let range { return try VariableSyntax(name: name, values: range).variable(of: node).values }
    try node.checkVaries(name)
    let powers = (-7...7).map { Double(sign: .plus, exponent: $0, significand: 1) }
    guard let parameter = node.model.parameters[name.text],
      let column = node.parameters[name.text]
    else { return powers.reversed().map { -$0 } + [0] + powers }
    let value = column.value(of: chosen.index)
    let all =
      value == 0 ? powers.map { -$0 } + [0] + powers : powers.map { value * $0 }
    return all.sorted().filter { (try? parameter.check($0, at: name.range)) != nil }
  }
}
