import Equations
import Neurons
import OrderedCollections
import Simulation

extension Node {
  /// Gives parameters and states the values that a user wrote.
  ///
  /// - Throws: `Diagnostic` at the name or the value that does not fit.
  /// - Parameter random: what draws `uniform(a,b)` and `normal(mean,deviation)`.
  mutating func apply(
    _ settings: [Setting], to neurons: Range<Int>, random: RandomSource
  ) throws(Diagnostic) {
    let settings = settings.map { $0.named(asIn: self) }
    // What is chosen comes first: a surrogate brings its own alpha.
    for setting in settings {
      guard let choice = Choice.named(setting.name.text) else { continue }
      if choice.name == "record", let quantities = try quantitiesToRecord(setting.value) {
        guard neurons == 0..<population else { throw belongsToTheWhole(setting) }
        record(only: quantities)
        continue
      }
      guard neurons == 0..<population else { throw belongsToTheWhole(setting) }
      let index = try setting.value.index(among: choice.values.map(\.word), of: choice.kind)
      if let refusal = choice.refusal(self, index) {
        throw Diagnostic(
          "'\(self.name)' cannot have \(choice.name)=\(setting.value.text): \(refusal.reason)",
          at: setting.value.range, expected: refusal.expected)
      }
      choice.choose(&self, index)
    }
    for setting in settings where Choice.named(setting.name.text) == nil {
      for name in try places(of: setting.name) {
        let setting = setting.renamed(name)
        let spread = try SpreadValue(setting)
        let unit = try unit(toSet: name)
        if spread != nil || neurons != 0..<population {
          try checkDiffers(
            name,
            expected: spread == nil ? "'set \(self.name) \(name.text)=\(setting.value.text)'" : nil)
        }
        if let spread {
          let values = try spread.values(
            neurons, of: population, in: unit, owner: "\(self.name).\(name.text)", random: random)
          try set(name, to: values, neurons: neurons, at: setting.value.range)
        } else {
          let value = try number(setting, parameter: model.parameters[name.text])
          try set(name, to: value, neurons: neurons, at: setting.value.range)
        }
      }
    }
  }

  private func belongsToTheWhole(_ setting: Setting) -> Diagnostic {
    Diagnostic(
      "'\(setting.name.text)' belongs to the whole of '\(name)'", at: setting.name.range,
      expected: "'set \(name) \(setting.name.text)=\(setting.value.text)'")
  }

  // What says how time runs, and the entry of a matrix, is one for all neurons.
  private func checkDiffers(_ name: Name, expected: String?) throws(Diagnostic) {
    guard states[name.text] == nil, model.parameters[name.text]?.isVariable != true else { return }
    throw Diagnostic(
      "'\(name.text)' is one for all neurons", at: name.range,
      expected: expected ?? "a single value", kind: .mismatch)
  }

  private func number(
    _ setting: Setting, parameter: NeuronModel.Parameter?
  ) throws(Diagnostic) -> Double {
    let unit = try unit(toSet: setting.name)
    let what = "'\(setting.name.text)'"
    if parameter?.isFlag == true { return try setting.value.yesOrNo(what: what) ? 1 : 0 }
    let expected =
      (parameter?.expectation ?? "a number") + (unit.text.isEmpty ? "" : " in \(unit.text)")
    return try setting.value.quantity(for: what, expected: expected).number(in: unit, what: what)
  }

  private func unit(toSet name: Name) throws(Diagnostic) -> UnitOfMeasure {
    if model.parameters.keys.contains(name.text) || model.states.keys.contains(name.text) {
      return unit(of: name.text)
    }
    if takesTolerance, name.text == Node.toleranceName { return .none }
    guard let window = model.windows[Reference(name).name.text] else { throw unknownName(name) }
    return window.unit
  }

  /// What a setting has set for some neurons, as it is said: `mem -65 mV`, `tau 5..20 ms`.
  func news(of setting: Setting, for neurons: Range<Int>) -> String {
    let setting = setting.named(asIn: self)
    let name = setting.name.text
    guard let place = try? places(of: setting.name)[0] else { return name }
    let unit = (try? unit(toSet: place)) ?? .none
    guard Choice.named(name) == nil, let spread = try? SpreadValue(setting), !spread.isDrawn,
      let column = states[place.text] ?? parameters[place.text]
    else { return setting.news(in: unit) }
    return "\(name) \(readable(neurons.map(column.value(of:))))\(unit.text.spaced)"
  }
}
