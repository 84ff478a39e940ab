import Equations
import Simulation

extension Diagnostic {
  /// That the user stopped a command, and what became of its work.
  static func stopped(_ outcome: String = "", at range: SourceRange) -> Diagnostic {
    Diagnostic("stopped by Ctrl-C\(outcome)", at: range)
  }
}

extension Report.Problem {
  /// That the user stopped a command, whose work until then stays.
  static func stopped(_ outcome: String, at range: SourceRange) -> Report.Problem {
    Report.Problem(kind: .interrupted, diagnostic: .stopped(outcome, at: range))
  }

  /// That a command could not go on; what it had done stays.
  static func failure(
    _ message: String, at range: SourceRange, expected: String
  ) -> Report.Problem {
    Report.Problem(
      kind: .failure, diagnostic: Diagnostic(message, at: range, expected: expected))
  }
}

extension Context {
  /// Does long work part by part, and tells how far it is.
  ///
  /// - Parameters:
  ///   - all: how much there is at most.
  ///   - isDone: whether nothing is left.
  ///   - part: does some of it, and says how much is done and a word on it.
  /// - Returns: whether it was done; false where the user stopped it.
  func finish(
    _ all: Int, until isDone: () -> Bool,
    _ part: () throws(Diagnostic) -> (done: Int, text: String)
  ) throws(Diagnostic) -> Bool {
    while !isDone() {
      let (done, text) = try part()
      host.screen.progress(done, all, text)
      if host.isInterrupted(), !isDone() { return false }
    }
    return true
  }

  /// What a report is made of.
  ///
  /// - Throws: `Diagnostic` where there is nothing, since the user stopped it.
  func unlessStopped<Value>(
    at range: SourceRange, _ made: (_ isInterrupted: () -> Bool) -> Value?
  ) throws(Diagnostic) -> Value {
    guard let value = made(host.isInterrupted), !host.isInterrupted() else {
      throw .stopped(at: range)
    }
    return value
  }

  /// Does what ends with an error where the user stops it.
  ///
  /// - Throws: what it throws, or that the user stopped it.
  func unlessStopped<Value>(
    at range: SourceRange, _ work: () throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    do throws(Diagnostic) { return try work() } catch {
      throw host.isInterrupted() ? .stopped(at: range) : error
    }
  }

  /// Takes a node that is no part of the session some steps further, and tells how far it is.
  ///
  /// - Returns: where it left the numbers; nil where it did not.
  /// - Throws: `Diagnostic` where the user stopped it.
  func advance(
    _ node: inout Node, by steps: Int, at range: SourceRange
  ) throws(Diagnostic) -> Node.NotFinite? {
    let ending = node.advance(
      steps, random: session.random, engine: engine, isInterrupted: host.isInterrupted,
      progress: { host.screen.progress($0, steps, "\($0) of \(steps) steps") })
    switch ending {
    case .finished: return nil
    case .interrupted: throw .stopped(at: range)
    case .notFinite(let place): return place
    }
  }
}
