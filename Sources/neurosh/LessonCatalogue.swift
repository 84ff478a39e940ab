import Equations
import Shell
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The lessons that come with the program.
enum LessonCatalogue {
  /// All of them in teaching order, and how far the user came in each.
  static func lessons() -> [Host.KnownLesson] {
    guard let folder else { return [] }
    let progress = LessonProgress(path: Folders.lessonProgress)
    return names(in: folder).compactMap { file in
      let path = "\(folder)/\(file)"
      guard let lesson = read(path) else { return nil }
      let name = path.lessonName
      let entry = progress[name, lesson.fingerprint]
      return Host.KnownLesson(
        name: name, title: lesson.title, path: path, progress: entry?.text ?? "",
        isOpen: entry.map { !$0.isFinished } ?? false)
    }
  }

  /// The path that a word on the command line means: a session file, or a lesson's number or name.
  ///
  /// - Throws: where it means none.
  static func path(of word: String) throws(LessonRun.Failure) -> String {
    guard access(word, R_OK) != 0 || Host.Files.isFolder(word) else { return word }
    do throws(Diagnostic) {
      return try lessons().path(of: Name(word, SourceRange(0, word.utf8.count)))
    } catch { throw LessonRun.Failure(text: "\(line: error.sentence)") }
  }

  /// Where they lie: where NEUROSH_LESSONS says, beside the program, in the present folder.
  private static var folder: String? {
    let named = getenv("NEUROSH_LESSONS").map { [String(cString: $0)] } ?? []
    let program = ancestorsOfProgram
    let places =
      named + program.map { "\($0)/share/neurosh/sessions" } + program.map { "\($0)/sessions" }
      + ["sessions"]
    return places.first { !names(in: $0).isEmpty }
  }

  // Lessons begin with their number.
  private static func names(in folder: String) -> [String] {
    Host.Files.local.list(folder).filter {
      $0.hasSuffix(".nsh") && $0.first?.isNumber == true
    }.sorted()
  }

  private static func read(_ path: String) -> SessionFile? {
    guard case .success(let bytes) = Host.Files.local.read(path),
      let text = String(contents: bytes)
    else { return nil }
    return try? SessionFile(text)
  }

  // The program's folder and those that it lies in, the nearest first.
  private static var ancestorsOfProgram: [String] {
    #if os(Linux)
      let link = "/proc/self/exe"
    #else
      let link = CommandLine.arguments.first ?? ""
    #endif
    guard let resolved = realpath(link, nil) else { return [] }
    defer { free(resolved) }
    var folders: [String] = []
    var place = String(cString: resolved).folder
    while place != "/", place != "." {
      folders.append(place)
      place = place.folder
    }
    return folders
  }
}

extension String {
  /// The name of the lesson that a path leads to: `sessions/02-leak.nsh` is `02-leak`.
  var lessonName: String {
    let file = split(separator: "/").last.map(String.init) ?? self
    return file.hasSuffix(".nsh") ? String(file.dropLast(4)) : file
  }
}
