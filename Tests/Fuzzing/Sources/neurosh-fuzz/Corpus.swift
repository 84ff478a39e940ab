import Foundation
import Neurons
import Shell

extension FuzzTarget {
  /// Whole inputs, to be damaged: examples of the help and the sessions.
  var corpus: [[UInt8]] {
    switch self {
    case .line: (Command.all.flatMap(\.examples) + Self.excerpts).map { Array($0.utf8) }
    case .equations:
      // Under another name, since that of a built-in neuron is refused.
      ModelLibrary.builtIn.all.map {
        Array($0.text.replacing("neuron \($0.name)", with: "neuron X", maxReplacements: 1).utf8)
      } + Self.definitions.map { Array($0.utf8) }
    case .session: (Self.sessions.flatMap(pages(of:)) + [everyMark]).map { Array($0.utf8) }
    case .commands:
      (0..<256).map { first in (0..<300).map { UInt8(truncatingIfNeeded: $0 * $0 + first * 7) } }
    case .load: (Self.builders + Self.sessionStatements).compactMap(saved)
    case .ode, .nestml, .python, .brian: importCorpus.map { Array($0.utf8) }
    }
  }

  /// Statements that make a session of each kind.
  static let builders: [[String]] = [
    "create lif n; feed n const 1.5; run n 5", "create hh axon; feed axon const 10uA/cm^2; run 20",
    "create lif p n=3; set p tau=uniform(2,9); feed p noise 1 0.2; run 4; mark here; run 2",
    "create lif a; create lif b; connect a -> b weight=0.5 delay=2; module m: a b; run 6",
    "create lif c; create lif d; connect c -> d synapse=ExpSynapse weight=2; run 4",
    "create lif e; create lif f; connect e -> f; learn e_f stdp potentiation=0.01; run 3",
    "define X = LIF with tau = 7; create X x; feed x 1 2 3; run 3",
    "create poisson s n=3 rate=90Hz; create spikes z times=1ms,2ms; feed z + spikes 3ms; run 9",
    """
    define E
      inherits Membrane
      param onset = 1ms
      integral { d mem/dt = -mem / 10ms }
      event low when previous(mem) > mem and mem < 0mV { mem += 1mV }
      at onset, 2ms mem += 5mV
      event pulse every 0.3ms from 1ms until 3ms
        mem += 2mV
    end; create E e n=2; run e 40; show E; grad e mem onset
    """,
    """
    define Y
      inherits LIF
      function half(v) = pow(v, 2) / (1 + cosh(v)) "a function"
      refractory 3 holding nothing
      integral
        mem += input - half(mem) * heaviside(mem - 0.5)
    end; create Y y; feed y const 3; run y 20; grad y mem tau; show Y
    """,
  ].map { $0.split(separator: ";").map(String.init) }

  /// Statements that make what is asked about by itself: models with a closed form, fed in time.
  static let analysed: [[String]] = [
    "create refractorylif r; feed r noise 1 1", "create qif q; feed q pulse 1 at=3 for=5",
    "create noisylif s; create lif slow tau=1e17", "create fitzhughnagumo o; feed o const 0.5",
  ].map { $0.split(separator: ";").map(String.init) }

  private static let sessions: [String] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../../sessions").standardizedFileURL
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "nsh" }.compactMap {
      try? String(contentsOf: $0, encoding: .utf8)
    }
  }()

  private static let sessionStatements = sessions.compactMap { text in
    (try? SessionFile(text))?.steps.flatMap(\.statements).map(\.text)
  }

  // Not longer than what is tried of an input.
  private static let excerpts = sessionStatements.flatMap { statements in
    stride(from: 0, to: statements.count, by: 10).map {
      statements[$0..<min($0 + 10, statements.count)].joined(separator: "\n")
    }
  }

  private static let definitions =
    (Command.all.flatMap(\.examples) + sessionStatements.joined()).filter {
      $0.hasPrefix("define ")
    }

  // A whole lesson takes about a second to replay.
  private func pages(of session: String) -> [String] {
    let lines = session.split(separator: "\n", omittingEmptySubsequences: false)
    return stride(from: 0, to: lines.count, by: 12).map {
      lines[$0..<min($0 + 12, lines.count)].joined(separator: "\n")
    }
  }

  // The file that 'save' writes after some statements.
  private func saved(after statements: [String]) -> [UInt8]? {
    var workbench = Workbench()
    let files = FuzzFiles()
    for statement in statements + ["save s"] {
      _ = try? workbench.perform(statement, host: .fuzzing(files))
    }
    return files["s"]
  }
}

// A session with every kind of line.
private let everyMark = """
  #: width=60 seed=3 tolerance=0.1
  # A lesson.
  create lif n
  #> n: LIF, threshold 1, tau 2, step 4
  feed n const 1.5; run n
  #> ...
  set n tua=3
  #x unknown parameter 'tua'; did you mean 'tau'?
  #? What will mem be? = n.mem
  #! It leaks.
  show n.mem
  #> 0
  define X
    inherits LIF
    param jump = 0.5 >= 0 "how much"
  end
  """
