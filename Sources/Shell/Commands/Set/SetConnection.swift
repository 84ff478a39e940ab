import Equations
import Neurons
import OrderedCollections
import Simulation

extension Session {
  /// Gives a connection, or the synapse in it, other values: weight, limits, reward, parameters.
  ///
  /// - Throws: `Diagnostic` at the name or the value that does not fit.
  mutating func set(_ settings: [Setting], connection name: Name) throws(Diagnostic) -> Report {
    guard var connection = network.connections[name.text] else { return Report() }
    var news: [String] = []
    let before = self
    for setting in settings {
      let what = "'\(setting.name.text)'"
      func number(in unit: UnitOfMeasure) throws(Diagnostic) -> Double {
        news.append(setting.news(in: unit))
        return try setting.value.quantity(for: what).number(in: unit, what: what)
      }
      switch setting.name.text {
      case "weight":
        let unit = weightUnit(of: connection)
        if let spread = try SpreadValue(setting, of: .synapse) {
          try spread.set(
            &connection.weights, layout: connection.layout, in: unit,
            owner: "\(connection.name)'s weights", random: random)
          // A junction has the same conductance from either side.
          if connection.carried == .membrane, connection.source == connection.target {
            connection.weights = connection.weights.symmetric()
          }
          news.append(setting.news(in: unit))
        } else {
          connection.weights.setAll(to: try number(in: unit))
        }
        try checkConductances(of: connection, at: setting.value.range)
      case "reward":
        guard case .rewarded(let pair, let eligibility, _)? = connection.plasticity else {
          throw Diagnostic(
            "'\(connection.name)' does not learn by reward", at: setting.name.range,
            expected: "'learn \(connection.name) rewarded' first")
        }
        connection.setReward(
          .rewarded(pair, eligibility: eligibility, reward: try number(in: .none)))
      default:
        let names = connection.synapse?.settableNames.filter { $0 != "dt" } ?? []
        guard var synapse = connection.synapse, names.contains(setting.name.text) else {
          throw .unknown("name", setting.name, oneOf: ["weight", "reward"] + names)
        }
        try synapse.apply([setting], to: 0..<synapse.population, random: random)
        news.append(synapse.news(of: setting, for: 0..<synapse.population))
        connection.synapse = synapse
      }
    }
    network.connections[name.text] = connection
    var changed = [connection.name]
    if let weight = settings.last(where: { $0.name.text == "weight" }) {
      if let other = before.network.counterpart(of: connection) {
        let factor = weightUnit(of: connection).factor(to: weightUnit(of: other))
        var weights = connection.weights.reversed()
        if factor != 1 { weights.change { $1 * factor } }
        network.connections[other.name]?.weights = weights
        changed.append(other.name)
      }
      try checkCoupling(
        of: [connection.target], changing: changed, before: before, at: weight.value.range)
    }
    return Report(
      .note("\(changed.joined(separator: " and ")): \(news.joined(separator: ", "))"))
  }

  /// Checks that no conductance of a gap junction is negative.
  ///
  /// - Throws: `Diagnostic` at `range`.
  func checkConductances(
    of connection: Connection, at range: SourceRange
  ) throws(Diagnostic) {
    guard connection.carried == .membrane, let least = connection.weights.values.bounds?.lowerBound,
      least < 0
    else { return }
    throw Diagnostic(
      "the conductance of a gap junction cannot be"
        + " \(least.readable)\(weightUnit(of: connection).text.spaced)", at: range,
      expected: "a weight >= 0", kind: .outOfRange)
  }

  /// All there is to know of a connection, as `show` prints it.
  func description(of connection: Connection) -> Report {
    var report = Report(.text("\(connection.name): \(summary(of: connection))"))
    let unit = weightUnit(of: connection).text
    let values = connection.weights.values
    var rows: [[Table.Cell]] = [
      [.text("synapses"), .count(connection.weights.count), .text(connection.patternText)],
      [
        .text("weight"), .measured(connection.weights.mean, unit: unit),
        .text(values.count > 1 ? "mean over the synapses" : "of each synapse"),
      ],
      [.text("on their way"), .count(connection.pending.count), .text("steps with spikes")],
      [.text("learning"), .text(connection.learningText), .text("how weights change")],
    ]
    if let synapse = connection.synapse {
      let model = synapse.model
      let values =
        model.parametersOwnFirst.filter { $0.name != "step" }
        .map { ($0.name, synapse.parameters[$0.name], $0.unit, $0.note) }
        + model.states.values.filter { $0.name != "spike" }
        .map { ($0.name, synapse.states[$0.name], $0.unit, $0.note) }
      rows += values.map { name, values, unit, note in
        [.text(name), synapse.cell(values ?? [], unit: unit), .text(note)]
      }
    }
    report.add(.table(["connection", "value", "meaning"], rows))
    return report
  }
}

extension Connection {
  fileprivate var patternText: String {
    switch pattern {
    case .all(let includesSelf):
      source == target && !includesSelf ? "everyone with everyone else" : "everyone with everyone"
    case .oneToOne: "each with the one of its number"
    case .chosen: "pairs chosen one by one"
    case .probability(let probability, _): "each pair with probability \(probability.readable)"
    }
  }
}

extension CompletionSituation {
  /// What a connection has values for, or what one of them can be.
  func settingCandidates(for connection: Connection) -> [Candidate] {
    let synapse = connection.synapse.map { settingCandidates(for: $0.model) } ?? []
    guard key == nil else { return key == "weight" || key == "reward" ? [] : synapse }
    var own = [Candidate("weight", "of each synapse", suffix: "=")]
    if case .rewarded? = connection.plasticity {
      own.append(Candidate("reward", "what its learning follows", suffix: "="))
    }
    return unused(own) + synapse.filter { $0.text != "dt" }
  }
}
