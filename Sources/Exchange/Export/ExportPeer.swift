public import Equations

/// Another program that runs an exported file and tells what became of it.
public struct ExportPeer: Sendable {
  /// What it is called where it is looked for: `python3`.
  public let program: String
  /// What it needs besides, as people install it.
  public let needs: String
  /// The words of the command for a file, for the file of the outcome, and for what the file says.
  public let arguments:
    @Sendable (_ file: String, _ outcome: String, _ network: ExportedNetwork) -> [String]
  /// What its numbers may differ by, as a share of their size: it prints so many digits.
  public var precision = 1e-9
  /// Reads the outcome: spikes of all neurons, then mem of all of them, a row a neuron and a column a
  /// step; nil where the text is no such table.
  public let read: @Sendable (_ outcome: String, _ network: ExportedNetwork) -> [[Double]]?
  /// The method by which it solves differential equations whatever the node's is; nil where it takes the
  /// node's.
  public var method: @Sendable (_ network: ExportedNetwork) -> Equations.Method? = { _ in nil }

  static let brian2 = python(needs: "brian2")

  static let xppaut = ExportPeer(
    program: "xppaut", needs: "Debian's package xppaut",
    arguments: { file, outcome, _ in [file, "-silent", "-outfile", outcome] }, precision: 1e-6,
    read: { outcome, network in network.neurons[0].xppautTable(outcome) })

  static func python(needs package: String) -> ExportPeer {
    ExportPeer(
      program: "python3", needs: package, arguments: { file, outcome, _ in [file, outcome] },
      read: { outcome, _ in table(outcome) })
  }

  // A row a step, turned into a row a column.
  static func table(_ text: String) -> [[Double]]? {
    let rows = text.split(whereSeparator: \.isNewline).map { row in
      row.split(separator: " ").map { Double($0) ?? .nan }
    }
    guard let width = rows.first?.count, rows.allSatisfy({ $0.count == width }) else { return nil }
    return (0..<width).map { column in rows.map { $0[column] } }
  }
}

/// How far the outcomes of two programs lie apart.
public struct ExportDifference: Hashable, Sendable {
  /// In how many places of a neuron and a step they do not have the same spike.
  public let spikes: Int
  /// The first step, counted from 1, where they do not; nil where they always do.
  public let firstStep: Int?
  /// The largest difference in mem.
  public let membrane: Double
  /// The largest mem without its sign.
  public let scale: Double

  /// Compares two outcomes: spikes of all neurons, then mem of all of them.
  ///
  /// - Parameters:
  ///   - own: what this program made of it.
  ///   - other: what the other one made.
  ///   - precision: what spikes of other sizes than 1 may differ by, as a share.
  /// - Returns: nil where they have other numbers of neurons or steps.
  public init?(_ own: [[Double]], _ other: [[Double]], precision: Double = 1e-9) {
    guard own.count == other.count, own.map(\.count) == other.map(\.count) else { return nil }
    let half = own.count / 2
    var (spikes, first): (Int, Int?) = (0, nil)
    var (membrane, scale) = (0.0, 0.0)
    for row in own.indices {
      for (step, (a, b)) in zip(own[row], other[row]).enumerated() {
        if row >= half {
          // A number that ran away lies infinitely far from any other.
          let apart = a == b || (a.isNaN && b.isNaN) ? 0 : abs(a - b)
          membrane = max(membrane, apart.isNaN ? .infinity : apart)
          scale = max(scale, abs(a))
        } else if !(abs(a - b) <= precision * max(1, abs(a))) {
          spikes += 1
          first = min(first ?? .max, step + 1)
        }
      }
    }
    (self.spikes, firstStep, self.membrane, self.scale) = (spikes, first, membrane, scale)
  }
}
