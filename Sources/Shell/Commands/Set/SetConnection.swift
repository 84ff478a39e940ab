import Equations
import Neurons
import OrderedCollections
import Simulation

extension Session {
  /// Gives a connection, or the synapse in it, other values: weight, limits, reward, parameters.
  ///
  /// - Throws: `Diagnostic` at the name or the value that does not fit.
  mutating func set(_ settings: [Setting], connection name: Name) throws(Diagnostic) -> Report {
    guard var connection = network.connections[name.text] else { throw unknownConnection(name) }
    let before = self
    for setting in settings {
      let what = "'\(setting.name.text)'"
      switch setting.name.text {
      case "weight":
        let value = try setting.value.quantity(for: what)
          .number(in: weightUnit(of: connection), what: what)
        connection.weights.setAll(to: value)
      // Learning needs a weight for each synapse, which it makes of the one.
      case "reward":
        guard case .rewarded(let pair, let eligibility, _)? = connection.plasticity else {
          throw Diagnostic(
            "'\(connection.name)' does not learn by reward", at: setting.name.range,
            expected: "'learn \(connection.name) rewarded' first")
        }
        let value = try setting.value.quantity(for: what).number(in: .none, what: what)
        connection.setReward(.rewarded(pair, eligibility: eligibility, reward: value))
      default:
        guard var synapse = connection.synapse else {
          throw .unknown(
            "name", setting.name, among: ["weight", "reward"], expected: "weight or reward")
        }
        let names = ["weight", "reward"] + synapse.settableNames.filter { $0 != "dt" }
        guard names.contains(setting.name.text) else {
          throw .unknown("name", setting.name, oneOf: names)
        }
        try synapse.apply([setting], to: 0..<synapse.population, random: random)
        connection.synapse = synapse
      }
    }
    network.connections[name.text] = connection
    if let weight = settings.last(where: { $0.name.text == "weight" }) {
      try checkCoupling(
        of: [connection.target], changing: [connection.name], before: before,
        at: weight.value.range)
    }
    let values = settings.map { setting in
      switch setting.name.text {
      case "weight": setting.news(in: weightUnit(of: connection))
      case "reward": setting.news(in: .none)
      default: connection.synapse?.news(of: setting) ?? setting.news(in: .none)
      }
    }.joined(separator: ", ")
    return Report(.note("\(connection.name): \(values)"))
  }

  /// All there is to know of a connection, as `show` prints it.
  func description(of connection: Connection) -> Report {
    var report = Report(.text("\(connection.name): \(summary(of: connection))"))
    let unit = weightUnit(of: connection).text
    let values = connection.weights.values
    var rows: [[Table.Cell]] = [
      [
        .text("synapses"), .number(Double(connection.weights.count)), .text(connection.patternText),
      ],
      [
        .text("weight"), .measured(connection.weights.mean, unit: unit),
        .text(values.count > 1 ? "mean over the synapses" : "of each synapse"),
      ],
      [
        .text("on their way"), .number(Double(connection.pending.count)),
        .text("steps with spikes"),
      ],
      [.text("learning"), .text(connection.learningText), .text("how weights change")],
    ]
    if let synapse = connection.synapse {
      for parameter in synapse.model.parametersOwnFirst where parameter.name != "step" {
        let value = synapse.cell(synapse.parameters[parameter.name] ?? [], unit: parameter.unit)
        rows.append([.text(parameter.name), value, .text(parameter.note)])
      }
      for state in synapse.model.states.values where state.name != "spike" {
        let value = synapse.cell(synapse.states[state.name] ?? [], unit: state.unit)
        rows.append([.text(state.name), value, .text(state.note)])
      }
    }
    report.add(.table(Table(["connection", "value", "meaning"], rows)))
    return report
  }
}

extension Connection {
  fileprivate var patternText: String {
    switch pattern {
    case .all(let includesSelf):
      source == target && !includesSelf ? "everyone with everyone else" : "everyone with everyone"
    case .oneToOne: "each with the one of its number"
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
