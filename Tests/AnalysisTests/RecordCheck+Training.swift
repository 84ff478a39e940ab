import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Layers of neurons that learn by Adam.
  static let training = [
    RecordCheck(
      file: "network_gradients.json", prefix: "pub-train-",
      unread: [
        "mode": "the order of the loops", "framework": "what made the record",
        "loss.text": "in words", "input_text": "in words", "optimiser.text": "in words",
      ], results: ["expect"], compare: train)
  ]

  @Sendable private static func train(_ record: Oracle) throws -> RecordComparison {
    let params = record.part("params")
    let layered = try LayeredNetwork(params)
    let currents = record.json(at: "input_each_step")?.elements.map(\.flat) ?? []
    let optimiser = record.part("optimiser")
    #expect(optimiser.text("kind") == "Adam" && optimiser.numbers("betas") == [0.9, 0.999])
    #expect(optimiser.number("eps") == 1e-8 && optimiser.json(at: "full_batch") == .flag(true))
    #expect(params.number("batch") == Double(currents.count))
    let hidden = layered.sizes.indices.dropFirst()
    let learns = params.json(at: "learn")?.elements.map(\.text) ?? []
    let weights = hidden.map { Fit.Variable.weights(of: "\($0 - 1) \($0)") }
    let taus =
      learns.contains("tau") ? hidden.map { Fit.Variable.parameter("tau", of: "\($0)") } : []
    #expect(learns.count == (taus.isEmpty ? 1 : 2) && learns.contains("weights"))
    let (loss, classes) = try loss(record.part("loss"))
    let window = Int(try #require(params.number("window")))
    var task = TrainingTask(
      loss, at: "\(layered.sizes.count - 1)", samples: .init(node: "0", currents: currents),
      steps: window, random: RandomSource(seed: 1), at: SourceRange(0, 0))
    var fit = try Fit(
      layered.network, changing: weights + taus, task: task,
      rate: .absolute(try #require(optimiser.number("lr"))))
    // What is right does not depend on the loss.
    task.loss = .crossEntropy(classes)
    let iterations = Int(try #require(optimiser.number("iterations")))
    var (losses, right): ([Double], [Double]) = ([], [])
    var networks: [Network] = []
    for _ in 0...iterations {
      networks.append(fit.network)
      let output = try task.gradient(of: fit.network).output
      right.append(Double(task.rightCount(output) ?? -1))
      losses.append(try fit.advance())
    }
    var comparison = RecordComparison()
    comparison.values(losses, "expect.loss_before_and_after_each_iteration", within: 1e-8)
    comparison.values(right, "expect.correct", within: 0)
    func rows(_ numbers: (Int) -> [Double]) -> [Double] {
      hidden.flatMap { layered.rows(numbers($0), to: $0) }
    }
    let last = try #require(networks.last)
    comparison.values(
      rows { fit.first.weights["\($0 - 1) \($0)"] ?? [] }, "expect.grad_first.weights", within: 1e-8
    )
    comparison.values(
      rows { last.connections["\($0 - 1) \($0)"]?.weights.values.doubles ?? [] },
      "expect.final.weights",
      within: 1e-7)
    if !taus.isEmpty {
      comparison.values(
        hidden.compactMap { last.nodes["\($0)"]?.parameters["tau"]?[0] }, "expect.final.tau",
        within: 1e-7)
    }
    return comparison
  }

  // And the neuron that is to fire most, of each sample.
  private static func loss(_ loss: Oracle) throws -> (Loss, classes: [Int]) {
    switch loss.text("kind") {
    case "rate":
      let targets = loss.json(at: "target")?.elements.map(\.flat) ?? []
      return (.rate(targets), targets.map { $0.firstIndex(of: $0.max() ?? 0) ?? 0 })
    case "ce":
      let classes = loss.numbers("classes").map { Int($0) }
      return (.crossEntropy(classes), classes)
    case let other: throw UnknownInRecord(what: other ?? "no kind")
    }
  }
}
