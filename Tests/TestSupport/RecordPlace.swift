/// Where records are compared that are not of nodes, membranes and networks at work, or why they are
/// not yet.
public struct RecordPlace: Hashable, Sendable {
  /// The name of the file of the records.
  public let file: String
  /// How their identifiers begin.
  public let prefix: String
  /// The target of the test; nil where there is none.
  public var target: String?
  /// Why there is none.
  public var reason: String?

  /// Names a kind of records.
  public init(_ file: String, _ prefix: String = "", in target: String? = nil, why: String? = nil) {
    self.file = file
    self.prefix = prefix
    self.target = target
    reason = why
  }

  /// The same records.
  public static func == (left: RecordPlace, right: RecordPlace) -> Bool {
    left.file == right.file && left.prefix == right.prefix
  }

  /// Hashes which records they are.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(file)
    hasher.combine(prefix)
  }

  /// All of them, which a test of the target compares with its checks.
  public static let all =
    [
      ("lif_noise.json", "lif.siegert"), ("networks.json", "net.brunel"),
      ("qif_eif_rf.json", "qif."), ("qif_eif_rf.json", "theta."), ("qif_eif_rf.json", "eif."),
      ("lif.json", "lif.fI"), ("planar.json", "fhn.bif"), ("planar.json", "ml.hopf.bif"),
      ("planar.json", "ml.snlc.bif"), ("planar.json", "ml.homoclinic.bif"),
      ("hodgkin_huxley.json", "hh.bifurcation"), ("network_gradients.json", "pub-train-"),
    ].map { RecordPlace($0.0, $0.1, in: "AnalysisTests") }
    + [
      RecordPlace("surrogates.json", in: "NeuronsTests"),
      RecordPlace("encoders.json", in: "NeuronsTests"),
    ]
}
