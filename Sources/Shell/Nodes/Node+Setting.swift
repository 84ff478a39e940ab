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
      guard neurons == 0..<population else {
        throw Diagnostic(
          "'\(choice.name)' belongs to the whole of '\(name)'", at: setting.name.range,
          expected: "'set \(name) \(choice.name)=\(setting.value.text)'")
      }
      choice.choose(
        &self, try setting.value.index(among: choice.values.map(\.word), of: choice.kind))
    }
    for setting in settings where Choice.named(setting.name.text) == nil {
      let name = setting.name
      if let spread = try SpreadValue(setting.value) {
        let values = try spread.values(
          neurons, in: unit(toSet: name), of: "\(self.name).\(name.text)", random: random)
        try set(name, to: values, neurons: neurons, at: setting.value.range)
      } else {
        let value = try number(setting, parameter: model.parameters[name.text])
        try set(name, to: value, neurons: neurons, at: setting.value.range)
      }
    }
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
    guard let window = model.windows[Reference(name).name.text] else { throw unknownName(name) }
    return window.unit
  }

  /// What a setting has set, as it is said: `mem -65 mV`.
  func news(of setting: Setting) -> String {
    let setting = setting.named(asIn: self)
    return setting.news(in: (try? unit(toSet: setting.name)) ?? .none)
  }
}
