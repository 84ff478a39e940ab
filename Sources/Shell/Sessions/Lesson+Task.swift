import Equations
import Plots
import TerminalText

// Tasks: a prompt of the lesson's own until an expectation holds.
extension Lesson {
  /// Has a task done.
  mutating func take(_ task: SessionFile.Task, _ reader: inout LessonReader) -> Move {
    if !reader.isAfterBlank { reader.show("") }
    show("> \(task.text)", &reader)
    var result = LessonResult(task)
    // The lesson goes on with its own commands, of which its prose speaks.
    var own = workbench
    var lines = CommandReader()
    var isLeft = false
    if reader.isAttended, !hasEnded {
      show("  (type commands; 'hint' helps, 'skip' shows one way, 'back' goes back)", &reader)
    }
    tries: while !hasEnded, !result.isRight {
      let text = lines.isIncomplete ? "...> " : own.session.prompt
      let typed: String
      switch reader.ask(prompt(text, .task(task))) {
      case .end:
        hasEnded = true
        break tries
      case .leave: return .leave
      case .line(let line): typed = line
      }
      switch lines.isIncomplete ? "" : typed.trimmed {
      case "back": return .back
      case "skip": break tries
      case "hint", "?":
        result.isHinted = result.isHinted || !task.hint.isEmpty
        show(task.hint.isEmpty ? "there is no hint" : "  Hint: \(task.hint)", &reader)
        continue
      default: break
      }
      for statement in lines.take(typed) where !isLeft && !result.isRight {
        result.typed.append(statement.text)
        isLeft = perform(statement, &own, &reader)
        result.isRight = own.fulfils(task.goal, host: host)
      }
      if isLeft { return .leave }
    }
    if result.isRight {
      reader.show("! Done.")
    } else {
      for step in task.solution {
        for statement in step.statements { reader.show("neurosh> \(statement.text)") }
      }
    }
    if !task.reason.isEmpty { show("  \(task.reason)", &reader) }
    if !results.contains(where: { $0.line == task.line }) { results.append(result) }
    return .on
  }

  // Does what was typed; true where the reader wants to leave.
  private func perform(
    _ statement: CommandText, _ own: inout Workbench, _ reader: inout LessonReader
  ) -> Bool {
    var host = host
    host.allowsShortVerbs = true
    do throws(Diagnostic) {
      let report = try own.perform(statement.text, host: host)
      if let text = printer.screenText(of: report) { reader.show(text) }
      if let problem = report.problem { reader.show("error: \(problem.diagnostic.sentence)") }
      return report.isQuit
    } catch {
      reader.show(
        outside: error.text(in: statement, file: nil, width: host.screen.width))
      return false
    }
  }
}

extension Workbench {
  /// Whether expectations hold, of which there is one at least.
  func fulfils(_ expectations: [CommandText], host: Host) -> Bool {
    var workbench = self
    return !expectations.isEmpty
      && expectations.allSatisfy { statement in
        (try? workbench.perform(statement.text, host: host)).map { $0.problem == nil } ?? false
      }
  }
}
