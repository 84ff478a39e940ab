import Analysis
public import Equations
import Plots
import Simulation

/// Which of several equal parts of a sweep is meant: `2/8` is the second of eight.
public struct Shard: Hashable, Sendable {
  /// Which part, counted from 1.
  public var number: Int
  /// How many parts there are.
  public var count: Int

  /// The only part: the whole.
  public static let whole = Shard(number: 1, count: 1)

  private init(number: Int, count: Int) {
    self.number = number
    self.count = count
  }

  /// Reads `2/8`; nil where it is no such thing, or where the number is not within the count.
  public init?(_ text: some StringProtocol) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1],
      1...Self.most ~= count, 1...count ~= number
    else { return nil }
    self.init(number: number, count: count)
  }

  /// As it is written.
  public var text: String { "\(number)/\(count)" }

  /// The most parts that there may be.
  public static let most = 1_000_000

  /// Which of `all` combinations it has, counted from 0; the parts differ by one at most.
  func range(of all: Int) -> Range<Int> { all * (number - 1) / count..<all * number / count }
}

/// What one shard of a sweep found, as text that `merge` joins with the other shards' again.
///
/// The first line says which shard of which sweep it is, the second names the columns, and each
/// other line is a combination: its index, counted from 1, its parameters and the measured value,
/// all digits that there are.
public struct SweepPart: Hashable, Sendable {
  /// Which part of the sweep it is.
  public private(set) var shard: Shard
  /// How many combinations the whole sweep has.
  private var all: Int
  /// A number that only the parts of one sweep share: a hash of its commands and the session.
  fileprivate var sweep: String
  /// The names of the columns.
  private var header: String
  /// One line a combination.
  private var rows: [String]

  /// The text of a file.
  public var text: String {
    ([Self.title + "\(shard.text), \(all) combinations, \(sweep)", header] + rows)
      .map { $0 + "\n" }.joined()
  }

  private static let title = "# neurosh sweep, shard "

  fileprivate init(shard: Shard, all: Int, sweep: UInt64, columns: [String], rows: [[String]]) {
    self.shard = shard
    self.all = all
    self.sweep = Self.digits(sweep)
    header = columns.map(csvField).joined(separator: ",")
    self.rows = rows.map { $0.joined(separator: ",") }
  }

  fileprivate static func digits(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Reads the text of a file.
  ///
  /// - Throws: what is wrong with it, in a sentence.
  public init(_ text: String) throws(FileFailure) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      String($0.hasSuffix("\r") ? $0.dropLast() : $0)
    }
    let fields = lines[0].dropFirst(Self.title.count).split(separator: ", ")
    guard lines[0].hasPrefix(Self.title), fields.count == 3, let shard = Shard(fields[0]),
      let all = fields[1].split(separator: " ").first.flatMap({ Int($0) }),
      all >= 0, all <= mostCombinations, lines.count > 1
    else { throw FileFailure("it is no part of a sweep; expected what 'neurosh sweep' wrote") }
    self.shard = shard
    self.all = all
    sweep = String(fields[2])
    header = lines[1]
    let range = shard.range(of: all)
    // A file that was cut off has no line break at its end.
    guard lines.popLast() == "", lines.count == 2 + range.count else {
      throw FileFailure("it is incomplete; expected \(range.count.counted("row"))")
    }
    rows = Array(lines.dropFirst(2))
    let commas = header.count { $0 == "," }
    for (index, row) in zip(range, rows) {
      guard row.hasPrefix("\(index + 1),"), row.count(where: { $0 == "," }) == commas else {
        throw FileFailure("line \(index - range.lowerBound + 3) is not that of index \(index + 1)")
      }
    }
  }

  /// Joins all parts of one sweep, in whatever order they come.
  ///
  /// - Parameter parts: at least one, each with what to call it.
  /// - Throws: in a sentence, which part is missing, there twice, or of another sweep.
  public static func merging(
    _ parts: [(name: String, part: SweepPart)]
  ) throws(FileFailure) -> SweepPart {
    guard let first = parts.first else { throw FileFailure("there are no parts") }
    var found: [Int: (name: String, part: SweepPart)] = [:]
    for (name, part) in parts {
      guard part.sweep == first.part.sweep, part.all == first.part.all,
        part.header == first.part.header
      else { throw FileFailure("'\(name)' is of another sweep than '\(first.name)'") }
      guard part.shard.count == first.part.shard.count else {
        throw FileFailure(
          "'\(name)' is shard \(part.shard.text), but '\(first.name)' is shard "
            + first.part.shard.text)
      }
      if let other = found[part.shard.number] {
        throw FileFailure("'\(other.name)' and '\(name)' are both shard \(part.shard.text)")
      }
      found[part.shard.number] = (name, part)
    }
    let count = first.part.shard.count
    let missing = (1...count).filter { found[$0] == nil }
    guard missing.isEmpty else {
      let names = missing.prefix(10).map { "\($0)/\(count)" }
      let rest = missing.count > 10 ? ["\(missing.count - 10) more"] : []
      throw FileFailure(
        missing.count == 1
          ? "shard \(names[0]) is missing"
          : "shards \((names + rest).dropLast().joined(separator: ", ")) and "
            + "\((names + rest).last ?? "") are missing")
    }
    var whole = first.part
    whole.shard = .whole
    whole.rows = (1...count).flatMap { found[$0]?.part.rows ?? [] }
    return whole
  }
}

extension Workbench {
  /// Does a shard of a sweep; the session stays as it is.
  ///
  /// - Parameters:
  ///   - statement: the sweep as at the prompt, without files and looks.
  ///   - shard: which part of its combinations is computed.
  ///   - host: what computes, and whether it is to stop.
  /// - Returns: what was found; nil where it was interrupted.
  /// - Throws: `Diagnostic` for a statement that cannot be done.
  public func sweep(
    _ statement: String, shard: Shard, host: Host
  ) throws(Diagnostic) -> SweepPart? {
    defer { host.screen.progress(1, 1, "") }
    let context = Context(session: session, host: host)
    guard let (plan, chosen) = try plan(of: statement, in: context) else { return nil }
    var sweep = plan.sweep(random: session.random, part: shard.range(of: plan.count))
    guard try context.run(&sweep, at: chosen.range) == nil else { return nil }
    let rows = zip(sweep.part, sweep.values).map { index, value in
      [String(index + 1)]
        + plan.combination(index).map(\.canonicalText)
        + [Table.Cell.measured(value * plan.factor).exact]
    }
    return SweepPart(
      shard: shard, all: plan.count, sweep: fingerprint(of: statement),
      columns: ["index"] + (plan.axes + [plan.value]).map(\.heading), rows: rows)
  }

  /// Whether a part is what `sweep` would find, so that it need not be computed again.
  ///
  /// - Parameters:
  ///   - part: the part.
  ///   - shard: which part of the combinations it is to be.
  ///   - statement: the sweep as at the prompt.
  public func hasDone(_ part: SweepPart, as shard: Shard, of statement: String) -> Bool {
    part.shard == shard && part.sweep == SweepPart.digits(fingerprint(of: statement))
  }

  private func plan(
    of statement: String, in context: Context
  ) throws(Diagnostic) -> (SweepPlan, ChosenNeuron)? {
    let words = try Word.split(statement)
    guard let verb = words.first else { return nil }
    var reader = ArgumentReader(text: statement, verb: verb.value, words: Array(words.dropFirst()))
    let (chosen, variables, word, trial) = try reader.read(
      Argument<ChosenNeuron>.loneNeuron, Argument<[VariableSyntax]>.variables,
      Argument<Name>.measure, Argument<TrialSyntax>.trial, in: context)
    let plan = try SweepPlan(
      chosen, variables, chosen.node.observable(ofTrial: word), trial)
    return (plan, chosen)
  }

  // What only the parts of one sweep share.
  private func fingerprint(of statement: String) -> UInt64 {
    var hash = StableHash()
    hash.add(session.fingerprint)
    for command in commands { hash.add(command) }
    hash.add(statement.oneLine)
    return hash.value
  }
}
