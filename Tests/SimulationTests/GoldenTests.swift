import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

/// A record of what the original Python nodes computed; ../shared/golden/README.md has the fields.
struct GoldenTrace: Decodable, CustomTestStringConvertible {
  struct Parameters: Decodable {
    var threshold, tau, dt, step: Double?
    var act_fun: String?
  }

  var id, model, framework: String
  var params: Parameters
  var input: [Double]
  var pre: [String: [Double]]
  var state: [String: [Double]]
  var spike: [Double]

  var testDescription: String { id }

  // LIF, IF, BiasLIF, PLIF and LIFSTDP, copied from ../shared/golden.
  static let all: [GoldenTrace] = {
    do {
      let url = try #require(
        Bundle.module.url(forResource: "Golden/discrete", withExtension: "json"))
      return try JSONDecoder().decode([GoldenTrace].self, from: Data(contentsOf: url))
    } catch {
      Issue.record("the golden records cannot be read: \(error)")
      return []
    }
  }()

  // Upstream's class, defaults where the record says nothing, and the surrogate.
  func node() throws -> Node {
    let name = model == "st_LIFNode" ? "LIF" : String(model.dropLast("Node".count))
    let isBrainCog = framework == "braincog"
    let model = try #require(
      ModelLibrary.builtIn[isBrainCog && name == "LIF" ? "braincog.LIF" : name])
    let nowhere = SourceRange(0, 0)
    var node = try Node(name: "n", model: model, at: nowhere)
    if let name = params.act_fun {
      let short = name.replacing("Grad", with: "")
      node.set(surrogate: try #require(Surrogate(named: short)))
    } else if framework == "step", name == "PLIF" {
      node.set(surrogate: .sigmoid)
    }
    for (key, value) in [
      ("threshold", params.threshold), ("tau", params.tau), ("dt", params.dt),
      ("step", params.step),
    ] {
      guard let value else { continue }
      try node.set(Name(key, nowhere), to: value, neurons: 0..<1, at: nowhere)
    }
    node.feed(Signal(.list(input)), neurons: 0..<1, isAdded: false)
    return node
  }
}

@Suite struct GoldenTests {
  @Test func thereAreRecords() { #expect(GoldenTrace.all.count == 106) }

  @Test(arguments: GoldenTrace.all)
  func nodeComputesWhatTheOriginalDid(record: GoldenTrace) throws {
    var node = try record.node()
    let steps = record.input.count
    #expect(node.advance(steps, random: RandomSource(seed: 1)) { false } == .finished)
    let tolerance = record.id.contains("edge") ? 0 : 1e-9
    func compare(_ quantity: String, with expected: [Double]) {
      let have = node.recording.samples(of: quantity, neuron: 0, steps: 1...steps)
      #expect(have.count == expected.count)
      for (step, pair) in zip(have, expected).enumerated() {
        #expect(
          abs(pair.0 - pair.1) <= tolerance * (1 + abs(pair.1)), "\(quantity) at step \(step + 1)")
      }
    }
    compare("mem_before", with: try #require(record.pre["mem"]))
    compare("mem", with: try #require(record.state["mem"]))
    compare("spike", with: record.spike)
  }
}
