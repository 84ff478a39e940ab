import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let create = Command(
    "create", .build, "Make a neuron, or a population of them.", traits: [.isForeseen],
    details: """
      The name may be left out: the first LIF is then lif1. n= makes a population, whose members
      are p[1], p[2] and so on. Parameters not given keep the model's values; 'show MODEL' lists
      them. Values may differ between the neurons: tau=5ms..20ms, tau=5,10,20ms, tau=10ms*i,
      tau=uniform(5ms,20ms) or tau=FILE.csv:COLUMN; 'help set' says more. A new node becomes the
      current one. Sources of spikes for others are 'poisson', with a
      rate, and 'spikes', with times= at which it fires, or a CSV file of columns 'time (ms)' and
      'neuron'; both for any dt.
      """,
    examples: [
      "create lif n threshold=1 tau=2 step=4",
      "create lif p n=1000",
      "create lif p n=10 tau=2..20 mem=(i-1)/N; feed p const 1.5; run p 100; rate p",
      "create if n precision=float; show n",
      "create poisson s n=100 rate=20Hz; run s 100ms; rate s",
      "create spikes s times=10ms,25ms; run s 40ms; raster s",
    ],
    Argument<NeuronModel>.required(
      .model, "which neuron; 'list models' shows all", missing: expectedModel),
    Argument<Name?>.newNode,
    Argument<Int?>.keyed(
      // A gate that is called n as well is not meant here.
      "n",
      .whole(
        1...largestPopulation,
        hint: ", which is how many neurons; a state n is for 'set' afterwards"), "how many neurons"
    ),
    Argument<SpikeTimes?>.keyed(
      "times", .spikeTimes, "when a 'spikes' fires: 10ms,25ms, or a CSV file"),
    Argument<[Setting]>.settings("[PARAMETER=VALUE ...]", "values of parameters and states") {
      situation in
      guard let name = situation.positionals.first?.text, let model = situation.session.models[name]
      else { return [] }
      return situation.settingCandidates(for: model)
    }
  ) {
    (
      context: inout Context, model: NeuronModel, name: Name?, size: Int?, times: SpikeTimes?,
      settings: [Setting]
    ) throws(Diagnostic) in
    try times?.check(model, size: size)
    let population = context.isForesight ? 1 : size ?? times?.neuronCount ?? 1
    if let name { try context.session.checkIsNew(name) }
    let name = name ?? context.session.freeName(for: model)
    try context.session.checkRoom(for: population, at: name.range)
    var node = try Node(name: name.text, model: model, population: population, at: name.range)
    // What is foreseen is one neuron, for which lists have too many values.
    let settings = settings.filter { !context.isForesight || (try? SpreadValue($0)) == nil }
    // States begin where the parameters say, unless they are given themselves.
    let isState = { (setting: Setting) in
      model.declaredStates[Reference(setting.name).name.text] != nil
    }
    try node.apply(
      settings.filter { !isState($0) }, to: 0..<population, random: context.session.random)
    try node.begin(random: context.session.random)
    try node.apply(settings.filter(isState), to: 0..<population, random: context.session.random)
    try node.checkIsFinite(at: name.range)
    if !context.isForesight { try times?.feed(&node) }
    context.session.nodes[name.text] = node
    context.session.current = name.text
    return Report(.note("\(name.text): \(node.summary)\(times?.note ?? "")"))
  }
}

// More neurons than that do not fit the memory of the machines that this is made for.
let largestPopulation = 10_000_000

private let expectedModel = "a neuron such as LIF, Izhikevich or HH; 'list models' shows all"

extension ValueSyntax where Value == NeuronModel {
  fileprivate static var model: ValueSyntax {
    ValueSyntax(["MODEL"], candidates: \.modelCandidates) {
      (word: Name, _: String, context: Context) throws(Diagnostic) in
      let models = context.session.models
      guard let model = models[word.text] ?? word.text.without("Node").flatMap({ models[$0] })
      else {
        throw .unknown("neuron", word, among: models.names, expected: expectedModel)
      }
      guard model.integral != nil else {
        throw Diagnostic(
          "'\(model.name)' has no integral and only serves to be inherited", at: word.range,
          expected: expectedModel)
      }
      return model
    }
  }
}

extension Argument where Value == Name? {
  /// A name for a new node.
  static var newNode: Argument {
    Argument("NAME", "a name for the node", isOptional: true) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> Name? in
      guard let word = reader.takePositional() else { return nil }
      // The unit of `tau=10 ms` is no name, so that the statement is read with both as one.
      guard !word.value.isUnit || !reader.hasBareNumber(before: word) else {
        throw Diagnostic(
          "'\(word.text)' is the unit of the number before it", at: word.range,
          expected: "a name, before the values")
      }
      try word.value.checkIsNewNodeName()
      return word.value
    }
  }
}

extension Session {
  /// Checks that there is room for so many more neurons beside all others.
  func checkRoom(for count: Int, at range: SourceRange) throws(Diagnostic) {
    let present = nodes.values.reduce(0) { $0 + $1.population }
    guard present + count > largestPopulation else { return }
    throw Diagnostic(
      "\(count.counted("neuron")) beside \(present) are too many", at: range,
      expected: "at most \(largestPopulation) in all; 'drop' makes room", kind: .outOfRange)
  }
}
