import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension Node {
  /// How many steps show what it does: a second, 500 units of time, or 1000 steps.
  var usualSteps: Int {
    if let timeUnit, let second = UnitOfMeasure.named("s") {
      return (second.factor(to: timeUnit) / dt).whole(in: 100...10_000_000)
    }
    return model.hasDifferentialEquations ? (500 / dt).whole(in: 1000...1_000_000) : 1000
  }
}

/// How long a neuron is looked at, and how much of it passes first.
struct TrialSyntax: Sendable {
  var duration: Quantity?
  var settling: Quantity?

  /// Both in steps of a node.
  ///
  /// - Throws: `Diagnostic` at a time that does not fit.
  func steps(of node: Node, usual: Int? = nil) throws(Diagnostic) -> (all: Int, settling: Int) {
    let all =
      try duration?.steps(of: node, in: 1...longestTrial, what: "'for'") ?? usual
      ?? node.usualSteps
    let settling = try settling?.steps(of: node, in: 0...all - 1, what: "'settle'") ?? all / 5
    return (all, settling)
  }
}

private let longestTrial = 100_000_000

extension Argument where Value == TrialSyntax {
  /// `for=TIME settle=TIME`.
  static var trial: Argument {
    .all(
      "how long each runs, as steps or a time, else a second (1000 steps); and how much of it"
        + " passes first, else a fifth; first_spike is found from the beginning on",
      Argument<Quantity?>.keyed("for", .time),
      Argument<Quantity?>.keyed("settle", .time)
    ) { TrialSyntax(duration: $0, settling: $1) }
  }
}

extension Observable {
  /// The words for those of a trial, for help.
  static var usage: String {
    let names = (ofSpikes + of(["mem"])).map(\.name)
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }

  /// The definition of the rate of a trial, for help.
  static let rateOfTrials = """
    interval_rate is the inverse of the mean interval after settling while the train lasts. Where
    there are fewer than two spikes, or the pause behind them is longer than every interval, or
    that before them longer than the train, it is their number divided by the time, as 'n.rate'
    and stats have it always: two spikes 10ms apart and then none within 800ms are 2.5 Hz, not
    100 Hz.
    """

  /// What its word means of a trial: `rate` is the interval rate, as f-I curves have it.
  fileprivate var ofTrial: Observable { self == .rate ? .intervalRate : self }
}

extension Node {
  /// The observable of a trial that a word names.
  ///
  /// - Throws: `Diagnostic` at a word that names none.
  func observable(ofTrial word: Name) throws(Diagnostic) -> Observable {
    let offered = observables.filter { $0 != .time }
    // `max_mem[1]` is that of the first compartment, which is called `max_mem` as well.
    let plain = word.text.hasSuffix("[1]") ? String(word.text.dropLast("[1]".count)) : word.text
    if let found = offered.first(where: { $0.name == word.text })
      ?? offered.first(where: {
        $0.name == plain && $0.quantity.map(model.isByCompartment) == true
      })
    {
      return found.ofTrial
    }
    let names = offered.map(\.name)
    throw .unknown("measure", word, oneOf: names)
  }
}

extension CompletionSituation {
  /// The words for the observables of a trial, with what follows each.
  func trialCandidates(suffix: String = " ") -> [Candidate] {
    // All of a run's quantities can be observed; states are what is asked for.
    let states =
      node.map { $0.model.states.keys.filter { $0 != "spike" } + $0.model.quantities.keys } ?? []
    let shown = states.filter { !$0.isOfFurtherCompartment }
    return (Observable.ofSpikes + Observable.of(shown)).map {
      Candidate($0.name, $0.ofTrial.meaning, suffix: suffix)
    }
  }
}

extension Argument where Value == Name {
  /// `measure=NAME`: the word for an observable, which depends on the node.
  static var measure: Argument {
    Argument<Name?>.keyed(
      "measure", .name("NAME") { $0.trialCandidates() }, "\(Observable.usage); else rate"
    ).or(Name(Observable.rate.name, SourceRange(0, 0)))
  }
}
