import Equations
import LineEditing
import Shell
import Synchronization
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The shell at the service of another program: requests come in and answers go out, each a JSON
/// object in a line.
struct Server {
  private static let version = 1

  private var workbench = Workbench()
  /// Whether session files may use files anywhere.
  private let trustsFiles: Bool
  private var isDone = false

  init(trustsFiles: Bool) { self.trustsFiles = trustsFiles }

  /// Answers requests until there are no more.
  ///
  /// - Returns: the exit status.
  mutating func run() -> Int32 {
    send("{\"neurosh\":\(Version.text.json),\"protocol\":\(Self.version)}")
    var lines = PlainReader(descriptor: STDIN_FILENO)
    while !isDone {
      do throws(PlainReader.Failure) {
        let line = try Interrupt.whileIdle { () throws(PlainReader.Failure) in try lines.next() }
        guard let line else { break }
        answer(line)
      } catch {
        let (message, expected) = error.reason.sentence
        refuse(.init(message: message, expected: expected ?? "requests, a line each"))
        return ExitStatus.failure
      }
    }
    return 0
  }

  private mutating func answer(_ line: String) {
    do throws(ServerRequest.Failure) {
      let request = try ServerRequest(line)
      // What takes no time is not stopped, and what comes behind it was not meant.
      if request.method != .run { Interrupt.clear() }
      switch request.method {
      case .run: perform(request)
      case .complete: complete(request)
      case .hover: explain(request)
      case .check:
        var reader = CommandReader()
        for line in request.text.textLines { _ = reader.take(line.text) }
        send(request, "\"complete\":\(!reader.isIncomplete)")
      }
    } catch { refuse(error) }
  }

  private func refuse(_ failure: ServerRequest.Failure) {
    var fields = [
      "\"error\":\(failure.message.json)", "\"expected\":\(failure.expected.json)",
    ]
    if let suggestion = failure.suggestion { fields.append("\"suggestion\":\(suggestion.json)") }
    let id = failure.id.map { String($0) } ?? "null"
    send(
      "{\"id\":\(id),\"status\":\(ExitStatus.usage),\"error\":{\(fields.joined(separator: ","))}}")
  }

  // An object for every command that answers something, and one at the end.
  private mutating func perform(_ request: ServerRequest) {
    var reader = CommandReader()
    var statements: [CommandText] = []
    for line in request.text.textLines { statements += reader.take(line.text) }
    statements += reader.finish()
    let host = host(for: request)
    let printer = ReportText(width: request.width)
    var failure: (diagnostic: Diagnostic, status: Int32, statement: CommandText)?
    for statement in statements where failure == nil && !isDone {
      do throws(Diagnostic) {
        let report = try workbench.perform(statement.text, host: host)
        let items = printer.objects(of: report, forms: request.forms)
        if !items.isEmpty {
          send(
            request, "\"line\":\(statement.line),\"items\":[\(items.joined(separator: ","))]")
        }
        isDone = report.isQuit
        failure = report.problem.map { ($0.diagnostic, $0.kind.status, statement) }
      } catch {
        let status = Interrupt.isRaised ? ExitStatus.interrupted : ExitStatus.failure
        failure = (error, status, statement)
      }
    }
    Interrupt.clear()
    guard let failure else {
      return send(request, "\"status\":0" + (isDone ? ",\"quit\":true" : ""))
    }
    let text = failure.diagnostic.text(in: failure.statement, file: nil, width: request.width)
    let error = failure.diagnostic.json(in: failure.statement, file: "input")
    send(request, "\"status\":\(failure.status),\"error\":\(error),\"text\":\(text.json)")
  }

  private func complete(_ request: ServerRequest) {
    let place = request.place
    let host = host(for: request)
    let session = workbench.session
    let found = Completion(
      place.line, cursor: place.offset, after: place.earlier, session: session, host: host)
    let hint = Hint(
      String(place.line.utf8.prefix(place.offset)) ?? "", after: place.earlier, session: session,
      host: host)
    let candidates = found.candidates.map { candidate in
      "{\"text\":\((found.opening + candidate.text).json),\"suffix\":\(candidate.suffix.json),"
        + "\"note\":\(candidate.note.json)}"
    }
    send(
      request,
      "\"start\":\(place.scalars(before: found.start)),\"end\":\(request.cursor),"
        + "\"candidates\":[\(candidates.joined(separator: ","))],\"hint\":\(hint.text.json)")
  }

  private func explain(_ request: ServerRequest) {
    let place = request.place
    let hover = Hover(
      place.line, at: place.offset, after: place.earlier, session: workbench.session,
      host: host(for: request))
    guard let hover else { return send(request, "\"text\":null") }
    send(
      request,
      "\"start\":\(place.scalars(before: hover.range.lower)),"
        + "\"end\":\(place.scalars(before: hover.range.upper)),\"text\":\(hover.text.json)")
  }

  private func host(for request: ServerRequest) -> Host {
    var host = Host.local(
      folder: nil, trustsFiles: trustsFiles, output: ReportText(width: request.width))
    host.screen = Host.Screen(width: request.width)
    if request.wantsProgress {
      let pace = ProgressPace()
      host.screen.progress = { done, all, text in
        guard done < all, pace.isDue() else { return }
        send(
          request, "\"progress\":{\"done\":\(done),\"all\":\(all),\"text\":\(text.json)}")
      }
    }
    return host
  }
}

private func send(_ request: ServerRequest, _ fields: String) {
  send("{\"id\":\(request.id),\(fields)}")
}

// A line at once, whoever else has something to tell.
private func send(_ line: String) {
  output.withLock { _ in write(ScreenText(verbatim: line + "\n"), to: STDOUT_FILENO) }
}

private let output = Mutex(())

/// When work that takes longer than a moment is to be told of: ten times a second.
private final class ProgressPace: Sendable {
  private let next = Mutex(ContinuousClock.now + .milliseconds(400))

  func isDue() -> Bool {
    let now = ContinuousClock.now
    return next.withLock { next in
      guard now >= next else { return false }
      next = now + .milliseconds(100)
      return true
    }
  }
}

/// A place in a text of several lines, as completion takes it.
private struct Place {
  /// The lines in front of the cursor's.
  let earlier: String
  /// The cursor's line, without its line break.
  let line: String
  /// The cursor in it, in bytes.
  let offset: Int
  // The scalars of the lines in front, line breaks included.
  private let scalarsBefore: Int

  init(_ text: String, cursor: Int) {
    let scalars = text.unicodeScalars
    let cursor = scalars.index(scalars.startIndex, offsetBy: cursor)
    let start = scalars[..<cursor].lastIndex(of: "\n").map { scalars.index(after: $0) }
    let lineStart = start ?? scalars.startIndex
    let end = scalars[cursor...].firstIndex(of: "\n") ?? scalars.endIndex
    earlier = String(scalars[..<lineStart].dropLast())
    line = String(scalars[lineStart..<end])
    offset = text.utf8.distance(from: lineStart, to: cursor)
    scalarsBefore = scalars.distance(from: scalars.startIndex, to: lineStart)
  }

  /// The scalars of the text in front of a place in the line.
  func scalars(before offset: Int) -> Int {
    scalarsBefore
      + line.unicodeScalars.distance(
        from: line.startIndex, to: line.utf8.index(line.startIndex, offsetBy: offset))
  }
}

extension ServerRequest {
  fileprivate var place: Place { Place(text, cursor: cursor) }
}
