import Equations
import Foundation
import TerminalText
import Testing

@testable import Shell

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Handouts of sessions and lessons.
@Suite struct HandoutTests {
  private static let lesson = """
    #!/usr/bin/env neurosh
    #: width=60 seed=3
    # A leak & a <b>threshold</b>
    #
    # The membrane *leaks*:
    #
    #   mem += (input - mem) / tau
    #
    # 1. So it goes.
    create lif n; feed n const 1.5
    #? At which step does it fire first? = n.first_spike
    #h Count <two>.
    #~ 3: that is | one too many
    #~ *: look again
    #! mem is 0.75 & then 1.125.
    run n 4
    #> n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0
    table n to=1
    plot n
    #? Which of them leaks?
    #+ a LIF
    #- an IF
    #! Its name says so.
    set n tua=3
    #x unknown parameter 'tua'; did you mean 'tau'?
    #task Make it slower.
    #h Look at tau.
    #! A larger tau is slower.
    set n tau=4
    expect n.tau == 4
    #? Think.
    #! That was all.
    expect n.tau == 4
    """

  private func handout(
    _ text: String, answers: Bool, host: Shell.Host = Shell.Host()
  ) throws -> Handout {
    Handout(of: try SessionFile(text), name: "x", host: host, showsAnswers: answers)
  }

  /// The elements of a page, and the text between their tags; nil where it is not well-formed.
  private func parsed(_ page: String) -> PageReader? {
    let reader = PageReader()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = reader
    return parser.parse() ? reader : nil
  }

  @Test func aPageHasProseCommandsAnswersPlotsAndEquations() throws {
    let handout = try handout(Self.lesson, answers: false)
    #expect(handout.failure == nil && handout.title == "A leak & a <b>threshold</b>")
    let page = try #require(parsed(handout.text(as: .html)))
    #expect(page.texts(of: "title") == [handout.title] && page.texts(of: "h1") == [handout.title])
    #expect(page.texts(of: "p").prefix(3) == ["Name:", "The membrane *leaks*:", "1. So it goes."])
    let blocks = page.texts(of: "pre")
    #expect(
      blocks.prefix(3) == [
        "  mem += (input - mem) / tau", "create lif n; feed n const 1.5",
        "n: LIF, threshold 1, tau 2, step 4\nn gets const 1.5",
      ])
    #expect(blocks.contains("n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0"))
    #expect(blocks.contains { $0.contains("error: unknown parameter 'tua'") && $0.contains("^^^") })
    #expect(
      page.texts(of: "h2") == [
        "Question 1", "Question 2", "Task 1", "Question 3", "The equations",
      ])
    #expect(page.texts(of: "th").prefix(3) == ["step", "input", "mem_before"])
    #expect(page.texts(of: "td").prefix(2) == ["1", "1.5"])
    #expect(page.count("svg") == 1 && page.labels == ["plot n"])
    #expect(page.texts(of: "li") == ["a) a LIF", "b) an IF"])
    #expect(page.texts(of: "h3") == ["LIF"])
    #expect(blocks.contains { $0.hasPrefix("neuron LIF") && $0.contains("integral") })
  }

  // What the reader is to find out is nowhere without the answers, and lines are in its place.
  @Test(arguments: [Handout.Format.html, .markdown])
  func answersAreThereOrLinesToWriteOn(format: Handout.Format) throws {
    let secrets = [
      "mem is 0.75", "one too many", "look again", "Its name says so", "set n tau=4",
      "larger tau is slower", "That was all", "Answer:",
    ]
    let without = try handout(Self.lesson, answers: false).text(as: format)
    let with = try handout(Self.lesson, answers: true).text(as: format)
    #expect(secrets.filter { without.contains($0) } == [])
    #expect(secrets.filter { !with.contains($0) } == [])
    let line = format == .html ? "<p class=\"line\">" : String(repeating: "\\_", count: 50)
    #expect(with.ranges(of: line).isEmpty)
    // Two for a number, one for a choice, two for a command, three for a thought; in Markdown the
    // name's as well.
    #expect(without.ranges(of: line).count == (format == .html ? 8 : 9))
    for text in [without, with] { #expect(text.contains("Look at tau")) }
  }

  @Test func answersAreWhatTheSessionSays() throws {
    let text = try handout(Self.lesson, answers: true).text(as: .html)
    let page = try #require(parsed(text))
    #expect(page.texts(of: "strong") == ["Answer: 2", "Answer: a) a LIF"])
    #expect(page.texts(of: "dt") == ["3", "anything else"])
    #expect(page.texts(of: "dd") == ["that is | one too many", "look again"])
  }

  // Whoever wrote the file, nothing in it is markup, and nothing acts on what shows it.
  @Test func nothingFromOutsideIsMarkup() throws {
    let script = "<script>alert(\"1\")</script>"
    let text = """
      # \(script) \u{1B}[2J
      #
      # ![x](http://example.org/a.png) \(script) & &amp; `a` _b_ \u{202E}
      #   \(script) ``` ````
      define evil "\(script.replacing("\"", with: "'"))"
        inherits LIF
      end
      create evil n
      show evil
      show n
      #? \(script)? = n | "\(script.replacing("\"", with: "'"))"
      #h \(script)
      #~ x: \(script)
      #! \(script)
      list
      """
    let handout = try handout(text, answers: true)
    #expect(handout.failure == nil)
    let html = handout.text(as: .html)
    let page = try #require(parsed(html))
    #expect(page.count("script") == 0 && page.count("img") == 0)
    #expect(page.texts(of: "title") == ["\(script) \\u{1b}[2J"])
    #expect(html.ranges(of: "&lt;script&gt;").count >= 8)
    let markdown = handout.text(as: .markdown)
    // Within a fence all is shown as it is; outside of it every such sign is escaped.
    var fence = ""
    for line in markdown.split(separator: "\n") {
      let ticks = line.prefix { $0 == "`" }
      if fence.isEmpty, ticks.count >= 3 {
        fence = String(ticks)
      } else if line == fence {
        fence = ""
      } else if fence.isEmpty, !line.hasPrefix("<details>"), line != "</details>" {
        #expect(!line.replacing(/\\./, with: "").contains(/[<>`\[\]&]/), "\(line)")
      }
    }
    #expect(fence == "")
    for text in [html, markdown] {
      #expect(text.unicodeScalars.allSatisfy { $0.isSeen || $0 == "\n" })
      // Nothing is fetched from anywhere.
      #expect(!text.contains("src=") && !text.contains("href=") && !text.contains("@import"))
    }
  }

  @Test func markdownHasPicturesWithinTheFileAndTheSameInCharacters() throws {
    let text = try handout(Self.lesson, answers: false).text(as: .markdown)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "# A leak \\& a \\<b\\>threshold\\</b\\>")
    #expect(lines.contains("1\\. So it goes.") && lines.contains("- [ ] a) a LIF"))
    let picture = try #require(lines.first { $0.hasPrefix("![plot n](data:image/svg+xml;base64,") })
    let data = try #require(
      Data(base64Encoded: String(picture.drop { $0 != "," }.dropFirst().dropLast())))
    #expect(String(decoding: data, as: UTF8.self).hasPrefix("<svg xmlns="))
    #expect(lines.contains("<details><summary>in characters</summary>"))
    #expect(lines.contains { $0.contains("+---") })
  }

  // A handout ends with what failed, which is on it as it would be on the screen.
  @Test(arguments: [
    ("create lif n\nset n tau=0\nlist\n", "'tau' cannot be 0", 2, "list"),
    ("create lif n\nexpect n.mem == 3\nlist\n", "n.mem is 0", 2, "list"),
    ("create lif n\n#? a = n.spkes\nrun n\nlist\n", "spkes", 2, "list"),
    ("#task do\nset m tau=1\nexpect 1 == 1\n# end\n", "there are no nodes", 2, "end"),
  ])
  func whatFailsIsShownAndEndsIt(text: String, sentence: String, line: Int, later: String) throws {
    let handout = try handout(text, answers: false)
    let failure = try #require(handout.failure)
    #expect(failure.statement.line == line)
    #expect(failure.diagnostic.sentence.contains(sentence), "\(failure.diagnostic.sentence)")
    let page = try #require(parsed(handout.text(as: .html)))
    let blocks = page.texts(of: "pre")
    #expect(blocks.contains { $0.contains("error: ") && $0.contains(sentence) }, "\(blocks)")
    #expect(!blocks.contains(later) && !page.texts(of: "p").contains(later))
  }

  @Test func ctrlCStopsIt() throws {
    var host = Shell.Host()
    host.isInterrupted = { true }
    let handout = try handout(
      "create lif n; feed n const 1.5\nrun n 1000000\nlist\n", answers: false, host: host)
    #expect(handout.failure?.diagnostic.message.contains("stopped by Ctrl-C") == true)
  }

  @Test func everyLessonMakesAWellFormedPage() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../sessions").standardized
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".nsh") }
    #expect(names.count == 22)
    for name in names {
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      let file = try SessionFile(text)
      let handout = Handout(of: file, name: name, host: Shell.Host(), showsAnswers: true)
      #expect(handout.failure == nil, "\(name)")
      let page = try #require(parsed(handout.text(as: .html)), "\(name)")
      let scored = file.parts.count {
        if case .question(let question) = $0 { question.isScored } else { false }
      }
      #expect(page.texts(of: "strong").count == scored, "\(name)")
      #expect(page.texts(of: "h1") == [file.title] && page.count("svg") > 0, "\(name)")
      #expect(page.texts(of: "h2").last == "The equations", "\(name)")
    }
  }
}

/// What stands in the elements of a page.
private final class PageReader: NSObject, XMLParserDelegate {
  private var open: [(name: String, text: String)] = []
  private var closed: [(name: String, text: String)] = []
  /// What pictures are labelled.
  private(set) var labels: [String] = []

  func texts(of name: String) -> [String] { closed.filter { $0.name == name }.map(\.text) }

  func count(_ name: String) -> Int { texts(of: name).count }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    open.append((name, ""))
    if name == "figure", let label = attributes["aria-label"] { labels.append(label) }
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    for index in open.indices { open[index].text += characters }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if let last = open.popLast() { closed.append(last) }
  }
}
