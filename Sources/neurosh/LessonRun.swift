import Equations
import LineEditing
import Shell
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A lesson as somebody takes it, at a terminal or through a pipe.
struct LessonRun {
  /// Where its file lies.
  var path: String
  /// How text is printed where there is a terminal.
  var output = ReportText()
  /// Whether the session file may use files anywhere.
  var trustsFiles = false
  /// Whether it begins anew where it was left before its end.
  var isAnew = false
  /// The file that results are added to; nil for none.
  var scoreFile: String?
  /// Who takes it.
  var reader = ""

  /// Why it could not be taken, in a sentence.
  struct Failure: Error {
    var text: ScreenText
  }

  /// Takes the lesson.
  ///
  /// - Returns: how it ended.
  /// - Throws: where the file is no lesson, or results could not be written.
  func take() throws(Failure) -> Lesson.Ending {
    let isAttended = Terminal.isTerminal(STDIN_FILENO) && Terminal.isTerminal(STDOUT_FILENO)
    let file = try SessionFile.read(path, width: output.width)
    var host = Host.local(folder: path.folder, trustsFiles: trustsFiles)
    host.compiler = Host.systemCompiler
    host.screen = .terminal(output)
    if !isAttended { host.screen.rows = nil }
    var lesson = Lesson(file, host: host, printer: output)
    var progress = LessonProgress(path: isAttended ? Folders.lessonProgress : nil)
    var place = 1
    if let entry = progress[path.lessonName, file.fingerprint], !entry.isFinished, !isAnew {
      (place, lesson.results) = (entry.line, entry.results)
      write(
        "(going on at line \(place); 'back' goes back, --again begins anew)\n\n",
        to: STDOUT_FILENO)
    }
    let earlier = lesson.results.count
    var entry = LessonProgress.Entry(
      fingerprint: file.fingerprint, line: place, isFinished: false, results: lesson.results)
    var answers = PlainReader(descriptor: STDIN_FILENO)
    let ending = lesson.run(
      from: place, isAttended: isAttended,
      show: { write($0 + "\n", to: STDOUT_FILENO) },
      ask: { prompt in
        (entry.line, entry.results) = (prompt.line, prompt.results)
        progress.keep(entry, of: path.lessonName)
        return ask(prompt, &answers, isAttended: isAttended)
      })
    entry.results = lesson.results
    if ending == .finished { entry.isFinished = true }
    progress.keep(entry, of: path.lessonName)
    if let scoreFile { try keep(lesson, beyond: earlier, ending, in: scoreFile) }
    return ending
  }

  private func ask(
    _ prompt: Lesson.Prompt, _ answers: inout PlainReader, isAttended: Bool
  ) -> Lesson.Reply {
    write("\(prompt.text)", to: STDOUT_FILENO)
    do throws(PlainReader.Failure) {
      guard let line = try answers.next() else {
        write("\n", to: STDOUT_FILENO)
        return isAttended || Terminal.isTerminal(STDIN_FILENO) ? .leave : .end
      }
      // What comes from a pipe is not echoed by a terminal.
      if !Terminal.isTerminal(STDIN_FILENO) { write("\(line)\n", to: STDOUT_FILENO) }
      return .line(line)
    } catch {
      write("\n", to: STDOUT_FILENO)
      return .leave
    }
  }

  private func keep(
    _ lesson: Lesson, beyond earlier: Int, _ ending: Lesson.Ending, in scoreFile: String
  ) throws(Failure) {
    let name = path.lessonName
    let lines =
      lesson.results.dropFirst(earlier).map { $0.json(lesson: name, reader: reader) }
      + [lesson.summaryJSON(lesson: name, reader: reader, ending: ending)]
    let text = lines.joined(separator: "\n") + "\n"
    // One that is there already is added to.
    _ = Host.Files.local.write(scoreFile, [], false)
    if let failure = Host.Files.local.append(scoreFile, Array(text.utf8)) {
      throw Failure(text: "cannot write '\(line: scoreFile)': \(failure.reason)")
    }
  }
}

extension SessionFile {
  /// Reads a file that the user named.
  ///
  /// - Parameters:
  ///   - path: where it lies.
  ///   - width: columns that what is wrong with it may take.
  /// - Throws: where it is no session file.
  static func read(_ path: String, width: Int) throws(LessonRun.Failure) -> SessionFile {
    switch Host.Files.local.read(path) {
    case .failure(let failure):
      throw LessonRun.Failure(text: "cannot read '\(line: path)': \(failure.reason)")
    case .success(let bytes):
      guard let text = String(contents: bytes) else {
        throw LessonRun.Failure(text: "'\(line: path)' is not a text file")
      }
      do throws(Diagnostic) { return try SessionFile(text) } catch {
        let statement = CommandText(text: text, line: 1, column: 0)
        throw LessonRun.Failure(text: "\(error.text(in: statement, file: path, width: width))")
      }
    }
  }
}
