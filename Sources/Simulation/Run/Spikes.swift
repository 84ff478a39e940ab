/// Spikes in the order of their steps and, within a step, of their neurons.
///
/// They are a list, or bits where that is shorter; both are the same spikes.
public struct Spikes: Sendable {
  /// A step, a neuron and, where not all are 1 or at the end of a step, a value and a lead for each
  /// spike.
  public struct List: Hashable, Sendable {
    /// The step of each spike, counted from 0 at the segment's first.
    public fileprivate(set) var steps: [UInt32] = []
    /// The neuron of each spike, counted from 0.
    public fileprivate(set) var neurons: [UInt32] = []
    /// The value of each spike; empty where all are 1.
    public fileprivate(set) var values: [Double] = []
    /// How long before the end of its step each spike was, as a share of that; empty where all were at
    /// its end.
    public fileprivate(set) var leads: [Double] = []
  }

  // One of them is empty.
  private var own = List()
  /// Those of neighbouring groups of neurons, one behind the other; each of them is 1.
  private var bits: [SpikeBits] = []

  /// No spikes.
  public init() {}

  /// Puts together what was saved.
  ///
  /// - Returns: nil where the parts do not fit each other, `count` steps and a population.
  public init?(
    steps: [UInt32], neurons: [UInt32], values: [Double], leads: [Double] = [], count: Int,
    population: Int
  ) {
    let isOrdered = steps.indices.dropFirst().allSatisfy { index in
      let (before, here) = ((steps[index - 1], neurons[index - 1]), (steps[index], neurons[index]))
      // More than once in a step a neuron fires only between its ends.
      return before < here
        || (before == here && leads.count == steps.count && leads[index] < leads[index - 1])
    }
    guard (1...Recording.Segment.longest).contains(count),
      1...Int(UInt32.max) ~= population,
      steps.count == neurons.count, values.isEmpty || values.count == steps.count, isOrdered,
      steps.allSatisfy({ $0 < count }), neurons.allSatisfy({ $0 < population }),
      values.allSatisfy({ $0.isFinite && $0 != 0 }), leads.isEmpty || leads.count == steps.count,
      leads.allSatisfy({ (0...1).contains($0) })
    else { return nil }
    own = List(steps: steps, neurons: neurons, values: values, leads: leads)
    choose(steps: count, population: population)
  }

  /// The spikes of groups of neurons that stand one behind the other.
  init(_ groups: [SpikeBits], steps count: Int) {
    bits = groups
    let graded = groups.flatMap(\.graded)
    if !graded.isEmpty {
      becomeList()
      own.values = Array(repeating: 1, count: own.steps.count)
      for spike in graded {
        if let index = own.index(step: spike.step, neuron: spike.neuron) {
          own.values[index] = spike.value
        }
      }
    }
    choose(steps: count, population: groups.last?.neurons.upperBound ?? 0)
  }

  /// How many there are.
  public var count: Int { bits.reduce(own.steps.count) { $0 + $1.count(in: 0..<$1.steps) } }

  /// How much memory they take, in numbers of 8 bytes.
  var size: Int {
    guard let first = bits.first, let last = bits.last else { return own.steps.count }
    return first.steps * SpikeBits.words(for: last.neurons.upperBound)
  }

  /// All as a list.
  public var list: List {
    guard let first = bits.first else { return own }
    return list(of: first.steps, count: count)
  }

  // All of so many steps as a list, of which it is known how many there are.
  private func list(of steps: Int, count: Int) -> List {
    var list = List()
    list.steps.reserveCapacity(count)
    list.neurons.reserveCapacity(count)
    forEach(in: 0..<steps) { list.append(step: $0, neuron: $1, value: $2) }
    return list
  }

  /// Adds a spike, which has to come after all others.
  ///
  /// - Parameters:
  ///   - step: its step, counted from 0.
  ///   - neuron: its neuron, counted from 0.
  ///   - value: how strong it is.
  ///   - lead: how long before the end of the step it was, as a share of that.
  public mutating func append(step: Int, neuron: Int, value: Double, lead: Double = 0) {
    becomeList()
    own.append(step: step, neuron: neuron, value: value, lead: lead)
  }

  /// Calls `body` with every spike at some steps.
  ///
  /// - Parameters:
  ///   - rows: the steps, counted from 0.
  ///   - body: what is called with the step, the neuron and the value.
  public func forEach(
    in rows: Range<Int>, _ body: (_ step: Int, _ neuron: Int, _ value: Double) -> Void
  ) {
    if bits.isEmpty {
      for index in own.indices(of: rows) {
        body(Int(own.steps[index]), Int(own.neurons[index]), own.value(index))
      }
      return
    }
    if bits.count == 1 {
      bits[0].forEach(in: rows) { body($0, $1, 1) }
      return
    }
    for step in rows {
      for index in bits.indices { bits[index].forEach(in: step..<step + 1) { body($0, $1, 1) } }
    }
  }

  /// Calls `body` with every spike of one neuron at some steps, until it says no.
  public func forEach(
    of neuron: Int, in rows: Range<Int>, _ body: (_ step: Int, _ value: Double) -> Bool
  ) {
    if let group = bits.first(where: { $0.neurons.contains(neuron) }) {
      for step in rows where group.contains(step: step, neuron: neuron) {
        guard body(step, 1) else { return }
      }
    } else if rows.count == 1, own.leads.isEmpty {
      if let index = own.index(step: rows.lowerBound, neuron: neuron) {
        _ = body(rows.lowerBound, own.value(index))
      }
    } else {
      for index in own.indices(of: rows) where own.neurons[index] == neuron {
        guard body(Int(own.steps[index]), own.value(index)) else { return }
      }
    }
  }

  /// Calls `body` with every spike at some steps and how long before the end of its step it was, as a share
  /// of that.
  func forEachTime(
    in rows: Range<Int>, _ body: (_ step: Int, _ neuron: Int, _ lead: Double) -> Void
  ) {
    guard bits.isEmpty, !own.leads.isEmpty else {
      forEach(in: rows) { step, neuron, _ in body(step, neuron, 0) }
      return
    }
    for index in own.indices(of: rows) {
      body(Int(own.steps[index]), Int(own.neurons[index]), own.leads[index])
    }
  }

  /// Calls `body` with every spike of one neuron at some steps and how long before the end of its step
  /// it was, as a share of that.
  func forEachTime(
    of neuron: Int, in rows: Range<Int>, _ body: (_ step: Int, _ lead: Double) -> Bool
  ) {
    guard bits.isEmpty, !own.leads.isEmpty else {
      forEach(of: neuron, in: rows) { step, _ in body(step, 0) }
      return
    }
    for index in own.indices(of: rows) where own.neurons[index] == neuron {
      guard body(Int(own.steps[index]), own.leads[index]) else { return }
    }
  }

  /// How many there are at some steps.
  func count(in rows: Range<Int>) -> Int {
    bits.reduce(own.indices(of: rows).count) { $0 + $1.count(in: rows) }
  }

  /// How many there are at each of some steps.
  func counts(at rows: Range<Int>) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: rows.count)
    for group in bits {
      for (place, row) in rows.enumerated() {
        counts[place] += UInt32(truncatingIfNeeded: group.count(in: row..<row + 1))
      }
    }
    for index in own.indices(of: rows) { counts[Int(own.steps[index]) - rows.lowerBound] += 1 }
    return counts
  }

  /// The spikes of some steps alone, the first of which is then step 0.
  func rows(_ rows: Range<Int>) -> Spikes {
    var result = Spikes()
    result.bits = bits.map { $0.rows(rows) }
    for index in own.indices(of: rows) {
      result.own.append(
        step: Int(own.steps[index]) - rows.lowerBound, neuron: Int(own.neurons[index]),
        value: own.value(index), lead: own.lead(index))
    }
    return result
  }

  /// Adds the spikes of later steps.
  ///
  /// - Parameters:
  ///   - later: the spikes.
  ///   - steps: how many steps there are before these, and how many these are.
  ///   - population: how many neurons there are.
  mutating func append(_ later: Spikes, steps: (before: Int, later: Int), population: Int) {
    if !bits.isEmpty, bits.map(\.neurons) == later.bits.map(\.neurons) {
      for index in bits.indices { bits[index].append(later.bits[index]) }
    } else {
      becomeList()
      own.append(later.list, stepsLater: steps.before)
    }
    choose(steps: steps.before + steps.later, population: population)
  }

  private mutating func becomeList() {
    guard !bits.isEmpty else { return }
    own = list
    bits = []
  }

  // Takes the shorter form; which one that is does not depend on how neurons are grouped.
  private mutating func choose(steps: Int, population: Int) {
    let count = count
    if count <= steps * SpikeBits.words(for: population) || !own.leads.isEmpty {
      if !bits.isEmpty { (own, bits) = (list(of: steps, count: count), []) }
    } else if bits.isEmpty, own.values.isEmpty {
      var group = SpikeBits(neurons: 0..<population, steps: steps)
      for (step, neuron) in zip(own.steps, own.neurons) {
        group.insert(step: Int(step), neuron: Int(neuron))
      }
      (bits, own) = ([group], List())
    }
  }
}

extension Spikes: Hashable {
  /// Whether they are the same spikes, in whatever form.
  public static func == (a: Spikes, b: Spikes) -> Bool {
    a.bits == b.bits ? a.own == b.own : a.list == b.list
  }

  /// Feeds what does not depend on the form.
  public func hash(into hasher: inout Hasher) { hasher.combine(count) }
}

extension Spikes.List {
  fileprivate func value(_ index: Int) -> Double { values.isEmpty ? 1 : values[index] }

  fileprivate func lead(_ index: Int) -> Double { leads.isEmpty ? 0 : leads[index] }

  fileprivate mutating func append(step: Int, neuron: Int, value: Double, lead: Double = 0) {
    if leads.isEmpty, lead != 0 { leads = Array(repeating: 0, count: steps.count) }
    if lead != 0 || !leads.isEmpty { leads.append(lead) }
    if values.isEmpty, value != 1 { values = Array(repeating: 1, count: steps.count) }
    steps.append(UInt32(truncatingIfNeeded: step))
    neurons.append(UInt32(truncatingIfNeeded: neuron))
    if value != 1 || !values.isEmpty { values.append(value) }
  }

  fileprivate mutating func append(_ others: Self, stepsLater offset: Int) {
    if !values.isEmpty || !others.values.isEmpty {
      if values.isEmpty { values = Array(repeating: 1, count: steps.count) }
      values +=
        others.values.isEmpty ? Array(repeating: 1, count: others.steps.count) : others.values
    }
    if !leads.isEmpty || !others.leads.isEmpty {
      if leads.isEmpty { leads = Array(repeating: 0, count: steps.count) }
      leads +=
        others.leads.isEmpty ? Array(repeating: 0, count: others.steps.count) : others.leads
    }
    steps += others.steps.lazy.map { $0 + UInt32(truncatingIfNeeded: offset) }
    neurons += others.neurons
  }

  // The places of the spikes of some steps.
  fileprivate func indices(of range: Range<Int>) -> Range<Int> {
    guard !steps.isEmpty else { return 0..<0 }
    let lower = partition(0..<steps.count) { steps[$0] >= range.lowerBound }
    return lower..<max(lower, partition(lower..<steps.count) { steps[$0] >= range.upperBound })
  }

  // The place of a neuron's spike at a step; nil where it did not fire.
  fileprivate func index(step: Int, neuron: Int) -> Int? {
    let row = indices(of: step..<step + 1)
    let place = partition(row) { neurons[$0] >= neuron }
    return place < row.upperBound && neurons[place] == neuron ? place : nil
  }

  // The first index for which a condition holds that holds for all after it.
  private func partition(_ range: Range<Int>, by condition: (Int) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
