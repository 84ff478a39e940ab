import Equations
import Foundation
import NativeBackend
import Neurons
import OrderedCollections
import Simulation
import Synchronization
import Testing

/// Native code against the interpreter.
@Suite struct NativeTests {
  private static let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("neurosh-tests-\(getpid())").path
  private let compiler = NativeCompiler.system(cacheFolder: folder)
  private let random = RandomSource(seed: 3)
  private let nowhere = SourceRange(0, 0)

  private static let everyFunction = """
    define Every
      inherits Base
      state u = 0.5
      state w = 0
      integral
        mem += (input - mem) / 3 + 0.1 * normal() * uniform()
        u = if mem > 0.2 and not (u < -1) or u == w then sin(mem) + cos(u) else floor(3 * mem) + ceil(u) - round(mem)
        w = exp(-abs(u)) + log(1 + abs(mem)) + tanh(u) + 0.1 * cos(t) - sigmoid(mem) + exprel(u) + sqrt(abs(mem))
        let isFar = abs(u) > 1
        w += atan(u) + sinh(min(abs(mem), 1)) + mod(u, 0.3) + heaviside(mem) + (if isFar then atan2(u, w + 1) else acos(sigmoid(u)))
        u += min(mem, w) - max(u, 0.1) + relu(mem) * sign(w) + clamp(u, -1, 1)^3 + (1 + abs(mem))^-2
      spike
        spike = act(mem - threshold)
        mem = mem * (1 - detach(spike))
    """

  private static let everyEvent = """
    define Events
      inherits Membrane
      state w = 0
      integral { d mem/dt = (-65mV - mem) / 10ms + 1mV/ms * xi() * sqrt(1ms) + w * 1mV/ms }
      event low when mem < -66mV or previous(mem) > -64mV { w = 0.9 * w + uniform() }
      at 0.5ms, 1.23ms w += 5
      every 0.35ms from 0.2ms until 9ms { w *= 0.5; mem += 1mV * w }
      spike { spike when previous(mem) > mem and mem > -63mV; reset w += 0.1 }
    """

  private static let cable = """
    define Cable
      inherits Membrane
      param g[6] = 1, 2, 3, 4, 5, 6
      state mem[6] = x * 10mV
      state w[6] = 0
      integral {
        d mem/dt = (diffusion(mem, g, sealed, clamped(5mV)) - mem + input * 1mV - w * mem) / 10ms
        d w/dt = (1 / (1 + exp(-mem / 5mV)) - w) / 3ms + 0.1 * normal() / 1ms
      }
      spike { spike when mem[6] crosses 6mV; reset mem[6] = 0mV }
    """

  private func makeNode(_ model: String, population: Int) throws -> Node {
    var library = ModelLibrary.builtIn
    let model = try library[model] ?? library.define(model)
    return try Node(name: "n", model: model, population: population, at: nowhere)
  }

  // Takes steps with both; what they lead to is the same to the last bit.
  private func expectAgreement(
    of node: inout Node, after steps: Int, at location: SourceLocation = #_sourceLocation
  ) {
    var native = node
    let ending = node.advance(steps, random: random) { false }
    #expect(ending == .finished, sourceLocation: location)
    let engine = Engine(.native, compiler: compiler)
    let own = native.advance(steps, random: random, engine: engine) { false }
    #expect(own == .finished, sourceLocation: location)
    #expect(compiler.takeComplaint() == nil, sourceLocation: location)
    #expect(native == node, sourceLocation: location)
  }

  // It is found once, by its absolute path.
  @Test func theCompilerIsNamed() throws {
    let path = try #require(compiler.path)
    #expect(path.hasPrefix("/"))
    #expect(access(path, X_OK) == 0)
  }

  // In populations so large one block passes from neurons to neurons, but not where single steps are taken.
  @Test(arguments: [Backend.interpreter, .native])
  func blocksThatPassLeaveNeuronsAsTheyStand(backend: Backend) throws {
    let size = 40_123
    var node = try makeNode("RefractoryLIF", population: size)
    node.record = .spikes
    try node.set(
      Name("tau", nowhere), to: (0..<size).map { 5 + Double($0 % 97) / 9 }, neurons: 0..<size,
      at: nowhere)
    node.feed(
      Signal(.noise(mean: 25, deviation: 30), stream: 7), neurons: 0..<size, isAdded: false)
    var other = node
    let engine = Engine(backend, compiler: compiler)
    for _ in 0..<2 {
      #expect(node.advance(150, random: random, engine: engine) { false } == .finished)
    }
    for _ in 0..<300 {
      #expect(other.advance(1, random: random, engine: engine) { false } == .finished)
    }
    #expect(node.state == other.state)
    #expect(node.recording.spikeCount(after: 0) > size)
    for neuron in stride(from: 0, to: size, by: 13) {
      #expect(
        node.recording.spikeSteps(neuron: neuron) == other.recording.spikeSteps(neuron: neuron))
    }
  }

  // The last block of a core is narrower than the first, and its row of spikes shorter.
  @Test(arguments: [257, 700, 1000], [5, 40])
  func aNarrowLastBlockLeavesTheSpikesOfOthers(size: Int, count: Int) throws {
    func spikes(_ backend: Backend) throws -> [[Int]] {
      var node = try makeNode("LIF", population: size)
      node.record = .spikes
      node.feed(
        Signal(.constants((0..<size).map { 0.6 + Double($0 % 31) / 10 }, from: 0)),
        neurons: 0..<size, isAdded: false)
      let engine = Engine(backend, compiler: compiler)
      #expect(node.advance(count, random: random, engine: engine) { false } == .finished)
      return (0..<size).map { node.recording.spikeSteps(neuron: $0) }
    }
    let expected = try spikes(.interpreter)
    #expect(try spikes(.native) == expected)
    #expect(expected.last?.isEmpty == false)
  }

  // Compiled, it would take minutes.
  @Test func leavesWhatIsTooLargeToTheInterpreter() throws {
    let terms = (0..<800).map { "  let x\($0) = exp(-x\($0 - 1)) * input" }
      .joined(separator: "\n").replacing("x-1)", with: "mem)")
    var node = try makeNode(
      "define Large\n inherits LIF\n integral\n\(terms)\n  mem += input - 1e-9 * x799\nend",
      population: 8)
    let folder = Self.folder + "-large"
    let engine = Engine(.native, compiler: .system(cacheFolder: folder))
    #expect(node.advance(4, random: random, engine: engine) { false } == .finished)
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  // An interrupt ends the compiler, is no complaint, and does not keep it from its work later.
  @Test func stopsTheCompiler() throws {
    let isInterrupted = Mutex(true)
    let compiler = NativeCompiler.system(cacheFolder: Self.folder + "-stopped") {
      isInterrupted.withLock { $0 }
    }
    let engine = Engine(.native, compiler: compiler)
    var node = try makeNode("HH", population: 8)
    #expect(node.advance(10, random: random, engine: engine) { false } == .finished)
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder + "-stopped")
    #expect(files.isEmpty)
    #expect(compiler.takeComplaint() == nil)
    isInterrupted.withLock { $0 = false }
    #expect(node.advance(10, random: random, engine: engine) { false } == .finished)
    let later = try FileManager.default.contentsOfDirectory(atPath: Self.folder + "-stopped")
    #expect(later.contains { $0.hasSuffix(".so") })
  }

  // The interpreter begins, and native code goes on once it is there.
  @Test func whatIsCompiledOnTheWayGoesOnToTheLastBit() throws {
    let system = NativeCompiler.system(cacheFolder: Self.folder + "-later")
    let asked = Mutex((count: 0, loaded: 0))
    let late = NativeCompiler(
      isReady: { _ in
        asked.withLock {
          $0.count += 1
          return $0.count > 2
        }
      },
      load: { source in
        asked.withLock { $0.loaded += 1 }
        return system.load(source)
      }, takeComplaint: { nil })
    let engine = Engine(.auto, compiler: late).decided(forWork: 1e12)
    var node = try makeNode("LIF", population: 1)
    node.record = .none
    node.feed(Signal(.constant(1.2)), neurons: 0..<1, isAdded: false)
    var network = try Self.exampleNetwork { try makeNode($0, population: $1) }
    var (native, nativeNetwork) = (node, network)
    #expect(node.advance(200_000, random: random) { false } == .finished)
    #expect(native.advance(200_000, random: random, engine: engine) { false } == .finished)
    #expect(native == node)
    #expect(asked.withLock { $0.count > 2 && $0.loaded == 1 })
    asked.withLock { $0 = (0, 0) }
    for isNative in [false, true] {
      var run = isNative ? nativeNetwork : network
      let ending = run.advance(
        ["a", "b", "c"], by: 1600, order: .stepByStep, random: random,
        engine: isNative ? engine : Engine(), isInterrupted: { false })
      #expect(ending == .finished)
      if isNative { nativeNetwork = run } else { network = run }
    }
    #expect(nativeNetwork == network)
    #expect(asked.withLock { $0.loaded > 0 })
  }

  // Compiled where nobody waits for it, and found then.
  @Test func whatIsPreparedIsReadyLater() throws {
    let compiler = NativeCompiler.system(cacheFolder: Self.folder + "-prepared")
    var node = try makeNode("LIF", population: 3)
    let wanted = Mutex<NativeSource?>(nil)
    let spy = NativeCompiler(
      isReady: { _ in false },
      load: { source in
        wanted.withLock { $0 = source }
        return nil
      }, takeComplaint: { nil })
    var probe = node
    _ = probe.advance(1, random: random, engine: Engine(.native, compiler: spy)) { false }
    let source = try #require(wanted.withLock { $0 })
    #expect(!compiler.isReady(source))
    compiler.prepare(source)
    var looks = 0
    while !compiler.isReady(source), looks < 6000 {
      looks += 1
      usleep(10_000)
    }
    #expect(compiler.isReady(source))
    node.feed(Signal(.constant(2)), neurons: 0..<3, isAdded: false)
    var native = node
    let engine = Engine(.auto, compiler: compiler).decided(forWork: 1e9)
    _ = node.advance(100, random: random) { false }
    _ = native.advance(100, random: random, engine: engine) { false }
    #expect(native == node && compiler.takeComplaint() == nil)
  }

  // A compiler that outlived who started it leaves files that nobody takes.
  @Test func whatAnEndedProcessLeftIsRemoved() throws {
    let folder = Self.folder + "-left"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // No process has that number: it is beyond the largest that Linux gives.
    let (left, own) = ("\(folder)/ab.4194305.so", "\(folder)/ab.\(getpid()).c")
    for path in [left, own] { #expect(FileManager.default.createFile(atPath: path, contents: nil)) }
    var node = try makeNode("LIF", population: 2)
    let engine = Engine(.native, compiler: .system(cacheFolder: folder))
    _ = node.advance(3, random: random, engine: engine) { false }
    #expect(!FileManager.default.fileExists(atPath: left))
    #expect(FileManager.default.fileExists(atPath: own))
  }

  @Test func networksAgreeToTheLastBit() throws {
    var network = try Self.exampleNetwork { try makeNode($0, population: $1) }
    let folder = Self.folder + "-network"
    let engine = Engine(.native, compiler: .system(cacheFolder: folder))
    var native = network
    for steps in [40, 1, 600] {
      for (isNative, engine) in [(false, Engine()), (true, engine)] {
        var run = isNative ? native : network
        let ending = run.advance(
          ["a", "b", "c"], by: steps, order: .stepByStep, random: random, engine: engine,
          isInterrupted: { false })
        #expect(ending == .finished)
        if isNative { native = run } else { network = run }
      }
      #expect(native == network)
    }
    #expect(network.nodes.values.allSatisfy { $0.recording.spikeCount(after: 0) > 20 })
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(files.count { $0.hasSuffix(".so") } == 3)
  }

  // Of three nodes, with a loop, a gap junction and connections to states.
  private static func exampleNetwork(_ makeNode: (String, Int) throws -> Node) throws -> Network {
    let random = RandomSource(seed: 3)
    var network = Network()
    for (name, model, population) in [
      ("a", "NoisyLIF", 70), ("b", everyFunction, 33), ("c", "LIF", 1),
    ] {
      var node = try makeNode(model, population)
      node.name = name
      node.record = name == "b" ? .none : .spikes
      node.feed(
        Signal(.noise(mean: 1, deviation: 0.5), stream: 9), neurons: 0..<population,
        isAdded: false)
      network.nodes[name] = node
    }
    for (source, target, port, carried) in [
      ("a", "b", .input("input"), .spikes), ("b", "a", .state("mem"), .spikes),
      ("a", "a", .input("input"), .membrane), ("b", "c", .state("mem"), .spikes),
    ] as [(String, String, Connection.Port, Connection.Carried)] {
      let sizes = [source, target].map { network.nodes[$0]?.population ?? 0 }
      let weights = try SparseWeights(
        .probability(0.3, includesSelf: true), sources: sizes[0], targets: sizes[1],
        isWithin: source == target, weight: 0.05, deviation: 0.1, random: random, stream: 4)
      network.connections[source + target] = Connection(
        name: source + target, from: source, to: target, port: port, carried: carried,
        pattern: .probability(0.3, includesSelf: true), delay: 2, weights: weights)
    }
    return network
  }

  @Test(
    arguments: ["LIF", "Izhikevich", "HH", "NoisyLIF", "CLIF", everyFunction, everyEvent, cable],
    [1, 70])
  func agreesToTheLastBit(model: String, population: Int) throws {
    for record in [Recording.Extent.all, .none] {
      var node = try makeNode(model, population: population)
      node.record = record
      // A signal that neurons share, one that they do not, and a parameter that differs.
      node.feed(Signal(.constant(1.2)), neurons: 0..<population, isAdded: false)
      node.feed(
        Signal(.noise(mean: 4, deviation: 3), stream: 9), neurons: population / 2..<population,
        isAdded: true)
      if population > 1, node.model.parameters["tau"] != nil {
        try node.set(Name("tau", nowhere), to: 7, neurons: 10..<20, at: nowhere)
      }
      var native = node
      #expect(node.advance(300, random: random) { false } == .finished)
      let engine = Engine(.native, compiler: compiler)
      #expect(native.advance(300, random: random, engine: engine) { false } == .finished)
      #expect(compiler.takeComplaint() == nil)
      #expect(native == node)
    }
  }

  // What flows in is the same at every step, but noise is drawn anew, for several parts of the neurons and
  // over more steps than one call of the code takes.
  @Test(arguments: [Recording.Extent.all, .spikes, .none])
  func noiseBesideASteadyInputAgreesToTheLastBit(record: Recording.Extent) throws {
    var node = try makeNode("NoisyLIF", population: 600)
    node.feed(Signal(.constant(1.2)), neurons: 0..<600, isAdded: false)
    node.record = record
    expectAgreement(of: &node, after: 400)
    #expect(node.recording.spikeCount(after: 0) > 100)
  }

  // Spikes that are no conditions are values, of which only how many there are is kept. The last block is
  // narrower than the others, and as wide for native code, also where a step leaves nothing in between.
  @Test(arguments: ["Relay", "ReLU", "LIAF", "BurstLIF"])
  func gradedSpikesAreCounted(model: String) throws {
    for record in [Recording.Extent.none, .spikes, .all] {
      var node = try makeNode(model, population: 600)
      node.feed(Signal(.constant(1.2)), neurons: 0..<500, isAdded: false)
      node.record = record
      expectAgreement(of: &node, after: 50)
      #expect(node.recording.spikeCount(after: 0) > 100)
    }
  }

  // Time goes on where nothing else changes.
  @Test func timeBesideASteadyInputAgreesToTheLastBit() throws {
    var library = ModelLibrary.builtIn
    let model = try library.define(
      """
      define Swing
        inherits RefractoryLIF
        integral { d mem/dt = (EL - mem + R * input + 15mV * sin(t / 5ms)) / tau }
        at 12ms mem += 1mV
      end
      """)
    var node = try Node(name: "n", model: model, population: 600, at: SourceRange(0, 0))
    node.feed(Signal(.constant(1.2)), neurons: 0..<600, isAdded: false)
    node.record = .spikes
    expectAgreement(of: &node, after: 400)
  }

  @Test(arguments: [("RefractoryLIF", 2.5), ("AdEx", 500), ("EIF", 30)])
  func spikesBetweenStepsAgreeToTheLastBit(model: String, current: Double) throws {
    var node = try makeNode(model, population: 1300)
    node.solve(by: node.method, spikes: .exact)
    node.feed(Signal(.constant(current)), neurons: 0..<1300, isAdded: false)
    node.feed(
      Signal(.noise(mean: 0, deviation: current / 10), stream: 9), neurons: 20..<1290,
      isAdded: true)
    node.record = .spikes
    expectAgreement(of: &node, after: 2000)
    #expect(node.recording.spikeCount(after: 0) >= 1300)
  }

  @Test(arguments: Surrogate.allCases)
  func everySurrogateAgreesInFloat(surrogate: Surrogate) throws {
    var node = try makeNode("LIF", population: 3)
    node.precision = .float
    node.set(surrogate: surrogate)
    node.feed(
      Signal(.noise(mean: 1, deviation: 3), stream: 2), neurons: 0..<3, isAdded: false)
    var native = node
    _ = node.advance(50, random: random) { false }
    _ = native.advance(50, random: random, engine: Engine(.native, compiler: compiler)) { false }
    #expect(native == node)
    #expect(node.recording.spikeCount(after: 0) > 0)
  }

  @Test func findsWhereNumbersEnd() throws {
    var node = try makeNode("define X = IF integral { mem = log(3 - input) }", population: 9)
    node.feed(Signal(.list([0, 1, 3, 5])), neurons: 4..<5, isAdded: false)
    var native = node
    let ending = native.advance(4, random: random, engine: Engine(.native, compiler: compiler)) {
      false
    }
    #expect(ending == node.advance(4, random: random) { false })
    #expect(ending != .finished)
    #expect(native == node)
  }

  @Test func whatWasCompiledIsKept() throws {
    var node = try makeNode("PLIF", population: 2)
    let folder = Self.folder + "-kept"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let compiler = NativeCompiler.system(cacheFolder: folder)
    _ = node.advance(3, random: random, engine: Engine(.native, compiler: compiler)) { false }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!files.isEmpty && files.allSatisfy { !$0.contains(".\(getpid()).") })
    // Another compiler, as after a new start, finds it without compiling.
    let again = NativeCompiler.system(cacheFolder: folder)
    let found = Mutex<[Bool]>([])
    let spy = NativeCompiler(
      isReady: { again.isReady($0) },
      load: { source in
        found.withLock { $0.append(again.isReady(source)) }
        return again.load(source)
      }, takeComplaint: { nil })
    _ = node.advance(3, random: random, engine: Engine(.native, compiler: spy)) { false }
    #expect(found.withLock { $0 } == [true])
  }

  // Loading a library that was cut off, or of which a block was lost, ends the program.
  @Test(arguments: ["half", "empty", "zeros", "gone"])
  func aDamagedLibraryIsCompiledAgain(damage: String) throws {
    let folder = Self.folder + "-\(damage)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let start = try makeNode("PLIF", population: 2)
    let made = NativeCompiler.system(cacheFolder: folder)
    var node = start
    _ = node.advance(3, random: random, engine: Engine(.native, compiler: made)) { false }
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".so") })
    let path = "\(folder)/\(name)"
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    // A file of its own: this process has the other one loaded.
    try FileManager.default.removeItem(atPath: path)
    let damaged: Data? =
      switch damage {
      case "half": whole[..<(whole.count / 2)]
      case "empty": Data()
      case "zeros": Data(count: whole.count)
      default: nil
      }
    if let damaged { try damaged.write(to: URL(fileURLWithPath: path)) }
    let compiler = NativeCompiler.system(cacheFolder: folder)
    var again = start
    _ = again.advance(3, random: random, engine: Engine(.native, compiler: compiler)) { false }
    #expect(again == node)
    #expect(compiler.takeComplaint() == nil)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole)
  }

  @Test(arguments: [0o755, 0o777])
  func aFolderThatOthersMayEnterIsNotUsed(mode: Int) throws {
    let path = Self.folder + "-\(mode)"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
    defer { try? FileManager.default.removeItem(atPath: path) }
    chmod(path, mode_t(mode))
    let open = NativeCompiler.system(cacheFolder: path)
    var node = try makeNode("LIF", population: 2)
    var other = node
    _ = node.advance(3, random: random, engine: Engine(.native, compiler: open)) { false }
    _ = other.advance(3, random: random) { false }
    #expect(node == other)
    #expect(open.takeComplaint() != nil)
    #expect(open.takeComplaint() == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
  }
}
