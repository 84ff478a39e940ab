import Equations

/// What came of replaying a session file against what it expects.
public struct Replay: Hashable, Sendable {
  /// What went otherwise than expected, as text to print: a unified diff or a sentence.
  public private(set) var failures: [String] = []
  /// How many steps went otherwise than expected.
  public private(set) var failureCount = 0
  /// How many expectations held: blocks of output, errors, and `expect` commands.
  public private(set) var passed = 0
  /// How many of them failed with an error that the file does not expect; these are not blessed.
  public private(set) var unexpectedErrors = 0
  /// The file's text with the failing blocks replaced by what was printed.
  public private(set) var blessed: String

  /// Does the commands of a session file in a session of its own.
  ///
  /// - Parameters:
  ///   - file: the commands, and what is expected of them.
  ///   - path: what to call the file.
  ///   - host: how files are read; its width gives way to the header's.
  public init(_ file: SessionFile, path: String, host: Host) {
    var host = host
    host.screen.width = file.header.width
    host.allowsShortVerbs = false
    var workbench = Workbench()
    var lines = file.lines
    var shift = 0
    if let seed = file.header.seed { _ = try? workbench.perform("seed \(seed)", host: host) }
    for (questions, step, goal) in file.decidedQuestions {
      if workbench.fulfils(goal, host: host) {
        failureCount += 1
        unexpectedErrors += 1
        failures.append(
          "\(path):\(step.statements.first?.line ?? 1): this task is done before it begins")
      }
      let outcome = Self.perform(
        step, deciding: questions, on: &workbench, host: host, tolerance: file.header.tolerance)
      passed += outcome.passed
      guard let failure = outcome.failure else { continue }
      failureCount += 1
      failures += failure.text(path: path, step: step)
      guard !failure.isUnexpectedError else {
        unexpectedErrors += 1
        if outcome.isQuit { break }
        continue
      }
      let new =
        failure.output.map { $0.isEmpty ? "#>" : "#> \($0)" } + failure.errors.map { "#x \($0)" }
      lines.replaceSubrange(
        step.expectedLines.lowerBound + shift..<step.expectedLines.upperBound + shift, with: new)
      shift += new.count - step.expectedLines.count
      if outcome.isQuit { break }
    }
    blessed = lines.joined(separator: "\n") + "\n"
  }

  private struct Outcome {
    var passed = 0
    var failure: Failure?
    var isQuit = false
  }

  private struct Failure {
    var output: [String]
    var errors: [String]
    var differences: [String]
    var isUnexpectedError: Bool

    func text(path: String, step: SessionFile.Step) -> [String] {
      let line = step.statements.first?.line ?? 1
      return ["--- \(path):\(line) expected", "+++ \(path):\(line) printed"] + differences
    }
  }

  private static func perform(
    _ step: SessionFile.Step, deciding questions: [Question], on workbench: inout Workbench,
    host: Host, tolerance: Double?
  ) -> Outcome {
    var outcome = Outcome()
    var output: [String] = []
    var errors: [String] = []
    let printer = ReportText(width: host.screen.width)
    for statement in step.statements {
      do throws(Diagnostic) {
        let report = try workbench.perform(statement.text, host: host)
        if let text = printer.text(of: report) {
          output += text.textLines.map(\.text)
        }
        if let problem = report.problem {
          errors.append(problem.diagnostic.sentence)
          break
        }
        if statement.isExpectation { outcome.passed += 1 }
        outcome.isQuit = report.isQuit
      } catch {
        errors.append(error.sentence)
        break
      }
    }
    var differences: [String] = []
    if let lines = step.output {
      let expected = ExpectedOutput(lines: lines, tolerance: tolerance)
      if expected.matches(output) {
        outcome.passed += 1
      } else {
        differences += unifiedDiff(
          expected: lines, actual: output, line: step.expectedLines.lowerBound + 1,
          isEqual: expected.matches(line:_:))
      }
    }
    let wanted = step.error.map { [$0] } ?? []
    let errorFits = ExpectedOutput(lines: wanted, tolerance: tolerance)
    if errorFits.matches(errors) {
      outcome.passed += wanted.count
    } else {
      differences += unifiedDiff(
        expected: wanted.map { "#x \($0)" }, actual: errors.map { "#x \($0)" },
        line: step.expectedLines.upperBound, isEqual: ==)
    }
    for question in questions where errors.isEmpty {
      var problem: String?
      do throws(Diagnostic) {
        guard let answer = try question.answer(in: workbench.session) else { continue }
        problem = question.problemOfReplies(answer, in: workbench.session)
      } catch { problem = error.sentence }
      if let problem {
        // An answer has no text to be blessed: the question itself has to be mended.
        differences += ["@@ -\(question.line),1 +\(question.line),1 @@", "-#? \(question.text)"]
        differences.append("+\(problem)")
      } else {
        outcome.passed += 1
      }
    }
    if !differences.isEmpty {
      // What is not written stays so.
      outcome.failure = Failure(
        output: step.output == nil ? [] : output, errors: step.error == nil ? [] : errors,
        differences: differences, isUnexpectedError: step.error == nil && !errors.isEmpty)
    }
    return outcome
  }
}

extension SessionFile {
  /// The commands in order, and the questions that each of them decides: those that stand before it,
  /// and of a task before the last of its commands; with the first command of a task what decides it.
  fileprivate var decidedQuestions: [([Question], Step, goal: [CommandText])] {
    var open: [Question] = []
    var decided: [([Question], Step, goal: [CommandText])] = []
    for part in parts {
      if case .question(let question) = part { open.append(question) }
      for (index, step) in part.steps.enumerated() {
        let isLast = index == part.steps.count - 1
        var goal: [CommandText] = []
        if index == 0, case .task(let task) = part { goal = task.goal }
        decided.append((isLast ? open : [], step, goal))
        if isLast { open = [] }
      }
    }
    return decided
  }
}
