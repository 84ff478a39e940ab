import LineEditing
import NativeBackend
import Shell
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Another program that makes a PDF of a page.
struct PrintProgram {
  private let path: String
  private let isBrowser: Bool

  /// Looks for one.
  ///
  /// - Throws: where there is none, and what can be done then.
  init() throws(LessonRun.Failure) {
    let browsers = ["chromium", "chromium-browser", "google-chrome"]
    for name in ["weasyprint"] + browsers {
      guard let path = OutsideProgram.path(of: name) else { continue }
      (self.path, isBrowser) = (path, name != "weasyprint")
      return
    }
    throw LessonRun.Failure(
      text: """
        a .pdf is made by 'weasyprint' or 'chromium', and neither is in PATH; \
        expected one of them, or a name in .html, which every browser prints
        """)
  }

  /// Makes a PDF.
  ///
  /// - Parameter page: the bytes of a page of HTML.
  /// - Throws: where the program does not do it, or Ctrl-C was pressed.
  func pdf(of page: [UInt8]) throws(LessonRun.Failure) -> [UInt8] {
    let made = OutsideProgram.withTemporaryFolder { folder in
      let (source, target) = ("\(folder)/page.html", "\(folder)/page.pdf")
      guard Host.Files.local.write(source, page, false) == nil,
        OutsideProgram.run(
          path, arguments(source, target, folder), isInterrupted: { Interrupt.isRaised })
      else { return [UInt8]() }
      return (try? Host.Files.local.read(target).get()) ?? []
    }
    guard let made, made.starts(with: "%PDF-".utf8) else {
      throw LessonRun.Failure(
        text: "'\(line: path)' made no PDF; expected that it does, or a name in .html")
    }
    return made
  }

  private func arguments(_ source: String, _ target: String, _ folder: String) -> [String] {
    guard isBrowser else { return [source, target] }
    // It refuses to start as root otherwise. The page has no script, and nothing is fetched for it.
    let sandbox = geteuid() == 0 ? ["--no-sandbox"] : []
    return sandbox + [
      "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
      "--user-data-dir=\(folder)/profile", "--print-to-pdf=\(target)", "file://\(source)",
    ]
  }
}
